"""What a release holds, as frames to judge: its tables, and what is measured over all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from eventclaims.comparison.package_changes import list_own_tables
from eventclaims.errors import AcceptanceError
from eventclaims.evidence.character_coverage import DocumentCoverage, measure_documents
from eventclaims.package.model import Package
from eventclaims.tables.frames import load_table

# Frames that no table of the release is, with their columns; a suite names them like tables.
COLUMNS = "release.columns"  # one row a column of a table
CODES = "release.codes"  # one row a code of a code list
COVERAGE = "release.coverage"  # one row a coded document
MEASURED = (COLUMNS, CODES, COVERAGE)
_EPOCH = pd.Timestamp("1970-01-01")


@dataclass(frozen=True, slots=True)
class Content:
    """What a release holds.

    Attributes:
        name: Short name of the package.
        version: Its version, None where it gives none.
        frames: By name, each table and each frame of `MEASURED`. Days are whole numbers, counted
            from 1970-01-01, since that is what distributions are measured on.
        fields: By name of a table, its fields as the Table Schema has them.
        keys: By name of a frame, the columns of its primary key.
        documents: The coverage of its documents.
    """

    name: str
    version: str | None
    frames: Mapping[str, pd.DataFrame]
    fields: Mapping[str, tuple[dict[str, Any], ...]]
    keys: Mapping[str, tuple[str, ...]]
    documents: tuple[DocumentCoverage, ...]

    def is_date(self, table: str, column: str | None) -> bool:
        """Return whether a column holds days."""
        fields = self.fields.get(table, ())
        return any(field["name"] == column and field["type"] == "date" for field in fields)

    def list_retired(self) -> frozenset[str]:
        """Return the ids that are no longer in use."""
        retired = self.frames.get("retired")
        if retired is None or "record_id" not in retired.columns:
            return frozenset()
        return frozenset(map(str, retired["record_id"].dropna()))


def read_content(package: Package, previous: Content | None = None) -> Content:
    """Read what a release holds; what it made from its tables and code lists is left out.

    Args:
        package: The opened release.
        previous: What the release before it held, with which coverage is compared.

    Returns:
        Its content.

    Raises:
        AcceptanceError: If a table has the name of a measured frame.
        TableError: If a table or a code list cannot be read.
    """
    taken = sorted({table.name for table in package.tables} & {*MEASURED})
    if taken:
        raise AcceptanceError(f"the table {taken[0]} has the name of what acceptance measures")
    coded = list_own_tables(package)
    tables = {table.name: load_table(table) for table in coded}
    documents = measure_documents(tables)
    before = {document.source_id: document for document in previous.documents} if previous else {}
    frames = {name: _count_days(frame) for name, frame in tables.items()}
    frames[COLUMNS] = _list_column_names(tables)
    frames[CODES] = _list_codes(package)
    frames[COVERAGE] = _frame_coverage(documents, before)
    return Content(
        name=package.name,
        version=package.version,
        frames=frames,
        fields={table.name: tuple(table.schema["fields"]) for table in coded},
        keys={table.name: table.key for table in coded}
        | {COLUMNS: ("column",), CODES: ("code",), COVERAGE: ("source_id",)},
        documents=documents,
    )


def _count_days(frame: pd.DataFrame) -> pd.DataFrame:
    dates = frame.select_dtypes(include="datetime")
    days = {name: ((dates[name] - _EPOCH).dt.days).astype("Int64") for name in dates.columns}
    return frame.assign(**days)


def show_day(number: float) -> str:
    """Return a day, counted from 1970-01-01, as an ISO date; a part of a day is dropped."""
    return str(np.datetime64(int(number // 1), "D"))  # also of years that pandas does not know


def count_day(day: str) -> int:
    """Return an ISO date as the number of days from 1970-01-01.

    Raises:
        ValueError: If it is no such date.
    """
    return int((pd.to_datetime(day, format="%Y-%m-%d", exact=True) - _EPOCH).days)


def _list_column_names(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    names = [f"{table}.{column}" for table, frame in tables.items() for column in frame.columns]
    return pd.DataFrame({"column": pd.Series(names, dtype="string")})


def _list_codes(package: Package) -> pd.DataFrame:
    lists = package.read_codelists()
    codes = [f"{name}.{row.get('code')}" for name, rows in lists.items() for row in rows]
    return pd.DataFrame({"code": pd.Series(codes, dtype="string")})


def _frame_coverage(
    documents: tuple[DocumentCoverage, ...], before: Mapping[str, DocumentCoverage]
) -> pd.DataFrame:
    changes = []
    for document in documents:
        old = before[document.source_id].share if document.source_id in before else None
        new = document.share
        changes.append(None if old is None or new is None else new - old)
    return pd.DataFrame(
        {
            "source_id": pd.Series([d.source_id for d in documents], dtype="string"),
            "share": pd.Series([d.share for d in documents], dtype="Float64"),
            "change": pd.Series(changes, dtype="Float64"),
            "spans": pd.Series([d.spans for d in documents], dtype="Int64"),
        }
    )
