"""Validate a package: lint, load, structure, consistency, evidence and history; one report."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from eventclaims.catalogue import RULES, Layer
from eventclaims.consistency.rules.dates import POSSIBLE
from eventclaims.errors import PackageError
from eventclaims.lint.check import Lint, check_bytes
from eventclaims.package.model import Package, Table
from eventclaims.package.opening import open_package
from eventclaims.package.paths import describe_similar
from eventclaims.package.resources import is_plain
from eventclaims.package.standard import list_fields, load_schemas
from eventclaims.report.accepted import (
    ACCEPTANCE_UNUSED,
    COLUMNS,
    TABLE,
    Accepted,
    explain_unused,
    split_accepted,
)
from eventclaims.report.columns import FindingColumns, Found, choose, count_findings, keep_first
from eventclaims.report.finding import Finding
from eventclaims.report.positions import locate, name_parts
from eventclaims.report.report import DEFAULT_LIMIT, Report
from eventclaims.report.rule import NOT_CHECKED, Breaks, describe_unread
from eventclaims.runtime.profiling import count_rows, measure
from eventclaims.runtime.threads import run_for_each
from eventclaims.structure.rules import BLANK_ROW, MISSING_FILE, soften
from eventclaims.tables.cells import read_table
from eventclaims.tables.records import HEADER_ROW
from eventclaims.tables.row_index import RowIndex

if TYPE_CHECKING:
    from eventclaims.comparison.diff import Diff
    from eventclaims.database.tables import LoadedTables

_ORDER = {rule.id: n for n, rule in enumerate(RULES)}
_ONLY_POSSIBLE = {rule.id for rule in POSSIBLE}
_BY_ID = {rule.id: rule for rule in RULES}
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Task:
    """The options of a validation."""

    texts: Path | None
    previous: str | Diff | None
    possible: bool
    memory: int | None
    engine: str | None
    allow_remote: bool
    max_findings: int
    progress: Progress


def validate(  # noqa: PLR0913 - one for each option
    location: str | Path = ".",
    *,
    texts: str | Path | None = None,
    previous: str | Path | Diff | None = None,
    possible: bool = False,
    memory: int | None = None,
    engine: str | None = None,
    allow_remote: bool = False,
    max_findings: int = DEFAULT_LIMIT,
    progress: Progress | None = None,
) -> Report:
    """Validate a package and return its findings.

    Args:
        location: Folder of the package, its datapackage.json, or a zip of it.
        texts: Folder with the texts of the documents; None skips the evidence layer.
        previous: Previous release, as a folder, a zip, a git revision or an open diff; None skips
            the history layer.
        possible: Whether to note merely possible violations of the order of dates.
        memory: Limit in bytes for the loaded tables, which are kept on disk beyond it; half of the
            memory of the machine or container by default.
        engine: Address of a Spark Connect server that checks the tables, such as sc://host:15002;
            None for this machine. The findings are the same.
        allow_remote: Whether Frictionless may read data, schemas, dialects and profiles at the URLs
            that a descriptor names; otherwise they are reported as not checked.
        max_findings: Maximum number of findings of each rule that the report lists; 0 for all. All
            are counted.
        progress: Called with the name of each layer when it starts, and with the progress of the
            consistency layer.

    Returns:
        The report; problems of the data are findings in it.

    Raises:
        EventClaimsError: If the package, a table or the texts cannot be opened, or the engine
            fails.
        ValueError: If `max_findings` or `memory` is negative.
    """
    start = time.perf_counter()
    for name, number in (("max_findings", max_findings), ("memory", memory or 0)):
        if number < 0:
            raise ValueError(f"{name} is {number}; it must not be negative")
    task = _Task(
        texts=None if texts is None else Path(texts),
        previous=str(previous) if isinstance(previous, Path) else previous,
        possible=possible,
        memory=memory,
        engine=engine,
        allow_remote=allow_remote,
        max_findings=max_findings,
        progress=progress or (lambda _layer: None),
    )
    with open_package(location, strict=False) as package:
        if task.texts is not None and not package.is_event_claims:
            raise PackageError(
                "the texts cannot be compared: "
                "the package does not declare the event-claim standard"
            )
        return _run(package, task, start)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The findings of the layers that ran, the tables whose rows cannot be read, and counts."""

    findings: list[Found]
    layers: list[Layer]
    broken: set[str]
    row_indexes: dict[str, RowIndex]
    rows: int
    whole: frozenset[str]


def _run(package: Package, task: _Task, start: float) -> Report:
    outcome = _run_layers(package, task)
    findings, layers = outcome.findings, outcome.layers
    row_index = outcome.row_indexes.get(TABLE)
    has_rows = row_index is not None and row_index.filled > 0
    has_accepted = package.is_event_claims and has_rows and TABLE not in outcome.broken
    if has_accepted:
        layers.append(Layer.ACCEPTED)
    checked = [
        rule.id
        for rule in RULES
        if rule.layer in layers
        and rule.applies(package.conformance)
        and (task.possible or rule.id not in _ONLY_POSSIBLE)
    ]
    accepted: list[Accepted] = []
    if has_accepted:
        findings, accepted = _split_accepted(package, findings, checked)
    counts = count_findings(findings)
    with measure("report", "positions of findings", counts.total()):
        limit = task.max_findings
        listed, cells = locate(package, outcome.row_indexes, choose(findings, limit), outcome.whole)
        listed = [*keep_first(sorted(listed, key=_sort_key), limit)]
        found = [one.finding for one in accepted]
        places, _ = locate(package, outcome.row_indexes, found, outcome.whole)
        accepted = [replace(a, finding=f) for a, f in zip(accepted, places, strict=True)]
        accepted.sort(key=lambda one: _sort_key(one.finding))
        places = name_parts(package, [one.finding for one in accepted])
    return Report(
        package=package.name,
        version=package.version,
        findings=tuple(name_parts(package, listed)),
        counts=counts,
        tables=len({table.name for table in package.tables} | outcome.whole),
        rows=outcome.rows,
        rules=len(checked),
        layers=tuple(layers),
        seconds=time.perf_counter() - start,
        columns={table.name: table.fields for table in package.tables},
        cells=cells,
        accepted=tuple(replace(a, finding=f) for a, f in zip(accepted, places, strict=True)),
    )


def _run_layers(package: Package, task: _Task) -> _Outcome:
    task.progress(Layer.LINT)
    with measure(Layer.LINT, "bytes and records"):
        findings, unreadable, row_indexes = _lint(package)
    rows = sum(row_index.rows for row_index in row_indexes.values())
    count_rows(Layer.LINT, "bytes and records", rows)
    layers = [Layer.LINT, Layer.STRUCTURE]
    task.progress(Layer.STRUCTURE)
    with _load_tables(package, row_indexes, task) as loaded:
        from eventclaims.structure.check import check_structure  # noqa: PLC0415 - see below

        structure = check_structure(
            package, unreadable, row_indexes, loaded, allow_remote=task.allow_remote
        )
        findings += structure.findings
        rows += structure.rows
        if package.is_event_claims:
            findings = _drop_consequences(findings)
        unreadable |= _list_broken(findings, Breaks.HEADER) | _list_other_schemas(package)
        if package.conformance and package.conformance.is_current:
            task.progress(Layer.CONSISTENCY)
            layers.append(Layer.CONSISTENCY)
            from eventclaims.consistency.check import check_consistency  # noqa: PLC0415 - see below

            findings += check_consistency(
                package, unreadable, row_indexes, loaded, task.progress, possible=task.possible
            )
    if task.texts is not None:
        task.progress(Layer.EVIDENCE)
        layers.append(Layer.EVIDENCE)
        broken = unreadable | _list_broken(findings, Breaks.ROWS)
        findings += _check_evidence(package, broken, task.texts)
    if task.previous is not None:
        task.progress(Layer.HISTORY)
        layers.append(Layer.HISTORY)
        broken = unreadable | _list_broken(findings, Breaks.ROWS, Breaks.KEYS)
        findings += _check_history(package, broken, task.previous)
    broken = unreadable | _list_broken(findings, Breaks.ROWS)
    return _Outcome(findings, layers, broken, row_indexes, rows, structure.whole)


def _split_accepted(
    package: Package, found: Sequence[Found], checked: Sequence[str]
) -> tuple[list[Found], list[Accepted]]:
    """Return the findings that nobody has accepted, with those on `accepted`, and the others."""
    (table,) = (table for table in package.tables if table.name == TABLE)
    rows = read_table(package, TABLE, COLUMNS)
    named = {(row["rule"], row["table"]) for row in rows}
    kept: list[Found] = []
    named_findings: list[Finding] = []
    for one in found:
        if (one.rule, one.table) not in named:
            kept.append(one)
        elif isinstance(one, FindingColumns):
            named_findings += one.list_findings()
        else:
            named_findings.append(one)
    others, accepted, used = split_accepted(named_findings, rows, _BY_ID)
    kept += others
    for number, row in enumerate(rows):
        reason = None if number in used else explain_unused(row, _BY_ID, checked)
        if reason:
            kept.append(
                ACCEPTANCE_UNUSED.find(
                    table=TABLE,
                    file=table.file,
                    row=number + HEADER_ROW + 1,
                    record="/".join(row.get(name, "") for name in table.key),
                    value=row.get("rule"),
                    reason=reason,
                )
            )
    return kept, accepted


def _lint(package: Package) -> tuple[list[Found], set[str], dict[str, RowIndex]]:
    """Return the findings, the names of unreadable tables, and the row indexes of the others."""
    findings: list[Found] = []
    unreadable: set[str] = set()
    row_indexes: dict[str, RowIndex] = {}
    lint_table = partial(_lint_table, is_event_claims=package.is_event_claims)
    for table, lint in zip(package.tables, run_for_each(lint_table, package.tables), strict=True):
        findings += lint.findings
        if lint.row_index is None:
            unreadable.add(table.name)
        else:
            row_indexes[table.name] = lint.row_index
    return findings, unreadable, row_indexes


def _lint_table(table: Table, *, is_event_claims: bool) -> Lint:
    """Lint a table; outside the standard, only Frictionless reports errors."""
    if not table.path.is_file():
        similar = describe_similar(table.path)
        return Lint((MISSING_FILE.find(**table.position, similar=similar),), None)
    if is_event_claims:
        return check_bytes(table)
    if not (table.is_parquet or is_plain(table.resource)):
        return Lint((), None)
    lint = check_bytes(table)
    kept = (finding for finding in lint.findings if not _BY_ID[finding.rule].is_of_standard)
    return replace(lint, findings=tuple(map(soften, kept)))


def _list_broken(findings: Iterable[Found], *breaks: Breaks) -> set[str]:
    """Return the tables with a finding of a rule that breaks what a later layer needs."""
    return {f.table for f in findings if f.table and _BY_ID[f.rule].breaks in breaks}


def _drop_consequences(findings: Sequence[Found]) -> list[Found]:
    """Leave out what Frictionless reports on a blank row beside that it is blank."""
    blank = {
        (f.table, f.row) for f in findings if isinstance(f, Finding) and f.rule == BLANK_ROW.id
    }
    return [
        f
        for f in findings
        if not isinstance(f, Finding) or (f.table, f.row) not in blank or f.rule == BLANK_ROW.id
    ]


def _list_other_schemas(package: Package) -> set[str]:
    """Return the tables of the standard whose schema lacks its columns or their order."""
    standard = load_schemas()
    return {
        table.name
        for table in package.tables
        if table.name in standard
        and (
            not {*list_fields(standard[table.name])} <= {*table.fields}
            or table.schema.get("fieldsMatch", "exact") != "exact"
        )
    }


# The functions below import libraries that take long to load, so that other commands start fast.


@contextmanager
def _load_tables(
    package: Package, row_indexes: dict[str, RowIndex], task: _Task
) -> Iterator[LoadedTables]:
    tables = [table for table in package.tables if table.name in row_indexes]
    if task.engine is not None:
        from eventclaims.cluster.session import open_cluster  # noqa: PLC0415

        engine: AbstractContextManager[LoadedTables] = open_cluster(task.engine)
    else:
        from eventclaims.database.embedded import open_tables  # noqa: PLC0415

        engine = open_tables(task.memory, package.size)
    with engine as loaded:
        with measure("load", "CSV into the engine", sum(r.rows for r in row_indexes.values())):
            loaded.load(tables, row_indexes)
        yield loaded


def _check_evidence(package: Package, unreadable: set[str], texts: Path) -> list[Finding]:
    from eventclaims.evidence.check import check_evidence  # noqa: PLC0415

    needed = ("sources", "evidence", "uncoded_passages")
    cause = next((name for name in needed if name in unreadable), None)
    if cause:
        return [NOT_CHECKED.find(table=cause, what="evidence", cause=describe_unread(cause))]
    return check_evidence(package, texts, unreadable)


def _check_history(package: Package, unreadable: set[str], previous: str | Diff) -> list[Finding]:
    from eventclaims.comparison.check import check_history  # noqa: PLC0415
    from eventclaims.comparison.diff import compare  # noqa: PLC0415
    from eventclaims.package.revisions import open_version  # noqa: PLC0415

    if unreadable:
        cause = min(unreadable)
        return [NOT_CHECKED.find(table=cause, what="history", cause=describe_unread(cause))]
    if not isinstance(previous, str):
        return check_history(package, previous)
    with open_version(previous) as released, compare(released, package) as diff:
        return check_history(package, diff)


def _sort_key(finding: Finding) -> tuple[int, str, int, float, str, str]:
    # A cell beyond the last column has no column and follows the others.
    line, column = finding.line or finding.row or 0, finding.column or math.inf
    where = (finding.file or "", line, column)
    return (_ORDER[finding.rule], *where, finding.field or "", finding.record or "")
