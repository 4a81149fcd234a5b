"""What a schema can state and Frictionless 5.21 does not check: unique keys and categories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventclaims.findings import Finding
from eventclaims.package import Table
from eventclaims.records import HEADER_ROW, Record, read_records
from eventclaims.rules import structure as rules
from eventclaims.schemas import Schema


def check_unenforced(table: Table) -> Iterator[Finding]:
    """Check the unique keys and categories of a table.

    An empty cell is a value like any other in a unique key, unless all its cells are empty.

    Args:
        table: A table whose file can be read.

    Yields:
        A finding for each row that repeats a unique key, and for each cell outside its categories.
    """
    stated = table.schema.get("uniqueKeys")
    stated = stated if isinstance(stated, list) else []
    keys = [tuple(map(str, key)) for key in stated if isinstance(key, list)]
    categories = {field["name"]: _list_categories(field) for field in table.schema["fields"]}
    if not keys and not any(categories.values()):
        return
    seen: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {key: {} for key in keys}
    header: list[str] = []
    for record in read_records(table.path):
        if record.row == HEADER_ROW:
            header = record.cells
        elif len(record.cells) == len(header):
            cells = dict(zip(header, record.cells, strict=True))
            place = _describe(table, record, cells)
            yield from _check_keys(cells, seen, place)
            yield from _check_categories(cells, categories, place)


def _describe(table: Table, record: Record, cells: dict[str, str]) -> dict[str, Any]:
    key = "/".join(cells.get(name, "") for name in table.key)
    return {"table": table.name, "file": table.file, "row": record.row, "record": key or None}


def _check_keys(
    cells: dict[str, str],
    seen: dict[tuple[str, ...], dict[tuple[str, ...], int]],
    place: dict[str, Any],
) -> Iterator[Finding]:
    for key, rows in seen.items():
        values = tuple(cells.get(name, "") for name in key)
        if not any(values):
            continue
        other = rows.setdefault(values, place["row"])
        if other != place["row"]:
            yield rules.UNIQUE_KEY.find(
                **place, field=key[0], value=values[0], columns=", ".join(key), other=other
            )


def _check_categories(
    cells: dict[str, str], categories: dict[str, set[str]], place: dict[str, Any]
) -> Iterator[Finding]:
    for field, allowed in categories.items():
        value = cells.get(field, "")
        if allowed and value and value not in allowed:
            yield rules.CATEGORY.find(**place, field=field, value=value)


def _list_categories(field: Schema) -> set[str]:
    """Return the categories of a field as they stand in cells, none where it lists none."""
    stated = field.get("categories")
    if not isinstance(stated, list):
        return set()
    return {str(item.get("value") if isinstance(item, dict) else item) for item in stated}
