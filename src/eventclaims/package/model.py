"""A Data Package and its tables, as values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventclaims.package import standard as schemas
from eventclaims.package.paths import resolve_inside
from eventclaims.package.standard import CODELISTS_FOLDER, Codelists, Schema


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a package declares.

    Attributes:
        name: Name of the resource.
        file: Path relative to the package, as the descriptor gives it.
        path: Where the file is, or should be, on this machine; always inside the package.
        schema: Its Table Schema.
        resource: The resource as the descriptor gives it.
    """

    name: str
    file: str
    path: Path
    schema: Schema
    resource: dict[str, Any]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return schemas.get_key(self.schema)

    @property
    def fields(self) -> tuple[str, ...]:
        """The column names in order."""
        return schemas.list_fields(self.schema)


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package: its descriptor and the tables that it declares, none of them read yet.

    Attributes:
        root: Its folder, resolved.
        path: Its descriptor.
        descriptor: What that says.
        tables: Its tables.
        asides: The names of its other resources, each with what it lacks to be a table.
    """

    root: Path
    path: Path
    descriptor: dict[str, Any]
    tables: tuple[Table, ...]
    skipped_resources: dict[str, str]

    @property
    def name(self) -> str:
        """The name that the descriptor gives, or "package"."""
        return str(self.descriptor.get("name", "package"))

    @property
    def version(self) -> str | None:
        """The version that the descriptor gives."""
        version = self.descriptor.get("version")
        return None if version is None else str(version)

    @property
    def is_event_claims(self) -> bool:
        """Whether the package declares the event-claim profile."""
        return _declares_profile(self.descriptor)

    def get_table(self, name: str) -> Table | None:
        """Return the table of a name, or None where the package declares none."""
        return next((table for table in self.tables if table.name == name), None)

    def find_codelists(self) -> Path | None:
        """Return the folder of the package's own code lists, or None where it has none.

        Raises:
            PackageError: If the folder or a list in it leads out of the package.
        """
        folder = resolve_inside(self.root, CODELISTS_FOLDER)
        if not folder.is_dir():
            return None
        for path in folder.glob("*.csv"):
            resolve_inside(self.root, f"{CODELISTS_FOLDER}/{path.name}")
        return folder

    def read_codelists(self) -> Codelists:
        """Return the package's own code lists, or those of the standard if it has none.

        Raises:
            PackageError: If the folder or a list in it is outside the package.
            TableError: If a list cannot be read.
        """
        own = self.find_codelists()
        return schemas.load_codelists() if own is None else schemas.read_codelists(own)


def _declares_profile(descriptor: dict[str, Any]) -> bool:
    """Return whether a descriptor declares the event-claim profile."""
    declared = descriptor.get("profile")
    return isinstance(declared, str) and declared.split("/")[-1] == schemas.PROFILE_FILE
