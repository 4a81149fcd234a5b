"""Reports as annotations for GitHub Actions, and as the summary of a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from pathlib import Path

from eventclaims.catalogue import get_rule
from eventclaims.errors import EventClaimsError
from eventclaims.render.escaping import escape
from eventclaims.render.text import describe_cell
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.report import Report

# GitHub shows so many annotations of a severity in each step, and drops the rest without a word.
_ANNOTATIONS = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_LONGEST_SUMMARY = 1024 * 1024
_CUT = "\n\nThe report is cut here: GitHub shows no more.\n"


def render_github(
    report: Report, lines: Iterable[str], *, fence: str, folder: str = ""
) -> Iterator[str]:
    """Yield the lines of a report for the log of a step: annotations, then the report as text.

    Args:
        report: The report.
        lines: The report as text.
        fence: A word that no cell can know; between two of it the log takes nothing for a command.
        folder: Path of the package in the repository, with a slash at its end, or empty.
    """
    for severity in Severity:
        yield from _annotate(report, severity, folder)
    yield f"::stop-commands::{fence}"
    yield from lines
    yield f"::{fence}::"


def _annotate(report: Report, severity: Severity, folder: str) -> Iterator[str]:
    groups = [
        findings for findings in report.group_by_rule().values() if findings[0].severity is severity
    ]
    alone = groups if len(groups) <= _ANNOTATIONS else groups[: _ANNOTATIONS - 1]
    for findings, shown in zip(alone, _share(alone), strict=True):
        rest = len(findings) - shown
        for number, finding in enumerate(findings[:shown], 1):
            more = f"… and {rest} more of {finding.rule}" if rest and number == shown else ""
            yield _write_annotation(finding, more, folder)
    others = groups[len(alone) :]
    if others:
        count = sum(len(findings) for findings in others)
        rules = ", ".join(findings[0].rule for findings in others)
        yield f"::{_COMMANDS[severity]} title={count} more of other rules::{_escape_data(rules)}"


def _share(groups: list[list[Finding]]) -> list[int]:
    """Return how many findings of each rule are shown: one of each before a second."""
    rounds = zip_longest(*([n] * len(findings) for n, findings in enumerate(groups)))
    order = [n for n in chain.from_iterable(rounds) if n is not None][:_ANNOTATIONS]
    return [order.count(n) for n in range(len(groups))]


def _write_annotation(finding: Finding, more: str, folder: str) -> str:
    title = f"{finding.rule}: {get_rule(finding.rule).title}"
    place = {
        "file": folder + finding.file if finding.file else None,
        "line": finding.line,
        "col": finding.column,
        "title": title,
    }
    properties = ",".join(
        f"{name}={_escape_property(str(part))}" for name, part in place.items() if part is not None
    )
    parts = [finding.message, describe_cell(finding), finding.hint, more]
    message = "%0A".join(_escape_data(part) for part in parts if part)
    return f"::{_COMMANDS[finding.severity]} {properties}::{message}"


def _escape_data(text: str) -> str:
    return escape(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def append_summary(path: Path, markdown: str) -> None:
    """Append a report as Markdown to the summary of the step, cut to what GitHub shows.

    Args:
        path: The file that GITHUB_STEP_SUMMARY names.
        markdown: The report.

    Raises:
        EventClaimsError: If the file cannot be written.
    """
    try:
        room = _LONGEST_SUMMARY - 1 - (path.stat().st_size if path.exists() else 0)
        with path.open("ab") as file:
            file.write(_cut(markdown.encode(), room))
    except OSError as error:
        raise EventClaimsError(f"{path.name}: cannot be written ({error.strerror})") from error


def _cut(content: bytes, room: int) -> bytes:
    """Return the lines that fit, and a note where some do not."""
    if len(content) <= room:
        return content
    note = _CUT.encode()
    end = content.rfind(b"\n", 0, max(room - len(note), 0))
    return content[: max(end, 0)] + note if len(note) <= room else b""
