"""Planters of the rules of dates."""

from __future__ import annotations

import random
from datetime import date

from support.drafts import Draft, days, print_day, write_dates
from support.generator import KILLING, LATE, OLD, WIDE
from support.planting import (
    Planter,
    choose,
    choose_loose,
    get_day,
    move,
    name,
    vouch,
)

DATED = ("sources", "events", "statements")


def get_release(draft: Draft) -> date:
    return date.fromisoformat(draft.descriptor["created"][:10])


def unpad(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "actor_relations")
    row["valid_from"] = chance.choice(["2001-4-2", "2001-04-2", "2001-4-12"])
    return name("actor_relations", row)


def reverse(draft: Draft, chance: random.Random) -> str:
    """Let an event end before it begins, without moving its beginning."""
    row = choose(draft, chance, "events", lambda row: row["date_earliest"])
    earliest = date.fromisoformat(row["date_earliest"])
    return move("events", row, earliest, earliest - days(chance.randint(1, 90)))


def change_date(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(DATED)
    row = choose(draft, chance, table)
    row["published" if table == "sources" else "date"] = chance.choice(["1999", "soon", "../1999"])
    return name(table, row)


def deny_basis(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(DATED)
    row = choose(draft, chance, table)
    row["published_basis" if table == "sources" else "date_basis"] = "unknown"
    return name(table, row)


def take_bounds(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(["events", "statements"])
    row = choose_loose(draft, chance) if table == "statements" else draft.get(table, OLD)
    row |= write_dates(table, None, None) | {"date_basis": "stated"}
    return name(table, row)


def take_type(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(["events", "statements"])
    row = choose(draft, chance, table, lambda row: row["date_latest"])
    row["date_type"] = ""
    return name(table, row)


def infer(draft: Draft, chance: random.Random) -> str:
    table = chance.choice(DATED)
    row = choose(draft, chance, table)
    row |= {"published_basis" if table == "sources" else "date_basis": "inferred", "notes": ""}
    return name(table, row)


def print_other_day(draft: Draft, chance: random.Random) -> str:
    """Choose a statement without a discrepancy; no other row depends on it."""
    table = chance.choice(DATED)
    row = choose_loose(draft, chance) if table == "statements" else choose(draft, chance, table)
    column = "published_as_printed" if table == "sources" else "date_as_printed"
    row[column] = print_day(date(2050, 1, 31), chance.randrange(2))
    return name(table, row)


def leave_open(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "events", lambda row: row["status"] in {"reported", "alleged"})
    latest = date.fromisoformat(row["date_latest"])
    row |= write_dates("events", latest - days(9), None, "throughout")
    return name("events", row)


def schedule(draft: Draft, chance: random.Random) -> str:
    row = draft.get("events", chance.choice([OLD, WIDE]))
    row["status"] = "scheduled"
    return row["event_id"]


def part_from_source(draft: Draft, chance: random.Random) -> str:
    row = choose_loose(draft, chance, lambda row: row["cited_source_id"])
    day = get_day(draft, row["document_id"]) - days(chance.randint(100, 900))
    return move("statements", row, day, day)


def raise_dead(draft: Draft, chance: random.Random) -> str:
    victim = next(
        row["actor_id"] for row in draft.rows["event_participants"] if row["role"] == "victim"
    )
    assert draft.get("events", KILLING)["event_type"] == "targeted_killing"
    # A claim must reiterate one of the same speaker.
    links = [row for row in draft.rows["claim_links"] if row["relation"] == "reiterates"]
    ids = {row[end] for row in links for end in ("claim_id", "to_claim_id")}
    linked = {row["statement_id"] for row in draft.rows["claims"] if row["claim_id"] in ids}
    row = choose_loose(draft, chance, lambda row: row["statement_id"] not in linked)
    row |= {"speaker_id": victim, "on_behalf_of_id": ""}
    return row["statement_id"]


def add_killing(
    draft: Draft, chance: random.Random, victim: str, status: str, day: date | None
) -> None:
    """Add a killing of an actor, reported by the last document."""
    row = draft.add("events", event_type="targeted_killing", status=status, incidents="single")
    row |= {"title": "Killing", "summary": f"Killing {len(draft.rows['events'])}."}
    row |= write_dates("events", day, day)
    draft.add("event_participants", event_id=row["event_id"], actor_id=victim, role="victim")
    vouch(draft, chance, "events", row["event_id"], max(draft.texts))


def raise_allegedly_dead(draft: Draft, chance: random.Random) -> str:
    draft.get("events", KILLING)["status"] = "alleged"
    return raise_dead(draft, chance)


def raise_twice_dead(draft: Draft, chance: random.Random) -> str:
    """Add undated killings, reported and alleged, of the victim."""
    record = raise_dead(draft, chance)
    for status in ("reported", "alleged"):
        add_killing(draft, chance, draft.get("statements", record)["speaker_id"], status, None)
    return record


def happen_after_all(draft: Draft, chance: random.Random) -> str:
    """Let all documents report an event that happens after the last of them."""
    row = draft.get("events", chance.choice([OLD, WIDE]))
    for source in draft.texts:
        vouch(draft, chance, "events", row["event_id"], source)
    last = max(get_day(draft, source) for source in draft.texts)
    return move("events", row, *bracket(chance, last, surely=True))


def schedule_in_all(draft: Draft, chance: random.Random) -> str:
    """Let all documents schedule an event that ends before the first of them."""
    for source in draft.texts:
        vouch(draft, chance, "events", OLD, source)
    draft.get("events", OLD)["status"] = "scheduled"
    return OLD


def reverse_relation(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "actor_relations")
    day = get_day(draft, row["source_id"]) - days(chance.randint(1, 90))
    row |= {"valid_from": str(day), "valid_until": str(day - days(chance.randint(1, 90)))}
    return row["relation_id"]


def begin_late(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "actor_relations")
    day = get_day(draft, row["source_id"]) + days(chance.randint(1, 90))
    row |= {"valid_from": str(day), "valid_until": ""}
    return row["relation_id"]


def bracket(chance: random.Random, day: date, *, surely: bool) -> tuple[date, date]:
    """Return bounds after a day, or bounds that include it."""
    width = chance.randint(1, 20)
    first = day + days(width if surely else -width)
    return first, day + days(width)


def speak_late(*, surely: bool):
    def plant(draft: Draft, chance: random.Random) -> str:
        row = choose_loose(draft, chance)
        bounds = bracket(chance, get_day(draft, row["document_id"]), surely=surely)
        return move("statements", row, *bounds)

    return plant


def happen_late(*, surely: bool):
    def plant(draft: Draft, chance: random.Random) -> str:
        row = draft.get("events", chance.choice([OLD, WIDE]))
        source = next(
            e["source_id"] for e in draft.rows["evidence"] if name("events", row) == e["record_id"]
        )
        return move("events", row, *bracket(chance, get_day(draft, source), surely=surely))

    return plant


def come_after_release(*, surely: bool):
    def plant(draft: Draft, chance: random.Random) -> str:
        bounds = bracket(chance, get_release(draft), surely=surely)
        if chance.random() < 0.5:
            return move("statements", choose_loose(draft, chance), *bounds)
        return move("events", draft.get("events", chance.choice([OLD, WIDE])), *bounds)

    return plant


def claim_event(event: str):
    """Return a planter that lets a statement of the first document describe an event as past."""

    def plant(draft: Draft, chance: random.Random) -> str:
        first = min(draft.texts)
        reported = {
            s["statement_id"] for s in draft.rows["statements"] if s["document_id"] == first
        }
        row = choose(draft, chance, "claims", lambda row: row["statement_id"] in reported)
        kind = chance.choice(["credit", "report", "attribution"])
        row |= {"claim_type": kind, "event_id": event, "deadline": ""}
        return row["claim_id"]

    return plant


def set_deadline(*, surely: bool):
    def plant(draft: Draft, chance: random.Random) -> str:
        broad = [
            row
            for row in draft.rows["statements"]
            if row["date_earliest"] and (surely or row["date_earliest"] < row["date_latest"])
        ]
        statement = chance.choice(broad)
        mine = [r for r in draft.rows["claims"] if r["statement_id"] == statement["statement_id"]]
        row = chance.choice(mine)
        earliest = date.fromisoformat(statement["date_earliest"])
        deadline = earliest + days(-chance.randint(1, 90) if surely else chance.randint(0, 19))
        row |= {"claim_type": chance.choice(["threat", "demand"]), "deadline": str(deadline)}
        return row["claim_id"]

    return plant


def cite_late(*, surely: bool):
    def plant(draft: Draft, chance: random.Random) -> str:
        cited = {row["cited_source_id"] for row in draft.rows["statements"]}
        row = choose(
            draft,
            chance,
            "sources",
            lambda row: row["kind"] == "cited" and row["source_id"] not in cited,
        )
        bounds = bracket(chance, get_day(draft, row["cited_by"]), surely=surely)
        return move("sources", row, *bounds)

    return plant


def carry_early(draft: Draft, chance: random.Random) -> str:
    row = choose(draft, chance, "statements", lambda row: row["date_earliest"])
    earlier = [
        other
        for other in draft.rows["statements"]
        if "" < other["date_latest"] < row["date_earliest"]
    ]
    row["carried_by_id"] = chance.choice([row, *earlier])["statement_id"]
    return row["statement_id"]


def take_day(draft: Draft, chance: random.Random) -> str:
    row = draft.get("events", OLD)
    row["time_earliest"] = chance.choice(["14:00Z", "23:59+03:00"])
    # Another planter may have removed the day.
    latest = row["date_latest"] or get_day(draft, min(draft.texts)).isoformat()
    return move("events", row, None, date.fromisoformat(latest))


PLANTERS = (
    Planter("date-form", unpad),
    Planter("bounds-reversed", reverse),
    Planter("date-differs", change_date),
    Planter("date-basis", deny_basis),
    Planter("date-basis", take_bounds),
    Planter("date-type-missing", take_type),
    Planter("inferred-without-note", infer),
    Planter("printed-date-outside", print_other_day),
    Planter("open-throughout", leave_open),
    Planter("scheduled-over", schedule),
    Planter("scheduled-over", schedule_in_all),
    Planter("statement-apart", part_from_source),
    Planter("dead-speaker", raise_dead),
    Planter("dead-speaker", raise_twice_dead),
    Planter("dead-speaker-alleged", raise_allegedly_dead),
    Planter("carried-by-later", carry_early),
    Planter("time-without-day", take_day),
    Planter("relation-reversed", reverse_relation),
    Planter("statement-after-document", speak_late(surely=True)),
    Planter("event-after-document", happen_late(surely=True)),
    Planter("event-after-document", happen_after_all),
    Planter("after-release", come_after_release(surely=True)),
    Planter("event-after-claim", claim_event(LATE)),
    Planter("deadline-before-statement", set_deadline(surely=True)),
    Planter("cited-after-document", cite_late(surely=True)),
    Planter("relation-after-document", begin_late),
    Planter("possibly-statement-after-document", speak_late(surely=False)),
    Planter("possibly-event-after-document", happen_late(surely=False)),
    Planter("possibly-after-release", come_after_release(surely=False)),
    Planter("possibly-event-after-claim", claim_event(WIDE)),
    Planter("possibly-deadline-before-statement", set_deadline(surely=False)),
    Planter("possibly-cited-after-document", cite_late(surely=False)),
)
