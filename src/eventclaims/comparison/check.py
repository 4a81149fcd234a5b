"""The history layer: a package against its previous release."""

from collections.abc import Iterable, Iterator
from typing import Any

from eventclaims.comparison import rules
from eventclaims.comparison.diff import Diff
from eventclaims.comparison.rows import RowChange
from eventclaims.package.model import Package, Table
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.report.finding import Finding
from eventclaims.tables.cells import read_table
from eventclaims.tables.records import HEADER_ROW

# The fields that identify what a row describes; a correction must not change them.
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


def check_history(package: Package, diff: Diff) -> list[Finding]:
    """Check a package against its previous release.

    Args:
        package: The package.
        diff: The open diff of its previous release and the package.

    Returns:
        The findings, without line numbers.

    Raises:
        EventClaimsError: If a table cannot be read or compared.
    """
    retired = {row.get("record_id", "") for row in read_table(package, "retired")}
    findings = list(_check_version(diff))
    for counted in diff.tables:
        table = package.get_table(counted.name)
        if table is None or counted.is_empty:
            continue
        place = {"table": table.name, "file": table.file, "previous": diff.old_version}
        changes = [
            change
            for change in diff.read_changes(table.name)
            if _is_gone(change, table, retired) or _is_reused(change)
        ]
        findings += _report(changes, _number_rows(package, table, changes), place)
    return findings


def _is_gone(change: RowChange, table: Table, retired: set[str]) -> bool:
    is_row = bool(change.record and change.old) and not change.field
    has_id = len(table.key) == 1 and table.name != "retired"
    return is_row and has_id and change.record not in retired


def _is_reused(change: RowChange) -> bool:
    return bool(change.record) and change.field in IDENTITY.get(change.table, ())


def _number_rows(package: Package, table: Table, changes: list[RowChange]) -> dict[str, int]:
    """Return the row number of each changed row by its key."""
    wanted = {change.record for change in changes if change.field}
    if not wanted:
        return {}
    rows = enumerate(read_table(package, table.name), HEADER_ROW + 1)
    named = (("/".join(row.get(name, "") for name in table.key), n) for n, row in rows)
    return {record: number for record, number in named if record in wanted}


def _report(
    changes: Iterable[RowChange], numbers: dict[str, int], place: dict[str, Any]
) -> Iterator[Finding]:
    for change in changes:
        at = place | {"record": change.record}
        if change.field:
            at |= {"row": numbers[change.record], "field": change.field}
            yield rules.ID_REUSED.find(**at, value=change.new, old=change.old)
        else:
            yield rules.ID_GONE.find(**at, value=change.record)


def _check_version(diff: Diff) -> Iterator[Finding]:
    if diff.is_version_low:
        yield rules.VERSION_LOW.find(
            file=DESCRIPTOR,
            field="version",
            value=diff.new_version,
            previous=diff.old_version,
            needed=diff.needed_version,
            reason=diff.reason,
            version=diff.new_version,
        )
