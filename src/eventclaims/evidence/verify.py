"""Compare spans with the texts of the reports."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from eventclaims.evidence.fingerprints import hash_text
from eventclaims.evidence.spans import Document, Span


class Outcome(StrEnum):
    """How a span compares with the available text."""

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
