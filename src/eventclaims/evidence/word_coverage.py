"""Coverage by words: find passages with neither evidence nor a reason not to code them."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise

from eventclaims.evidence.fingerprints import tokenize
from eventclaims.evidence.spans import Document, Outcome, verify

_CLOSING = "[\"'\u201d\u2019\u00bb)\\]\u300d\u300f\uff09\u3011\u300b]*(?:\\s*\\[\\d+\\])*"
# Marks that only end a sentence: Arabic and Urdu, Devanagari, CJK, Ethiopic, Armenian, Burmese,
# Khmer and Tibetan.
_FINAL = (
    "\u061f\u06d4\u0964\u0965\u3002\uff01\uff0e\uff1f\uff61\u1362\u1367\u1368\u0589"
    "\u104b\u17d4\u17d5\u0f0d"
)
# A sentence ends at a line break, at one of these marks, or at . ! ? … if white space and a letter
# follow that can begin a sentence; closing quotes and note numbers belong to it.
_END = re.compile(
    rf"""(?:\n+|[{_FINAL}]+{_CLOSING}
        |[.!?…]{_CLOSING}(?=\s+["'\u201c\u201e\u2018\u00ab\u00bf\u00a1(\[]?(?P<next>[^\W\d_])))\s*""",
    re.VERBOSE,
)
# Evidence for these tables marks a single word, not the content of its sentence.
NAMING_TABLES = ("actor_names", "places")
_NOTE = re.compile(r"\[\d+\]")
_CODED, _EXPLAINED = 1, 2


@dataclass(frozen=True, slots=True)
class Gap:
    """Words in a row of one sentence that are not covered, and their position in code points."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of one document.

    Attributes:
        source_id: Id of the document.
        tokens: Number of tokens.
        covered_tokens: Number of tokens in evidence, other than for names and places.
        explained_tokens: Number of other tokens in `uncoded_passages`.
        gaps: The words that are neither covered nor explained.
    """

    source_id: str
    tokens: int
    covered_tokens: int
    explained_tokens: int
    gaps: tuple[Gap, ...]


def measure_coverage(document: Document) -> Coverage | None:
    """Measure the coverage of a document.

    Evidence for a name or a place does not count. In another copy of the text, spans are located
    by their fingerprints first.

    Returns:
        The coverage, None without a text.
    """
    if document.text is None:
        return None
    # The number of a note is not a word.
    content = _NOTE.sub(lambda match: " " * len(match[0]), document.text.content)
    marks = _mark(document, len(content))
    gaps: list[Gap] = []
    counts: Counter[int] = Counter()
    for start, end in split_sentences(content):
        words = [(start + t.start, start + t.end) for t in tokenize(content[start:end])]
        for mark, run in groupby(words, lambda word: marks[word[0]]):
            found = [*run]
            counts[mark] += len(found)
            if not mark:
                first, last = found[0][0], found[-1][1]
                gaps.append(Gap(first, last, content[first:last]))
    return Coverage(
        source_id=document.source_id,
        tokens=counts.total(),
        covered_tokens=counts[_CODED],
        explained_tokens=counts[_EXPLAINED],
        gaps=tuple(gaps),
    )


def _mark(document: Document, length: int) -> bytearray:
    """Return a mark for each character: coded, explained or neither."""
    marks = bytearray(length)
    found = [v for v in verify(document) if v.outcome in (Outcome.EXACT, Outcome.MOVED)]
    # Evidence is marked last: it takes precedence over an uncoded passage around it.
    for verdict in sorted(found, key=lambda v: v.span.table == "evidence"):
        if verdict.span.cells.get("table") not in NAMING_TABLES:
            mark = _CODED if verdict.span.table == "evidence" else _EXPLAINED
            start, end = verdict.start or 0, verdict.end or 0
            marks[start:end] = bytes([mark]) * (end - start)
    return marks


def split_sentences(content: str) -> list[tuple[int, int]]:
    """Return start and end of the sentences of a text that contain letters or digits."""
    ends = (match.end() for match in _END.finditer(content) if _is_end(match))
    cuts = [0, *ends, len(content)]
    sentences = []
    for start, end in pairwise(cuts):
        stripped = content[start:end].strip()
        if tokenize(stripped):
            begin = start + content[start:end].index(stripped)
            sentences.append((begin, begin + len(stripped)))
    return sentences


def _is_end(match: re.Match[str]) -> bool:
    """Return whether a sentence ends here: not before a small letter, or after an initial."""
    if match["next"] is None:
        return True
    before = f"  {match.string[max(match.start() - 2, 0) : match.start()]}"
    is_word = unicodedata.category(before[-2])[0] in "LMN"
    is_initial = match[0].startswith(".") and _begins(before[-1]) and not is_word
    return _begins(match["next"]) and not is_initial


def _begins(character: str) -> bool:
    """Return whether a letter is a capital one, or of a script without small letters."""
    return character.isalpha() and character == character.title()
