"""Planters of the rules of evidence and of history."""

from __future__ import annotations

import random

from eventclaims.evidence.fingerprints import tokenize
from support.drafts import Draft
from support.planting import Planter, choose, name

DESCRIPTOR = "datapackage.json"
OWN_WORDS = (
    ("actors", "notes"),
    ("events", "summary"),
    ("claims", "notes"),
    ("corrections", "reason"),
)


def miss_passage(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "evidence")
    row["start"] = str(int(row["start"]) + chance.randint(1, 4))
    return row["evidence_id"]


def change_hash(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(["evidence", "uncoded_passages"])
    row = choose(draft, chance, table)
    row["text_sha256"] = f"{chance.getrandbits(256):064x}"
    return name(table, row)


def change_fingerprint(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(["evidence", "uncoded_passages"])
    row = choose(draft, chance, table)
    other = {"token_sha256": f"{chance.getrandbits(256):064x}", "token_count": "999"}
    column = chance.choice(sorted(other))
    row[column] = other[column]
    return name(table, row)


def change_length(draft: Draft, chance: random.Random) -> str:
    record = chance.choice(sorted(draft.texts))
    row = draft.get("sources", record)
    row["text_length"] = str(int(row["text_length"]) + chance.randint(1, 9))
    return record


def lose_passage(draft: Draft, chance: random.Random) -> str:
    """Take out a sentence that is the evidence of one row only; the rest is found elsewhere."""
    spans = [(row["source_id"], row["start"]) for row in draft.rows["evidence"]]
    row = choose(
        draft, chance, "evidence", lambda row: spans.count((row["source_id"], row["start"])) == 1
    )
    text = draft.texts[row["source_id"]]
    draft.texts[row["source_id"]] = text[: int(row["start"])] + text[int(row["end"]) :]
    return row["evidence_id"]


def lose_text(draft: Draft, chance: random.Random) -> str:
    record = chance.choice(sorted(draft.texts))
    file = f"{draft.get('sources', record)['text_name']}.txt"
    draft.edits.append(lambda package: (package.parent / "texts" / file).unlink())
    return record


def lengthen_text(draft: Draft, chance: random.Random) -> str:
    record = chance.choice(sorted(draft.texts))
    text = draft.texts[record]
    draft.texts[record] = chance.choice(["More.\n" + text, text + " More.", text.upper()])
    return record


def take_words(draft: Draft, chance: random.Random) -> str:
    spans = [(s, span) for s, all_ in draft.spans.items() for span in all_]
    runs = [[t.text for t in tokenize(draft.texts[s][a:b])] for s, (a, b) in spans]
    run = chance.choice([run for run in runs if len(run) > 8])
    table, column = chance.choice(OWN_WORDS)
    row = choose(draft, chance, table)
    row[column] = ", ".join(run[:8])
    return name(table, row)


def lose_row(draft: Draft, chance: random.Random) -> str:
    """Take out a row that no other needs, with the version that this asks for."""
    draft.descriptor["version"] = "2.0.0"
    table = chance.choice(["claim_links", "adjudications", "figures"])
    row = choose(draft, chance, table, lambda row: row.get("quantity") != "attacks")
    draft.rows[table].remove(row)
    return name(table, row)


def reuse_id(draft: Draft, chance: random.Random) -> str:
    draft.descriptor["version"] = "2.0.0"
    table = chance.choice(["figures", "discrepancies"])
    row = choose(draft, chance, table, lambda row: row.get("kind") != "date")
    if table == "discrepancies":
        row["kind"] = "other"
    else:
        row["source_id"] = chance.choice(sorted(draft.texts.keys() - {row["source_id"]}))
    return name(table, row)


def keep_version(draft: Draft, chance: random.Random) -> str:
    if chance.random() < 0.5:
        choose(draft, chance, "actors")["notes"] += "And more."
    else:
        draft.add("retired", record_id="EVT-9999", version="1.0.0", reason="error")
    return DESCRIPTOR


# A text that differs is told of once, beside each passage that it lacks.
PLANTERS = (
    Planter("text-missing", lose_text),
    Planter("text-differs", lengthen_text),
    Planter("text-length-differs", change_length),
    Planter("span-differs", miss_passage),
    Planter("span-differs", change_hash),
    Planter("span-missing", lose_passage, ("text-differs",)),
    Planter("fingerprint-differs", change_fingerprint),
    Planter("words-taken-over", take_words),
    Planter("id-gone", lose_row),
    Planter("id-reused", reuse_id),
    Planter("version-low", keep_version),
)
