"""Find the passage of an annotation in the text of its document: its words decide."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from eventclaims.errors import TextsError
from eventclaims.evidence.locate import locate
from eventclaims.exchange.entries import EntryError

CONTEXT = 32
"""Characters before and after a passage, as Hypothesis keeps them."""
# Contains that many characters besides white space.
_WINDOW = 1000
_IGNORED = re.compile(r"[\s\ufffd]+")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as an annotation tool has it.

    Attributes:
        exact: Its words.
        prefix: The text before it.
        suffix: The text after it.
        start: The position of its first character, None if not known.
    """

    exact: str
    prefix: str
    suffix: str
    start: int | None


def quote(text: str, start: int, end: int) -> Quote:
    """Return the passage text[start:end] with the text around it."""
    before, after = text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
    return Quote(text[start:end], before, after, start)


def anchor(text: str, wanted: Quote) -> Span:
    """Return the place of a passage in a text.

    It is the one place with the words and the text around them; or else the stated position, if the
    words are there; or else the one place with the words. White space, quotes and letter case may
    differ.

    Raises:
        EntryError: If the passage is not found, or more than once.
    """
    exact, start = wanted.exact, wanted.start
    if not exact:
        raise EntryError("the annotation has no words", "select the words again, or delete it")
    stated = [(start, start + len(exact))] if start is not None else []
    stated = [span for span in stated if text.startswith(exact, span[0])]
    if stated and _has_context(text, stated[0], wanted):
        return stated[0]
    hits = list(_find(text, exact))
    if not hits:
        problem = "the text of the document does not contain the words"
        raise EntryError(problem, "select words that the text contains, or delete the annotation")
    around = [hit for hit in hits if _has_context(text, hit, wanted)]
    for found in (around, stated, hits):
        if len(found) == 1:
            return found[0]
    problem = f"the text of the document contains the words {len(hits)} times"
    raise EntryError(problem, "select a longer passage that occurs once")


def _find(text: str, exact: str) -> Iterator[Span]:
    """Yield the places of words: the exact ones, or else those with other white space or letters.

    Only the last kind can lose a character at an end.
    """
    start = text.find(exact)
    if start >= 0:
        while start >= 0:
            yield start, start + len(exact)
            start = text.find(exact, start + 1)
        return
    parts = [re.escape(part) for part in exact.split()]
    similar = [match.span() for match in re.finditer(r"\s+".join(parts), text)] if parts else []
    if not similar:
        # Without letters and digits, only the same characters can be found.
        with suppress(TextsError):
            similar = locate(text, exact)
    yield from similar


def _has_context(text: str, hit: Span, wanted: Quote) -> bool:
    prefix, suffix = _reduce(wanted.prefix)[-CONTEXT:], _reduce(wanted.suffix)[:CONTEXT]
    before = _reduce(text[max(hit[0] - _WINDOW, 0) : hit[0]])
    after = _reduce(text[hit[1] : hit[1] + _WINDOW])
    return before.endswith(prefix) and after.startswith(suffix)


def _reduce(text: str) -> str:
    """Return a text without white space and the halves of characters."""
    return _IGNORED.sub("", text)
