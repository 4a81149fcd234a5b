"""Coverage: the sentences of a document that no evidence covers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from eventclaims.evidence import Document, Outcome, verify
from eventclaims.fingerprints import Token, tokenize

# A sentence ends at a line break, or at . ! ? … with what closes a quotation and the marks of
# notes, before white space and a new beginning; not after the full stop of an initial ("U.S.").
_END = re.compile(
    r"""(?:\n+|(?<!\b[A-Z])[.!?…]["'\u201d\u2019)\]]*(?:\s*\[\d+\])*
        (?=\s+["'\u201c\u2018(\[]?[A-Z]))\s*""",
    re.VERBOSE,
)
# Evidence of these tables marks a word in passing, not the content of its sentence.
_NAMING_TABLES = ("actor_names", "places")
_SHARE_COVERED = 0.5


@dataclass(frozen=True, slots=True)
class Gap:
    """A sentence that no evidence covers: its place in code points and its words."""

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
        gaps: The sentences of which less than half lies in evidence of content.
    """

    source_id: str
    sentences: int
    tokens: int
    covered_tokens: int
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
    covered = bytearray(len(content))
    for verdict in verify(document):
        is_found = verdict.outcome in (Outcome.EXACT, Outcome.MOVED)
        if is_found and verdict.span.cells.get("table") not in _NAMING_TABLES:
            start, end = verdict.start or 0, verdict.end or 0
            covered[start:end] = b"\1" * (end - start)
    sentences = split_sentences(content)
    gaps, all_tokens, all_covered = [], 0, 0
    for start, end in sentences:
        tokens = [_shift(token, start) for token in tokenize(content[start:end])]
        hits = sum(bool(covered[token.start]) for token in tokens)
        all_tokens, all_covered = all_tokens + len(tokens), all_covered + hits
        if hits < _SHARE_COVERED * len(tokens):
            gaps.append(Gap(start, end, content[start:end]))
    return Coverage(document.source_id, len(sentences), all_tokens, all_covered, tuple(gaps))


def _shift(token: Token, by: int) -> Token:
    return Token(token.text, token.start + by, token.end + by)


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
