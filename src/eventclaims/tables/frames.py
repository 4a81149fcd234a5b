"""Load tables as pandas DataFrames with the types of their schemas.

Frictionless, which takes as long to load as pandas, reads what does not have a plain form.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventclaims.errors import TableError
from eventclaims.package.model import Table
from eventclaims.package.opening import TABLE_RESOURCE, open_package
from eventclaims.package.standard import Schema
from eventclaims.tables.plain_schema import PlainField, read_schema
from eventclaims.tables.records import read_rows

if TYPE_CHECKING:
    import frictionless

_OWN_DIALECTS: tuple[dict[str, Any], ...] = ({}, TABLE_RESOURCE["dialect"])
_DTYPES: dict[str, Any] = {
    "date": "datetime64[us]",
    "boolean": "boolean",
    "integer": "Int64",
    "number": "Float64",
}


def load(location: str | Path = ".") -> dict[str, pd.DataFrame]:
    """Load every table of a package.

    Args:
        location: Folder of the package, its datapackage.json, or a zip of it.

    Returns:
        A DataFrame for each table name, with rows and columns in the order of the file. The types
        are boolean, Int64, Float64, datetime64 for dates, and string for everything else, EDTF
        dates included. A missing value, as the schema defines it, is NA or NaT.

    Raises:
        EventClaimsError: If the package or a table cannot be read, or a cell does not have the
            type of its column.
    """
    with open_package(location) as package:
        return {table.name: load_table(table) for table in package.tables}


def load_table(table: Table) -> pd.DataFrame:
    """Load one table of an open package; see `load` for the types.

    Raises:
        TableError: If it cannot be read, or a cell does not have the type of its column.
    """
    columns = _read_columns(table.schema | {"foreignKeys": []})
    frame = _read_text(table)
    for column in columns:
        if column.name in frame:
            try:
                frame[column.name] = _convert(frame[column.name], column)
            except ValueError as error:
                reason = f"{error} is not of type {column.type}"
                raise TableError(f"{table.file}: {column.name}: {reason}") from error
    return frame


@dataclass(frozen=True, slots=True)
class _Column:
    """A column; `make_reader` returns what reads its values, each None if it has another type."""

    name: str
    type: str
    missing_values: Collection[str]
    make_reader: Callable[[], Callable[[str], Any]]


def _read_columns(schema: Schema) -> list[_Column]:
    plain = read_schema(schema)
    if plain:
        return [
            _Column(field.name, field.type, field.missing_values, partial(_read_plainly, field))
            for field in plain.fields
        ]
    import frictionless  # noqa: PLC0415 - takes long to load

    return [
        _Column(field.name, field.type, _list_missing(field), field.create_value_reader)
        for field in frictionless.Schema.from_descriptor(schema).fields
    ]


def _list_missing(field: frictionless.Field) -> list[str]:
    if field.schema and not field.has_defined("missing_values"):
        return field.schema.missing_values
    return field.missing_values


def _read_plainly(field: PlainField) -> Callable[[str], Any]:
    """Return what reads the values of a plain field; Frictionless reads those in another form."""
    readers: list[Callable[[str], Any]] = []

    def read(text: str) -> Any:  # noqa: ANN401 - the value of any type
        value = field.read(text)
        if value is None and not readers:
            import frictionless  # noqa: PLC0415 - takes long to load

            described = frictionless.Field.from_descriptor(field.describe())
            readers.append(described.create_value_reader())
        return readers[0](text) if value is None else value

    return read


def _read_text(table: Table) -> pd.DataFrame:
    dialect = table.resource.get("dialect")
    if table.is_parquet or not isinstance(dialect, dict) or dialect in _OWN_DIALECTS:
        header, rows = read_rows(table.path, table.shown_path)
        return pd.DataFrame(rows, columns=header, dtype="string")
    import frictionless  # noqa: PLC0415 - takes long to load

    try:
        with frictionless.resources.TableResource(
            path=table.path.name,
            basepath=str(table.path.parent),
            format="csv",
            encoding="utf-8-sig",
            dialect=frictionless.Dialect.from_descriptor(dialect),
        ) as resource:
            names = resource.header.labels or [*table.fields]
            cells = [row.cells for row in resource.row_stream]
            return pd.DataFrame(cells, columns=names, dtype="string")
    except (frictionless.FrictionlessException, ValueError) as error:
        raise TableError(
            f"{table.shown_path}: cannot be read with its dialect ({error})"
        ) from error


def _convert(column: pd.Series[Any], described: _Column) -> pd.Series[Any]:
    """Return a column with the values that Frictionless reads from its cells."""
    missing = {*described.missing_values}
    if described.type not in _DTYPES:
        return column.mask(column.isin(missing))
    read = described.make_reader()
    values: dict[str, Any] = dict.fromkeys(missing)
    for text in column.dropna().unique():
        if text not in missing:
            values[text] = read(text)
            if values[text] is None:
                raise ValueError(repr(text))
    # `Series.map` would turn integers beside missing values into floats, which are not exact.
    read_values = [None if text is pd.NA else values[text] for text in column.astype(object)]
    objects = pd.Series(read_values, column.index, dtype=object)
    try:
        return objects.astype(_DTYPES[described.type])
    except OverflowError:
        return objects
