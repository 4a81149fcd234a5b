"""The value of a row in which two codings differ, after a decision."""

import re
from collections.abc import Sequence

from eventclaims.coding.units import SEPARATOR
from eventclaims.exchange.adjudication.decisions import Decision
from eventclaims.exchange.adjudication.items import (
    Version,
    list_content,
    list_shown_columns,
    show_passage,
)
from eventclaims.exchange.adjudication.sheet import BOTH, OTHER
from eventclaims.exchange.adjudication.sides import EVIDENCE, SIDES, Sides, list_id_columns
from eventclaims.exchange.coding import check_value, make_reader
from eventclaims.exchange.entries import EntryError, Row
from eventclaims.exchange.layout import Column, SheetPlan, reduce_label
from eventclaims.exchange.rows import Rows

# A passage as `show_passage` writes it, and perhaps its words.
_PASSAGE = re.compile(
    r"(\S+) ([0-9]+)-([0-9]+)(?: ([a-z][a-z0-9_]*))?(?: \[.*\])?(?: “.*”)?", re.DOTALL
)
# Words can contain a semicolon, ids cannot.
_NEXT_ID = re.compile(r";\s*(?=(?:[AB]:)?[A-Z]{3}-[0-9]{4,})")
_SIDE = re.compile(r"([AB]):\s*(.*)", re.DOTALL)


def settle_cell(
    sides: Sides, column: Column, decision: Decision, versions: Sequence[Version]
) -> str:
    """Return the cell that was chosen, with the name of a row in place of its id.

    Raises:
        EntryError: If the column cannot contain it.
    """
    if decision.choice != OTHER:
        return versions[SIDES.index(decision.choice)].row[column.name]
    value = reduce_label(decision.value) if column.has_ids else decision.value
    if column.target and value:
        return _name_row(sides, column.target, value)
    _check(column, value)
    return value


def settle_parts(
    sides: Sides, plan: SheetPlan, decision: Decision, versions: Sequence[Version]
) -> Rows:
    """Return the parts or passages that were chosen.

    Args:
        sides: Both codings.
        plan: The table of the parts.
        decision: The decision.
        versions: The row in both codings.

    Raises:
        EntryError: If the parts cannot be read.
    """
    rows = [version.parts.get(plan.name, []) for version in versions]
    if decision.choice == BOTH:
        known = {list_content(plan, row): row for row in [*rows[1], *rows[0]]}
        return list(known.values())
    if decision.choice != OTHER:
        return rows[SIDES.index(decision.choice)]
    stated = decision.value
    has_ids = plan.name == EVIDENCE or list_shown_columns(plan)[0].endswith("_id")
    listed = _NEXT_ID.split(stated) if has_ids else stated.split(SEPARATOR.strip())
    texts = filter(None, (text.strip() for text in listed))
    if plan.name == EVIDENCE:
        return [_read_passage(sides, text, versions) for text in texts]
    return [_read_part(sides, plan, text, versions) for text in texts]


def _read_part(sides: Sides, plan: SheetPlan, text: str, versions: Sequence[Version]) -> Row:
    names = list_shown_columns(plan)
    id_, *codes = text.rsplit("/", len(names) - 1)
    cells = [reduce_label(id_.strip()), *(code.strip() for code in codes)]
    row = dict.fromkeys(plan.table.fields, "") | dict(zip(names, cells, strict=False))
    for name, table in list_id_columns(plan, row):
        if name != plan.table.key[0]:
            row[name] = _name_row(sides, table, row[name])
    for column in plan.columns:
        if column.name in names and not (column.target or column.name == "record_id"):
            _check(column, row[column.name])
    for version in versions:
        for known in version.parts.get(plan.name, ()):
            if all(known[name] == row[name] for name in names):
                return known
    return row | {plan.table.key[0]: versions[0].name}


def _read_passage(sides: Sides, text: str, versions: Sequence[Version]) -> Row:
    found = _PASSAGE.fullmatch(reduce_label(text))
    if not found:
        raise EntryError(f"`{text}` is not a passage", "write it as SRC-0001 120-180")
    source, start, end, field = found.groups("")
    name = _name_row(sides, "sources", source)
    wanted = {"source_id": name, "start": start, "end": end, "field": field}
    for version in versions:
        for row in version.parts.get(EVIDENCE, ()):
            if all(row.get(key, "") == value for key, value in wanted.items()):
                return row
    if sides.texts is None:
        problem = f"neither coding has the passage {show_passage(wanted | {'source_id': source})}"
        raise EntryError(problem, "give the folder of the texts with --texts")
    if int(start) >= int(end):
        raise EntryError(f"`{text}` is empty", "the second number is the end")
    plan = next(plan for plan in sides.plans if plan.name == EVIDENCE)
    owner = versions[0].name
    row = dict.fromkeys(plan.table.fields, "") | wanted
    return row | {plan.table.key[0]: f"{SIDES[0]}:{owner} {start}-{end}", "record_id": owner}


def _name_row(sides: Sides, table: str, text: str) -> str:
    """Return the name of the row of an id, which may have the coding before it."""
    stated = _SIDE.fullmatch(text)
    id_ = reduce_label(stated[2]) if stated else text
    asked = [sides.sides[SIDES.index(stated[1])]] if stated else sides.sides
    names = {side.names[table, id_] for side in asked if (table, id_) in side.names}
    if len(names) > 1:
        problem = f"both codings have given {id_} to different rows"
        raise EntryError(problem, f"write A:{id_} or B:{id_}")
    rows = [row for plan in sides.plans if plan.name == table for row in sides.base[table]]
    if not names and not any(next(iter(row.values())) == id_ for row in rows):
        raise EntryError(f"no row of {table} has the id {id_}", "choose one of the codings'")
    return names.pop() if names else id_


def _check(column: Column, value: str) -> None:
    if found := check_value(column, value, make_reader(column)):
        raise EntryError(*found)
