"""The sheet of the differences of two codings: its columns, and what may be chosen in it."""

from pathlib import Path
from typing import Any

from eventclaims.coding.units import SEPARATOR
from eventclaims.exchange.adjudication.items import (
    COSTS,
    Disagreement,
    Item,
    Version,
    show_passage,
    sort_passages,
)
from eventclaims.exchange.adjudication.sides import EVIDENCE, SIDES, Sides, read_words
from eventclaims.exchange.layout import Column, SheetPlan
from eventclaims.package.model import Table
from eventclaims.package.standard import list_targets, load_schemas

DIFFERENCES = "differences"
KEEP, LEAVE_OUT = "keep", "leave out"
A, B = SIDES
BOTH, OTHER = "both", "other"
CHOICES = (A, B, BOTH, OTHER, KEEP, LEAVE_OUT)
PLACE = ("table", "id_a", "id_b", "field")
_ANY_ID = "[A-Z]{3}-[0-9]{4,}(/.+)?"
# Name, description, and what else the column is.
_COLUMNS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("cost", f"What the difference is about, the most costly first: {', '.join(COSTS)}.", {}),
    ("depending", "Number of rows that refer to the row, also through others.", {}),
    ("table", "Table of the row.", {}),
    ("id_a", "The row in coding A; empty if A lacks it.", {"pattern": _ANY_ID}),
    ("id_b", "The row in coding B; empty if B lacks it.", {"pattern": _ANY_ID}),
    ("field", "The column or table of parts that differs; empty for the row as a whole.", {}),
    ("value_a", "The value in coding A.", {}),
    ("value_b", "The value in coding B.", {}),
    (
        "choice",
        (
            f"{A} or {B}: the value of that coding. {BOTH}: the parts or passages of both. "
            f"{OTHER}: what the column value has. For a row of only one coding: {KEEP} or "
            f"{LEAVE_OUT}."
        ),
        {"required": True, "enum": list(CHOICES)},
    ),
    (
        "value",
        (
            f"With {OTHER}: the value; empty for an empty cell. Parts and passages are written as "
            "in value_a, separated by semicolons. Write A:ACT-0009 or B:ACT-0009 if both codings "
            "have given this id to different rows."
        ),
        {},
    ),
    ("reason", "Why, in your own words.", {"required": True}),
    ("settled_by", "Who decided.", {}),
)
_SHOWN = ("cost", "depending", "value_a", "value_b")


def plan_differences() -> SheetPlan:
    """Return the sheet of differences, whose columns are not those of a table of the standard."""
    fields: list[dict[str, Any]] = [
        {
            "name": name,
            "type": "string",
            "title": name,
            "description": description,
            "constraints": constraints,
            "derived": name in _SHOWN,
        }
        for name, description, constraints in _COLUMNS
    ]
    schema = {"fields": fields, "primaryKey": list(PLACE)}
    table = Table(DIFFERENCES, f"{DIFFERENCES}.csv", Path(f"{DIFFERENCES}.csv"), schema, {})
    return SheetPlan(table, tuple(Column(field["name"], field) for field in fields))


def list_choices(item: Item, one: Disagreement) -> tuple[str, ...]:
    """Return what may be chosen for a difference."""
    if not one.field:
        return KEEP, LEAVE_OUT
    is_cell = any(column.name == one.field for column in item.plan.columns)
    return (A, B, OTHER) if is_cell else (A, B, BOTH, OTHER)


def find_place(item: Item, one: Disagreement) -> tuple[str, ...]:
    """Return the cells that identify a difference in the sheet."""
    return item.plan.name, *item.ids, one.field


def list_cells(sides: Sides, item: Item, one: Disagreement) -> list[str]:
    """Return the cells of a difference that are not entered, ids with the words of their rows."""
    rows = [
        side.labels.get(item.plan.name, {}).get(id_, id_)
        for side, id_ in zip(sides.sides, item.ids, strict=True)
    ]
    values = [_label_value(sides, item, one, number) for number in (0, 1)]
    if not one.field:
        values = ["coded" if version else "not coded" for version in item.versions]
    return [one.cost, str(item.depending), item.plan.name, *rows, one.field, *values]


def _label_value(sides: Sides, item: Item, one: Disagreement, number: int) -> str:
    """Return a value of a coding, its ids with the words that describe their rows."""
    value = (one.first_value, one.second_value)[number]
    labels = sides.sides[number].labels
    column = next((c for c in item.plan.columns if c.name == one.field), None)
    if column is not None:
        return labels.get(column.target, {}).get(value, value)
    version = item.versions[number]
    if one.field == EVIDENCE and version and sides.texts:
        return _quote_passages(sides, number, version)
    if one.field == EVIDENCE or not value:
        return value
    targets = _list_targets(one.field)
    known = {id_: label for table in targets for id_, label in labels.get(table, {}).items()}
    parts = [part.partition("/") for part in value.split(SEPARATOR)]
    return SEPARATOR.join(known.get(id_, id_) + "".join(rest) for id_, *rest in parts)


def _quote_passages(sides: Sides, number: int, version: Version) -> str:
    """Return the passages of a row with their words."""
    shown = []
    for row in sort_passages(version.stated_parts.get(EVIDENCE, ())):
        words = " ".join(read_words(sides, number, row).split())
        shown.append(f"{show_passage(row)} “{words}”" if words else show_passage(row))
    return SEPARATOR.join(shown)


def _list_targets(table: str) -> tuple[str, ...]:
    """Return the tables to which parts refer; those of records may refer to any."""
    schema = load_schemas().get(table, {})
    named = {field["name"] for field in schema.get("fields", ())}
    return (
        tuple(load_schemas())
        if {"table", "record_id"} <= named
        else tuple(list_targets(schema, table).values())
    )
