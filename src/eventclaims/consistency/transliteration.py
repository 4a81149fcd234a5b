"""Normalise names so that transliteration variants compare equal."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015_./]+")
_DOUBLED = re.compile(r"([a-z])\1+")
# II is not a doubled I.
_ROMAN = re.compile(r"[ivx]+")
_SCRIPTS = ("LATIN ", "CYRILLIC ", "ARABIC ", "MODIFIER LETTER ", "FEMININE ORD", "MASCULINE ORD")
# Letters that Unicode does not decompose, Cyrillic ones in Latin letters, and Arabic ones that are
# exchanged between languages and spellings. Arabic is not spelled in Latin letters: as it omits
# short vowels, different names would be equal.
_LETTERS = str.maketrans(
    "ıłøđħəабвгґдеєзиіјклљмнњопрстуфыэђћىیېکةہھ",
    "ilodheabvggdeeziiikllmnnoprstufyedcيييكههه",
    "ьъء",
) | str.maketrans(
    {"æ": "ae", "œ": "oe", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "џ": "dzh", "ш": "sh"}
    | {"щ": "shch", "ю": "yu", "я": "ya"}
)
_ARABIC_ARTICLE = re.compile(r"^ال(?=...)")
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
# An h after a consonant or at the end of a word is often omitted, and so are doubled letters.
_SILENT = re.compile(r"(?<=[b-df-hj-np-tv-xz])h|h$")
_DIGRAPHS = re.compile("ou|ck")
_ALIKE = str.maketrans(
    {"q": "k", "c": "k", "z": "s", "o": "u", "w": "u", "e": "a", "i": "a", "y": "a"}
)


def normalise_transliteration(name: str) -> str:
    """Return a form of a name that is equal for its transliteration variants.

    It ignores diacritics, apostrophes, hyphens, articles, doubled letters, the order of the words
    and letters that transliterations exchange, and treats kataib and brigades as the same word.
    Cyrillic is spelled in Latin letters; Arabic is compared with Arabic only. Digits are kept, and
    several numbers remain in their order.

    Args:
        name: A name.

    Returns:
        The form; empty if the name has letters of another script than Latin, Cyrillic or Arabic.
    """
    if any(c.isalpha() and not unicodedata.name(c, "").startswith(_SCRIPTS) for c in name):
        return ""
    plain = "".join(map(_read_digit, unicodedata.normalize("NFKD", name.casefold())))
    words = [_keep_letters(word) for word in _SEPARATORS.split(plain)]
    kept = [_SAME.get(word, word) for word in words if word and word not in _ARTICLES]
    alike = [word for word in map(_merge_letters, kept) if word]
    has_several_numbers = len([word for word in alike if _is_number(word)]) > 1
    return " ".join(alike if has_several_numbers else sorted(alike))


def _read_digit(character: str) -> str:
    """Return the ASCII digit for a decimal digit of any script; other characters unchanged."""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def _keep_letters(word: str) -> str:
    """Return the letters and digits of a word, without modifier letters and the Arabic article."""
    letters = (c for c in word if c.isalnum() and unicodedata.category(c) != "Lm")
    plain = "".join(letters).translate(_LETTERS)
    return _ARABIC_ARTICLE.sub("", plain)


def _is_number(word: str) -> bool:
    return bool(_ROMAN.fullmatch(word)) or not word.isalpha()


def _merge_letters(word: str) -> str:
    """Return a word without doubled letters, and with one of the letters that are exchanged.

    Letters that become equal only here remain two: LulzSec is not LolSec, as zs is not a doubled s.
    """
    if _ROMAN.fullmatch(word):
        return word
    plain = _DOUBLED.sub(r"\1", _SILENT.sub("", word))
    return _DIGRAPHS.sub(lambda match: match[0][-1], plain).translate(_ALIKE)
