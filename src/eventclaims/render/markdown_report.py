"""Render reports as Markdown, with a table per rule."""

from collections.abc import Iterator

from eventclaims.catalogue import get_rule
from eventclaims.render.escaping import escape_markdown
from eventclaims.render.tables import render_markdown
from eventclaims.render.text import describe_checks, describe_place
from eventclaims.report.finding import Finding
from eventclaims.report.report import Report

_HEADER = ("place", "row", "record", "field", "value", "message")


def render_markdown_report(report: Report, *, strict: bool = False) -> Iterator[str]:
    """Yield the lines of a report as Markdown, the outcome first.

    Args:
        report: The report.
        strict: Whether warnings fail.
    """
    groups, numbers = report.group_by_rule(), report.count_by_rule()
    yield f"# Validation of {escape_markdown(report.package)}"
    yield from ("", f"**{report.outcome(strict=strict)}**", "")
    yield f"Checked: {escape_markdown(describe_checks(report))}"
    if groups:
        yield ""
        counts = [[rule, get_rule(rule).severity, str(number)] for rule, number in numbers.items()]
        yield from render_markdown(("rule", "severity", "findings"), counts)
    for rule, findings in groups.items():
        yield from _render_rule(rule, findings, numbers[rule] - len(findings))


def _render_rule(rule_id: str, findings: list[Finding], rest: int) -> Iterator[str]:
    rule = get_rule(rule_id)
    yield from ("", f"## {rule.id}", "")
    yield f"{escape_markdown(rule.title)}. *{rule.severity.capitalize()}.*"
    yield from ("", f"**Why:** {escape_markdown(rule.why)}")
    yield from ("", f"**What to do:** {escape_markdown(rule.hint)}", "")
    yield from render_markdown(_HEADER, map(_list_cells, findings))
    if rest:
        yield from ("", f"… and {rest} more of {rule.id}")


def _list_cells(finding: Finding) -> list[str]:
    place = escape_markdown(describe_place(finding))
    parts = (finding.row, finding.record, finding.field, finding.value, finding.message)
    return [place, *("" if part is None else escape_markdown(str(part)) for part in parts)]
