"""Render reports as a self-contained HTML page."""

from collections.abc import Iterator
from functools import partial
from itertools import zip_longest

from eventclaims.catalogue import get_rule
from eventclaims.render.templates import render_page
from eventclaims.render.text import describe_checks
from eventclaims.report.finding import Finding
from eventclaims.report.report import Report


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
            (get_rule(rule), findings, counts[rule])
            for rule, findings in report.group_by_rule().items()
        ],
        list_cells=partial(_list_cells, report),
    )


def _list_cells(report: Report, finding: Finding) -> Iterator[tuple[str, str | None, bool]]:
    """Yield the cells of the row of a finding that are not empty, or faulty.

    Yields:
        The column, the text, None if the row is too short, and whether the cell is faulty.
    """
    row = report.cells.get((finding.table or "", finding.row or 0), ())
    columns = report.columns.get(finding.table or "", ()) if row else ()
    for column, text in zip_longest(columns, row):
        is_faulty = column == finding.field
        if text or is_faulty:
            yield column, text, is_faulty
