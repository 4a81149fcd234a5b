"""Check the unique keys and categories of a schema, which Frictionless 5.21 ignores."""

from collections.abc import Iterator
from typing import Any

from eventclaims.database.sql import literal
from eventclaims.database.tables import ORDINAL, LoadedTables, name_column
from eventclaims.package.model import Table
from eventclaims.package.standard import Schema
from eventclaims.report.finding import Finding
from eventclaims.report.rule import NOT_CHECKED
from eventclaims.structure import rules
from eventclaims.tables.records import read_records
from eventclaims.tables.row_index import RowIndex, read_some


def check_unenforced(table: Table, row_index: RowIndex, loaded: LoadedTables) -> Iterator[Finding]:
    """Check the unique keys and categories of a table.

    In a unique key an empty cell is a value like any other, unless all cells of the key are empty.

    Args:
        table: A table whose file can be read.
        row_index: The row index of its file.
        loaded: Contains the table.

    Yields:
        A finding for each row that repeats a unique key, and for each cell that is not one of its
        categories; a note if the file has none of these columns.
    """
    keys = _list_keys(table)
    categories = _list_allowed(table)
    if not keys and not any(categories.values()):
        return
    seen: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {key: {} for key in keys}
    rows = _find_suspects(table, row_index, loaded, keys, categories)
    header = next(read_records(table.path)).cells
    columns = {name for key in keys for name in key}
    columns |= {name for name, allowed in categories.items() if allowed}
    columns &= {*table.fields}
    if columns and columns.isdisjoint(header):  # another dialect, or no header
        what = f"unique keys and categories of `{table.name}`"
        cause = "the file does not have their columns"
        yield NOT_CHECKED.find(table=table.name, file=table.file, what=what, cause=cause)
    for record in read_some(table.path, row_index, rows) if rows else ():
        if len(record.cells) == len(header):
            cells = dict(zip(header, record.cells, strict=True))
            place = _describe(table, record.row, cells)
            yield from _check_keys(cells, seen, place)
            yield from _check_categories(cells, categories, place)


def _find_suspects(
    table: Table,
    row_index: RowIndex,
    loaded: LoadedTables,
    keys: list[tuple[str, ...]],
    categories: dict[str, set[str]],
) -> list[int]:
    """Return the numbers of the rows that repeat a key or have another category."""
    name = loaded.names[table.name]
    ordinals: set[int] = set()
    for key in keys:
        columns = [name_column(table, part) for part in key if part in table.fields]
        if columns:
            ordinals |= _find_repeated(loaded, name, columns)
    for field, allowed in categories.items():
        if allowed:
            column = name_column(table, field)
            texts = ", ".join(literal(text) for text in allowed if "\0" not in text) or "NULL"
            query = f"SELECT {ORDINAL} FROM {name} WHERE {column} NOT IN ('', {texts})"  # noqa: S608
            ordinals |= loaded.list_numbers(query)
    return sorted(row_index.count(ordinal) for ordinal in ordinals)


def _find_repeated(loaded: LoadedTables, name: str, columns: list[str]) -> set[int]:
    keys = ", ".join(columns)
    groups = f"SELECT {keys} FROM {name} GROUP BY ALL HAVING count(*) > 1"  # noqa: S608 - quoted
    if not loaded.count_rows(f"FROM ({groups})"):
        return set()
    same = " AND ".join(f"x.{column} IS NOT DISTINCT FROM y.{column}" for column in columns)
    query = f"SELECT x.{ORDINAL} FROM {name} AS x SEMI JOIN ({groups}) AS y ON {same}"  # noqa: S608
    return loaded.list_numbers(query)


def _list_keys(table: Table) -> list[tuple[str, ...]]:
    stated = table.schema.get("uniqueKeys")
    stated = stated if isinstance(stated, list) else []
    return [tuple(map(str, key)) for key in stated if isinstance(key, list)]


def _describe(table: Table, row: int, cells: dict[str, str]) -> dict[str, Any]:
    key = "/".join(cells.get(name, "") for name in table.key)
    return {"table": table.name, "file": table.file, "row": row, "record": key or None}


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


def _list_allowed(table: Table) -> dict[str, set[str]]:
    """Return the texts that each field with categories allows, including its missing values."""
    missing = _list_texts(table.schema, "missingValues")
    allowed = {}
    for field in table.schema["fields"]:
        categories = _list_texts(field, "categories")
        own = _list_texts(field, "missingValues") if "missingValues" in field else missing
        allowed[field["name"]] = categories and categories | own
    return allowed


def _list_texts(schema: Schema, part: str) -> set[str]:
    """Return the values of a list in a schema, with or without labels, as text."""
    items = schema.get(part)
    if not isinstance(items, list):
        return set()
    return {str(item.get("value") if isinstance(item, dict) else item) for item in items}
