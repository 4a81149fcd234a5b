"""Compare the spans of the evidence with the texts of the reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from eventclaims.evidence.fingerprints import hash_text
from eventclaims.evidence.spans import Document, Span


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
