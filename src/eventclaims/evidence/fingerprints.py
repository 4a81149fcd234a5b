"""Fingerprints find a passage in another copy of its text.

Version 1 of the tokens ended a token at each combining mark, so that words of Hindi, Thai or Arabic
with vowel marks were divided. Both versions are the same for a text without such marks.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain

OLD_VERSION, VERSION = 1, 2
_WORD = re.compile(r"\S+")
# The code points among which Unicode has combining marks.
_MARKED = (range(0x300, 0x20000), range(0xE0100, 0xE01F0))


@cache
def list_marks() -> str:
    """Return the combining marks of all scripts, for a character class of a pattern."""
    marks = (chr(n) for n in chain(*_MARKED) if unicodedata.category(chr(n))[0] == "M")
    return "".join(marks)


@cache
def _compile_token(version: int) -> re.Pattern[str]:
    letters = r"[^\W_]+"
    marked = rf"{letters}(?:[{list_marks()}]+(?:{letters})?)*"
    return re.compile(letters if version == OLD_VERSION else marked)


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters and digits with their combining marks, and its position in the text."""

    text: str
    start: int
    end: int


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def tokenize(text: str, version: int = VERSION) -> list[Token]:
    """Split a text into runs of letters and digits, after NFKC normalisation and case folding.

    Each word between white space is normalised separately. This returns the same tokens as
    normalising the whole text, and keeps their positions.

    Args:
        text: The text.
        version: VERSION, or OLD_VERSION for the tokens of old evidence, without combining marks.

    Returns:
        The tokens in order. Positions are code points of the given text; a token of a word whose
        length changes by normalisation has the position of the whole word.
    """
    tokens = []
    pattern = _compile_token(version)
    for word in _WORD.finditer(text):
        folded = unicodedata.normalize("NFKC", word[0]).casefold()
        # Positions within the word are valid only if each character became one character.
        is_aligned = len(folded) == len(word[0]) and folded == word[0].casefold()
        for run in pattern.finditer(folded):
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
        self._text = text
        self._by_length: dict[int, dict[str, list[tuple[int, int]]]] = {}

    @cached_property
    def _versions(self) -> list[list[Token]]:
        """The tokens of each version; one list if the versions are the same."""
        tokens, old = tokenize(self._text), tokenize(self._text, OLD_VERSION)
        return [tokens] if tokens == old else [tokens, old]

    def find(self, token_sha256: str, token_count: int) -> list[tuple[int, int]]:
        """Return the start and end of every passage with this fingerprint, in their order."""
        if token_count < 1:
            return []
        return self.list_by_length(token_count).get(token_sha256, [])

    def list_by_length(self, token_count: int) -> dict[str, list[tuple[int, int]]]:
        """Return the start and end of every passage of some number of tokens, by fingerprint."""
        if token_count not in self._by_length:
            places: dict[str, list[tuple[int, int]]] = {}
            for tokens in self._versions:
                for first in range(len(tokens) - token_count + 1):
                    window = tokens[first : first + token_count]
                    places.setdefault(fingerprint(window), []).append(
                        (window[0].start, window[-1].end)
                    )
            if len(self._versions) > 1:
                places = {sha256: sorted(found) for sha256, found in places.items()}
            self._by_length[token_count] = places
        return self._by_length[token_count]
