"""Let Frictionless judge the descriptor, the schemas, and the rows that may be invalid."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import duckdb
import frictionless

from eventclaims.database.tables import LoadedTables
from eventclaims.errors import EventClaimsError
from eventclaims.package import standard
from eventclaims.package.model import Package, Table
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.package.resources import is_plain_dialect
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.rule import (
    MAX_FINDINGS,
    NOT_CHECKED,
    Layer,
    describe_unread,
    report_limit,
)
from eventclaims.runtime.connection import is_interruption
from eventclaims.runtime.profiling import measure
from eventclaims.structure import rules
from eventclaims.structure.descriptor import (
    Access,
    build,
    check_package,
    get_version,
    report_error,
    report_gap,
)
from eventclaims.structure.screen.failures import explain_schema
from eventclaims.structure.screen.screen import Resources, validate_tables
from eventclaims.structure.screen.surely_valid import Screening
from eventclaims.structure.screen.time_limit import TooSlowError
from eventclaims.structure.whole import is_utf8_as_other, judge
from eventclaims.tables.row_index import RowIndex

_BY_TYPE = {rule.id: rule for rule in rules.FRICTIONLESS}
_KEPT = {"name", "path", "format", "encoding", "dialect", "schema", "hash", "bytes"}
_KEPT |= {"stats", "rows", "fields"}
_MOST_CODES = 6
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
# Notes of Frictionless, and what a type in its default format is called in plain words.
_TYPE = re.compile(r'type is "(\w+)/default"')
_TYPES = {
    "boolean": "neither `true` nor `false`",
    "date": "not a date such as 2031-04-01",
    "datetime": "not a date and time such as 2031-04-01T14:30:00",
    "integer": "not a whole number",
    "number": "not a number",
    "time": "not a time such as 14:30:00",
    "year": "not a year such as 2031",
    "yearmonth": "not a month such as 2031-04",
}
_REFERENCE = re.compile(
    r'for "(.*)": values "(.*)" not found in the lookup table "(.*)" as "(?:.*)"', re.DOTALL
)


def judge_package(  # noqa: PLR0913 - what the steps before it found
    package: Package,
    unreadable: Collection[str],
    row_indexes: Mapping[str, RowIndex],
    loaded: LoadedTables,
    *,
    reported: Collection[Finding],
    screening: Screening | None,
    allow_remote: bool,
) -> tuple[list[Finding], frozenset[str], int]:
    """Let Frictionless judge the descriptor, the schemas and the rows that may be invalid.

    Args:
        package: The opened package.
        unreadable: Names of tables whose files cannot be read as plain CSV; see `check_structure`.
        row_indexes: The row index of each other file, by table name.
        loaded: Contains the tables.
        reported: The findings on the descriptor so far.
        screening: The rows and files that may be invalid; None if they must still be found.
        allow_remote: Whether Frictionless may send the requests that the descriptor asks for.

    Returns:
        The findings, the names of the resources that Frictionless read itself, and their rows.
    """
    access = Access(package.root, get_version(package), allow_remote)
    findings: list[Finding] = []
    if screening is None:
        heads = {_get_head(f) for f in reported if f.severity is Severity.ERROR}
        findings += _check_metadata(package, heads, access)
    else:  # the descriptor is valid, and so are most tables
        package = _select_tables(package, _list_needed(package, row_indexes, screening))
    readable = [table for table in package.tables if table.name not in unreadable]
    resources, found = _build_resources(package, {table.name for table in readable}, access)
    findings += found
    # As part of a package, a resource finds those that it refers to.
    frictionless.Package(resources=[*resources.values()])
    plain = [table for table in readable if table.name in resources]
    if plain:
        findings += _validate_tables(resources, plain, row_indexes, loaded, screening)
    names = {table.name for table in plain}
    others = [one for name, one in resources.items() if name not in names]
    rows = 0
    for one in others:
        found, count = _judge(one, access)
        findings += found
        rows += count
    return findings, frozenset(one.name for one in others), rows


def _list_needed(
    package: Package, row_indexes: Mapping[str, RowIndex], screening: Screening
) -> set[str]:
    """Return the tables that may be invalid, and those that they refer to, directly or not."""
    tables = {table.name: table for table in package.tables}
    left = [
        name
        for name in tables
        if screening.suspects.get(name, True)
        or screening.differing.get(name)
        or row_indexes[name].blank
    ]
    needed: set[str] = set()
    while left:
        name = left.pop()
        if name not in needed:
            needed.add(name)
            references = tables[name].schema.get("foreignKeys", ())
            left += [one["reference"].get("resource") or name for one in references]
    return needed


def _select_tables(package: Package, names: Collection[str]) -> Package:
    """Return a package with only these tables and their resources."""
    tables = tuple(table for table in package.tables if table.name in names)
    descriptor = package.descriptor | {"resources": [table.resource for table in tables]}
    return replace(package, tables=tables, descriptor=descriptor)


def _check_metadata(
    package: Package, reported: Collection[str], access: Access
) -> Iterator[Finding]:
    """Report the errors of Frictionless in properties that the profile does not reject already."""
    for finding in check_package(package, access):
        if not finding.field or _get_head(finding) not in reported:
            yield finding


def _get_head(finding: Finding) -> str:
    """Return the first property in the path that a finding names."""
    return re.split(r"[.\[]", finding.field or "")[0]


def _build_resources(
    package: Package, readable: Collection[str], access: Access
) -> tuple[dict[str, frictionless.Resource], list[Finding]]:
    """Return the resources that Frictionless can judge, by name, and why others cannot be."""
    tables = {id(table.resource): table for table in package.tables}
    resources: dict[str, frictionless.Resource] = {}
    findings: list[Finding] = []
    stated = package.descriptor.get("resources")
    for resource in stated if isinstance(stated, list) else ():
        if not isinstance(resource, dict):
            continue
        table = tables.get(id(resource))
        is_plain = table is not None and table.name in readable
        described = _describe(table) if table and is_plain else resource
        built, found = build(described, access)
        if table and is_plain and not built:  # a licence, for example, does not matter for the rows
            kept = {name: part for name, part in described.items() if name in _KEPT}
            kept["format"] = "csv"
            built, _ = build(kept, access)
        # The lint layer reports the missing files of tables, but not those removed since it ran.
        is_reported = table is not None and not is_plain
        findings += [f for f in found if not is_reported or f.rule != rules.MISSING_FILE.id]
        is_judged = is_plain or not package.is_event_claims
        if built and table and is_plain and table.is_parquet:
            _read_converted(built, table)
        if built and is_judged and built.name not in resources:
            resources[built.name] = built
            findings += _note_integrity(resource)
    listed = stated if isinstance(stated, list) else ()
    declared = {str(one.get("name")) for one in listed if isinstance(one, dict)}
    for built in resources.values():
        findings += _drop_references(package, built, resources, declared)
    return resources, findings


def _describe(table: Table) -> dict[str, Any]:
    """Return the resource for Frictionless: plain CSV in UTF-8."""
    described = table.resource | {"path": [*table.files], "schema": table.schema}
    if isinstance(described.get("format", ""), str):
        described["format"] = "csv"
    if table.is_parquet:  # what it states is not the dialect of the converted file
        described["dialect"] = {"delimiter": ",", "skipInitialSpace": False}
    elif not is_plain_dialect(described):
        del described["dialect"]
    return described | {"encoding": "utf-8-sig"}


def _read_converted(built: frictionless.Resource, table: Table) -> None:
    """Let Frictionless read the CSV file of a table in Parquet."""
    built.basepath, built.path, built.extrapaths = str(table.path.parent), table.path.name, []


def _drop_references(
    package: Package,
    built: frictionless.Resource,
    resources: Collection[str],
    declared: Collection[str],
) -> Iterator[Finding]:
    """Remove and report references to resources that cannot be read or do not exist."""
    known = {*standard.list_required_tables()} if package.is_event_claims else set()
    kept = []
    for reference in built.schema.foreign_keys:
        target = reference["reference"]["resource"] or built.name
        if target in resources:
            kept.append(reference)
        elif target in declared or target in known:
            cause = describe_unread(target)
            if target not in declared:
                cause = f"the package has no table `{target}`. Add it, or remove the foreign key"
            fields = ", ".join(reference["fields"])
            what = f"references of `{fields}` in `{built.name}`"
            yield NOT_CHECKED.find(table=built.name, file=built.path, what=what, cause=cause)
        else:
            # The message of Frictionless, which does not read such a table.
            note = (
                f'failed to handle a foreign key for resource "{built.name}" '
                f'as resource "{target}" does not exist'
            )
            yield rules.STRUCTURE.find(
                table=built.name, file=built.path, type="resource-error", note=note
            )
    if len(kept) < len(built.schema.foreign_keys):
        built.schema.foreign_keys = kept


def _note_integrity(resource: Mapping[str, Any]) -> Iterator[Finding]:
    """Note a hash or size with which Frictionless does not compare the file."""
    name, stated = resource["name"], resource.get("hash")
    algorithm, _, digest = stated.rpartition(":") if isinstance(stated, str) else ("", "", "any")
    if algorithm not in ("", "md5", "sha256"):
        yield report_gap(f"the hash of `{name}`", f"{algorithm} is not supported", name)
    elif not digest:
        yield report_gap(f"the hash of `{name}`", f"`hash` is {json.dumps(stated)}", name)
    if "bytes" in resource and not resource["bytes"]:
        cause = f"`bytes` is {json.dumps(resource['bytes'])}"
        yield report_gap(f"the size of `{name}`", cause, name)


def _validate_tables(
    resources: Resources,
    tables: list[Table],
    row_indexes: Mapping[str, RowIndex],
    loaded: LoadedTables,
    screening: Screening | None,
) -> Iterator[Finding]:
    """Validate tables with Frictionless, and convert its errors into findings."""
    try:
        for table, error in validate_tables(resources, tables, row_indexes, loaded, screening):
            yield _convert(error, table)
    except frictionless.FrictionlessException as exception:
        for error in exception.reasons or [exception.error]:
            yield _convert(error, None)
    except (EventClaimsError, duckdb.Error):
        raise
    except Exception as exception:  # Frictionless raises any type on malformed metadata
        if is_interruption(exception):
            raise
        note = "the tables cannot be validated as their schemas demand"
        yield rules.STRUCTURE.find(file=DESCRIPTOR, type="schema-error", note=note)


def _judge(resource: frictionless.Resource, access: Access) -> tuple[list[Finding], int]:
    """Let Frictionless read a resource; return the findings and the number of rows."""
    try:
        with measure(Layer.STRUCTURE, "resources read by Frictionless"):
            judged = judge(resource, access)
    except TooSlowError as error:
        what = f"the rows of `{resource.name}`"
        return [NOT_CHECKED.find(table=resource.name, what=what, cause=str(error))], 0
    except EventClaimsError:
        raise
    except Exception as exception:  # Frictionless raises any type on malformed data
        if is_interruption(exception):
            raise
        return [_report_failure(resource.schema, resource.name)], 0
    findings = [_convert(error, judged.table, judged.lines) for error in judged.errors]
    if len(findings) >= MAX_FINDINGS:
        findings.append(report_limit(resource.name, judged.table.file, Layer.STRUCTURE))
    if not judged.is_read and resource.schema.fields:
        what, cause = f"the rows of `{resource.name}`", "Frictionless does not read this format"
        findings.append(NOT_CHECKED.find(table=resource.name, what=what, cause=cause))
    if resource.dialect.comment_char or resource.dialect.comment_rows:
        what, cause = f"comments in `{resource.name}`", "the dialect has them skipped"
        findings.append(report_gap(what, cause, resource.name))
    if is_utf8_as_other(resource):
        note = f'encoding is "{resource.encoding}", but the file is in UTF-8'
        findings.append(rules.soften(report_error("encoding-error", note, resource.name)))
    schema = resource.schema.to_descriptor()
    if schema.get("uniqueKeys") or any("categories" in field for field in schema.get("fields", ())):
        what = f"unique keys and categories of `{resource.name}`"
        cause = "the file is not plain CSV in UTF-8"
        findings.append(NOT_CHECKED.find(table=resource.name, what=what, cause=cause))
    return findings, judged.rows


def _report_failure(schema: frictionless.Schema, table: str) -> Finding:
    note = explain_schema(schema)
    return rules.STRUCTURE.find(table=table, file=DESCRIPTOR, type="schema-error", note=note)


def _convert(
    error: frictionless.Error, table: Table | None, lines: Mapping[int, int] | None = None
) -> Finding:
    if error.type == NOT_CHECKED.id and table:
        what = f"the other rows of `{table.name}`"
        return NOT_CHECKED.find(**table.position, what=what, cause=error.note)
    rule = _BY_TYPE.get(error.type, rules.STRUCTURE)
    names = getattr(error, "field_names", None)
    field = getattr(error, "field_name", None) or (names[0] if names else None)
    value = getattr(error, "cell", None) or getattr(error, "label", None)
    key_cells = getattr(error, "field_cells", None)
    if value is None and key_cells:
        value = str(key_cells[0])
    row = getattr(error, "row_number", None)
    row = row if row is not None or "label" not in error.type else 1
    cells = getattr(error, "cells", None) or ()
    is_enum = str(error.note).startswith('constraint "enum" is')
    return rule.find(
        table=table.name if table else None,
        file=table.file if table else DESCRIPTOR,
        line=(lines or {}).get(row) if row is not None else None,
        row=row,
        field=field or None,
        record=_find_key(error, table),
        value=value,
        note=_describe_enum(table, field, value) if is_enum and table else _reword(error, value),
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
    if match := _TYPE.fullmatch(note):
        note = _TYPES.get(match[1], note)
        if _DECIMAL_COMMA.fullmatch(value or ""):
            note += "; use a decimal point"
    if match := _REFERENCE.fullmatch(note):
        table = f"`{match[3]}`" if match[3] else "the same table"
        note = f"`{match[1]}` is `{match[2]}`, which is not in {table}"
    return note


def _describe_enum(table: Table, field: str | None, value: str | None) -> str:
    """Return the values that a cell may have, or how many, and the one that was probably meant."""
    stated: dict[str, Any] = next((f for f in table.schema["fields"] if f["name"] == field), {})
    codes = [str(code) for code in stated.get("constraints", {}).get("enum") or ()]
    shown = f"must be one of {', '.join(f'`{code}`' for code in codes)}"
    if len(codes) > _MOST_CODES:
        shown = f"not one of the {len(codes)} allowed values"
    from difflib import get_close_matches  # noqa: PLC0415 - only after an error

    similar = get_close_matches((value or "").lower(), codes, n=1)
    return f"{shown}; did you mean `{similar[0]}`?" if similar else shown


def _find_key(error: frictionless.Error, table: Table | None) -> str | None:
    """Return the primary key of the row of an error; None if the row is too short."""
    cells = getattr(error, "cells", None)
    if not table or not cells or not {*table.key} <= {*table.fields}:
        return None
    numbers = [table.fields.index(name) for name in table.key]
    if not numbers or max(numbers) >= len(cells):
        return None
    return "/".join(str(cells[number]) for number in numbers) or None
