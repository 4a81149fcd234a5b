"""Load tables as pandas DataFrames with the types of their schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import frictionless
import pandas as pd

from eventclaims.errors import TableError
from eventclaims.package.model import Table
from eventclaims.package.opening import TABLE_RESOURCE, open_package
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
    schema = frictionless.Schema.from_descriptor({**table.schema, "foreignKeys": []})
    try:
        frame = _read_text(table, schema)
    except TableError as error:
        raise TableError(f"{table.place}: {error}") from error
    for field in schema.fields:
        if field.name in frame:
            try:
                frame[field.name] = _convert(frame[field.name], field)
            except ValueError as error:
                reason = f"{error} is not of type {field.type}"
                raise TableError(f"{table.file}: {field.name}: {reason}") from error
    return frame


def _read_text(table: Table, schema: frictionless.Schema) -> pd.DataFrame:
    dialect = table.resource.get("dialect")
    if not isinstance(dialect, dict) or dialect in _OWN_DIALECTS:
        header, rows = read_rows(table.path)
        return pd.DataFrame(rows, columns=header, dtype="string")
    try:
        with frictionless.resources.TableResource(
            path=table.path.name,
            basepath=str(table.path.parent),
            format="csv",
            encoding="utf-8-sig",
            dialect=frictionless.Dialect.from_descriptor(dialect),
        ) as resource:
            names = resource.header.labels or schema.field_names
            cells = [row.cells for row in resource.row_stream]
            return pd.DataFrame(cells, columns=names, dtype="string")
    except (frictionless.FrictionlessException, ValueError) as error:
        raise TableError(f"cannot be read with its dialect ({error})") from error


def _convert(column: pd.Series[Any], field: frictionless.Field) -> pd.Series[Any]:
    """Return a column with the values that Frictionless reads from its cells."""
    missing = {*field.missing_values}
    if field.schema and not field.has_defined("missing_values"):
        missing = {*field.schema.missing_values}
    if field.type not in _DTYPES:
        return column.mask(column.isin(missing))
    read = field.create_value_reader()
    values: dict[str, Any] = dict.fromkeys(missing)
    for text in column.dropna().unique():
        if text not in missing:
            values[text] = read(text)
            if values[text] is None:
                raise ValueError(repr(text))
    objects = column.astype(object).map(values)
    try:
        return objects.astype(_DTYPES[field.type])
    except OverflowError:
        return objects
