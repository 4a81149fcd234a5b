"""Passages and positions in a text as other programs state them; the words of a passage decide."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate

from eventclaims.errors import TextsError
from eventclaims.evidence.locate import locate
from eventclaims.exchange.entries import EntryError

CONTEXT = 32
"""Characters before and after a passage, as Hypothesis keeps them."""
# Contains that many characters besides white space.
_WINDOW = 1000
_IGNORED = re.compile(r"[\s\ufffd]+")
_FIRST_OF_TWO = 0x10000
_LINE_END = re.compile("\r\n?")
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


class Utf16:
    """The positions of a text in UTF-16 code units, which JavaScript and Java count."""

    def __init__(self, text: str) -> None:
        sizes = (2 if ord(character) >= _FIRST_OF_TWO else 1 for character in text)
        self._units = [0, *accumulate(sizes)]

    @property
    def length(self) -> int:
        """The length of the text."""
        return self._units[-1]

    def count(self, position: int) -> int:
        """Return the position that has this number of characters before it."""
        return self._units[position]

    def find(self, units: int) -> int | None:
        """Return the number of characters before a position; None if it is at no character."""
        number = bisect_right(self._units, units) - 1
        return number if number >= 0 and self._units[number] == units else None


class LineFeeds:
    """A text with line feeds as its only line ends, and the positions in it."""

    def __init__(self, text: str) -> None:
        self.text = _LINE_END.sub("\n", text)
        self._removed = [match.start() + 1 for match in re.finditer("\r\n", text)]

    def count(self, position: int) -> int:
        """Return the position in the new text; of one within a line end, that before it."""
        return position - bisect_right(self._removed, position)
