"""The CSV tables of a release, their schemas and code lists, and the descriptor."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from eventclaims.package import standard
from eventclaims.package.opening import DESCRIPTOR, TABLE_RESOURCE
from eventclaims.package.paths import resolve_inside
from eventclaims.package.resources import is_parquet
from eventclaims.package.standard import CODELISTS
from eventclaims.release.files import Files, ReleaseFile, encode_json
from eventclaims.release.release_input import ReleaseInput
from eventclaims.release.release_table import ReleaseTable, make_format_error
from eventclaims.tables.canonical import format_table
from eventclaims.tables.cells import is_formula

_CODELISTS_FILE = f"data/{CODELISTS}.csv"
_SCHEMAS = PurePosixPath("schemas")


def make_tables(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make the CSV tables as byte copies, and the code lists as one table."""
    for table in release.tables:
        source = release.package.get_table(table.name)
        if source is None:
            text = format_table(table.columns, table.rows, table.key)
            yield ReleaseFile(table.file, table.schema["description"], text.encode())
        else:
            described = str(source.resource.get("description", table.title))
            yield ReleaseFile(table.file, described, source.path.read_bytes())


def make_view_tables(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `views/<view>.csv` with its Table Schema for each view.

    Raises:
        EventClaimsError: If a spreadsheet would run a cell as a formula.
    """
    for table in (view.table for view in release.views):
        for row in table.rows:
            for name in (name for name, cell in row.items() if is_formula(cell)):
                problem = "a spreadsheet would run a cell as a formula"
                raise make_format_error("View", table.name, name, problem)
        text = format_table(table.columns, table.rows, table.key)
        yield ReleaseFile(table.file, f"{table.title}.", text.encode())
        path = table.file.removesuffix("csv") + "schema.json"
        title = f"{table.schema['name']}: Table Schema."
        yield ReleaseFile(path, title, encode_json(table.schema))


def make_schemas(release: ReleaseInput, files: Files) -> Iterator[ReleaseFile]:
    """Make `schemas/`: the schemas and code lists of the package, or else of the standard."""
    made = {file.path for file in files}
    own = release.package.root / _SCHEMAS
    folder = own if own.is_dir() else standard.folder()
    for path in sorted(folder.rglob("*")):
        target = str(_SCHEMAS / path.relative_to(folder).as_posix())
        if path.is_dir() or target in made or path.suffix not in {".json", ".csv"}:
            continue
        if folder == own:
            resolve_inside(release.package.root, target)
        yield ReleaseFile(target, _describe_schema(path), path.read_bytes())
    if not (folder / f"{CODELISTS}.schema.json").is_file():
        path = standard.folder() / f"{CODELISTS}.schema.json"
        yield ReleaseFile(str(_SCHEMAS / path.name), _describe_schema(path), path.read_bytes())


def _describe_schema(path: Path) -> str:
    if path.suffix == ".csv":
        return f"{path.stem.replace('_', ' ').capitalize()}: a list of the standard."
    described = json.loads(path.read_bytes())
    return str(described.get("title") or path.name) + (
        ": Table Schema." if path.name.endswith(".schema.json") else ""
    )


def make_descriptor(release: ReleaseInput, files: Files) -> Iterator[ReleaseFile]:
    """Make `datapackage.json`, which describes each CSV file so far that has a schema."""
    made = {file.path: file for file in files}
    stated = {resource["name"]: resource for resource in release.descriptor["resources"]}
    tables = [table for table in release.tables if table.name in stated]
    resources = [
        _describe_table(made[table.file], _name_file(stated[table.name], table), len(table.rows))
        for table in tables
    ]
    described = {table.file for table in tables}
    for path, file in made.items():
        schema = _find_schema(path, made)
        if path.endswith(".csv") and path not in described and schema is not None:
            name = PurePosixPath(path).stem
            title = name.replace("_", " ").capitalize()
            named = {"name": name, "title": title, "description": file.title, "path": path}
            resource = named | TABLE_RESOURCE | {"schema": schema}
            resources.append(_describe_table(file, resource, _count_rows(file)))
    content = release.descriptor | {"resources": resources}
    title = "The Data Package descriptor: every table with its schema."
    yield ReleaseFile(DESCRIPTOR, title, encode_json(content))


def _name_file(resource: dict[str, Any], table: ReleaseTable) -> dict[str, Any]:
    """Return a resource with its file in the release, which is one file of CSV."""
    kept = {name: part for name, part in resource.items() if name != "extrapaths"}
    stated = TABLE_RESOURCE if is_parquet(resource) else {}
    return kept | {"path": table.file} | stated


def _find_schema(path: str, made: dict[str, ReleaseFile]) -> str | None:
    """Return the path of a CSV file's schema: in the same folder, or in `schemas/`."""
    table = PurePosixPath(path)
    sibling = str(table.with_suffix(".schema.json"))
    if sibling in made:
        return sibling
    shared = str(_SCHEMAS / f"{table.stem}.schema.json")
    return shared if path == _CODELISTS_FILE and shared in made else None


def _describe_table(file: ReleaseFile, resource: dict[str, Any], rows: int) -> dict[str, Any]:
    size = {"hash": f"sha256:{file.sha256}", "bytes": len(file.content), "rows": rows}
    return resource | size


def _count_rows(file: ReleaseFile) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(file.content.decode()))) - 1
