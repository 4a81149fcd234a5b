"""Acceptance and quality of a release: checks, findings and missing values.

HTML, Markdown and JSON of the quality report contain the same sections, each with one table.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from eventclaims.acceptance.results import (
    Acceptance,
    Result,
    Status,
    describe_comparison,
    describe_outcome,
    to_html,
    to_json,
)
from eventclaims.documentation.provenance import count_provenance
from eventclaims.evidence.character_coverage import measure_documents
from eventclaims.release.files import ReleaseFile
from eventclaims.release.release_input import ReleaseInput
from eventclaims.render.agreement import describe_rounds
from eventclaims.render.escaping import escape_markdown
from eventclaims.render.tables import render_markdown
from eventclaims.render.templates import render_page
from eventclaims.report.report import Report
from eventclaims.tables.frames import load_table

if TYPE_CHECKING:
    from eventclaims.coding.agreement import Agreement  # requires the extra [agreement]


_LONGEST = 1000
# The tables from which coverage is measured.
_COVERAGE = ("sources", "evidence", "uncoded_passages")
_NUMBER = re.compile(r"-|[0-9.]+%?|")


def make_acceptance_files(acceptance: Acceptance) -> Iterator[ReleaseFile]:
    """Yield acceptance.json and acceptance.html."""
    yield ReleaseFile(
        "acceptance.json",
        "Expectations and results of the acceptance, for programs.",
        to_json(acceptance),
    )
    yield ReleaseFile(
        "acceptance.html",
        "Expectations and results of the acceptance, as a page.",
        to_html(acceptance),
    )


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report.

    Attributes:
        id: Identifier in JSON and HTML.
        title: Title.
        about: Its content in one or two sentences.
        header: Column names of its table.
        rows: Rows of its table, as text.
        more: Path of a file of the release with more details; empty for none.
    """

    id: str
    title: str
    about: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""

    @property
    def numbers(self) -> frozenset[str]:
        """The columns that contain numbers only."""
        columns = zip(self.header, zip(*self.rows, strict=True), strict=False)
        return frozenset(name for name, cells in columns if all(map(_NUMBER.fullmatch, cells)))


def make_quality(
    release: ReleaseInput,
    report: Report,
    acceptance: Acceptance,
    rounds: Mapping[str, Agreement],
) -> Iterator[ReleaseFile]:
    """Make `quality.html`, `quality.md` and `quality.json`.

    Args:
        release: The release.
        report: The validation report of the package.
        acceptance: The acceptance of the release.
        rounds: The agreement of its codings before adjudication, by path of the round.
    """
    title = f"Quality of {release.title} {release.version}"
    sections = tuple(_list_sections(release, report, acceptance, rounds))
    page = render_page("release/pages/quality.html.jinja", title=title, sections=sections)
    yield ReleaseFile(
        "quality.html",
        "Checks, findings and missing values of the release, as a page.",
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
        yield from ("", f"## {section.title}", "", escape_markdown(section.about, _LONGEST))
        if section.rows:
            yield ""
            cells = ([escape_markdown(cell, _LONGEST) for cell in row] for row in section.rows)
            yield from render_markdown(section.header, cells)
        if section.more:
            yield from ("", f"More in [{section.more}]({section.more}).")


def _list_sections(
    release: ReleaseInput, report: Report, acceptance: Acceptance, rounds: Mapping[str, Agreement]
) -> Iterator[Section]:
    yield _describe_validation(release, report)
    if report.accepted:
        yield _list_accepted(report)
    yield _describe_acceptance(acceptance)
    yield _describe_coverage(release)
    yield _count_evidence(release)
    yield from _list_runs(release)
    yield from _describe_agreement(rounds)
    yield _list_discrepancies(release)
    yield _count_missing(release)


def _describe_validation(release: ReleaseInput, report: Report) -> Section:
    conformance = release.package.conformance
    about = (f"{conformance.promise} " if conformance else "") + (
        f"{report.outcome().capitalize()}. {report.rules} rules were checked on "
        f"{report.rows} rows of {report.tables} tables, in the layers {', '.join(report.layers)}."
    )
    counts = report.count_by_rule()
    rows = tuple(
        (rule, str(found[0].severity), str(counts[rule]))
        for rule, found in report.group_by_rule().items()
    )
    return Section("validation", "Validation", about, ("rule", "severity", "findings"), rows)


def _list_accepted(report: Report) -> Section:
    about = (
        "Findings that a person has judged: the data are right, or the fault is known. Only "
        "warnings and errors of judgement can be accepted."
    )
    counts = Counter(
        (one.finding.rule, one.finding.table or "", one.reason) for one in report.accepted
    )
    rows = tuple((*place, str(number)) for place, number in counts.items())
    header = ("rule", "table", "reason", "findings")
    return Section("accepted", "Accepted findings", about, header, rows, "data/accepted.csv")


def _describe_acceptance(acceptance: Acceptance) -> Section:
    about = f"{describe_outcome(acceptance).capitalize()}. {describe_comparison(acceptance)}"
    columns: dict[str, Callable[[Result], str | None]] = {
        "expectation": lambda result: result.name,
        "result": lambda result: result.status,
        "expected": lambda result: result.asked,
        "found": lambda result: result.found,
    }
    if acceptance.previous is not None:
        columns["previous release"] = lambda result: result.previous
    if acceptance.waived:
        columns["reason for waiver"] = lambda result: result.reason
    rows = tuple(
        tuple(str(get(result) or "") for get in columns.values())
        for status in (Status.FAILED, Status.WAIVED, Status.PASSED)
        for result in acceptance.select(status)
    )
    return Section("acceptance", "Acceptance", about, tuple(columns), rows, "acceptance.html")


def _describe_coverage(release: ReleaseInput) -> Section:
    measured = [table for table in release.package.tables if table.name in _COVERAGE]
    frames = {table.name: load_table(table) for table in measured}
    titles = {r.get("source_id", ""): r.get("title", "") for r in release.get_rows("sources")}
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
        "Share of the characters of each coded document that are cited as evidence (coded), in a "
        "passage that is marked as not coded, with a reason (explained), or in neither. White "
        "space between sentences, and evidence only for a name or a place, does not count as coded."
    )
    header = ("document", "title", "characters", "coded", "explained", "neither", "spans")
    return Section("coverage", "Coverage of the documents", about, header, tuple(rows))


def _list_runs(release: ReleaseInput) -> Iterator[Section]:
    runs = release.get_rows("coding_runs")
    if not runs:
        return
    about = f"{count_provenance(release.get_rows).describe()} An empty cell was not recorded."
    header = ("run_id", "role", "agent_type", "agent", "codebook_version", "run_date", "notes")
    rows = tuple(tuple(run.get(name, "") for name in header) for run in runs)
    yield Section("coding", "Who coded the rows", about, header, rows)


def _count_evidence(release: ReleaseInput) -> Section:
    spans = release.get_rows("evidence")
    counts = Counter(row.get("table", "") for row in spans)
    records = {
        name: {r.get("record_id", "") for r in spans if r.get("table", "") == name}
        for name in counts
    }
    rows = []
    for other in release.tables:
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
        "Number of records of each table that cite at least one span of a document. Tables whose "
        "records cite no spans, such as actors (their names do), are not listed."
    )
    header = ("table", "records", "evidenced", "share", "spans")
    return Section("evidence", "Evidence", about, header, tuple(rows))


def _describe_agreement(rounds: Mapping[str, Agreement]) -> Iterator[Section]:
    if not rounds:
        about = "The agreement of two codings was not measured for this release."
        yield Section("agreement", "Agreement of the two codings", about, (), ())
    for table in describe_rounds(rounds):
        rows = tuple(map(tuple, table.rows))
        yield Section(table.id, table.title, table.about, tuple(table.header), rows)


def _list_discrepancies(release: ReleaseInput) -> Section:
    all_rows = release.get_rows("discrepancies")
    found = [row for row in all_rows if row.get("status", "") == "open"]
    about = (
        f"Conflicts within or between the documents that are not resolved: {len(found)} of "
        f"{len(all_rows)} discrepancies."
    )
    rows = tuple(
        (row.get("discrepancy_id", ""), row.get("kind", ""), row.get("description", ""))
        for row in found
    )
    header = ("discrepancy", "kind", "description")
    return Section("discrepancies", "Open discrepancies", about, header, rows)


def _count_missing(release: ReleaseInput) -> Section:
    rows = []
    for table in release.tables:
        for column in table.columns if table.rows else ():
            empty = sum(not row.get(column) for row in table.rows)
            if empty:
                count = len(table.rows)
                rows.append(
                    (f"{table.name}.{column}", str(count), str(empty), _share(empty, count))
                )
    about = (
        "The columns with empty cells. An empty cell means that the documents do not state the "
        "value, or that the column does not apply to the row; see the data dictionary. Columns "
        "that are not listed have no empty cells."
    )
    header = ("column", "rows", "empty", "share")
    return Section("missing-values", "Missing values", about, header, tuple(rows))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""
