"""The typed rows of small tables, made in Python, which takes less time than to plan a query."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.database.arrays import make_array
from eventclaims.package import standard
from eventclaims.package.model import Table
from eventclaims.tables.plain_schema import PlainField, read_schema
from eventclaims.tables.records import HEADER_ROW, Record

_KINDS = {"integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}
_Texts = list[str | None]


def read_typed_rows(
    table: Table,
    records: Sequence[Record],
    codes: Mapping[str, Mapping[str, str | None]],
    required: Sequence[str],
    deprecated: Mapping[str, Sequence[str]],
) -> pa.Table | None:
    """Return the rows of a table of the standard with the columns of `views.define_tables`.

    Args:
        table: The table.
        records: Its records.
        codes: The codes in place of which the rows have another one, or none, by column.
        required: The columns that the level of the package requires.
        deprecated: The deprecated codes of each column that has some.

    Returns:
        The rows; None if DuckDB must make them: a cell does not have the plain form of its type,
        or a row does not have one cell for each column.
    """
    fields = _read_fields(table.name)
    filled = (r.cells for r in records if r.row > HEADER_ROW and r.cells)
    rows = [(ordinal, cells) for ordinal, cells in enumerate(filled, 1) if any(cells)]
    if fields is None or any(len(cells) != len(table.fields) for _, cells in rows):
        return None
    texts: dict[str, _Texts] = {
        name: [cells[number] or None for _, cells in rows]
        for number, name in enumerate(table.fields)
    }
    columns = {"ordinal": make_array([ordinal for ordinal, _ in rows], pa.int64())}
    for field in fields:
        column = texts.get(field.name, [None] * len(rows))
        if any(text is not None and field.read(text) is None for text in {*column}):
            return None
        columns[field.name] = _convert(field, column, codes.get(field.name, {}))
    missing = [", ".join(n for n in required if texts[n][row] is None) for row in range(len(rows))]
    old = [
        ", ".join(
            f"{name} {texts[name][row]}"
            for name in deprecated
            if texts[name][row] in deprecated[name]
        )
        for row in range(len(rows))
    ]
    nothing: _Texts = [None] * len(rows)
    for name, notes in (
        ("malformed_dates", nothing),
        ("unread_cells", nothing),
        ("missing_cells", missing),
        ("deprecated_codes", old),
    ):
        columns[name] = make_array([note or None for note in notes], pa.large_string())
    return pa.Table.from_arrays([*columns.values()], names=[*columns])


@cache
def _read_fields(table: str) -> list[PlainField] | None:
    """Return the fields of a table of the standard; None if some cells need Frictionless."""
    schema = read_schema(standard.load_schemas()[table])
    return schema.fields if schema else None


def _convert(field: PlainField, texts: _Texts, codes: Mapping[str, str | None]) -> pa.Array:
    values: dict[str | None, Any] = {text: text and field.read(text) for text in {*texts}}
    values.update(codes)
    return make_array([values[text] for text in texts], _KINDS.get(field.type, pa.large_string()))
