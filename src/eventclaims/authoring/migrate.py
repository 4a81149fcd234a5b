"""Write a package of version 1 of the standard in the current version."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from eventclaims.authoring.codes import format_codelist
from eventclaims.authoring.derive import derive, require_one_file
from eventclaims.authoring.working_copy import SCHEMAS, compare_copy, copy_package
from eventclaims.errors import PackageError
from eventclaims.package import standard
from eventclaims.package.changes import Change, write_changes
from eventclaims.package.conformance import HOUSE_STYLE, PROPERTY, VERSION, VERSION_1, Level
from eventclaims.package.conversion import (
    ADDED,
    NEW_COLUMNS,
    NEW_TABLES,
    REPLACED,
    Row,
    convert_rows,
)
from eventclaims.package.json_files import format_json, read_json
from eventclaims.package.model import Package, Table
from eventclaims.package.opening import open_package
from eventclaims.package.standard import CODELISTS_FOLDER, Codelists, Schema
from eventclaims.report.report import Report
from eventclaims.tables.canonical import format_table
from eventclaims.tables.cells import read_matching_table, read_table

_SPAN = ("start", "end", "text_sha256")
_EVIDENCED = ("events", "statements", "claims")
_TEXT = ("text_sha256", "text_length")
_TAKEN = f"version {VERSION} has a {{}} of this name"


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration that is not written yet.

    Attributes:
        changes: The files to write.
        level: The level that the migrated package declares.
        report: The validation of the migrated package: what a person must decide.
    """

    changes: list[Change]
    level: Level
    report: Report


def migrate(package: Package, judge: Callable[[Path], Report]) -> Migration:
    """Return what the migration of a package changes, without writing it.

    Own tables, own columns and own codes stay. Replaced columns move to the columns and tables that
    replace them, see `convert_rows`; other new columns are empty. The package declares the rule set
    house-style, whose rules were part of version 1, and the highest level that its evidence allows.

    Args:
        package: The opened package.
        judge: Validates the migrated copy of a package, given its descriptor.

    Raises:
        PackageError: If the package does not follow version 1, is not safe to open, has an own
            table, column or file with the name of a new one, or tables that share a schema.
        TableError: If a table cannot be read, or its header does not match its schema.
    """
    conformance = package.conformance
    if conformance is None or conformance.standard != VERSION_1:
        declared = "no version" if conformance is None else f"version {conformance.standard}"
        raise PackageError(
            f"{package.path.name}: declares {declared} of the standard; only packages of version "
            f"{VERSION_1} can be migrated"
        )
    _refuse_taken_names(package)
    _refuse_shared_schemas(package)
    level = _find_level(package)
    lists = package.read_codelists()
    with copy_package(package) as copy:
        _update_standard_files(copy.parent / SCHEMAS)
        if package.find_codelists() is not None:
            _update_codelists(lists, copy.parent)
        descriptor = _declare(package.descriptor, level)
        tables = [table for table in package.tables if table.name in standard.load_schemas()]
        rows = convert_rows({table.name: _read_rows(table) for table in tables}, lists)
        for table in tables:
            require_one_file(table)
            schema = _merge_schema(table, lists, rows[table.name])
            _write_schema(copy, descriptor, table, schema)
            _write_rows(copy.parent / table.file, schema, rows[table.name])
        for name, source in ADDED.items():
            if name in rows:
                _add_table(copy, descriptor, name, package.get_table(source), rows[name])
        copy.write_text(format_json(descriptor) + "\n", "utf-8")
        with open_package(copy) as migrated:
            write_changes(derive(migrated))
        return Migration(compare_copy(package, copy), level, judge(copy))


def _refuse_taken_names(package: Package) -> None:
    """Refuse own tables, columns and files with the names of those that the migration adds."""
    for table in package.tables:
        if table.name in NEW_TABLES:
            raise PackageError(f"{table.name}: rename this table; {_TAKEN.format('table')}")
        for column in NEW_COLUMNS.get(table.name, ()):
            if column in table.fields:
                where = f"{table.name}.{column}"
                raise PackageError(f"{where}: rename this column; {_TAKEN.format('column')}")
    for name, source in ADDED.items():
        if beside := package.get_table(source):
            for file in filter(None, _place_table(name, beside)):
                if (package.root / file).exists() or (package.root / file).is_symlink():
                    raise PackageError(f"{file}: rename this file; the migration adds it")


def _refuse_shared_schemas(package: Package) -> None:
    """Refuse a schema of a table of the standard that another table shares."""
    defined = standard.load_schemas()
    stated = [table.resource.get("schema") for table in package.tables]
    for table, file in zip(package.tables, stated, strict=True):
        if table.name in defined and isinstance(file, str) and stated.count(file) > 1:
            raise PackageError(f"{file}: {table.name} shares this schema; give it its own copy")


def _find_level(package: Package) -> Level:
    """Return anchored if there is evidence, and each row of it is a span with its hashes.

    A package without any rows can become anchored, too.
    """
    texts = {
        row.get("source_id", "")
        for row in read_table(package, "sources")
        if all(row.get(name) for name in _TEXT)
    }
    evidence = read_table(package, "evidence")
    has_rows = any(read_table(package, name) for name in _EVIDENCED)
    is_anchored = (bool(evidence) or not has_rows) and all(
        all(row.get(name) for name in _SPAN) and row.get("source_id") in texts for row in evidence
    )
    return Level.ANCHORED if is_anchored else Level.CORE


def _update_standard_files(folder: Path) -> None:
    """Replace the files of the standard that the package has a copy of, such as the profile."""
    defined = standard.folder()
    for path in defined.rglob("*"):
        target = folder / path.relative_to(defined)
        if path.is_file() and target.is_file() and not path.name.endswith(".schema.json"):
            shutil.copyfile(path, target)


def _update_codelists(own: Codelists, root: Path) -> None:
    """Add the new codes of the standard to the code lists, and keep the codes of the package."""
    defined = standard.load_codelists()
    for name in {**defined, **own}:
        known = {row["code"] for row in defined.get(name, ())}
        kept = [row for row in own.get(name, ()) if row.get("code") not in known]
        content = format_codelist([*defined.get(name, ()), *kept])
        (root / CODELISTS_FOLDER / f"{name}.csv").write_text(content, "utf-8", newline="")


def _declare(descriptor: dict[str, Any], level: Level) -> dict[str, Any]:
    """Return the descriptor with the property of the standard in place of the profile."""
    own = descriptor.get(PROPERTY)
    declared = {"standard": VERSION, "level": level, "rule_sets": [HOUSE_STYLE]}
    declared = (own if isinstance(own, dict) else {}) | declared
    kept = descriptor | {"resources": list(descriptor["resources"])}
    place = PROPERTY if PROPERTY in kept else "profile"
    moved = {PROPERTY if name == place else name: value for name, value in kept.items()}
    return {name: value for name, value in moved.items() if name != "profile"} | {
        PROPERTY: declared
    }


def _merge_schema(table: Table, lists: Codelists, rows: list[Row]) -> Schema:
    """Return the current schema of a table with the columns, codes and foreign keys of the package.

    A replaced column is an own column if a row still has a value in it.
    """
    defined = standard.load_schemas()[table.name]
    replaced = REPLACED.get(table.name, ())
    gone = {name for name in replaced if not any(row.get(name) for row in rows)}
    known = {*standard.list_fields(defined)} | gone
    own = [field for field in table.schema["fields"] if field["name"] not in known]
    fields = [_add_codes(field, lists) for field in defined["fields"]]
    merged = defined | {"fields": [*fields, *own]}
    references = [*defined.get("foreignKeys", ())]
    for reference in table.schema.get("foreignKeys", ()):
        columns = {*standard.list_names(reference["fields"])}
        if reference not in references and columns <= {*standard.list_fields(merged)}:
            references.append(reference)
    return merged | {"foreignKeys": references} if references else merged


def _add_codes(field: Schema, lists: Codelists) -> Schema:
    constraints = field.get("constraints", {})
    codes = [row.get("code", "") for row in lists.get(field.get("codelist", ""), ())]
    enum = list(dict.fromkeys([*constraints.get("enum", ()), *codes]))
    return field | {"constraints": constraints | {"enum": enum}} if codes else field


def _write_schema(copy: Path, descriptor: dict[str, Any], table: Table, schema: Schema) -> None:
    stated = table.resource.get("schema")
    if isinstance(stated, str):
        read_json(copy.parent / stated, stated)  # a schema in YAML would become JSON
        (copy.parent / stated).write_text(format_json(schema) + "\n", "utf-8")
    else:
        resources = descriptor["resources"]
        number = next(n for n, one in enumerate(resources) if one["name"] == table.name)
        resources[number] = resources[number] | {"schema": schema}


def _add_table(
    copy: Path, descriptor: dict[str, Any], name: str, source: Table | None, rows: list[Row]
) -> None:
    """Add a table of the standard beside the table whose column it replaces."""
    if source is None:
        return
    schema = standard.load_schemas()[name]
    path, file = _place_table(name, source)
    resource = source.resource | {"name": name, "path": path}
    resource |= {"title": schema["title"], "description": schema["description"]}
    resource["schema"] = file or schema
    if file:
        (copy.parent / file).write_text(format_json(schema) + "\n", "utf-8")
    number = next(n for n, one in enumerate(descriptor["resources"]) if one["name"] == source.name)
    descriptor["resources"].insert(number + 1, resource)
    _write_rows(copy.parent / path, schema, rows)


def _place_table(name: str, source: Table) -> tuple[str, str]:
    """Return the files of an added table and of its schema; the latter may be in the descriptor."""
    stated = source.resource.get("schema")
    path = (PurePosixPath(source.file).parent / f"{name}.csv").as_posix()
    if not isinstance(stated, str):
        return path, ""
    return path, (PurePosixPath(stated).parent / f"{name}.schema.json").as_posix()


def _read_rows(table: Table) -> list[Row]:
    """Return the rows of a table; an own missing value becomes an empty cell, as in version 2.0."""
    rows = read_matching_table(table)
    missing = table.schema.get("missingValues")
    values = {str(one) for one in missing} if isinstance(missing, list) else set()
    return [{name: "" if cell in values else cell for name, cell in row.items()} for row in rows]


def _write_rows(path: Path, schema: Schema, rows: list[Row]) -> None:
    key, types = standard.get_key(schema), standard.list_key_types(schema)
    content = format_table(standard.list_fields(schema), rows, key, types)
    path.write_bytes(content.encode())
