"""The rows of two codings side by side, each with its parts and its evidence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from eventclaims.coding.units import SEPARATOR, join_values, list_coded_fields, list_part_columns
from eventclaims.exchange.adjudication.sides import (
    EVIDENCE,
    Names,
    Place,
    Sides,
    list_id_columns,
    rename,
)
from eventclaims.exchange.entries import Row
from eventclaims.exchange.layout import Column, SheetPlan
from eventclaims.exchange.rows import Rows, join_key
from eventclaims.package import standard
from eventclaims.tables.cells import read_number

ROW, CODE, PASSAGE, WORDS = "row", "code", "passage", "words"
COSTS = (ROW, CODE, PASSAGE, WORDS)
"""The kinds of differences, the most costly first."""
_COUNTED = ("date", "integer", "number", "boolean", "year")
_PASSAGE = ("source_id", "start", "end", "field", "locator")


@dataclass(slots=True)
class Version:
    """A row as one coding has it, with names in place of ids.

    Attributes:
        name: Its name.
        row: Its cells.
        stated: Its cells with the ids of the coding.
        parts: The rows of each table of its parts, and those of its evidence.
        stated_parts: The same with the ids of the coding.
    """

    name: str
    row: Row
    stated: Row
    parts: dict[str, Rows] = field(default_factory=dict)
    stated_parts: dict[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A difference that is settled.

    Attributes:
        field: The column, table of parts or `evidence`; empty if only one coding has the row.
        first_value: The value in the first coding, with its ids.
        second_value: The value in the second coding, with its ids.
        cost: What it is about; see `COSTS`.
    """

    field: str
    first_value: str
    second_value: str
    cost: str


@dataclass(slots=True)
class Item:
    """A row of one or both codings.

    Attributes:
        plan: Its table.
        name: Its name in both codings.
        versions: The row as both codings have it; None in a coding that lacks it.
        base: The row from which both started; None for a new row.
        disagreements: The differences to settle.
        depending: Number of rows that refer to it, also through others.
    """

    plan: SheetPlan
    name: str
    versions: tuple[Version | None, Version | None]
    base: Version | None
    disagreements: list[Disagreement] = field(default_factory=list)
    depending: int = 0

    @property
    def place(self) -> Place:
        """Its table and its name."""
        return self.plan.name, self.name

    @property
    def ids(self) -> tuple[str, str]:
        """The id of the row in both codings; empty in a coding that lacks it."""
        first, second = (join_key(self.plan, v.stated) if v else "" for v in self.versions)
        return first, second


def list_items(sides: Sides) -> list[Item]:
    """Return the rows of both codings with differences to settle, in the order of the tables."""
    first, second = (_collect(sides, side.tables, side.names) for side in sides.sides)
    base = _collect(sides, sides.base, {})
    items = []
    for plan in sides.mains:
        mine, others, known = first[plan.name], second[plan.name], base[plan.name]
        for name in dict.fromkeys([*mine, *others, *known]):
            versions = mine.get(name), others.get(name)
            item = Item(plan, name, versions, known.get(name))
            item.disagreements = list(_compare(sides, item))
            items.append(item)
    referring = _list_referring(sides)
    for item in items:
        if item.disagreements:
            item.depending = _count_depending(referring, item.place)
    return items


def _collect(
    sides: Sides, tables: Mapping[str, Rows], names: Names
) -> dict[str, dict[str, Version]]:
    """Return the rows of each main table by name, with their parts and their evidence."""
    made: dict[str, dict[str, Version]] = {}
    for plan in sides.mains:
        renamed = ((rename(plan, row, names), row) for row in tables[plan.name])
        made[plan.name] = {
            (name := join_key(plan, row)): Version(name, row, stated) for row, stated in renamed
        }
    for plan in filter(sides.is_part, sides.plans):
        for stated in tables[plan.name]:
            row = rename(plan, stated, names)
            owner, name = sides.find_owner(plan, row)
            version = made.get(owner, {}).get(name)
            if version is not None:
                version.parts.setdefault(plan.name, []).append(row)
                version.stated_parts.setdefault(plan.name, []).append(stated)
    return made


def _compare(sides: Sides, item: Item) -> Iterator[Disagreement]:
    first, second = item.versions
    if first is None or second is None:
        # A row that both coders removed is settled.
        if first or second:
            yield Disagreement("", "", "", ROW)
        return
    for column in item.plan.entered:  # those of the key are the same in both
        values = first.row[column.name], second.row[column.name]
        if values[0] != values[1]:
            stated = first.stated[column.name], second.stated[column.name]
            yield Disagreement(column.name, *stated, _rate(item.plan, column))
    for plan in sides.list_parts(item.plan):
        contents = [
            sorted(list_content(plan, row) for row in version.parts.get(plan.name, ()))
            for version in (first, second)
        ]
        if contents[0] != contents[1]:
            values = show_parts(plan, first), show_parts(plan, second)
            if values[0] == values[1]:
                values = show_parts(plan, first, whole=True), show_parts(plan, second, whole=True)
            yield Disagreement(plan.name, *values, PASSAGE if plan.name == EVIDENCE else CODE)


def _rate(plan: SheetPlan, column: Column) -> str:
    """Return what a column is about: a code, date, number or reference counts, words do not."""
    is_coded = bool(column.codes or column.target or column.field.get("type") in _COUNTED)
    if plan.name in standard.list_coded_tables():
        is_coded = is_coded or column.name in dict(list_coded_fields(plan.name))
    return CODE if is_coded else WORDS


def list_content(plan: SheetPlan, row: Row) -> tuple[str, ...]:
    """Return the cells of a part or a passage that make it equal to another."""
    if plan.name == EVIDENCE:
        return tuple(row[name] for name in _PASSAGE if name in row)
    return tuple(row[name] for name in plan.table.fields if name != plan.table.key[0])


def show_parts(plan: SheetPlan, version: Version, *, whole: bool = False) -> str:
    """Return the parts or passages of a row as one cell, with the ids of the coding.

    Args:
        plan: The table of the parts.
        version: The row.
        whole: Whether a part has all its columns, not only those that distinguish parts.
    """
    rows = version.stated_parts.get(plan.name, ())
    if plan.name == EVIDENCE:
        return SEPARATOR.join(show_passage(row) for row in sort_passages(rows))
    columns = list_shown_columns(plan, whole=whole)
    return join_values("/".join(row[name] for name in columns) for row in rows)


def list_shown_columns(plan: SheetPlan, *, whole: bool = False) -> list[str]:
    """Return the columns of a part as a cell shows them."""
    if whole or plan.name not in standard.load_schemas():
        return [name for name in plan.table.fields if name != plan.table.key[0]]
    return [name for name in list_part_columns(plan.name)[1:] if name in plan.table.fields]


def show_passage(row: Row) -> str:
    """Return a passage as a cell shows it, such as `SRC-0001 120-180 deadline [page 3]`."""
    place = f"{row['source_id']} {row['start']}-{row['end']}"
    locator = f"[{row['locator']}]" if row.get("locator") else ""
    return " ".join(filter(None, (place, row.get("field", ""), locator)))


def sort_passages(rows: Iterable[Row]) -> list[Row]:
    """Return passages in the order of the text."""
    return sorted(rows, key=lambda r: (r["source_id"], read_number(r["start"]), show_passage(r)))


def _list_referring(sides: Sides) -> dict[Place, set[Place]]:
    """Return the rows that refer to each row, in either coding, by table and name."""
    referring: dict[Place, set[Place]] = {}
    for side in sides.sides:
        for plan in sides.plans:
            for stated in side.tables[plan.name]:
                row = side.rename(plan, stated)
                own = plan.name, join_key(plan, row)
                for column, table in list_id_columns(plan, row):
                    if (table, row[column]) != own:
                        referring.setdefault((table, row[column]), set()).add(own)
    return referring


def _count_depending(referring: Mapping[Place, set[Place]], place: Place) -> int:
    found, waiting = {place}, [place]
    while waiting:
        for other in referring.get(waiting.pop(), set()) - found:
            found.add(other)
            waiting.append(other)
    return len(found) - 1


def sort_by_cost(items: Sequence[Item]) -> list[tuple[Item, Disagreement]]:
    """Return the differences to settle, the most costly first."""
    listed = [(item, one) for item in items for one in item.disagreements]
    return sorted(listed, key=lambda pair: (COSTS.index(pair[1].cost), -pair[0].depending))
