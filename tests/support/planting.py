"""Helpers of the planters: choose a record, change a file after it is written."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eventclaims.package import standard
from eventclaims.tables.records import read_records
from support.drafts import Draft, Row, write_dates
from support.generator import WITHOUT_OBJECT

Plant = Callable[[Draft, random.Random], str]


@dataclass(frozen=True)
class Planter:
    """A change that breaks one rule in a valid package.

    Attributes:
        rule: Id of the rule.
        plant: Breaks one record of a draft and returns its key, or the file if there is no record.
        also: Rules that are also broken elsewhere; a comment explains why.
    """

    rule: str
    plant: Plant
    also: tuple[str, ...] = ()


def choose(
    draft: Draft,
    chance: random.Random,
    table: str,
    where: Callable[[Row], object] = lambda _row: True,
) -> Row:
    """Return a row of a table."""
    return chance.choice([row for row in draft.rows[table] if where(row)])


def name(table: str, row: Row) -> str:
    """Return the key of a row as in a finding."""
    return "/".join(row[part] for part in standard.get_key(standard.load_schemas()[table]))


def move(table: str, row: Row, earliest: date | None, latest: date | None) -> str:
    """Change the bounds of a row and its date; return its key."""
    row |= write_dates(table, earliest, latest)
    return name(table, row)


def get_day(draft: Draft, source: str) -> date:
    """Return the day of a document."""
    return date.fromisoformat(draft.get("sources", source)["published_latest"])


def choose_loose(
    draft: Draft, chance: random.Random, where: Callable[[Row], object] = lambda _row: True
) -> Row:
    """Return a statement whose date no other row depends on."""
    bound = {
        claim["statement_id"]
        for claim in draft.rows["claims"]
        if claim["claim_type"] not in WITHOUT_OBJECT
    }
    return choose(
        draft, chance, "statements", lambda row: row["statement_id"] not in bound and where(row)
    )


def choose_spare(draft: Draft, chance: random.Random) -> Row:
    """Return a relation between two bodies that no other row depends on."""
    return choose(draft, chance, "actor_relations", lambda row: row["relation"] == "supports")


def edit_bytes(draft: Draft, table: str, change: Callable[[bytes], bytes]) -> str:
    """Change the bytes of a table after it is written; return its file."""
    file = f"data/{table}.csv"

    def edit(package: Path) -> None:
        (package / file).write_bytes(change((package / file).read_bytes()))

    draft.edits.append(edit)
    return file


def edit_records(draft: Draft, table: str, change: Callable[[list[str]], object]) -> str:
    """Change the raw records of a table, the header first."""
    file = f"data/{table}.csv"

    def edit(package: Path) -> None:
        records = [record.raw for record in read_records(package / file)]
        change(records)
        (package / file).write_bytes("".join(records).encode())

    draft.edits.append(edit)
    return file


def edit_header(draft: Draft, table: str, change: Callable[[list[str]], object]) -> str:
    """Change the names in the header of a table."""

    def edit(records: list[str]) -> None:
        labels = records[0].rstrip("\n").split(",")
        change(labels)
        records[0] = ",".join(labels) + "\n"

    return edit_records(draft, table, edit)


def get_resource(draft: Draft, table: str) -> dict[str, object]:
    """Return the resource of a table in the descriptor."""
    return next(entry for entry in draft.descriptor["resources"] if entry["name"] == table)


def vouch(draft: Draft, chance: random.Random, table: str, record: str, source: str) -> None:
    """Make a random passage of a document the evidence of a record."""
    draft.vouch(table, record, source, chance.choice(draft.spans[source]))
