"""The quality report of a release: what was checked, what was found, and what is missing.

Each part is a section with one table; the page, the Markdown and the JSON show the same sections.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from eventclaims.acceptance.pages import describe_comparison, describe_outcome
from eventclaims.acceptance.results import Acceptance, Result, Status
from eventclaims.evidence.character_coverage import measure_documents
from eventclaims.release.files import ReleaseFile
from eventclaims.release.release_input import ReleaseInput
from eventclaims.render.agreement import tabulate
from eventclaims.render.escaping import escape_markdown
from eventclaims.render.pages import render_page
from eventclaims.render.tables import render_markdown
from eventclaims.render.text import render_outcome
from eventclaims.report.report import Report

if TYPE_CHECKING:
    from eventclaims.coding.agreement import Agreement  # needs the extra [agreement]

_WHOLE = 1000
_NUMBER = re.compile(r"-|[0-9.]+%?|")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report.

    Attributes:
        id: Its name for programs.
        title: Its title for people.
        about: What it says, in a sentence or two.
        header: The names of the columns of its table.
        rows: The rows of its table, as text.
        more: Path of the file of the release that tells more; empty for none.
    """

    id: str
    title: str
    about: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""

    @property
    def numbers(self) -> frozenset[str]:
        """The columns that hold numbers and nothing else."""
        columns = zip(self.header, zip(*self.rows, strict=True), strict=False)
        return frozenset(name for name, cells in columns if all(map(_NUMBER.fullmatch, cells)))


def make_quality(
    release_input: ReleaseInput,
    report: Report,
    acceptance: Acceptance,
    agreement: Agreement | None = None,
) -> Iterator[ReleaseFile]:
    """Make the quality report of a release.

    Args:
        release_input: What is released.
        report: What its validation found.
        acceptance: What its acceptance found.
        agreement: How far its two codings agree, as measured before they were settled; None
            where it was coded once, or the codings are not at hand.

    Yields:
        quality.html, quality.md and quality.json, the same bytes each time.
    """
    title = f"Quality of {release_input.title} {release_input.version}"
    sections = tuple(list_sections(release_input, report, acceptance, agreement))
    page = render_page("release/pages/quality.html.jinja", title=title, sections=sections)
    yield ReleaseFile(
        "quality.html",
        "What was checked in the release, what was found, and what is missing, as a page.",
        f"{page}\n".encode(),
    )
    lines = "\n".join(_render_markdown(title, sections))
    yield ReleaseFile("quality.md", "The quality report as Markdown.", f"{lines}\n".encode())
    values = {"title": title, "sections": [asdict(section) for section in sections]}
    text = json.dumps(values, indent=2)
    yield ReleaseFile("quality.json", "The quality report for programs.", f"{text}\n".encode())


def _render_markdown(title: str, sections: Iterable[Section]) -> Iterator[str]:
    yield f"# {escape_markdown(title)}"
    for section in sections:
        yield from ("", f"## {section.title}", "", escape_markdown(section.about, _WHOLE))
        if section.rows:
            yield ""
            cells = ([escape_markdown(cell, _WHOLE) for cell in row] for row in section.rows)
            yield from render_markdown(section.header, cells)
        if section.more:
            yield from ("", f"More in [{section.more}]({section.more}).")


def list_sections(
    release_input: ReleaseInput, report: Report, acceptance: Acceptance, agreement: Agreement | None
) -> Iterator[Section]:
    """Yield the sections of the report, in order."""
    yield _describe_validation(report)
    yield _describe_acceptance(acceptance)
    yield _describe_coverage(release_input)
    yield _count_evidence(release_input)
    yield from _describe_agreement(agreement)
    yield _list_discrepancies(release_input)
    yield _count_missing(release_input)


def _describe_validation(report: Report) -> Section:
    about = (
        f"{render_outcome(report).capitalize()}. {report.rules} rules were run on {report.rows} "
        f"rows of {report.tables} tables, in the layers {', '.join(report.layers)}."
    )
    rows = tuple(
        (rule, str(found[0].severity), str(len(found)))
        for rule, found in report.group_by_rule().items()
    )
    return Section("validation", "Validation", about, ("rule", "severity", "findings"), rows)


def _describe_acceptance(acceptance: Acceptance) -> Section:
    about = f"{describe_outcome(acceptance).capitalize()}. {describe_comparison(acceptance)}"
    columns: dict[str, Callable[[Result], str | None]] = {
        "expectation": lambda result: result.name,
        "outcome": lambda result: result.status,
        "asked": lambda result: result.asked,
        "found": lambda result: result.found,
    }
    if acceptance.previous is not None:
        columns["before"] = lambda result: result.previous
    if acceptance.waived:
        columns["why waived"] = lambda result: result.reason
    rows = tuple(
        tuple(str(get(result) or "") for get in columns.values())
        for status in (Status.FAILED, Status.WAIVED, Status.PASSED)
        for result in acceptance.select(status)
    )
    return Section("acceptance", "Acceptance", about, tuple(columns), rows, "acceptance.html")


def _describe_coverage(release_input: ReleaseInput) -> Section:
    frames = {table.name: table.frame for table in release_input.tables}
    sources = release_input.get_table("sources")
    titles = (
        {row.get("source_id", ""): row.get("title", "") for row in sources.rows} if sources else {}
    )
    rows = []
    for document in measure_documents(frames):
        length = document.characters
        rest = length - document.coded - document.explained if length else 0
        parts = (document.coded, document.explained, rest)
        rows.append(
            (
                document.source_id,
                titles.get(document.source_id, ""),
                "" if length is None else str(length),
                *(_share(part, length or 0) for part in parts),
                str(document.spans),
            )
        )
    about = (
        "Of the characters of each coded document: how many lie in the evidence of something "
        "coded, how many in passages that are said not to be coded and why, and how many in "
        "neither. White space between sentences and evidence only for a name or a place do not "
        "count as coded."
    )
    header = ("document", "title", "characters", "coded", "explained", "neither", "spans")
    return Section("coverage", "Coverage of the documents", about, header, tuple(rows))


def _count_evidence(release_input: ReleaseInput) -> Section:
    table = release_input.get_table("evidence")
    spans = table.rows if table else []
    counts = Counter(row.get("table", "") for row in spans)
    records = {
        name: {r.get("record_id", "") for r in spans if r.get("table", "") == name}
        for name in counts
    }
    rows = []
    for other in release_input.tables:
        if other.name not in counts:
            continue
        evidenced = len(records[other.name])
        rows.append(
            (
                other.name,
                str(len(other.rows)),
                str(evidenced),
                _share(evidenced, len(other.rows)),
                str(counts[other.name]),
            )
        )
    about = (
        "How many records of each table point to at least one span of a document. Tables without "
        "spans of their own, such as actors, whose names have them, are left out."
    )
    header = ("table", "records", "evidenced", "share", "spans")
    return Section("evidence", "Evidence", about, header, tuple(rows))


def _describe_agreement(agreement: Agreement | None) -> Iterator[Section]:
    if agreement is None:
        about = "How far two codings agree was not measured for this release."
        yield Section("agreement", "Agreement of the two codings", about, (), ())
        return
    units = (
        "How many units each of the two codings, A and B, found before they were settled, and "
        "how many both found, matched by their spans."
    )
    fields = (
        "Over the units that both found: the share with equal values, and Krippendorff's alpha for "
        "nominal data with its 95 % bootstrap interval. A dash stands where the values do not vary."
    )
    title = "Agreement of the two codings"
    kinds = (("agreement-units", "units", units), ("agreement-fields", "fields", fields))
    for (name, kind, about), (header, rows) in zip(kinds, tabulate(agreement), strict=True):
        yield Section(name, f"{title}: {kind}", about, tuple(header), tuple(map(tuple, rows)))


def _list_discrepancies(release_input: ReleaseInput) -> Section:
    table = release_input.get_table("discrepancies")
    all_rows = table.rows if table else []
    found = [row for row in all_rows if row.get("status", "") == "open"]
    about = (
        f"What is at odds in or between the documents and could not be resolved: {len(found)} of "
        f"{len(all_rows)} discrepancies."
    )
    rows = tuple(
        (row.get("discrepancy_id", ""), row.get("kind", ""), row.get("description", ""))
        for row in found
    )
    header = ("discrepancy", "kind", "what is at odds")
    return Section("discrepancies", "Open discrepancies", about, header, rows)


def _count_missing(release_input: ReleaseInput) -> Section:
    rows = []
    for table in release_input.tables:
        for column in table.columns if table.rows else ():
            empty = sum(not row.get(column) for row in table.rows)
            if empty:
                count = len(table.rows)
                rows.append(
                    (f"{table.name}.{column}", str(count), str(empty), _share(empty, count))
                )
    about = (
        "The columns with empty cells. An empty cell means that the documents do not say, or that "
        "the column does not apply to the row; the data dictionary says which. Columns and tables "
        "that are not listed have no empty cell."
    )
    header = ("column", "rows", "empty", "share")
    return Section("missing-values", "Missing values", about, header, tuple(rows))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""
