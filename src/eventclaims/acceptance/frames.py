"""The content of a release as DataFrames: its tables, and what is measured on the whole release."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from eventclaims.comparison.package_changes import list_own_tables
from eventclaims.errors import AcceptanceError
from eventclaims.evidence.character_coverage import measure_documents
from eventclaims.package.conformance import Level
from eventclaims.package.model import Package
from eventclaims.tables.frames import load_table

# Measured frames; a suite names them like tables.
COLUMNS = "release.columns"  # one row per column of a table
CODES = "release.codes"  # one row per code of a code list
COVERAGE = "release.coverage"  # one row per coded document
MEASURED = (COLUMNS, CODES, COVERAGE)
_EPOCH = pd.Timestamp("1970-01-01")


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a release.

    Attributes:
        name: Name of the package.
        version: Its version; None if it has none.
        frames: Each table and each frame of `MEASURED` by name. Dates are whole numbers of days
            since 1970-01-01, because distributions are measured on numbers.
        fields: The fields of each table as in its Table Schema.
        keys: The primary key of each frame.
    """

    name: str
    version: str | None
    frames: Mapping[str, pd.DataFrame]
    fields: Mapping[str, tuple[dict[str, Any], ...]]
    keys: Mapping[str, tuple[str, ...]]

    def is_date(self, table: str, column: str | None) -> bool:
        """Return whether a column contains dates."""
        fields = self.fields.get(table, ())
        return any(field["name"] == column and field["type"] == "date" for field in fields)

    def list_retired(self) -> frozenset[str]:
        """Return the retired ids."""
        retired = self.frames.get("retired")
        if retired is None or "record_id" not in retired.columns:
            return frozenset()
        return frozenset(map(str, retired["record_id"].dropna()))

    def list_corrected(self, table: str) -> frozenset[tuple[str, str]]:
        """Return the version and the id of each correction of a table."""
        known = self.frames.get("corrections")
        if known is None or not {"version", "table", "record_id"} <= {*known.columns}:
            return frozenset()
        rows = known[known["table"] == table]
        return frozenset(zip(map(str, rows["version"]), map(str, rows["record_id"]), strict=True))


def read_content(package: Package, previous: Content | None = None) -> Content:
    """Read the content of a release, without the tables that are derived from others.

    Args:
        package: The opened release.
        previous: The content of the previous release, whose coverage is compared.

    Raises:
        AcceptanceError: If a table has the name of a measured frame.
        TableError: If a table or a code list cannot be read.
    """
    taken = sorted({table.name for table in package.tables} & {*MEASURED})
    if taken:
        raise AcceptanceError(f"a table must not be named {taken[0]}: acceptance uses this name")
    own = list_own_tables(package)
    tables = {table.name: load_table(table) for table in own}
    frames = {name: _count_days(frame) for name, frame in tables.items()}
    frames[COLUMNS] = _list_column_names(tables)
    frames[CODES] = _list_codes(package)
    frames[COVERAGE] = _measure_coverage(package, tables, previous)
    return Content(
        name=package.name,
        version=package.version,
        frames=frames,
        fields={table.name: tuple(table.schema["fields"]) for table in own},
        keys={table.name: table.key for table in own}
        | {COLUMNS: ("column",), CODES: ("code",), COVERAGE: ("source_id",)},
    )


def _count_days(frame: pd.DataFrame) -> pd.DataFrame:
    dates = frame.select_dtypes(include="datetime")
    days = {name: ((dates[name] - _EPOCH).dt.days).astype("Int64") for name in dates.columns}
    return frame.assign(**days)


def format_day(number: float) -> str:
    """Return a number of days since 1970-01-01 as an ISO date."""
    return str(np.datetime64(int(number // 1), "D"))  # pandas does not support every year


def parse_day(day: str) -> int:
    """Return an ISO date as the number of days since 1970-01-01.

    Raises:
        ValueError: If it is not an ISO date.
    """
    return int((pd.to_datetime(day, format="%Y-%m-%d", exact=True) - _EPOCH).days)


def _list_column_names(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    names = [f"{table}.{column}" for table, frame in tables.items() for column in frame.columns]
    return pd.DataFrame({"column": pd.Series(names, dtype="string")})


def _list_codes(package: Package) -> pd.DataFrame:
    lists = package.read_codelists()
    codes = [f"{name}.{row.get('code')}" for name, rows in lists.items() for row in rows]
    return pd.DataFrame({"code": pd.Series(codes, dtype="string")})


def _measure_coverage(
    package: Package, tables: Mapping[str, pd.DataFrame], previous: Content | None
) -> pd.DataFrame:
    """Return the coverage of the documents; only at level anchored must each have a text."""
    conformance = package.conformance
    is_anchored = conformance is None or conformance.level is Level.ANCHORED
    documents = [one for one in measure_documents(tables) if is_anchored or one.characters]
    share = pd.Series([document.share for document in documents], dtype="Float64")
    source_id = pd.Series([document.source_id for document in documents], dtype="string")
    before: dict[str, float] = {}
    if previous is not None:
        known = previous.frames[COVERAGE]
        before = dict(zip(known["source_id"], known["share"], strict=True))
    return pd.DataFrame(
        {
            "source_id": source_id,
            "share": share,
            "change": share - source_id.map(before).astype("Float64"),
            "spans": pd.Series([document.spans for document in documents], dtype="Int64"),
        }
    )
