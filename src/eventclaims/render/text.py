"""Reports as text for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from eventclaims.render.escaping import escape
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.report import Report

_SHOWN = 5


def render_text(
    report: Report, *, shown: int | None = _SHOWN
) -> Iterator[tuple[str, Severity | None]]:
    """Yield the lines of a report for a person, each with the severity that colours it, if any.

    What was checked comes first, then the findings by rule and a count of those not shown, then
    the outcome.

    Args:
        report: The report.
        shown: How many findings of a rule are shown; None shows all, each with its cell.
    """
    yield describe_checks(report), None
    for rule, findings in report.group_by_rule().items():
        severity = findings[0].severity
        for finding in findings[:shown]:
            yield render_finding(finding), severity
            cell = describe_cell(finding)
            if shown is None and cell:
                yield f"    {cell}", None
        rest = 0 if shown is None else len(findings) - shown
        if rest > 0:
            yield f"  … and {rest} more of {rule}", severity
        yield f"  {severity}: {findings[0].hint}", None
    yield render_outcome(report), None


def render_finding(finding: Finding) -> str:
    """Return a finding as one line: file, line, column, rule and message."""
    record = (
        f"{finding.record} " if finding.record and finding.record not in finding.message else ""
    )
    return escape(f"{describe_place(finding)}: {finding.rule} {record}{finding.message}")


def describe_place(finding: Finding) -> str:
    """Return the file, line and column of a finding, as far as it has them; not escaped."""
    parts = [finding.file or finding.table or "package", finding.line, finding.column]
    return ":".join(str(part) for part in parts if part is not None)


def describe_cell(finding: Finding) -> str:
    """Return the record, field and value of a finding as one line, as far as it has them."""
    parts = {
        "row": finding.row,
        "record": finding.record,
        "field": finding.field,
        "value": finding.value,
    }
    return ", ".join(
        f"{name} {escape(str(part))}" for name, part in parts.items() if part is not None
    )


def describe_checks(report: Report) -> str:
    """Return as one line what was checked."""
    name = f"{report.package} {report.version or ''}".strip()
    checked = f"{report.tables} tables, {report.rows} rows, {report.rules} rules"
    layers = ", ".join(report.layers)
    return escape(f"{name}: {checked}, {report.seconds:.1f} s ({layers})")


def render_outcome(report: Report) -> str:
    """Return the outcome as one line: valid or not, and the counts."""
    counts = ", ".join(_count(report, severity) for severity in Severity)
    return f"{'valid' if report.valid else 'not valid'}: {counts}"


def _count(report: Report, severity: Severity) -> str:
    count = report.count(severity)
    return f"{count} {severity}{'' if count == 1 else 's'}"
