"""Fingerprints of passages: what of a text survives another copy of it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"\S+")
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters and digits, and where it stands in the text it was taken from."""

    text: str
    start: int
    end: int


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def tokenize(text: str) -> list[Token]:
    """Split a text into its runs of letters and digits, after NFKC and case folding.

    Each stretch between white space is normalised by itself, which gives the same runs as
    normalising the whole, and keeps every run tied to where it stands.

    Args:
        text: Any text.

    Returns:
        The runs in order. Positions are Unicode code points of the text as given; a run from a
        stretch that normalisation changes has the positions of the whole stretch.
    """
    tokens = []
    for word in _WORD.finditer(text):
        folded = unicodedata.normalize("NFKC", word[0]).casefold()
        # Positions within the stretch hold only where each character became one character.
        is_aligned = len(folded) == len(word[0]) and folded == word[0].casefold()
        for run in _TOKEN.finditer(folded):
            start = word.start() + run.start() if is_aligned else word.start()
            end = word.start() + run.end() if is_aligned else word.end()
            tokens.append(Token(run[0], start, end))
    return tokens


def fingerprint(tokens: list[Token]) -> str:
    """Return the SHA-256 of the runs joined by one space."""
    return hash_text(" ".join(token.text for token in tokens))


class Windows:
    """Where fingerprints stand in a text; each window length is hashed once."""

    def __init__(self, text: str) -> None:
        self.tokens = tokenize(text)
        self._by_length: dict[int, dict[str, list[int]]] = {}

    def find(self, token_sha256: str, token_count: int) -> list[tuple[int, int]]:
        """Return the spans of the text that have a fingerprint, as start and end."""
        if token_count < 1:
            return []
        if token_count not in self._by_length:
            places: dict[str, list[int]] = {}
            for first in range(len(self.tokens) - token_count + 1):
                window = fingerprint(self.tokens[first : first + token_count])
                places.setdefault(window, []).append(first)
            self._by_length[token_count] = places
        firsts = self._by_length[token_count].get(token_sha256, [])
        last = token_count - 1
        return [(self.tokens[n].start, self.tokens[n + last].end) for n in firsts]
