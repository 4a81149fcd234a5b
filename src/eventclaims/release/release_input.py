"""A package read once, for all writers of a release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib import metadata
from pathlib import PurePosixPath
from typing import Any

from eventclaims.documentation.citation import make_citation
from eventclaims.package import standard
from eventclaims.package.model import Package, Table
from eventclaims.package.standard import CODELISTS, Codelists, Schema
from eventclaims.release.metadata.description import Description, describe_release
from eventclaims.release.release_table import ReleaseTable
from eventclaims.release.views.views import View, make_views
from eventclaims.tables.canonical import sort_key
from eventclaims.tables.records import read_rows


@dataclass(frozen=True)
class ReleaseInput:
    """A version of a package; the writers read nothing but this and the package's documents.

    Attributes:
        package: The opened package.
        tables: Its tables in the order of the descriptor, then the table of code lists.
        codelists: Its code lists by name, each a tuple of rows of code, label, definition, status.
        identifier: DOI of this version, else the `id` of the descriptor, else None.
        epoch: Time of the build in seconds since 1970 (UTC), derived from the source so that the
            same commit gives the same bytes.
    """

    package: Package
    tables: tuple[ReleaseTable, ...]
    codelists: Codelists
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
    def toolkit_version(self) -> str:
        """The version of eventclaims that builds the release."""
        return metadata.version("eventclaims")

    @property
    def title(self) -> str:
        """The title of the package."""
        return str(self.descriptor.get("title", self.name))

    @property
    def time(self) -> datetime:
        """The time of the build in UTC."""
        return datetime.fromtimestamp(self.epoch, UTC)

    @property
    def descriptor(self) -> dict[str, Any]:
        """The descriptor, with the identifier as its `id`."""
        stated = self.package.descriptor
        return stated | {"id": self.identifier} if self.identifier else stated

    @cached_property
    def description(self) -> Description:
        """The description for catalogues, derived from the descriptor and the tables."""
        citation = make_citation(self.package, identifier=self.identifier, read=self.get_rows)
        tables = {table.name: table.rows for table in self.tables}
        return describe_release(self.descriptor, tables, citation, self.time.date())

    @cached_property
    def views(self) -> tuple[View, ...]:
        """The readable views of claims, statements and events; see `make_views`."""
        return make_views(self.tables, self.codelists)

    @property
    def sheets(self) -> tuple[ReleaseTable, ...]:
        """The views, then the tables: what every format contains."""
        return (*(view.table for view in self.views), *self.tables)

    def get_table(self, name: str) -> ReleaseTable | None:
        """Return the table with a name, or None."""
        return next((table for table in self.tables if table.name == name), None)

    def get_rows(self, name: str) -> Sequence[dict[str, str]]:
        """Return the rows of the table with a name; none without the table."""
        table = self.get_table(name)
        return table.rows if table else ()

    def select_tables(self, needed: Mapping[str, set[str]]) -> list[ReleaseTable]:
        """Return the tables with some names, none if one of them or a needed column is missing."""
        tables = [
            table
            for name, columns in needed.items()
            if (table := self.get_table(name)) and columns <= {*table.columns}
        ]
        return tables if len(tables) == len(needed) else []

    def get_labels(self, codelist: str) -> dict[str, str]:
        """Return the label of each code of a code list, empty for an unknown list."""
        return {row["code"]: row["label"] for row in self.codelists.get(codelist, ())}

    def list_codes(self, field: Schema) -> tuple[str, ...]:
        """Return the codes of a column in the order of their list, empty for free text."""
        if field["type"] != "string":
            return ()
        listed = tuple(self.get_labels(field.get("codelist", "")))
        return listed or tuple(map(str, field.get("constraints", {}).get("enum", ())))


def read_release_input(
    package: Package, *, epoch: int, identifier: str | None = None
) -> ReleaseInput:
    """Read every table and code list of a package.

    Args:
        package: The opened package.
        epoch: Time of the build in seconds since 1970 (UTC).
        identifier: DOI of this version; by default the `id` of the descriptor.

    Raises:
        PackageError: If a code list is outside the package.
        TableError: If a table cannot be read.
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


def _make_codelists(codelists: Codelists) -> ReleaseTable:
    schema = standard.load_schemas()[CODELISTS]
    columns = standard.list_fields(schema)
    key, types = standard.get_key(schema), standard.list_key_types(schema)
    rows = [
        {"codelist": name, **{column: code.get(column, "") for column in columns[1:]}}
        for name, codes in codelists.items()
        for code in codes
    ]
    rows.sort(key=lambda row: sort_key([row[column] for column in key], types))
    return ReleaseTable(CODELISTS, schema["title"], f"data/{CODELISTS}.csv", schema, rows)


def _read_tables(package: Package) -> list[ReleaseTable]:
    tables = []
    for table in package.tables:
        _, rows = read_rows(table.path, table.shown_path)
        title = str(table.resource.get("title", table.name))
        tables.append(ReleaseTable(table.name, title, _name_file(table), table.schema, rows))
    return tables


def _name_file(table: Table) -> str:
    """Return the path of a table in the release, which joins its parts to one file."""
    if not table.parts:
        return table.file
    return (PurePosixPath(table.file).parent / f"{table.name}.csv").as_posix()
