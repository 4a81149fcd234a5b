"""Load tables as pandas DataFrames with the types of their schemas.

Frictionless, which takes as long to load as pandas, reads what does not have a plain form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from eventclaims.errors import TableError
from eventclaims.package.model import Table
from eventclaims.package.opening import TABLE_RESOURCE, open_package
from eventclaims.package.standard import Schema
from eventclaims.tables.plain_schema import Field, PlainField, list_missing, read_schema
from eventclaims.tables.records import read_rows

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
    fields = _read_fields(table.schema | {"foreignKeys": []})
    frame = _read_text(table)
    for field in fields:
        if field.name in frame:
            try:
                frame[field.name] = _convert(frame[field.name], field)
            except ValueError as error:
                reason = f"{error} is not of type {field.type}"
                raise TableError(f"{table.file}: {field.name}: {reason}") from error
    return frame


def _read_fields(schema: Schema) -> Sequence[Field]:
    plain = read_schema(schema)
    if plain:
        return plain.fields
    import frictionless  # noqa: PLC0415 - takes long to load

    return frictionless.Schema.from_descriptor(schema).fields


def _make_reader(field: Field) -> Callable[[str], Any]:
    """Return what reads the values of a field, each None if it has another type.

    Frictionless also reads those of a plain field that have another form.
    """
    if not isinstance(field, PlainField):
        return field.create_value_reader()
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


def _convert(column: pd.Series[Any], field: Field) -> pd.Series[Any]:
    """Return a column with the values that Frictionless reads from its cells."""
    missing = {*list_missing(field)}
    if field.type not in _DTYPES:
        return column.mask(column.isin(missing))
    read = _make_reader(field)
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
        return objects.astype(_DTYPES[field.type])
    except OverflowError:
        return objects
