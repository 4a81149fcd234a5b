"""Prefilter: find the cells of a block that `characters` may reject, with NumPy."""

import unicodedata

import numpy as np

from eventclaims.tables.blocks import Block, Bytes, Numbers, Truths


def _make_lookup(members: bytes) -> Truths:
    lookup = np.zeros(256, np.bool_)
    lookup[list(members)] = True
    return lookup


# The first byte of U+FF0B to U+FF20, with the full-width + - = @, is that of few other characters.
_FIRST, _LAST = _make_lookup(b" \t\n\v\f=+-@#\xef"), _make_lookup(b" \t\n\v\f")
_SIGN, _IN_NUMBER = _make_lookup(b"+-"), _make_lookup(b"+-.0123456789")
_LONGEST_NUMBER = 24
_DELETE = 0x7F
_FIRST_MULTIBYTE = 0xC0
_ASCII = bytes(range(128))
_UNKNOWN, _ORDINARY, _ODD = range(3)
# The kind of each character, which is found when it first occurs; ASCII is judged by its bytes.
_KINDS = np.zeros(0x110000, np.uint8)
# Vowels and final consonants of Hangul compose with the letter before them, as marks do.
_JAMO = range(0x1160, 0x1200)


def find_suspects(block: Block) -> Numbers:
    """Return the numbers, from 0, of the cells that `characters` may reject.

    All other cells are valid.
    """
    data = block.bytes
    found = [_find_suspect_ends(block)]
    low = data < ord(" ")
    deleted = data == _DELETE
    if np.count_nonzero(low) > len(block.breaks) + len(block.returns) or deleted.any():
        controls = (low & (data != ord("\n")) & (data != ord("\r"))) | deleted
        found.append(block.find_cells_at(np.flatnonzero(controls)))
    if not block.is_ascii:
        found.append(_find_odd_characters(block))
    # Without any option, NumPy loads masked arrays.
    return np.unique(np.concatenate(found), return_index=True)[0]


def _find_suspect_ends(block: Block) -> Numbers:
    """Return the cells that begin or end with white space, or like a formula or its error."""
    starts, ends = block.starts + block.quoted, block.ends - block.quoted
    filled = np.flatnonzero(starts < ends)
    first, last = block.bytes[starts[filled]], block.bytes[ends[filled] - 1]
    is_suspect = _FIRST[first] | _LAST[last]
    signed = np.flatnonzero(_SIGN[first])
    if len(signed):
        cells = filled[signed]
        is_suspect[signed] = ~_is_plain_number(block.bytes, starts[cells], ends[cells])
    return filled[is_suspect]


def _is_plain_number(data: Bytes, starts: Numbers, ends: Numbers) -> Truths:
    """Return which texts have only digits, points and signs, so that they are no formula."""
    steps = np.arange(_LONGEST_NUMBER)
    places = np.minimum(starts[:, None] + steps, len(data) - 1)
    is_after = starts[:, None] + steps >= ends[:, None]
    is_plain: Truths = (is_after | _IN_NUMBER[data[places]]).all(axis=1)
    return is_plain & (ends - starts <= _LONGEST_NUMBER)


def _find_odd_characters(block: Block) -> Numbers:
    """Return the cells with a character that may be invisible, a blank, or not in NFC."""
    text = block.content.translate(None, _ASCII).decode()
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    kinds = _KINDS[codes]
    unknown = codes[kinds == _UNKNOWN]
    if len(unknown):
        for code in np.unique(unknown, return_index=True)[0].tolist():
            _KINDS[code] = _ODD if _is_odd(chr(code)) else _ORDINARY
        kinds = _KINDS[codes]
    odd = np.flatnonzero(kinds == _ODD)
    if not len(odd):
        return odd
    return block.find_cells_at(np.flatnonzero(block.bytes >= _FIRST_MULTIBYTE)[odd])


def _is_odd(character: str) -> bool:
    """Return whether a text with the character may break a rule; all marks may compose."""
    return (
        not character.isprintable()
        or unicodedata.category(character)[0] == "M"
        or ord(character) in _JAMO
        or not unicodedata.is_normalized("NFC", character)
    )
