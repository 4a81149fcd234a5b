"""The evidence layer: compare spans, fingerprints and lengths with the available texts."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from eventclaims.evidence import rules
from eventclaims.evidence.copied_text import find_copied_words
from eventclaims.evidence.spans import (
    Document,
    Outcome,
    Verdict,
    describe_span,
    read_documents,
    verify,
)
from eventclaims.package.model import Package, Table
from eventclaims.report.finding import Finding


def check_evidence(
    package: Package, folder: Path, unreadable: Collection[str] = ()
) -> list[Finding]:
    """Check the evidence of a package against the texts in a folder.

    Args:
        package: The opened package.
        folder: The folder of the texts.
        unreadable: Names of tables to skip in the search for copied words.

    Returns:
        The findings, without line and column. They never quote a text.

    Raises:
        TableError: If sources or evidence cannot be read.
        TextsError: If the texts cannot be read.
    """
    sources = package.get_table("sources")
    if sources is None:
        return []
    tables = {table.name: table for table in package.tables}
    findings: list[Finding] = []
    documents = read_documents(package, folder)
    texts = [document.text for document in documents if document.text is not None]
    readable = [table for table in package.tables if table.name not in unreadable]
    conformance = package.conformance
    is_withheld = conformance is None or not conformance.has_open_texts
    if is_withheld and rules.WORDS_TAKEN_OVER.applies(conformance):
        findings += find_copied_words(replace(package, tables=tuple(readable)), texts)
    for document in documents:
        findings += _check_document(document, sources)
        for verdict in verify(document):
            findings += _check_span(document, verdict, tables[verdict.span.table])
    return findings


def _check_document(document: Document, sources: Table) -> Iterator[Finding]:
    position: dict[str, Any] = {
        "table": sources.name,
        "file": sources.file,
        "row": document.row,
        "record": document.source_id,
    }
    cells, text = document.cells, document.text
    if text is None:
        number = len(document.spans)
        spans = "1 span is" if number == 1 else f"{number} spans are"
        yield rules.TEXT_MISSING.find(**position, value=cells.get("text_name"), spans=spans)
    elif not document.is_exact:
        yield rules.TEXT_DIFFERS.find(**position, value=cells.get("text_sha256"))
    elif cells.get("text_length") != str(len(text.content)):
        value = cells.get("text_length")
        yield rules.TEXT_LENGTH_DIFFERS.find(**position, value=value, length=len(text.content))


def _check_span(document: Document, verdict: Verdict, table: Table) -> Iterator[Finding]:
    span = verdict.span
    position = table.position | {
        "row": span.row,
        "record": span.record,
        "source_id": span.source_id,
    }
    if document.is_exact and verdict.outcome is not Outcome.EXACT:
        is_moved = verdict.outcome is Outcome.MOVED
        found = f"; the coded passage is at {verdict.start}-{verdict.end}" if is_moved else ""
        position |= {name: span.cells.get(name) or None for name in ("start", "end")}
        value = span.cells.get("text_sha256")
        yield rules.SPAN_DIFFERS.find(**position, value=value, found=found)
    elif verdict.outcome is Outcome.MISSING:
        yield rules.SPAN_MISSING.find(**position, value=span.cells.get("token_sha256"))
    elif document.text is not None and document.is_exact:
        actual = describe_span(document.text.content, span.start, span.end, span.cells)
        stated = {name: span.cells.get(name) for name in ("token_count", "token_sha256")}
        if any(actual[name] != value for name, value in stated.items()):
            yield rules.FINGERPRINT_DIFFERS.find(
                **position, value=stated["token_sha256"], token_count=actual["token_count"] or 0
            )
