"""Normalise names so that transliteration variants compare equal."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015_./]+")
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_DOUBLED = re.compile(r"([a-z])\1+")
# II is not a doubled I.
_ROMAN = re.compile(r"[ivx]+")
_LATIN = ("LATIN ", "MODIFIER LETTER ", "FEMININE ORDINAL", "MASCULINE ORDINAL")
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
    Several numbers remain in their order.

    Args:
        name: A name.

    Returns:
        The form; empty if the name has letters of another script than Latin.
    """
    if any(c.isalpha() and not unicodedata.name(c, "").startswith(_LATIN) for c in name):
        return ""
    plain = "".join(map(_read_digit, unicodedata.normalize("NFKD", name.casefold())))
    words = [_NOT_LETTERS.sub("", word) for word in _SEPARATORS.split(plain)]
    kept = [_SAME.get(word, word) for word in words if word and word not in _ARTICLES]
    alike = [word for word in map(_merge_letters, kept) if word]
    has_several_numbers = len([word for word in alike if _is_number(word)]) > 1
    return " ".join(alike if has_several_numbers else sorted(alike))


def _read_digit(character: str) -> str:
    """Return the ASCII digit for a decimal digit of any script; other characters unchanged."""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _is_number(word: str) -> bool:
    return bool(_ROMAN.fullmatch(word)) or not word.isalpha()


def _merge_letters(word: str) -> str:
    """Return a word without doubled letters, and with one of the letters that are exchanged."""
    if _ROMAN.fullmatch(word):
        return word
    return _DOUBLED.sub(r"\1", word.replace("h", "").translate(_ALIKE))
