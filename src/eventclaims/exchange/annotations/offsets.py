"""Positions in a text as other programs count them."""

import re
from bisect import bisect_right
from itertools import accumulate

_FIRST_OF_TWO = 0x10000
_LINE_END = re.compile("\r\n?")


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
