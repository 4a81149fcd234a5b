"""Fingerprints find a passage in another copy of its text."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"\S+")
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters and digits, and its position in the text."""

    text: str
    start: int
    end: int


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def tokenize(text: str) -> list[Token]:
    """Split a text into runs of letters and digits, after NFKC normalisation and case folding.

    Each word between white space is normalised separately. This returns the same tokens as
    normalising the whole text, and keeps their positions.

    Returns:
        The tokens in order. Positions are code points of the given text; a token of a word whose
        length changes by normalisation has the position of the whole word.
    """
    tokens = []
    for word in _WORD.finditer(text):
        folded = unicodedata.normalize("NFKC", word[0]).casefold()
        # Positions within the word are valid only if each character became one character.
        is_aligned = len(folded) == len(word[0]) and folded == word[0].casefold()
        for run in _TOKEN.finditer(folded):
            start = word.start() + run.start() if is_aligned else word.start()
            end = word.start() + run.end() if is_aligned else word.end()
            tokens.append(Token(run[0], start, end))
    return tokens


def fingerprint(tokens: list[Token]) -> str:
    """Return the SHA-256 of the tokens joined by single spaces."""
    return hash_text(" ".join(token.text for token in tokens))


class Windows:
    """Index of a text by fingerprint; each window length is hashed once."""

    def __init__(self, text: str) -> None:
        self.tokens = tokenize(text)
        self._by_length: dict[int, dict[str, list[int]]] = {}

    def find(self, token_sha256: str, token_count: int) -> list[tuple[int, int]]:
        """Return the start and end of every passage with this fingerprint."""
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
