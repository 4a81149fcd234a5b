"""Coverage: the sentences of a document from which nothing is coded, with no reason given."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from eventclaims.evidence.fingerprints import tokenize
from eventclaims.evidence.spans import Document
from eventclaims.evidence.verify import Outcome, verify

# A sentence ends at a line break, or at . ! ? … with what closes a quotation and the marks of
# notes, before white space and a new beginning; not after the full stop of an initial ("U.S.").
_END = re.compile(
    r"""(?:\n+|(?<!\b[A-Z])[.!?…]["'\u201d\u2019)\]]*(?:\s*\[\d+\])*
        (?=\s+["'\u201c\u2018(\[]?[A-Z]))\s*""",
    re.VERBOSE,
)
# Evidence of these tables marks a word in passing, not the content of its sentence.
NAMING_TABLES = ("actor_names", "places")
_SHARE_COVERED = 0.5
_CODED, _EXPLAINED = 1, 2


@dataclass(frozen=True, slots=True)
class Gap:
    """A sentence that neither evidence nor a reason covers: its place in code points, its words."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the evidence covers of one document.

    Attributes:
        source_id: The document.
        sentences: How many sentences it has.
        tokens: How many runs of letters and digits it has.
        covered_tokens: How many of them lie in evidence of content.
        explained_tokens: How many others lie in passages that are said not to be coded.
        gaps: The sentences of which less than half lies in evidence of content, or in a passage
            that is said not to be coded.
    """

    source_id: str
    sentences: int
    tokens: int
    covered_tokens: int
    explained_tokens: int
    gaps: tuple[Gap, ...]


def measure_coverage(document: Document) -> Coverage | None:
    """Measure what the evidence covers of a document.

    Evidence for a name or a place does not count: it marks a word in passing. In another copy of
    the text the spans are first found again by their fingerprints.

    Returns:
        The coverage, None where the text is not at hand.
    """
    if document.text is None:
        return None
    content = document.text.content
    marks = _mark(document, len(content))
    sentences = split_sentences(content)
    gaps: list[Gap] = []
    counts: Counter[int] = Counter()
    for start, end in sentences:
        found = Counter(marks[start + token.start] for token in tokenize(content[start:end]))
        counts += found
        if found[_CODED] + found[_EXPLAINED] < _SHARE_COVERED * found.total():
            gaps.append(Gap(start, end, content[start:end]))
    return Coverage(
        source_id=document.source_id,
        sentences=len(sentences),
        tokens=counts.total(),
        covered_tokens=counts[_CODED],
        explained_tokens=counts[_EXPLAINED],
        gaps=tuple(gaps),
    )


def _mark(document: Document, length: int) -> bytearray:
    """Return for each character of the text whether something is coded from it, or why not."""
    marks = bytearray(length)
    found = [v for v in verify(document) if v.outcome in (Outcome.EXACT, Outcome.MOVED)]
    # What is coded counts as coded, even within a passage that is said not to be.
    for verdict in sorted(found, key=lambda v: v.span.table == "evidence"):
        if verdict.span.cells.get("table") not in NAMING_TABLES:
            mark = _CODED if verdict.span.table == "evidence" else _EXPLAINED
            start, end = verdict.start or 0, verdict.end or 0
            marks[start:end] = bytes([mark]) * (end - start)
    return marks


def split_sentences(content: str) -> list[tuple[int, int]]:
    """Return the sentences of a text as start and end, those without letters or digits left out."""
    cuts = [0, *(match.end() for match in _END.finditer(content)), len(content)]
    sentences = []
    for start, end in pairwise(cuts):
        stripped = content[start:end].strip()
        if tokenize(stripped):
            begin = start + content[start:end].index(stripped)
            sentences.append((begin, begin + len(stripped)))
    return sentences
