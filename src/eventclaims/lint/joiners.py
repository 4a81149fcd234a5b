"""Distinguish joiners that a script requires from other invisible characters."""

import unicodedata
from functools import cache

JOINERS = _NON_JOINER, _JOINER = "\u200c", "\u200d"
_EMOJI_VARIANT = "\ufe0f"
# Scripts in which a joiner or non-joiner changes the form of the letters beside it.
_SCRIPTS = (
    *("ARABIC", "SYRIAC", "MANDAIC", "NKO", "MONGOLIAN", "PHAGS-PA"),
    *("DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU"),
    *("KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN", "BALINESE", "JAVANESE"),
)
_VIRAMA = 9


def is_joiner(text: str, position: int) -> bool:
    """Return whether the character is a joiner or non-joiner that the spelling requires.

    It must be between two letters of one script that uses it; a joiner may also follow a virama,
    as in Malayalam, or be between two emoji.

    Args:
        text: The text.
        position: Where the character is in it.
    """
    if text[position] not in JOINERS or position == 0:
        return False
    before, after = text[position - 1], text[position + 1 : position + 2]
    script = _find_script(before)
    if script is not None and script == _find_script(after):
        return True
    if text[position] == _NON_JOINER:
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return after not in JOINERS
    return _ends_emoji(before) and bool(after) and unicodedata.category(after) == "So"


@cache
def _find_script(character: str) -> str | None:
    """Return the script of a letter, mark or digit; None for other scripts and characters."""
    if not character or unicodedata.category(character)[0] not in "LMN":
        return None
    name = unicodedata.name(character, "")
    return next((script for script in _SCRIPTS if script in name), None)


def _ends_emoji(character: str) -> bool:
    # Sk is a skin tone.
    return character == _EMOJI_VARIANT or unicodedata.category(character) in ("So", "Sk")
