"""A package: a folder, a descriptor or a zip, opened without trusting any of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eventclaims.errors import PackageError
from eventclaims.package import standard as schemas
from eventclaims.package import zips as archive
from eventclaims.package.model import Package, Table, _declares_profile
from eventclaims.package.paths import read_json, resolve_inside
from eventclaims.package.resources import why_not_a_table
from eventclaims.package.standard import Schema

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
    tables, skipped_resources, names = [], {}, []
    for number, resource in enumerate(resources, 1):
        if not isinstance(resource, dict) or not isinstance(resource.get("name"), str):
            raise PackageError(f"{DESCRIPTOR}: resource {number} has no name")
        names.append(resource["name"])
        lack = None if strict or _declares_profile(descriptor) else why_not_a_table(resource)
        if lack:
            skipped_resources[resource["name"]] = lack
        else:
            tables.append(_read_table(root, resource))
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise PackageError(f"{descriptor_path.name}: resource {doubled[0]!r} stands there twice")
    if not tables:
        raise PackageError(f"{descriptor_path.name}: no resource is a CSV file with a schema")
    return Package(root, descriptor_path, descriptor, tuple(tables), skipped_resources)


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
