"""Render reports as annotations and step summaries for GitHub Actions."""

from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from pathlib import Path

from eventclaims.catalogue import get_rule
from eventclaims.errors import EventClaimsError
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.render.escaping import escape
from eventclaims.render.text import describe_cell, describe_changed, take_changed
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.report import Report

# GitHub displays at most this many annotations per severity and step.
_MAX_ANNOTATIONS = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MAX_SUMMARY_BYTES = 1024 * 1024
_TRUNCATED = "\n\nThe report is truncated here, because GitHub limits the size of a summary.\n"


def render_github(
    report: Report, lines: Iterable[str], *, fence: str, folder: str = ""
) -> Iterator[str]:
    """Yield annotations, then the report as text.

    Args:
        report: The report.
        lines: The report as text.
        fence: A random token; log commands are disabled between its two occurrences.
        folder: Path of the package in the repository, with a trailing slash, or empty.
    """
    for severity in Severity:
        yield from _annotate(report, severity, folder)
    yield f"::stop-commands::{fence}"
    yield from lines
    yield f"::{fence}::"


def _annotate(report: Report, severity: Severity, folder: str) -> Iterator[str]:
    by_rule, counts = report.group_by_rule(), report.count_by_rule()
    changed = [finding for finding in take_changed(by_rule) if finding.severity is severity]
    groups = [findings for findings in by_rule.values() if findings[0].severity is severity]
    room = _MAX_ANNOTATIONS - bool(changed)
    alone = groups if len(groups) <= room else groups[: room - 1]
    for findings, shown in zip(alone, _share(alone, room), strict=True):
        rest = counts[findings[0].rule] - shown
        for number, finding in enumerate(findings[:shown], 1):
            more = f"… and {rest} more of {finding.rule}" if rest and number == shown else ""
            yield _write_annotation(finding, more, folder)
    others = groups[len(alone) :]
    if others:
        count = sum(counts[findings[0].rule] for findings in others)
        rules = ", ".join(findings[0].rule for findings in others)
        yield f"::{_COMMANDS[severity]} title={count} more of other rules::{_escape_data(rules)}"
    if changed:
        place = f"file={_escape_property(folder + DESCRIPTOR)},title={changed[0].rule}"
        yield f"::{_COMMANDS[severity]} {place}::{_escape_data(describe_changed(report))}"


def _share(groups: list[list[Finding]], room: int) -> list[int]:
    """Return the number of annotations per rule; each rule gets one before any gets a second."""
    rounds = zip_longest(*([n] * len(findings) for n, findings in enumerate(groups)))
    order = [n for n in chain.from_iterable(rounds) if n is not None][:room]
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
    """Append a report to the summary of a step, truncated to GitHub's maximum size.

    Args:
        path: The file named by GITHUB_STEP_SUMMARY.
        markdown: The report.

    Raises:
        EventClaimsError: If the file cannot be written.
    """
    if path.exists() and not path.is_file():  # a pipe would wait for its reader
        raise EventClaimsError(f"{path.name}: not a regular file")
    try:
        room = _MAX_SUMMARY_BYTES - 1 - (path.stat().st_size if path.exists() else 0)
        with path.open("ab") as file:
            file.write(_cut(markdown.encode(), room))
    except OSError as error:
        raise EventClaimsError(f"{path.name}: cannot be written ({error.strerror})") from error


def _cut(content: bytes, room: int) -> bytes:
    """Return the lines that fit, followed by a note if some were removed."""
    if len(content) <= room:
        return content
    note = _TRUNCATED.encode()
    end = content.rfind(b"\n", 0, max(room - len(note), 0))
    return content[: max(end, 0)] + note if len(note) <= room else b""
