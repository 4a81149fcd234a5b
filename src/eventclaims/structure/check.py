"""The structure layer: the descriptor, the schemas, and the tables by Frictionless."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import duckdb
import frictionless
from jsonschema import Draft7Validator

from eventclaims.database.connection import is_interruption
from eventclaims.database.tables import LoadedTables
from eventclaims.errors import EventClaimsError
from eventclaims.package import standard as schemas
from eventclaims.package.model import Package, Table
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.package.standard import Schema
from eventclaims.report.finding import Finding
from eventclaims.report.rule import NOT_CHECKED, describe_unread
from eventclaims.runtime.profiling import measure
from eventclaims.structure import rules
from eventclaims.structure.keys_and_categories import check_unenforced
from eventclaims.structure.screen.screen import validate_tables
from eventclaims.tables.row_index import RowIndex

_BY_TYPE = {rule.id: rule for rule in rules.FRICTIONLESS}
_KEPT = ("name", "type", "profile", "format", "encoding", "dialect", "hash", "bytes")
_LONGEST_REASON = 200
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)


def check_structure(
    package: Package,
    unreadable: Collection[str],
    row_indexes: Mapping[str, RowIndex],
    loaded: LoadedTables,
) -> list[Finding]:
    """Check the descriptor against the profile, the schemas against the standard, and the tables.

    Args:
        package: The opened package.
        unreadable: Names of tables whose files cannot be read; they are skipped.
        row_indexes: The row index of each other file, by table name.
        loaded: Contains the tables.

    Returns:
        The findings, with record numbers but without physical lines.
    """
    findings: list[Finding] = []
    if not package.is_event_claims:
        findings += _note_profile(package)
    if package.is_event_claims:
        findings += _check_profile(package)
        findings += _check_schemas(package)
    readable = [table for table in package.tables if table.name not in unreadable]
    if readable:
        findings += _validate_tables(package, readable, row_indexes, loaded)
    for table in readable:
        with measure("structure", "unique keys and categories", row_indexes[table.name].rows):
            findings += check_unenforced(table, row_indexes[table.name], loaded)
    return findings


def _note_profile(package: Package) -> Iterator[Finding]:
    """Note which layers are skipped; an error if the package has the tables of the profile."""
    if {*schemas.list_required_tables()} <= {table.name for table in package.tables}:
        reason = (
            f"must name {schemas.PROFILE_FILE}, because the package has the tables of the standard"
        )
        yield rules.PROFILE.find(file=DESCRIPTOR, field="profile", where="`profile`", reason=reason)
    else:
        what = "consistency, evidence and history"
        cause = "the package does not declare the event-claim profile"
        yield NOT_CHECKED.find(file=DESCRIPTOR, field="profile", what=what, cause=cause)
    for name, lack in package.skipped_resources.items():
        what, cause = f"the resource `{name}`", f"it does not have {lack}"
        yield NOT_CHECKED.find(file=DESCRIPTOR, field="resources", what=what, cause=cause)


def _check_profile(package: Package) -> Iterator[Finding]:
    for error in Draft7Validator(schemas.load_profile()).iter_errors(package.descriptor):
        if error.validator == "contains":
            name = error.schema["contains"]["properties"]["name"]["const"]
            yield rules.MISSING_TABLE.find(table=name, file=DESCRIPTOR)
        else:
            where = error.json_path.removeprefix("$").removeprefix(".")
            reason = error.message[:_LONGEST_REASON]
            shown = f"`{where}`" if where else "the descriptor"
            yield rules.PROFILE.find(file=DESCRIPTOR, field=where, where=shown, reason=reason)


def _check_schemas(package: Package) -> Iterator[Finding]:
    standard = schemas.load_schemas()
    for table in package.tables:
        if table.name in standard:
            stated = table.resource.get("schema")
            file = stated if isinstance(stated, str) else DESCRIPTOR
            for reason in _compare_schemas(table.schema, standard[table.name]):
                yield rules.SCHEMA_DEPARTS.find(table=table.name, file=file, reason=reason)


def _compare_schemas(schema: Schema, standard: Schema) -> Iterator[str]:
    """Yield how a schema differs from the standard, which allows additional columns."""
    own = {field["name"]: field for field in schema["fields"]}
    for field in standard["fields"]:
        name = field["name"]
        if name not in own:
            yield f"the column `{name}` is missing"
            continue
        for part in ("type", "format", "constraints", "trueValues", "falseValues"):
            if own[name].get(part) != field.get(part):
                yield f"the column `{name}` differs in {part}"
    if schemas.get_key(schema) != schemas.get_key(standard):
        yield "the primary key differs"
    for reference in standard.get("foreignKeys", ()):
        if reference not in schema.get("foreignKeys", ()):
            yield f"the foreign key of {', '.join(reference['fields'])} is missing"
    if schema.get("fieldsMatch", "exact") != "exact":
        yield "`fieldsMatch` must be `exact`"
    if schema.get("missingValues") != standard.get("missingValues"):
        yield "the missing values differ"


def _validate_tables(
    package: Package,
    tables: list[Table],
    row_indexes: Mapping[str, RowIndex],
    loaded: LoadedTables,
) -> Iterator[Finding]:
    """Validate tables with Frictionless, and convert its errors into findings."""
    described = _describe_package(package, tables)
    try:
        judged = frictionless.Package.from_descriptor(described, basepath=str(package.root))
        judged.to_descriptor(validate=True)
        for table, error in validate_tables(judged, tables, row_indexes, loaded):
            yield _convert(error, table)
    except frictionless.FrictionlessException as exception:
        for error in exception.reasons or [exception.error]:
            yield _convert(error, None)
        return
    except (EventClaimsError, duckdb.Error):
        raise
    except Exception as exception:  # Frictionless raises any type on malformed metadata
        if is_interruption(exception):
            raise
        note = " ".join(str(exception).split())[:_LONGEST_REASON]
        yield _BY_TYPE["structure"].find(file=DESCRIPTOR, type=type(exception).__name__, note=note)
        return
    yield from _note_references(package, tables)


def _note_references(package: Package, tables: list[Table]) -> Iterator[Finding]:
    """Report references to tables that cannot be read or do not exist."""
    names = {table.name for table in tables}
    known = {table.name for table in package.tables} | {*package.skipped_resources}
    if package.is_event_claims:
        known |= {*schemas.list_required_tables()}  # missing-table reports these
    for table in tables:
        for reference in table.schema.get("foreignKeys", ()):
            target = reference["reference"].get("resource") or table.name
            if target not in known:
                # The message of Frictionless, which does not read such a table.
                note = (
                    f'failed to handle a foreign key for resource "{table.name}" '
                    f'as resource "{target}" does not exist'
                )
                yield _BY_TYPE["structure"].find(
                    table=table.name, file=table.file, type="resource-error", note=note
                )
            elif target not in names:
                what, cause = f"references from `{table.name}`", describe_unread(target)
                yield NOT_CHECKED.find(table=table.name, file=table.file, what=what, cause=cause)


def _describe_package(package: Package, tables: list[Table]) -> dict[str, Any]:
    """Return the descriptor for Frictionless, with the version of the standard that it names."""
    names = {table.name for table in tables}
    described: dict[str, Any] = {"name": "package"}
    if "$schema" in package.descriptor:
        described["$schema"] = package.descriptor["$schema"]
    return described | {"resources": [_describe(table, names) for table in tables]}


def _describe(table: Table, readable: set[str]) -> dict[str, Any]:
    """Return the resource for Frictionless: always a local CSV file in UTF-8."""
    kept = {name: table.resource[name] for name in _KEPT if name in table.resource}
    references = [
        reference
        for reference in table.schema.get("foreignKeys", ())
        if (reference["reference"].get("resource") or table.name) in readable
    ]
    schema = {name: part for name, part in table.schema.items() if name != "foreignKeys"}
    if references:
        schema["foreignKeys"] = references
    return kept | {"path": table.file, "format": "csv", "encoding": "utf-8-sig", "schema": schema}


def _convert(error: frictionless.Error, table: Table | None) -> Finding:
    rule = _BY_TYPE.get(error.type, _BY_TYPE["structure"])
    names = getattr(error, "field_names", None)
    field = getattr(error, "field_name", None) or (names[0] if names else None)
    value = getattr(error, "cell", None) or getattr(error, "label", None)
    key_cells = getattr(error, "field_cells", None)
    if value is None and key_cells:
        value = str(key_cells[0])
    row = getattr(error, "row_number", None)
    cells = getattr(error, "cells", None) or ()
    return rule.find(
        table=table.name if table else None,
        file=table.file if table else DESCRIPTOR,
        row=row if row is not None or "label" not in error.type else 1,
        field=field or None,
        record=_find_key(error, table),
        value=value,
        note=_reword(error, value),
        type=error.type,
        shown="empty" if value is None else f"`{value}`",
        count=len(cells),
        width=len(table.fields) if table else 0,
    )


def _reword(error: frictionless.Error, value: str | None) -> str:
    """Return the note of an error without words of Python, and with the usual cause of a fault."""
    note = str(error.note).replace('all "None"', "all empty")
    values = getattr(error, "field_values", None) or ()
    if None in values:
        stated = ", ".join(map(str, values))
        note = note.replace(stated, ", ".join("" if v is None else str(v) for v in values), 1)
    if error.type == "type-error" and _DECIMAL_COMMA.fullmatch(value or ""):
        note += "; use a decimal point"
    return note


def _find_key(error: frictionless.Error, table: Table | None) -> str | None:
    """Return the primary key of the row of an error; None if the row is too short."""
    cells = getattr(error, "cells", None)
    if not table or not cells:
        return None
    places = [table.fields.index(name) for name in table.key]
    if not places or max(places) >= len(cells):
        return None
    return "/".join(cells[place] for place in places) or None
