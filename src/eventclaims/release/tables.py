"""The canonical tables of a release, with the schemas and code lists that describe them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from eventclaims.package import standard as schemas
from eventclaims.package.opening import DESCRIPTOR, TABLE_RESOURCE
from eventclaims.package.paths import resolve_inside
from eventclaims.package.standard import CODELISTS
from eventclaims.release.files import ReleaseFile
from eventclaims.release.release_input import ReleaseInput
from eventclaims.tables.canonical import format_table

_CODELISTS_FILE = f"data/{CODELISTS}.csv"
_SCHEMAS = PurePosixPath("schemas")


def make_tables(
    release_input: ReleaseInput, files: tuple[ReleaseFile, ...]
) -> Iterator[ReleaseFile]:
    """Make the CSV tables, byte by byte as the package has them, and the code lists as a table.

    Args:
        release_input: What is released.
        files: What was made before; not used.

    Yields:
        The files.
    """
    del files
    for table in release_input.tables:
        source = release_input.package.get_table(table.name)
        if source is None:
            text = format_table(table.columns, table.rows, table.key)
            yield ReleaseFile(table.file, table.schema["description"], text.encode())
        else:
            described = str(source.resource.get("description", table.title))
            yield ReleaseFile(table.file, described, source.path.read_bytes())


def make_schemas(
    release_input: ReleaseInput, files: tuple[ReleaseFile, ...]
) -> Iterator[ReleaseFile]:
    """Make the schemas: the package's own folder of them, or those of the standard.

    Args:
        release_input: What is released.
        files: What was made before; a file of these is not made twice.

    Yields:
        The files, under schemas/.

    Raises:
        PackageError: If a file of the folder leads out of the package.
    """
    made = {file.path for file in files}
    own = release_input.package.root / _SCHEMAS
    folder = own if own.is_dir() else schemas.folder()
    for path in sorted(folder.rglob("*")):
        target = str(_SCHEMAS / path.relative_to(folder).as_posix())
        if path.is_dir() or target in made or path.suffix not in {".json", ".csv"}:
            continue
        if folder == own:
            resolve_inside(release_input.package.root, target)
        yield ReleaseFile(target, _describe_schema(path), path.read_bytes())
    if not (folder / f"{CODELISTS}.schema.json").is_file():
        path = schemas.folder() / f"{CODELISTS}.schema.json"
        yield ReleaseFile(str(_SCHEMAS / path.name), _describe_schema(path), path.read_bytes())


def _describe_schema(path: Path) -> str:
    if path.suffix == ".csv":
        return f"{path.stem.replace('_', ' ').capitalize()}: a list of the standard."
    described = json.loads(path.read_bytes())
    return str(described.get("title") or path.name) + (
        ": Table Schema." if path.name.endswith(".schema.json") else ""
    )


def make_descriptor(
    release_input: ReleaseInput, files: tuple[ReleaseFile, ...]
) -> Iterator[ReleaseFile]:
    """Make the descriptor: every CSV that has a schema, with its hash, bytes and number of rows.

    Args:
        release_input: What is released.
        files: What was made before: the tables, and sheets with their schemas beside them.

    Yields:
        The descriptor.
    """
    made = {file.path: file for file in files}
    stated = {resource["path"]: resource for resource in release_input.descriptor["resources"]}
    resources = [
        _describe_table(made[table.file], stated[table.file], len(table.rows))
        for table in release_input.tables
        if table.file in stated
    ]
    described = {*stated}
    for path, file in made.items():
        schema = _find_schema(path, made)
        if path.endswith(".csv") and path not in described and schema is not None:
            name = PurePosixPath(path).stem
            title = name.replace("_", " ").capitalize()
            named = {"name": name, "title": title, "description": file.title, "path": path}
            resource = named | TABLE_RESOURCE | {"schema": schema}
            resources.append(_describe_table(file, resource, _count_rows(file)))
    content = release_input.descriptor | {"resources": resources}
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    yield ReleaseFile(DESCRIPTOR, "The front door: every table and its schema.", text.encode())


def _find_schema(path: str, made: dict[str, ReleaseFile]) -> str | None:
    """Return the schema of a CSV: beside it, or among the schemas for a table of the standard."""
    table = PurePosixPath(path)
    beside = str(table.with_suffix(".schema.json"))
    if beside in made:
        return beside
    shared = str(_SCHEMAS / f"{table.stem}.schema.json")
    return shared if path == _CODELISTS_FILE and shared in made else None


def _describe_table(file: ReleaseFile, resource: dict[str, Any], rows: int) -> dict[str, Any]:
    size = {"hash": f"sha256:{file.sha256}", "bytes": len(file.content), "rows": rows}
    return resource | size


def _count_rows(file: ReleaseFile) -> int:
    """Return the number of records of a CSV that this toolkit wrote, its header apart."""
    return sum(1 for _ in csv.reader(io.StringIO(file.content.decode()))) - 1
