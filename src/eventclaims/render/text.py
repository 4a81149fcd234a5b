"""Render reports as text for a terminal."""

from collections.abc import Iterator

from eventclaims.catalogue import get_rule
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.render.escaping import escape
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.report import Report, count
from eventclaims.structure.rules import BYTE_COUNT, HASH_COUNT

_SHOWN = 5
# An intended change of a file breaks both rules, which would hide what else is wrong with it.
_CHANGED = (HASH_COUNT.id, BYTE_COUNT.id)


def render_text(
    report: Report, *, shown: int | None = _SHOWN, strict: bool = False
) -> Iterator[tuple[str, Severity | None]]:
    """Yield the lines of a report, each with the severity that determines its colour, if any.

    Args:
        report: The report.
        shown: Maximum number of findings per rule; None shows all that are listed, each with its
            cell. With a maximum, all findings about hashes and sizes are one line at the end.
        strict: Whether warnings fail.
    """
    yield describe_checks(report), None
    groups, counts = report.group_by_rule(), report.count_by_rule()
    changed = [] if shown is None else take_changed(groups)
    for rule, findings in groups.items():
        severity = findings[0].severity
        for finding in findings[:shown]:
            yield render_finding(finding), severity
            cell = describe_cell(finding)
            if shown is None and cell:
                yield f"    {cell}", None
        rest = counts[rule] - len(findings[:shown])
        if rest:
            yield f"  … and {rest} more of {rule}", severity
        yield f"  {severity}: {findings[0].hint}", None
    if changed:
        yield describe_changed(report), changed[0].severity
    yield render_outcome(report, strict=strict)


def render_outcome(report: Report, *, strict: bool) -> tuple[str, Severity | None]:
    """Return the outcome as one line, with the severity of errors if the validation fails."""
    severity = None if report.passes(strict=strict) else Severity.ERROR
    return report.outcome(strict=strict), severity


def take_changed(groups: dict[str, list[Finding]]) -> list[Finding]:
    """Remove the findings about hashes and sizes from groups by rule, and return them."""
    return [finding for rule in _CHANGED for finding in groups.pop(rule, ())]


def describe_changed(report: Report) -> str:
    """Return the findings about hashes and sizes as one line."""
    number = len({table for rule, table, _ in report.counts if rule in _CHANGED})
    differ = "differs" if number == 1 else "differ"
    return f"{count(number, 'file')} {differ} from {DESCRIPTOR}: run eventclaims derive"


def render_finding(finding: Finding) -> str:
    """Return a finding as one line: file, line, column, rule and message."""
    parts = [f"{describe_place(finding)}:", finding.rule]
    if finding.record and "{record}" not in get_rule(finding.rule).message:
        parts.append(finding.record)
    line = escape(" ".join([*parts, finding.message]))
    has_place = finding.line is not None or finding.row is None
    return line if has_place else f"{line} ({describe_cell(finding)})"


def describe_place(finding: Finding) -> str:
    """Return the file, line and column of a finding, without missing parts; not escaped."""
    parts = [finding.file or finding.table or "package", finding.line, finding.column]
    return ":".join(str(part) for part in parts if part is not None)


def describe_cell(finding: Finding) -> str:
    """Return the row, record, field and value of a finding, without missing parts."""
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
    """Return a line with package, tables, rows, rules and layers of a validation."""
    name = f"{report.package} {report.version or ''}".strip()
    numbers = {"table": report.tables, "row": report.rows, "rule": report.rules}
    checked = ", ".join(count(number, thing) for thing, number in numbers.items())
    layers = ", ".join(report.layers)
    return escape(f"{name}: {checked}, {report.seconds:.1f} s ({layers})")
