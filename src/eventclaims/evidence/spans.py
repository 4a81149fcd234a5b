"""Evidence against the texts: locate a passage, verify the spans, see what they leave out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from eventclaims.evidence.fingerprints import fingerprint, hash_text, tokenize
from eventclaims.evidence.texts import Fingerprint, Text, match_text, read_texts
from eventclaims.package import standard as schemas
from eventclaims.package.model import Package
from eventclaims.tables.cells import read_number, read_table
from eventclaims.tables.records import HEADER_ROW

SPAN_TABLES = ("evidence", "uncoded_passages")


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
