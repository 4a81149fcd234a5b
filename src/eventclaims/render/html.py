"""Render reports as a self-contained HTML page."""

from dataclasses import dataclass
from itertools import zip_longest

from eventclaims.catalogue import Rule, get_rule
from eventclaims.render.pages import render_page
from eventclaims.render.text import describe_checks
from eventclaims.report.finding import Finding
from eventclaims.report.report import Report


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of the row of a finding; its text is None if the row is too short."""

    column: str
    text: str | None
    is_faulty: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    """A finding with the non-empty cells of its row."""

    finding: Finding
    cells: list[_Cell]


@dataclass(frozen=True, slots=True)
class _Section:
    """The listed findings of a rule, and the number of all findings."""

    rule: Rule
    entries: list[_Entry]
    count: int


def render_html(report: Report, *, strict: bool = False) -> str:
    """Return the report as an HTML page that shows each finding with its row.

    Args:
        report: The report.
        strict: Whether warnings fail.
    """
    counts = report.count_by_rule()
    return render_page(
        "render/report.html.jinja",
        package=report.package,
        checks=describe_checks(report),
        outcome=report.outcome(strict=strict),
        passes=report.passes(strict=strict),
        sections=[
            _Section(
                get_rule(rule),
                [_describe(finding, report) for finding in findings],
                counts[rule],
            )
            for rule, findings in report.group_by_rule().items()
        ],
    )


def _describe(finding: Finding, report: Report) -> _Entry:
    row = None
    if finding.table is not None and finding.row is not None:
        row = report.cells.get((finding.table, finding.row))
    if finding.table is None or row is None:
        return _Entry(finding, [])
    columns = report.columns.get(finding.table, ())
    cells = [
        _Cell(column, text, is_faulty=column == finding.field)
        for column, text in zip_longest(columns, row)
    ]
    return _Entry(finding, [cell for cell in cells if cell.text or cell.is_faulty])
