"""Evidence against the texts: locate a passage, verify the spans, see what they leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from eventclaims import schemas
from eventclaims.errors import TableError, TextsError
from eventclaims.fingerprints import fingerprint, hash_text, tokenize
from eventclaims.package import Package
from eventclaims.records import HEADER_ROW, read_rows
from eventclaims.texts import Fingerprint, Text, match_text, read_texts

_MOST_DIGITS = 18
SPAN_TABLES = ("evidence", "uncoded_passages")
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")


@dataclass(frozen=True, slots=True)
class Span:
    """A row of evidence, or of uncoded_passages, which point into a text in the same way.

    Attributes:
        table: The table of the row.
        row: Number of its record, header = 1.
        cells: The row as text.
        start: First code point of the span, -1 where the cell holds no number.
        end: Code point after its last, -1 where the cell holds no number.
        fingerprint: Its token fingerprint; a count of 0 where the cell holds no number.
    """

    table: str
    row: int
    cells: dict[str, str]
    start: int
    end: int
    fingerprint: Fingerprint

    @property
    def source_id(self) -> str:
        """The document that it lies in."""
        return self.cells.get("source_id", "")

    @property
    def record(self) -> str:
        """The key of its row."""
        key = schemas.get_key(schemas.load_schemas()[self.table])
        return "/".join(self.cells.get(name, "") for name in key)


@dataclass(frozen=True, slots=True)
class Document:
    """A coded document with its spans and, where it is at hand, its text.

    Attributes:
        row: Number of its record in sources, header = 1.
        cells: Its row of sources as text.
        spans: The evidence that lies in it, then the passages that are said not to be coded.
        text: The text at hand, if any.
    """

    row: int
    cells: dict[str, str]
    spans: tuple[Span, ...]
    text: Text | None

    @property
    def source_id(self) -> str:
        """Its id."""
        return self.cells.get("source_id", "")

    @property
    def is_exact(self) -> bool:
        """Whether the text at hand is the very one that was coded."""
        return self.text is not None and self.text.sha256 == self.cells.get("text_sha256")


class Outcome(StrEnum):
    """What became of a span in the text at hand."""

    EXACT = "exact"
    MOVED = "moved"
    MISSING = "missing"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one span, and where it stands now if it moved."""

    span: Span
    outcome: Outcome
    start: int | None = None
    end: int | None = None


def read_documents(package: Package, folder: Path) -> list[Document]:
    """Return the coded documents of a package with their evidence and their texts.

    Args:
        package: The opened package.
        folder: The folder of the texts.

    Raises:
        TableError: If sources or evidence cannot be read.
        TextsError: If the texts cannot be read.
    """
    spans = [
        _read_span(name, row, cells)
        for name in SPAN_TABLES
        for row, cells in enumerate(read_table(package, name), HEADER_ROW + 1)
    ]
    texts = read_texts(folder)
    documents = []
    for row, cells in enumerate(read_table(package, "sources"), HEADER_ROW + 1):
        if cells.get("kind") == "document":
            own = tuple(span for span in spans if span.source_id == cells.get("source_id"))
            name, sha256 = cells.get("text_name", ""), cells.get("text_sha256", "")
            text = match_text(texts, name, sha256, [span.fingerprint for span in own])
            documents.append(Document(row, cells, own, text))
    return documents


def read_table(package: Package, name: str) -> list[dict[str, str]]:
    """Return the rows of a table as text, none where the package has no such table.

    Raises:
        TableError: If the file is not there or broken.
    """
    table = package.get_table(name)
    if table is None:
        return []
    try:
        return read_rows(table.path)[1]
    except TableError as error:
        raise TableError(f"{table.file}: {error}") from error


def _read_span(table: str, row: int, cells: dict[str, str]) -> Span:
    count = read_number(cells.get("token_count", ""))
    return Span(
        table=table,
        row=row,
        cells=cells,
        start=read_number(cells.get("start", "")),
        end=read_number(cells.get("end", "")),
        fingerprint=Fingerprint(max(count, 0), cells.get("token_sha256", "")),
    )


def read_number(cell: str) -> int:
    """Return the whole number that a cell holds, -1 where it holds none."""
    is_number = cell.isascii() and cell.isdigit() and len(cell) <= _MOST_DIGITS
    return int(cell) if is_number else -1


def verify(document: Document) -> Iterator[Verdict]:
    """Check every span of a document against its text.

    Yields:
        For each span: exact, where the slice has the hash of the span; moved, with the nearest
        place, where its fingerprint is found elsewhere; missing; or no_text.
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
        mark = span.fingerprint
        places = document.text.windows.find(mark.token_sha256, mark.token_count)
        if places:
            start, end = min(places, key=lambda place: abs(place[0] - span.start))
            yield Verdict(span, Outcome.MOVED, start, end)
        else:
            yield Verdict(span, Outcome.MISSING)


def locate(content: str, words: str) -> list[tuple[int, int]]:
    """Find a passage in a text.

    Args:
        content: The text.
        words: The passage; other white space, quotes and letter case do not matter. Where it is
            not found as it stands, an ellipsis in it stands for any words between its two parts.

    Returns:
        Every place as start and end in code points, the passage trimmed of outer white space.

    Raises:
        TextsError: If there are no letters or digits to look for.
    """
    words = words.strip()
    tokens = tokenize(words)
    if not tokens:
        raise TextsError("there are no words to look for")
    places = [(m.start(), m.end()) for m in re.finditer(re.escape(words), content)]
    if places:
        return places
    windows = match_windows(content, words)
    first, *rest = _ELLIPSIS.split(words, maxsplit=1)
    if windows or not (rest and tokenize(first) and tokenize(rest[0])):
        return windows
    ends = match_windows(content, rest[0])
    spans = []
    for start, after in match_windows(content, first):
        later = [end for begin, end in ends if begin >= after]
        if later:
            spans.append((start, min(later)))
    return spans


def match_windows(content: str, words: str) -> list[tuple[int, int]]:
    """Return the places of a text that have the same runs of letters and digits as the words."""
    wanted, tokens = [t.text for t in tokenize(words)], tokenize(content)
    texts = [token.text for token in tokens]
    size = len(wanted)
    firsts = [n for n in range(len(texts) - size + 1) if texts[n : n + size] == wanted]
    return [(tokens[n].start, tokens[n + size - 1].end) for n in firsts]


def describe_span(content: str, start: int, end: int) -> dict[str, str]:
    """Return the columns of evidence that a place in a text gives, as text.

    Args:
        content: The text.
        start: First code point.
        end: Code point after the last.
    """
    passage = content[start:end]
    tokens = tokenize(passage)
    return {
        "start": str(start),
        "end": str(end),
        "text_sha256": hash_text(passage),
        "token_count": str(len(tokens)),
        "token_sha256": fingerprint(tokens),
    }
