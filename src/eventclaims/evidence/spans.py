"""Spans of a package, grouped by document, and compared with the texts of the documents."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from eventclaims.evidence.fingerprints import OLD_VERSION, fingerprint, hash_text, tokenize
from eventclaims.evidence.texts import Fingerprint, Text, Texts, read_texts
from eventclaims.package import standard
from eventclaims.package.model import Package
from eventclaims.package.standard import SPAN_TABLES
from eventclaims.tables.cells import read_number, read_table
from eventclaims.tables.records import HEADER_ROW

_SPAN = ("source_id", "start", "end", "text_sha256", "token_count", "token_sha256")
_SOURCE = ("source_id", "kind", "text_name", "text_sha256")


@dataclass(frozen=True, slots=True)
class Span:
    """A row of `evidence` or `uncoded_passages`.

    Attributes:
        table: Name of the table.
        row: Number of the record; the header is 1.
        cells: The row as text.
        start: First code point of the span, -1 if the cell is not a number.
        end: Code point after the last one, -1 if the cell is not a number.
        fingerprint: Fingerprint of the passage; its count is 0 if the cell is not a number.
    """

    table: str
    row: int
    cells: dict[str, str]
    start: int
    end: int
    fingerprint: Fingerprint

    @property
    def source_id(self) -> str:
        """Id of the document."""
        return self.cells.get("source_id", "")

    @property
    def record(self) -> str:
        """Key of the row."""
        key = standard.get_key(standard.load_schemas()[self.table])
        return "/".join(self.cells.get(name, "") for name in key)


@dataclass(frozen=True, slots=True)
class Document:
    """A coded document with its spans and its text.

    Attributes:
        row: Number of its record in `sources`; the header is 1.
        cells: Its row in `sources` as text.
        spans: Its rows of `evidence`, then its rows of `uncoded_passages`.
        text: Its text, None if the folder does not contain it.
    """

    row: int
    cells: dict[str, str]
    spans: tuple[Span, ...]
    text: Text | None

    @property
    def source_id(self) -> str:
        """Id of the document."""
        return self.cells.get("source_id", "")

    @property
    def is_exact(self) -> bool:
        """Whether the text is identical to the coded one."""
        return self.text is not None and self.text.sha256 == self.cells.get("text_sha256")


def read_documents(package: Package, folder: Path) -> list[Document]:
    """Read the coded documents of a package with their spans and texts.

    Raises:
        TableError: If `sources` or a table of spans cannot be read.
        TextsError: If the texts cannot be read.
    """
    spans: dict[str, list[Span]] = {}
    for table in SPAN_TABLES:
        for row, cells in enumerate(read_table(package, table, _SPAN), HEADER_ROW + 1):
            if has_span(cells):
                span = read_span(table, row, cells)
                spans.setdefault(span.source_id, []).append(span)
    texts = Texts(read_texts(folder))
    documents = []
    for row, cells in enumerate(read_table(package, "sources", _SOURCE), HEADER_ROW + 1):
        if cells.get("kind") == "document":
            own = tuple(spans.get(cells.get("source_id", ""), ()))
            name, sha256 = cells.get("text_name", ""), cells.get("text_sha256", "")
            text = texts.match(name, sha256, [span.fingerprint for span in own])
            documents.append(Document(row, cells, own, text))
    return documents


def has_span(cells: dict[str, str]) -> bool:
    """Return whether a row points into a text, and does not only have a locator."""
    return any(cells.get(name) for name in ("start", "end", "text_sha256"))


def read_span(table: str, row: int, cells: dict[str, str]) -> Span:
    """Return the span of a row, which has the number `row` in its table; the header is 1."""
    count = read_number(cells.get("token_count", ""))
    return Span(
        table=table,
        row=row,
        cells=cells,
        start=read_number(cells.get("start", "")),
        end=read_number(cells.get("end", "")),
        fingerprint=Fingerprint(max(count, 0), cells.get("token_sha256", "")),
    )


def describe_span(
    content: str, start: int, end: int, stated: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the columns of `evidence` that describe the passage content[start:end].

    Args:
        content: The text.
        start: First code point of the passage.
        end: Code point after the last one.
        stated: The row so far. If its fingerprint is right in the old version, it is kept.

    Returns:
        The columns; those of the fingerprint are empty for a passage without letters and digits.
    """
    passage = content[start:end]
    tokens = tokenize(passage)
    old = tokenize(passage, OLD_VERSION) if stated and stated.get("token_sha256") else tokens
    if old != tokens and stated and stated.get("token_sha256") == fingerprint(old):
        tokens = old
    return {
        "start": str(start),
        "end": str(end),
        "text_sha256": hash_text(passage),
        "token_count": str(len(tokens)) if tokens else "",
        "token_sha256": fingerprint(tokens) if tokens else "",
    }


class Outcome(StrEnum):
    """The outcome of the comparison of a span with the available text."""

    EXACT = "exact"
    MOVED = "moved"
    MISSING = "missing"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one span, and the position of its passage if it was found."""

    span: Span
    outcome: Outcome
    start: int | None = None
    end: int | None = None


def verify(document: Document) -> Iterator[Verdict]:
    """Compare every span of a document with its text.

    Yields:
        For each span: EXACT if the slice has the hash of the span; MOVED, with the nearest
        position, if only its fingerprint is found; MISSING if neither is found; NO_TEXT without
        a text.
    """
    for span in document.spans:
        if document.text is None:
            yield Verdict(span, Outcome.NO_TEXT)
            continue
        content = document.text.content
        is_within = 0 <= span.start < span.end <= len(content)
        slice_sha256 = hash_text(content[span.start : span.end]) if is_within else ""
        if slice_sha256 and slice_sha256 == span.cells.get("text_sha256"):
            yield Verdict(span, Outcome.EXACT, span.start, span.end)
            continue
        wanted = span.fingerprint
        found = document.text.windows.find(wanted.token_sha256, wanted.token_count)
        if found:
            place = bisect_left(found, (span.start, 0))
            nearest = found[max(place - 1, 0) : place + 1]
            start, end = min(nearest, key=lambda position: abs(position[0] - span.start))
            yield Verdict(span, Outcome.MOVED, start, end)
        else:
            yield Verdict(span, Outcome.MISSING)
