"""The pipeline: lint, structure, consistency, evidence; one report."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eventclaims.catalogue import RULES, Layer
from eventclaims.consistency.rules.dates import POSSIBLE
from eventclaims.errors import PackageError
from eventclaims.lint.check import Lint, check_bytes
from eventclaims.package.model import Package, Table
from eventclaims.package.opening import open_package
from eventclaims.package.standard import list_fields, load_schemas
from eventclaims.report.finding import Finding
from eventclaims.report.positions import Positions
from eventclaims.report.report import Report
from eventclaims.runtime.memory import find_half_free
from eventclaims.runtime.profiling import count_rows, measure
from eventclaims.runtime.threads import run_for_each
from eventclaims.structure.rules import MISSING_FILE
from eventclaims.tables.row_index import RowIndex

if TYPE_CHECKING:
    from eventclaims.database.tables import LoadedTables

_ORDER = {rule.id: n for n, rule in enumerate(RULES)}
_ONLY_POSSIBLE = {rule.id for rule in POSSIBLE}
_RAGGED = {"missing-cell", "extra-cell", "blank-row"}
_PRIMARY_KEY = "primary-key"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Task:
    """What a validation is asked to do beyond the package itself."""

    texts: Path | None
    previous: str | None
    possible: bool
    memory: int | None
    progress: Progress


def validate(  # noqa: PLR0913 - one for each option
    location: str | Path = ".",
    *,
    texts: str | Path | None = None,
    previous: str | Path | None = None,
    possible: bool = False,
    memory: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Validate a package and return everything that was found.

    Args:
        location: Folder of the package, its datapackage.json, or a zip of it.
        texts: Folder with the texts of the documents; without it the evidence layer does not run.
        previous: The release before this one: a folder, a zip or a git revision; without it the
            history layer does not run.
        possible: Whether merely possible violations of the order of dates are noted, too.
        memory: Bytes that the tables may take before they go to the disk; by default half of what
            the machine has free.
        progress: Called with each layer when it begins, and within consistency with how far it is.

    Returns:
        The report; faults of the data are findings in it.

    Raises:
        EventClaimsError: If the package, a table or the texts could not be opened at all.
    """
    start = time.perf_counter()
    task = _Task(
        texts=None if texts is None else Path(texts),
        previous=None if previous is None else str(previous),
        possible=possible,
        memory=memory,
        progress=progress or (lambda _layer: None),
    )
    with open_package(location, strict=False) as package:
        return _run(package, task, start)


def _run(package: Package, task: _Task, start: float) -> Report:
    task.progress(Layer.LINT)
    with measure(Layer.LINT, "bytes and records"):
        findings, unreadable, row_indexes = _lint(package)
    rows = sum(row_index.rows for row_index in row_indexes.values())
    count_rows(Layer.LINT, "bytes and records", rows)
    task.progress(Layer.STRUCTURE)
    positions = Positions(package, row_indexes)
    layers = [Layer.LINT, Layer.STRUCTURE]
    readable = [table for table in package.tables if table.name in row_indexes]
    with _open_tables(package, task.memory) as loaded:
        with measure("load", "CSV into DuckDB", rows):
            loaded.load(readable, row_indexes)
        findings += _check_structure(package, unreadable, row_indexes, loaded)
        unreadable |= _list_without_columns(package, findings)
        if package.is_event_claims:
            task.progress(Layer.CONSISTENCY)
            layers.append(Layer.CONSISTENCY)
            found = _check_consistency(package, unreadable, positions, loaded, task.progress)
            findings += [f for f in found if task.possible or f.rule not in _ONLY_POSSIBLE]
    if task.texts is not None and not package.is_event_claims:
        raise PackageError("the texts cannot be compared: the package declares no profile for it")
    if task.texts is not None:
        task.progress(Layer.EVIDENCE)
        layers.append(Layer.EVIDENCE)
        findings += _check_evidence(package, unreadable | _list_ragged(findings), task.texts)
    if task.previous is not None:
        task.progress(Layer.HISTORY)
        layers.append(Layer.HISTORY)
        broken = unreadable | _list_ragged(findings) | _list_without_keys(findings)
        findings += _check_history(package, broken, task.previous)
    with measure("report", "places of findings", len(findings)):
        located, cells = positions.locate(findings)
    return Report(
        package=package.name,
        version=package.version,
        findings=tuple(sorted(located, key=_sort_key)),
        tables=len(package.tables),
        rows=rows,
        rules=sum(
            rule.layer in layers and (task.possible or rule.id not in _ONLY_POSSIBLE)
            for rule in RULES
        ),
        layers=tuple(layers),
        seconds=time.perf_counter() - start,
        columns={table.name: table.fields for table in package.tables},
        cells=cells,
    )


def _lint(package: Package) -> tuple[list[Finding], set[str], dict[str, RowIndex]]:
    """Return the findings, the names of tables that cannot be read, and the layouts of others."""
    findings: list[Finding] = []
    unreadable: set[str] = set()
    row_indexes: dict[str, RowIndex] = {}
    for table, lint in zip(package.tables, run_for_each(_lint_table, package.tables), strict=True):
        findings += lint.findings
        if lint.row_index is None:
            unreadable.add(table.name)
        else:
            row_indexes[table.name] = lint.row_index
    return findings, unreadable, row_indexes


def _lint_table(table: Table) -> Lint:
    if not table.path.is_file():
        return Lint((MISSING_FILE.find(table=table.name, file=table.file),), None)
    return check_bytes(table)


def _list_without_columns(package: Package, findings: list[Finding]) -> set[str]:
    """Return the tables that later layers cannot read by the standard's columns."""
    standard = load_schemas()
    wrong_header = {f.table for f in findings if f.table and f.rule.endswith("-label")}
    wrong_schema = {
        table.name
        for table in package.tables
        if table.name in standard
        and (
            not {*list_fields(standard[table.name])} <= {*table.fields}
            or table.schema.get("fieldsMatch", "exact") != "exact"
        )
    }
    return wrong_header | wrong_schema


def _list_ragged(findings: list[Finding]) -> set[str]:
    """Return the tables with rows that are longer or shorter than their header."""
    return {f.table for f in findings if f.table and f.rule in _RAGGED}


def _list_without_keys(findings: list[Finding]) -> set[str]:
    """Return the tables with a row that has no key, or has that of another."""
    return {f.table for f in findings if f.table and f.rule == _PRIMARY_KEY}


# The layers below import what takes time to load; a command that does not validate never does.


def _open_tables(package: Package, memory: int | None) -> AbstractContextManager[LoadedTables]:
    from eventclaims.database.tables import open_tables  # noqa: PLC0415

    files = [table.path for table in package.tables if table.path.is_file()]
    size = sum(file.stat().st_size for file in files)
    return open_tables(find_half_free() if memory is None else memory, size)


def _check_structure(
    package: Package, unreadable: set[str], row_indexes: dict[str, RowIndex], loaded: LoadedTables
) -> list[Finding]:
    from eventclaims.structure.check import check_structure  # noqa: PLC0415

    return check_structure(package, unreadable, row_indexes, loaded)


def _check_consistency(
    package: Package,
    unreadable: set[str],
    positions: Positions,
    loaded: LoadedTables,
    progress: Progress,
) -> list[Finding]:
    from eventclaims.consistency.check import check_consistency  # noqa: PLC0415

    return check_consistency(package, unreadable, positions, loaded, progress)


def _check_evidence(package: Package, unreadable: set[str], texts: Path) -> list[Finding]:
    from eventclaims.evidence.check import check_evidence  # noqa: PLC0415
    from eventclaims.report.rule import NOT_CHECKED  # noqa: PLC0415

    needed = ("sources", "evidence", "uncoded_passages")
    cause = next((name for name in needed if name in unreadable), None)
    if cause:
        return [NOT_CHECKED.find(table=cause, what="evidence against the texts", cause=cause)]
    return check_evidence(package, texts, unreadable)


def _check_history(package: Package, unreadable: set[str], previous: str) -> list[Finding]:
    from eventclaims.comparison.check import check_history  # noqa: PLC0415
    from eventclaims.package.revisions import open_version  # noqa: PLC0415
    from eventclaims.report.rule import NOT_CHECKED  # noqa: PLC0415

    if unreadable:
        cause = min(unreadable)
        return [NOT_CHECKED.find(table=cause, what="history", cause=cause)]
    with open_version(previous) as released:
        return check_history(package, released)


def _sort_key(finding: Finding) -> tuple[int, str, int, int, str, str]:
    where = (finding.file or "", finding.line or 0, finding.column or 0)
    return (_ORDER[finding.rule], *where, finding.field or "", finding.record or "")
