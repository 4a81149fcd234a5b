"""A Data Package and its tables."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from eventclaims.package import standard
from eventclaims.package.conformance import Conformance, read_conformance
from eventclaims.package.parts import Part
from eventclaims.package.paths import resolve_inside
from eventclaims.package.resources import is_parquet
from eventclaims.package.standard import CODELIST_FILES, CODELISTS_FOLDER, Codelists, Schema


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a package; its file has not been read and may not exist.

    Attributes:
        name: Name of the resource.
        file: Path relative to the package, as in the descriptor; the first one of several.
        path: Absolute path of the file, inside the package; of several, and of Parquet, that of the
            joined file in a temporary folder.
        schema: Table Schema.
        resource: The resource, as in the descriptor.
        parts: The files that are joined or converted; empty if there is only one, and it is CSV.
        fault: Why its Parquet files cannot be read as a table, as a clause; empty if they can.
    """

    name: str
    file: str
    path: Path
    schema: Schema
    resource: dict[str, Any]
    parts: tuple[Part, ...] = ()
    fault: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of all its files, relative to the package."""
        return tuple(part.file for part in self.parts) or (self.file,)

    @property
    def is_parquet(self) -> bool:
        """Whether its files are Parquet, so that its cells have no lines."""
        return is_parquet(self.resource)

    @property
    def shown_path(self) -> str:
        """The file in which its lines are counted, or the joined files, for messages."""
        more = len(self.parts) - 1
        return self.file if more < 1 else f"{self.file} joined with {more} more"

    @property
    def position(self) -> dict[str, Any]:
        """Its name and its file, as a finding names them."""
        return {"table": self.name, "file": self.file}

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return standard.get_key(self.schema)

    @property
    def key_types(self) -> tuple[str, ...]:
        """The types of the columns of the primary key."""
        return standard.list_key_types(self.schema)

    @property
    def fields(self) -> tuple[str, ...]:
        """The column names in order."""
        return standard.list_fields(self.schema)


@dataclass(frozen=True)
class Package:
    """An open package.

    Attributes:
        root: Absolute path of its folder, without symbolic links.
        path: Path of the descriptor.
        descriptor: Content of the descriptor.
        tables: Its tables.
        skipped_resources: For each other resource, by name, what it needs to be a table.
    """

    root: Path
    path: Path
    descriptor: dict[str, Any]
    tables: tuple[Table, ...]
    skipped_resources: dict[str, str]

    @property
    def name(self) -> str:
        """The name in the descriptor; "package" if it has none."""
        return str(self.descriptor.get("name", "package"))

    @property
    def version(self) -> str | None:
        """The version in the descriptor."""
        version = self.descriptor.get("version")
        return None if version is None else str(version)

    @property
    def is_event_claims(self) -> bool:
        """Whether the package declares the event-claim standard."""
        return self.conformance is not None

    @property
    def conformance(self) -> Conformance | None:
        """The declaration of the standard; None if it declares nothing."""
        return read_conformance(self.descriptor)

    @property
    def size(self) -> int:
        """The size in bytes of the files of its tables, without missing ones."""
        return sum(table.path.stat().st_size for table in self.tables if table.path.is_file())

    def get_table(self, name: str) -> Table | None:
        """Return the table with a name; None if there is none."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Table]:
        return {table.name: table for table in self.tables}

    def find_codelists(self) -> Path | None:
        """Return the folder of the package's own code lists; None if it has none.

        Raises:
            PackageError: If the folder or a list in it is outside the package.
        """
        folder = resolve_inside(self.root, CODELISTS_FOLDER)
        if not folder.is_dir():
            return None
        for path in folder.glob(CODELIST_FILES):
            if path.is_symlink():  # any other file is in its folder
                resolve_inside(self.root, f"{CODELISTS_FOLDER}/{path.name}")
        return folder

    def read_codelists(self) -> Codelists:
        """Return the package's own code lists, or those of the standard if it has none.

        Raises:
            PackageError: If the folder or a list in it is outside the package.
            TableError: If a list cannot be read.
        """
        own = self.find_codelists()
        return standard.load_codelists() if own is None else standard.read_codelists(own)


def read_day(descriptor: dict[str, Any]) -> str:
    """Return the day of `created` in a descriptor, YYYY-MM-DD; empty if it has no such date."""
    created = descriptor.get("created")
    try:
        return date.fromisoformat(created[:10]).isoformat() if isinstance(created, str) else ""
    except ValueError:
        return ""
