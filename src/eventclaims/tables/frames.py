"""The tables of a package as pandas DataFrames, with the types that their schemas give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from eventclaims.errors import TableError
from eventclaims.package.model import Table
from eventclaims.package.opening import open_package
from eventclaims.tables.records import read_rows


def load(location: str | Path = ".") -> dict[str, pd.DataFrame]:
    """Load every table of a package.

    Args:
        location: Folder of the package, its datapackage.json, or a zip of it.

    Returns:
        A DataFrame by table name, rows and columns in the order of the file. Text is string,
        whole numbers Int64, numbers Float64, true and false boolean, days datetime64; an empty
        cell is missing in each. EDTF dates stay text.

    Raises:
        EventClaimsError: If the package or a table cannot be read, or a cell has not the type of
            its column.
    """
    with open_package(location) as package:
        return {table.name: load_table(table) for table in package.tables}


def load_table(table: Table) -> pd.DataFrame:
    """Load one table of an opened package, typed as `load` types it.

    Raises:
        TableError: If it cannot be read, or a cell has not the type of its column.
    """
    try:
        header, rows = read_rows(table.path)
    except TableError as error:
        raise TableError(f"{table.file}: {error}") from error
    frame = pd.DataFrame(rows, columns=header, dtype="string").replace("", pd.NA)
    types = {field["name"]: field["type"] for field in table.schema["fields"]}
    for name in header:
        try:
            frame[name] = _convert(frame[name], types.get(name, "string"))
        except (ValueError, TypeError) as error:
            raise TableError(f"{table.file}: {name}: not all cells are {types[name]}") from error
    return frame


def _convert(column: pd.Series[Any], field_type: str) -> pd.Series[Any]:
    if field_type == "date":
        return pd.to_datetime(column, format="%Y-%m-%d", exact=True)
    if field_type == "boolean":
        if not column.dropna().isin(["true", "false"]).all():
            raise ValueError("neither true nor false")
        return column.map({"true": True, "false": False}, na_action="ignore").astype("boolean")
    if field_type == "integer":
        return pd.to_numeric(column).astype("Int64")
    if field_type == "number":
        return pd.to_numeric(column).astype("Float64")
    return column
