"""Reports as text and as JSON; the only module that formats findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from eventclaims.findings import Finding, Severity
from eventclaims.report import Report

_SHOWN_A_RULE = 5
_LONGEST = 300


def render_json(report: Report) -> str:
    """Return the report as one JSON object."""
    return json.dumps(report.to_dict(), ensure_ascii=False, indent=2)


def render_text(report: Report) -> Iterator[tuple[str, Severity | None]]:
    """Yield the lines of a report for a person, each with the severity that colours it, if any.

    What was checked comes first, then the findings by rule, five of each and a count of the rest,
    then the outcome.
    """
    name = f"{report.package} {report.version or ''}".strip()
    checked = f"{report.tables} tables, {report.rows} rows, {report.rules} rules"
    layers = ", ".join(report.layers)
    yield escape(f"{name}: {checked}, {report.seconds:.1f} s ({layers})"), None
    for rule, group in groupby(report.findings, key=lambda finding: finding.rule):
        findings = list(group)
        severity = findings[0].severity
        for finding in findings[:_SHOWN_A_RULE]:
            yield render_finding(finding), severity
        rest = len(findings) - _SHOWN_A_RULE
        if rest > 0:
            yield f"  … and {rest} more of {rule}", severity
        yield f"  {severity}: {findings[0].hint}", None
    yield _summarize(report), None


def render_finding(finding: Finding) -> str:
    """Return a finding as one line: file, line, rule and message."""
    place = finding.file or finding.table or "package"
    if finding.line is not None:
        place += f":{finding.line}"
    record = (
        f"{finding.record} " if finding.record and finding.record not in finding.message else ""
    )
    return escape(f"{place}: {finding.rule} {record}{finding.message}")


def escape(text: str) -> str:
    """Return a text as one line that cannot steer a terminal, cut where it is very long."""
    signs = (
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )
    line = "".join(signs)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _summarize(report: Report) -> str:
    counts = ", ".join(_count(report, severity) for severity in Severity)
    return f"{'valid' if report.valid else 'not valid'}: {counts}"


def _count(report: Report, severity: Severity) -> str:
    count = report.count(severity)
    return f"{count} {severity}{'' if count == 1 else 's'}"


def render_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a plain table, its columns aligned."""
    cells = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(cells[0]))]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def render_markdown(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    names = list(header)
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
