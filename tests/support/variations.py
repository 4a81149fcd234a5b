"""Changes that keep a random package valid: undated and open dates, alleged events, documents."""

from __future__ import annotations

import random
from datetime import date

from support.drafts import Draft, Row, days, write_dates
from support.generator import KILLING, OLD
from support.planters_dates import add_killing, raise_dead
from support.planting import get_day, move, vouch

DATED = ("sources", "events", "statements")


def undate(table: str, row: Row) -> None:
    """Remove the date of a row."""
    row |= write_dates(table, None, None)
    row["published_as_printed" if table == "sources" else "date_as_printed"] = ""
    row |= dict.fromkeys({"time_earliest", "time_latest"} & {*row}, "")


def report_twice(draft: Draft, chance: random.Random) -> tuple[str, str]:
    """Let a second document report OLD; return its first document and the second one."""
    first = next(e["source_id"] for e in draft.rows["evidence"] if e["record_id"] == OLD)
    other = chance.choice([source for source in draft.texts if source != first])
    vouch(draft, chance, "events", OLD, other)
    return first, other


def happen_between_documents(draft: Draft, chance: random.Random) -> None:
    """Let an event happen after its first document and before its last one."""
    first, _other = report_twice(draft, chance)
    day = get_day(draft, first) + days(chance.randint(1, 50))
    move("events", draft.get("events", OLD), day, day)


def happen_after_dated_document(draft: Draft, chance: random.Random) -> None:
    """Let an event happen after its dated document, and an undated one report it."""
    first, other = report_twice(draft, chance)
    day = get_day(draft, first) + days(chance.randint(1, 50))
    move("events", draft.get("events", OLD), day, day)
    undate("sources", draft.get("sources", other))


def schedule_before_dated_document(draft: Draft, chance: random.Random) -> None:
    """Let a scheduled event end before its dated document, and an undated one report it."""
    _first, other = report_twice(draft, chance)
    draft.get("events", OLD)["status"] = "scheduled"
    undate("sources", draft.get("sources", other))


def last_beyond_undated_document(draft: Draft, chance: random.Random) -> None:
    """Let an event last without an end, reported by a dated document and an undated one."""
    _first, other = report_twice(draft, chance)
    row = draft.get("events", OLD)
    row |= write_dates("events", date.fromisoformat(row["date_earliest"]), None, "throughout")
    undate("sources", draft.get("sources", other))


def schedule_after_documents(draft: Draft, chance: random.Random) -> None:
    """Cancel or schedule an event after all of its documents."""
    day = max(get_day(draft, source) for source in draft.texts) + days(chance.randint(1, 50))
    row = draft.get("events", OLD)
    row["status"] = chance.choice(["scheduled", "deadline", "cancelled"])
    move("events", row, day, day)


def kill_on_unknown_day(draft: Draft, chance: random.Random) -> None:
    """Let a victim make a statement, with the killing undated and an undated alleged one."""
    record = raise_dead(draft, chance)
    undate("events", draft.get("events", KILLING))
    victim = draft.get("statements", record)["speaker_id"]
    add_killing(draft, chance, victim, "alleged", None)


def kill_later_or_not(draft: Draft, chance: random.Random) -> None:
    """Let a speaker allegedly be killed after the statement, and a killing before be cancelled."""
    row = chance.choice([row for row in draft.rows["statements"] if row["date_latest"]])
    latest = date.fromisoformat(row["date_latest"])
    last = max(get_day(draft, source) for source in draft.texts)
    for other in draft.rows["statements"]:
        if other["speaker_id"] == row["speaker_id"] and other["date_latest"]:
            latest = max(latest, date.fromisoformat(other["date_latest"]))
    add_killing(draft, chance, row["speaker_id"], "alleged", min(latest, last))
    add_killing(draft, chance, row["speaker_id"], "cancelled", date(2001, 1, 1))


def undate_some(draft: Draft, chance: random.Random) -> None:
    """Remove the dates of about half of the rows."""
    for table in DATED:
        for row in draft.rows[table]:
            if chance.random() < 0.5:
                undate(table, row)
    for table, columns in (
        ("claims", ["deadline"]),
        ("actor_relations", ["valid_from", "valid_until"]),
    ):
        for row in draft.rows[table]:
            row[chance.choice(columns)] = ""


def open_some(draft: Draft, chance: random.Random) -> None:
    """Remove one bound of about half of the dates."""
    for table in DATED:
        names = ("published_earliest", "published_latest")
        earliest, latest = names if table == "sources" else ("date_earliest", "date_latest")
        for row in draft.rows[table]:
            if row[earliest] and row[latest] and row.get("date_type") != "throughout":
                bounds = [date.fromisoformat(row[name]) for name in (earliest, latest)]
                if chance.random() < 0.5:
                    bounds[chance.randrange(2)] = None
                row.update(write_dates(table, *bounds))


VARIATIONS = (
    happen_between_documents,
    happen_after_dated_document,
    schedule_before_dated_document,
    last_beyond_undated_document,
    schedule_after_documents,
    kill_on_unknown_day,
    kill_later_or_not,
    undate_some,
    open_some,
)
