"""Normalise names so that transliteration variants compare equal."""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015_./]+")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_DOUBLED = re.compile(r"(.)\1+")
# Articles, and words for the same kind of organisation in two languages.
_ARTICLES = {"al", "ul", "el", "the", "of", "a", "an", "in", "as", "ash", "ad", "ar", "at"}
_SAME = {
    "kataib": "brigades",
    "katib": "brigades",
    "katibat": "brigade",
    "liwa": "brigade",
    "harakat": "movement",
    "hizb": "party",
    "saraya": "companies",
    "hizbullah": "hezbollah",
    "hizballah": "hezbollah",
    "hizbollah": "hezbollah",
    "hezbullah": "hezbollah",
}
_ALIKE = str.maketrans({"q": "k", "w": "u", "y": "i", "o": "u", "e": "i", "z": "s", "c": "k"})


def normalise_transliteration(name: str) -> str:
    """Return a form of a name that is equal for its transliteration variants.

    It ignores diacritics, apostrophes, hyphens, articles, doubled letters, the order of the words
    and letters that transliterations exchange, and treats kataib and brigades as the same word.

    Args:
        name: A name in Latin letters.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = [_NOT_LETTERS.sub("", word) for word in _SEPARATORS.split(plain)]
    kept = [_SAME.get(word, word) for word in words if word and word not in _ARTICLES]
    alike = (_DOUBLED.sub(r"\1", word.replace("h", "").translate(_ALIKE)) for word in kept)
    return " ".join(sorted(word for word in alike if word))
