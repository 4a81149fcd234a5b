"""Planters of the rules of references: rows, names, relations, codes and links."""

from __future__ import annotations

import random
from pathlib import Path

from eventclaims.package import standard
from eventclaims.tables.canonical import format_table
from support.drafts import Draft
from support.generator import OLD, repeat
from support.planting import Planter, choose, choose_loose, choose_spare, name, vouch


def point_nowhere(draft: Draft, chance: random.Random) -> str:
    row = dict(choose(draft, chance, "evidence"))
    row |= {"evidence_id": "", "record_id": f"{row['record_id'][:3]}-9998"}
    return draft.add("evidence", **row)["evidence_id"]


def describe_nothing(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(["identifiers", "discrepancy_records"])
    row = choose(draft, chance, table)
    row["record_id"] = f"{row['record_id'][:3]}-9997"
    return name(table, row)


def take_evidence(draft: Draft, chance: random.Random) -> str:
    """Leave a discrepancy of dates its evidence: another row needs the discrepancy there."""
    tables = ("actor_names", "actor_relations", "events", "statements", "claims", "discrepancies")
    table = chance.choice(tables)
    record = name(table, choose(draft, chance, table, lambda row: row.get("kind") != "date"))
    kept = [row for row in draft.rows["evidence"] if row["record_id"] != record]
    draft.rows["evidence"] = kept
    return record


def move_evidence(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "evidence", lambda row: row["table"] == "claims")
    other = choose(draft, chance, "evidence", lambda x: x["source_id"] != row["source_id"])
    columns = ("source_id", "start", "end", "text_sha256", "token_count", "token_sha256")
    row |= {column: other[column] for column in columns}
    return row["record_id"]


def forget_end(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "evidence")
    row["end"] = ""
    return row["evidence_id"]


def forget_summary(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "statements")
    row["summary"] = ""
    return row["statement_id"]


def point_into_no_text(draft: Draft, chance: random.Random) -> str:
    """Add a document without a text; the cell of its kind needs no text, but a span in it does."""
    other = dict(choose(draft, chance, "sources", lambda row: row["text_sha256"]))
    other |= {"source_id": "", "text_name": "", "text_sha256": "", "text_length": ""}
    source = draft.add("sources", **other)["source_id"]
    row = dict(choose(draft, chance, "evidence", lambda row: row["table"] == "events"))
    return draft.add("evidence", **row | {"evidence_id": "", "source_id": source})["evidence_id"]


def go_beyond_text(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "evidence")
    row["end"] = str(len(draft.texts[row["source_id"]]) + chance.randint(1, 9))
    return row["evidence_id"]


def cite_elsewhere(draft: Draft, chance: random.Random) -> str:
    row = choose_loose(draft, chance)
    elsewhere = choose(
        draft, chance, "sources", lambda s: s["cited_by"] not in {"", row["document_id"]}
    )
    row["cited_source_id"] = elsewhere["source_id"]
    return row["statement_id"]


def speak_for(*, a_person: bool):
    """Return a planter of a statement on behalf of a person, or of a body that nothing ties."""

    def plant(draft: Draft, chance: random.Random) -> str:
        row = choose_loose(draft, chance)
        speaker = row["speaker_id"]
        relations = draft.rows["actor_relations"]
        tied = {r["object_id"] for r in relations if r["subject_id"] == speaker}
        bodies = [
            actor["actor_id"]
            for actor in draft.rows["actors"]
            if (actor["actor_type"] == "person") is a_person and actor["actor_id"] not in tied
        ]
        row["on_behalf_of_id"] = chance.choice(bodies)
        return row["statement_id"]

    return plant


def tie_to_self(draft: Draft, chance: random.Random) -> str:
    row = choose_spare(draft, chance)
    row["object_id"] = row["subject_id"]
    return row["relation_id"]


def tie_wrong_kinds(draft: Draft, chance: random.Random) -> str:
    row = choose_spare(draft, chance)
    row["relation"] = chance.choice(["official_of", "speaks_for", "deputy_of", "outlet_of"])
    return row["relation_id"]


def close_cycle(draft: Draft, chance: random.Random) -> str:
    """Make the whole a part of its part."""
    if chance.random() < 0.5:
        part = choose(draft, chance, "places", lambda row: row["part_of"])
        whole = draft.get("places", part["part_of"])
        whole["part_of"] = part["place_id"]
        return whole["place_id"]
    part = choose(draft, chance, "actor_relations", lambda row: row["relation"] == "part_of")
    ends = {"subject_id": part["object_id"], "object_id": part["subject_id"]}
    row = draft.add("actor_relations", **ends, relation="part_of", source_id=part["source_id"])
    vouch(draft, chance, "actor_relations", row["relation_id"], row["source_id"])
    return row["relation_id"]


def prefer(draft: Draft, chance: random.Random) -> str:
    """Prefer two names of an actor, or none."""
    row = choose(draft, chance, "actor_names")
    row["name_type"] = "acronym" if row["name_type"] == "preferred" else "preferred"
    return row["actor_id"]


def rename(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "actors")
    row["name"] += chance.choice([" II", ".", "’s"])
    return row["actor_id"]


def add_name(draft: Draft, chance: random.Random, actor: str, words: str, source: str) -> str:
    cells = {"actor_id": actor, "name": words, "source_id": source, "name_type": "spelling"}
    record = draft.add("actor_names", **cells)["name_id"]
    vouch(draft, chance, "actor_names", record, source)
    return record


def call_by_nobody(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "actor_names", lambda row: row["name_type"] != "preferred")
    row["used_by_id"] = "" if row["name_type"] == "epithet" else "STM-0001"
    return row["name_id"]


def share_name(draft: Draft, chance: random.Random) -> str:
    other = choose(draft, chance, "actor_names", lambda row: row["name_type"] != "title")
    actor = choose(draft, chance, "actors", lambda row: row["actor_id"] != other["actor_id"])
    return add_name(draft, chance, actor["actor_id"], other["name"], other["source_id"])


def spell_alike(draft: Draft, chance: random.Random) -> str:
    one, two = chance.sample(draft.rows["actors"], 2)
    one["notes"] = ""
    spelling = chance.choice([two["name"].upper(), two["name"][0] + two["name"]])
    add_name(draft, chance, one["actor_id"], spelling, min(draft.texts))
    return one["actor_id"]


def add_unused(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(["places", "sources", "actors"])
    if table == "places":
        return draft.add("places", name="Ulm", place_type="city")["place_id"]
    if table == "sources":
        cells = {"kind": "cited", "source_type": "book", "title": "Ulm"}
        return draft.add("sources", **cells, published_basis="unknown")["source_id"]
    actor = draft.add("actors", name="Ulm", actor_type="person")["actor_id"]
    record = add_name(draft, chance, actor, "Ulm", min(draft.texts))
    draft.get("actor_names", record)["name_type"] = "preferred"
    return actor


def cross_wrongly(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "crosswalks")
    row["target"] = "" if row["match"] != "none" and chance.random() < 0.5 else "no such code"
    return name("crosswalks", row)


def deprecate(draft: Draft, chance: random.Random) -> str:
    """Use a code that no other row uses, and deprecate it in the package's own list."""
    table, column = chance.choice(
        [("statements", "channel"), ("sources", "source_type"), ("places", "place_type")]
    )
    used = {row[column] for row in draft.rows[table]}
    codes = standard.load_codelists()[column]
    code = chance.choice([entry["code"] for entry in codes if entry["code"] not in used])
    row = choose(draft, chance, table)
    row[column] = code
    marked = [
        entry | {"status": "deprecated" if entry["code"] == code else "active"} for entry in codes
    ]

    def edit(package: Path) -> None:
        path = package / "schemas" / "codelists" / f"{column}.csv"
        path.write_text(format_table([*marked[0]], marked, ["code"]), "utf-8")

    draft.edits.append(edit)
    return name(table, row)


def link_to_self(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "claim_links", lambda row: row["to_claim_id"])
    row["to_claim_id"] = row["claim_id"]
    return row["link_id"]


def link_badly(draft: Draft, chance: random.Random) -> str:
    """Give a link both ends, or none."""
    row = choose(draft, chance, "claim_links")
    has_none = chance.random() < 0.5
    ends = ("", "") if has_none else (draft.rows["claims"][-1]["claim_id"], OLD)
    row |= dict(zip(("to_claim_id", "to_event_id"), ends, strict=True))
    return row["link_id"]


def link_by_speaker(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "claim_links", lambda row: row["to_claim_id"])
    right = repeat(draft, row["claim_id"], row["to_claim_id"])
    wrong = {"reiterates": ["echoes"], "echoes": ["same_text", "reiterates"]}
    row["relation"] = chance.choice(wrong.get(right, ["same_text", "reiterates", "echoes"]))
    return row["link_id"]


def contradict(draft: Draft, chance: random.Random) -> str:
    linked = [
        row
        for row in draft.rows["claim_links"]
        if row["to_claim_id"]
        and repeat(draft, row["claim_id"], row["to_claim_id"]) != "responds_to"
    ]
    row = chance.choice(linked)
    ends = [row["claim_id"], row["to_claim_id"]]
    row["relation"], other = chance.sample([repeat(draft, *ends), "contradicts"], 2)
    one, two = chance.sample(ends, 2)
    return draft.add("claim_links", claim_id=one, relation=other, to_claim_id=two)["link_id"]


def retire_used(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(["events", "claims", "places", "figures"])
    record = name(table, choose(draft, chance, table))
    draft.add("retired", record_id=record, version="1.0.0", reason="error")
    return record


def succeed_nowhere(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "retired")
    row["replaced_by"] = chance.choice(["EVT-9998", "ZZZ-0001"])
    return row["record_id"]


PLANTERS = (
    Planter("evidence-dangling", point_nowhere),
    Planter("record-dangling", describe_nothing),
    Planter("no-evidence", take_evidence),
    Planter("evidence-elsewhere", move_evidence),
    Planter("missing-at-level", forget_summary),
    # The level of the package requires the end, too.
    Planter("evidence-place", forget_end, ("missing-at-level",)),
    # The text of the new document is another one, or is not in the folder.
    Planter("span-without-text", point_into_no_text, ("text-differs", "text-missing")),
    Planter("span-outside-text", go_beyond_text),
    Planter("cited-elsewhere", cite_elsewhere),
    # A claim can reiterate one of the same body.
    Planter("on-behalf-of", speak_for(a_person=True), ("link-speaker",)),
    Planter("speaker-without-tie", speak_for(a_person=False)),
    Planter("relation-to-self", tie_to_self),
    Planter("relation-ends", tie_wrong_kinds),
    # A cycle has at least two members; one name of two actors is on two rows, and alike in both.
    Planter("circle", close_cycle, ("circle",)),
    Planter("preferred-name", prefer),
    Planter("preferred-name-differs", rename),
    Planter("name-shared", share_name, ("name-shared", "name-alike")),
    Planter("epithet-user", call_by_nobody),
    Planter("name-alike", spell_alike, ("name-alike",)),
    Planter("unreferenced", add_unused),
    Planter("crosswalk-target", cross_wrongly),
    Planter("deprecated-code", deprecate),
    Planter("link-to-self", link_to_self),
    Planter("link-ends", link_badly),
    # The link that is contradicted contradicts in turn.
    Planter("link-speaker", link_by_speaker),
    Planter("link-contradicts-itself", contradict, ("link-contradicts-itself",)),
    Planter("retired-in-use", retire_used),
    Planter("successor-missing", succeed_nowhere),
)
