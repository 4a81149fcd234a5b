"""The history layer: a package against its previous release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from eventclaims import schemas
from eventclaims.evidence import read_table
from eventclaims.findings import Finding
from eventclaims.package import DESCRIPTOR, Package, Table
from eventclaims.records import HEADER_ROW
from eventclaims.rules import history as rules

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)", re.ASCII)
# The fields that say what a row is; a correction never changes them, another row does.
IDENTITY = {
    "sources": ("kind", "cited_by"),
    "actor_names": ("actor_id", "source_id"),
    "actor_relations": ("subject_id", "object_id", "source_id"),
    "statements": ("document_id",),
    "claims": ("statement_id",),
    "figures": ("event_id", "claim_id", "source_id"),
    "claim_links": ("claim_id", "to_claim_id", "to_event_id"),
    "evidence": ("table", "record_id", "source_id"),
    "discrepancies": ("kind",),
}
Rows = dict[str, dict[str, str]]


class Bump(IntEnum):
    """Which part of a version a change raises."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def check_history(package: Package, previous: Package) -> list[Finding]:
    """Check a package against its previous release.

    Args:
        package: The package.
        previous: The release before it.

    Returns:
        The findings, without physical lines.

    Raises:
        TableError: If a table of either cannot be read.
    """
    findings: list[Finding] = []
    retired = {row.get("record_id", "") for row in read_table(package, "retired")}
    changes: list[tuple[Bump, str]] = []
    for old_table in previous.tables:
        table = package.get_table(old_table.name)
        old = _index(previous, old_table)
        if table is None:
            changes.append((Bump.MAJOR, f"table {old_table.name} is gone"))
            continue
        new = _index(package, table)
        place = {"table": table.name, "file": table.file, "previous": previous.version}
        findings += _check_gone(old, new, retired, table, place)
        findings += _check_reused(old, new, table, place)
        changes += _list_changes(old_table, table, old, new)
    known = {table.name for table in previous.tables}
    changes += [
        (Bump.MINOR, f"table {t.name} is new") for t in package.tables if t.name not in known
    ]
    findings += _check_version(package, previous, changes)
    return findings


def _index(package: Package, table: Table) -> Rows:
    """Return the rows of a table by key, each with its record number under an empty name."""
    rows = enumerate(read_table(package, table.name), HEADER_ROW + 1)
    return {_name(table, row): row | {"": str(number)} for number, row in rows}


def _name(table: Table, row: dict[str, str]) -> str:
    return "/".join(row.get(name, "") for name in table.key)


def _check_gone(
    old: Rows, new: Rows, retired: set[str], table: Table, place: dict[str, Any]
) -> Iterator[Finding]:
    if len(table.key) == 1 and table.name != "retired":
        for record in old:
            if record not in new and record not in retired:
                yield rules.ID_GONE.find(**place, record=record, value=record)


def _check_reused(old: Rows, new: Rows, table: Table, place: dict[str, Any]) -> Iterator[Finding]:
    for record in old.keys() & new.keys():
        for field in IDENTITY.get(table.name, ()):
            before, now = old[record].get(field, ""), new[record].get(field, "")
            if before != now:
                row = int(new[record][""])
                yield rules.ID_REUSED.find(
                    **place, row=row, record=record, field=field, value=now, old=before
                )


def _list_changes(
    old_table: Table, table: Table, old: Rows, new: Rows
) -> Iterator[tuple[Bump, str]]:
    """Yield what changed in a table, and which part of the version it raises."""
    fields = schemas.list_fields
    if any(name not in fields(table.schema) for name in fields(old_table.schema)):
        yield Bump.MAJOR, f"a column of {table.name} is gone"
    elif fields(table.schema) != fields(old_table.schema):
        yield Bump.MINOR, f"{table.name} has another column"
    if any(_tightens(field, old_table.schema) for field in table.schema["fields"]):
        yield Bump.MAJOR, f"a constraint of {table.name} is other than it was"
    if old.keys() - new.keys():
        yield Bump.MAJOR, f"rows of {table.name} are gone"
    if new.keys() - old.keys():
        yield Bump.MINOR, f"rows of {table.name} are new"
    if any(_differs(old[record], new[record]) for record in old.keys() & new.keys()):
        yield Bump.PATCH, f"rows of {table.name} are corrected"


def _tightens(field: dict[str, Any], old_schema: schemas.Schema) -> bool:
    """Return whether a field takes less than it did; codes that are added take more."""
    old = next((f for f in old_schema["fields"] if f["name"] == field["name"]), None)
    if old is None:
        return bool(field.get("constraints", {}).get("required"))
    before, now = dict(old.get("constraints", {})), dict(field.get("constraints", {}))
    codes_before, codes_now = before.pop("enum", None), now.pop("enum", None)
    loses_codes = codes_now is not None and any(c not in codes_now for c in codes_before or ())
    is_closed = codes_now is not None and codes_before is None
    adds = any(before.get(name) != value for name, value in now.items())
    return old.get("type") != field.get("type") or loses_codes or is_closed or adds


def _differs(old: dict[str, str], new: dict[str, str]) -> bool:
    return any(old.get(name, "") != value for name, value in new.items() if name)


def _check_version(
    package: Package, previous: Package, changes: list[tuple[Bump, str]]
) -> Iterator[Finding]:
    before, now = _read_version(previous.version), _read_version(package.version)
    bump, reason = max(changes, default=(Bump.NONE, ""))
    if before is None or now is None or bump is Bump.NONE:
        return
    needed = _raise(before, bump)
    if now < needed:
        yield rules.VERSION_LOW.find(
            file=DESCRIPTOR,
            field="version",
            value=package.version,
            previous=previous.version,
            needed=".".join(map(str, needed)),
            reason=reason,
            version=package.version,
        )


def _read_version(version: str | None) -> tuple[int, int, int] | None:
    match = _VERSION.fullmatch(version or "")
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _raise(version: tuple[int, int, int], bump: Bump) -> tuple[int, int, int]:
    """Return the smallest version that is raised by a bump; before 1.0.0 nothing is promised."""
    major, minor, patch = version
    if bump is Bump.MAJOR and major > 0:
        return major + 1, 0, 0
    if bump is Bump.PATCH:
        return major, minor, patch + 1
    return major, minor + 1, 0
