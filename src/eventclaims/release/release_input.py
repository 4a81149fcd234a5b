"""An edition: a package read once, as every writer of a release sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from eventclaims.errors import TableError
from eventclaims.package import standard as schemas
from eventclaims.package.doi import read_doi
from eventclaims.package.model import Package
from eventclaims.package.standard import CODELISTS, Schema
from eventclaims.tables.canonical import sort_key
from eventclaims.tables.frames import load_table
from eventclaims.tables.records import read_rows

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """A table of an edition.

    Attributes:
        name: Name of the table, such as "claims".
        title: Its title in the descriptor.
        file: Where its CSV lies in the release, relative, such as "data/claims.csv".
        schema: Its Table Schema.
        rows: Its rows in the order of the file, each a dict of text cells in the order of the
            columns; an empty cell is missing.
        frame: The same rows, typed as `eventclaims.load` types them.
    """

    name: str
    title: str
    file: str
    schema: Schema
    rows: Rows
    frame: pd.DataFrame

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names in order."""
        return schemas.list_fields(self.schema)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return schemas.get_key(self.schema)


@dataclass(frozen=True, slots=True)
class ReleaseInput:
    """A package in one version, read once; every writer makes its files from this alone.

    Attributes:
        package: The package itself, opened; for what is not in the tables, such as its docs.
        tables: Its tables in the order of the descriptor; at the end that of its code lists.
        codelists: Its code lists by name, each a tuple of rows of code, label, definition, status.
        identifier: DOI of this version or, without one, another id that its descriptor states;
            None where it has neither.
        epoch: Seconds since 1970 (UTC) that stand for the time of the build wherever a format
            wants a time; the same source gives the same, on any day.
    """

    package: Package
    tables: tuple[ReleaseTable, ...]
    codelists: dict[str, tuple[dict[str, str], ...]]
    identifier: str | None
    epoch: int

    @property
    def name(self) -> str:
        """The short name of the package."""
        return self.package.name

    @property
    def version(self) -> str:
        """The version of the package."""
        return self.package.version or "0.0.0"

    @property
    def title(self) -> str:
        """The title of the package."""
        return str(self.descriptor.get("title", self.name))

    @property
    def doi(self) -> str | None:
        """The DOI of this version, without the address of a resolver; None where it has none."""
        return read_doi(self.identifier)

    @property
    def day(self) -> str:
        """The day of the version, YYYY-MM-DD, as the descriptor has it under `created`."""
        return str(self.descriptor.get("created", ""))[:10]

    @property
    def time(self) -> datetime:
        """The time of the build in UTC, made from the epoch."""
        return datetime.fromtimestamp(self.epoch, UTC)

    @property
    def descriptor(self) -> dict[str, Any]:
        """The descriptor, with the identifier as its `id` where there is one."""
        stated = self.package.descriptor
        return stated | {"id": self.identifier} if self.identifier else stated

    def get_table(self, name: str) -> ReleaseTable | None:
        """Return the table of a name, or None where the package has none."""
        return next((table for table in self.tables if table.name == name), None)

    def get_labels(self, codelist: str) -> dict[str, str]:
        """Return the label of each code of a code list, empty for a list that is not there."""
        return {row["code"]: row["label"] for row in self.codelists.get(codelist, ())}


def read_release_input(
    package: Package, *, epoch: int, identifier: str | None = None
) -> ReleaseInput:
    """Read every table and code list of a package.

    Args:
        package: The opened package.
        epoch: Seconds since 1970 (UTC) that stand for the time of the build.
        identifier: DOI of this version; by default the one that the descriptor has.

    Returns:
        The edition.

    Raises:
        PackageError: If a code list leads out of the package.
        TableError: If a table cannot be read, or a cell has not the type of its column.
    """
    stated = package.descriptor.get("id")
    codelists = package.read_codelists()
    tables = _read_tables(package)
    if package.get_table(CODELISTS) is None:
        tables.append(_make_codelists(codelists))
    return ReleaseInput(
        package=package,
        tables=tuple(tables),
        codelists=codelists,
        identifier=identifier or (str(stated) if stated else None),
        epoch=epoch,
    )


def _make_codelists(codelists: dict[str, tuple[dict[str, str], ...]]) -> ReleaseTable:
    """Return the code lists in one table, as a release carries them."""
    schema = schemas.load_schemas()[CODELISTS]
    columns = schemas.list_fields(schema)
    rows = [
        {"codelist": name, **{column: code.get(column, "") for column in columns[1:]}}
        for name, codes in codelists.items()
        for code in codes
    ]
    rows.sort(key=lambda row: sort_key([row[column] for column in schemas.get_key(schema)]))
    frame = pd.DataFrame(rows, columns=list(columns), dtype="string").replace("", pd.NA)
    return ReleaseTable(CODELISTS, schema["title"], f"data/{CODELISTS}.csv", schema, rows, frame)


def _read_tables(package: Package) -> list[ReleaseTable]:
    tables = []
    for table in package.tables:
        try:
            _, rows = read_rows(table.path)
        except TableError as error:
            raise TableError(f"{table.file}: {error}") from error
        title = str(table.resource.get("title", table.name))
        tables.append(
            ReleaseTable(table.name, title, table.file, table.schema, rows, load_table(table))
        )
    return tables
