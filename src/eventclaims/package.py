"""A package: a folder, a descriptor or a zip, opened without trusting any of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from eventclaims import archive, schemas
from eventclaims.asides import REMOTE, find_lack
from eventclaims.errors import PackageError
from eventclaims.schemas import Schema

DESCRIPTOR = "datapackage.json"
# What every resource of a table says, so that readers of both versions of the standard take it.
TABLE_RESOURCE: dict[str, Any] = {
    "type": "table",
    "profile": "tabular-data-resource",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"delimiter": ","},
}
_CODELISTS = "schemas/codelists"


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
    asides: dict[str, str]

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
        folder = resolve_inside(self.root, _CODELISTS)
        if not folder.is_dir():
            return None
        for path in folder.glob("*.csv"):
            resolve_inside(self.root, f"{_CODELISTS}/{path.name}")
        return folder


@contextmanager
def open_package(location: str | Path = ".", *, strict: bool = True) -> Iterator[Package]:
    """Open a package from a folder, a descriptor or a zip; a zip is unpacked until the end.

    Args:
        location: Folder with a datapackage.json, the descriptor itself, or a zip of such a folder.
        strict: Whether each resource must be a table. If not, others are set aside in a package
            that does not declare the event-claim profile.

    Yields:
        The package, with every path checked to lie inside it.

    Raises:
        PackageError: If there is no package, or it is not safe to open.
    """
    if not str(location):
        raise PackageError("no package is named; the current folder is '.'")
    path = Path(location)
    try:
        path.exists()
    except (OSError, ValueError) as error:
        raise PackageError(f"{path}: cannot be opened ({error})") from error
    if path.is_dir():
        yield _read_package(path / DESCRIPTOR, strict=strict)
    elif path.suffix.lower() == ".zip" and path.is_file():
        with TemporaryDirectory(prefix="eventclaims-") as folder:
            archive.unpack(path, Path(folder))
            yield _read_package(_find_descriptor(Path(folder), path.name), strict=strict)
    elif path.is_file():
        yield _read_package(path, strict=strict)
    else:
        raise PackageError(f"{path}: no such file or folder")


def _find_descriptor(folder: Path, name: str) -> Path:
    """Return the descriptor of an unpacked zip, at its top or in its only folder."""
    entries = list(folder.iterdir())
    top = entries[0] if len(entries) == 1 and entries[0].is_dir() else folder
    if not (top / DESCRIPTOR).is_file():
        raise PackageError(f"{name}: holds no {DESCRIPTOR}")
    return top / DESCRIPTOR


def _read_package(descriptor_path: Path, *, strict: bool) -> Package:
    descriptor = read_json(descriptor_path, descriptor_path.name)
    root = descriptor_path.parent.resolve()
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        raise PackageError(f"{descriptor_path.name}: has no resources")
    tables, asides, names = [], {}, []
    for number, resource in enumerate(resources, 1):
        if not isinstance(resource, dict) or not isinstance(resource.get("name"), str):
            raise PackageError(f"{DESCRIPTOR}: resource {number} has no name")
        names.append(resource["name"])
        lack = None if strict or _declares_profile(descriptor) else find_lack(resource)
        if lack:
            asides[resource["name"]] = lack
        else:
            tables.append(_read_table(root, resource))
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise PackageError(f"{descriptor_path.name}: resource {doubled[0]!r} stands there twice")
    if not tables:
        raise PackageError(f"{descriptor_path.name}: no resource is a CSV file with a schema")
    return Package(root, descriptor_path, descriptor, tuple(tables), asides)


def _declares_profile(descriptor: dict[str, Any]) -> bool:
    """Return whether a descriptor declares the event-claim profile."""
    declared = descriptor.get("profile")
    return isinstance(declared, str) and declared.split("/")[-1] == schemas.PROFILE_FILE


def _read_table(root: Path, resource: dict[str, Any]) -> Table:
    name, file = resource["name"], resource.get("path")
    if not isinstance(file, str) or not file:
        raise PackageError(f"{DESCRIPTOR}: resource {name!r} has no path of one file")
    return Table(
        name=name,
        file=file,
        path=resolve_inside(root, file),
        schema=_read_schema(root, resource.get("schema"), name),
        resource=resource,
    )


def _read_schema(root: Path, schema: Any, name: str) -> Schema:  # noqa: ANN401 - any JSON value
    """Return a schema, if it at least names its columns; otherwise nothing can be checked."""
    if isinstance(schema, str):
        schema = read_json(resolve_inside(root, schema), schema)
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(schema, dict) or not isinstance(fields, list) or not fields:
        raise PackageError(f"{DESCRIPTOR}: resource {name!r} has no schema with fields")
    if not all(isinstance(f, dict) and isinstance(f.get("name"), str) for f in fields):
        raise PackageError(f"{DESCRIPTOR}: the schema of {name!r} has a field without a name")
    key = schema.get("primaryKey", [])
    names = [f["name"] for f in fields]
    doubled = sorted({field for field in names if names.count(field) > 1})
    if doubled:
        raise PackageError(f"{DESCRIPTOR}: the schema of {name!r} has {doubled[0]!r} twice")
    columns = [key] if isinstance(key, str) else key
    if not isinstance(columns, list) or not {*map(str, columns)} <= {f["name"] for f in fields}:
        raise PackageError(f"{DESCRIPTOR}: the primary key of {name!r} is not among its fields")
    odd = next((f["name"] for f in fields if not schemas.is_field(f)), None)
    if odd is not None:
        raise PackageError(
            f"{DESCRIPTOR}: the schema of {name!r} describes {odd!r} in no known form"
        )
    interval = schema.get("interval", {})
    if not isinstance(interval, dict) or not {*map(str, interval.values())} <= {*names}:
        raise PackageError(f"{DESCRIPTOR}: the interval of {name!r} is not among its fields")
    references = schema.get("foreignKeys", [])
    if not isinstance(references, list) or not all(map(schemas.is_reference, references)):
        raise PackageError(
            f"{DESCRIPTOR}: the schema of {name!r} has foreign keys of no known form"
        )
    return schema | {"fields": [{"type": "any"} | field for field in fields]}


def resolve_inside(root: Path, relative: str) -> Path:
    """Return where a path of a descriptor leads, if that is inside the package.

    Args:
        root: Folder of the package, resolved.
        relative: The path as the descriptor gives it.

    Raises:
        PackageError: If it is a URL, absolute, climbs out, or a link leads it out.
    """
    posix = PurePosixPath(relative)
    if not relative.isprintable():
        raise PackageError(f"{relative!r}: refused; a path must be of printable characters")
    if REMOTE.match(relative):
        raise PackageError(f"{relative}: refused; a path must be a file of the package, not a URL")
    if posix.is_absolute() or "\\" in relative or ".." in posix.parts:
        raise PackageError(f"{relative!r}: refused; a path must stay inside the package")
    try:
        resolved = (root / posix).resolve()
        resolved.exists()
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "links in a circle"
        raise PackageError(f"{relative}: cannot be followed ({reason})") from error
    if not resolved.is_relative_to(root):
        raise PackageError(f"{relative}: refused; a symbolic link leads it out of the package")
    return resolved


def read_json(path: Path, name: str) -> dict[str, Any]:
    """Read a JSON object from a file that may mean harm.

    Args:
        path: The file.
        name: What it is called in messages.

    Raises:
        PackageError: If it is not there, is not JSON in UTF-8, or is no object.
    """
    if not path.is_file():
        raise PackageError(f"{name}: no such file in {path.parent}")
    try:
        value = json.loads(path.read_text("utf-8-sig"))
        json.dumps(value, ensure_ascii=False).encode()  # refuses halves of characters
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise PackageError(f"{name}: not JSON: {error.msg} at {where}") from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else "not UTF-8"
        raise PackageError(f"{name}: not JSON: {reason}") from error
    except OSError as error:
        raise PackageError(f"{name}: cannot be read ({error.strerror})") from error
    if not isinstance(value, dict):
        raise PackageError(f"{name}: not a JSON object")
    return value
