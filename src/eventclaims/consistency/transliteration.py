"""Names without what transliteration changes."""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015_./]+")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_DOUBLED = re.compile(r"(.)\1+")
# Articles, and words for the same kind of body in two languages.
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
    """Return what is left of a name when its transliteration is taken away.

    Diacritics, apostrophes, hyphens, articles, doubled letters, the letters that transliterations
    exchange, and the order of the words do not matter, nor does kataib for brigades and the like.

    Args:
        name: A name in Latin letters.

    Returns:
        The skeleton; names with the same one differ in no more than their transliteration.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = [_NOT_LETTERS.sub("", word) for word in _SEPARATORS.split(plain)]
    kept = [_SAME.get(word, word) for word in words if word and word not in _ARTICLES]
    alike = (_DOUBLED.sub(r"\1", word.replace("h", "").translate(_ALIKE)) for word in kept)
    return " ".join(sorted(word for word in alike if word))
