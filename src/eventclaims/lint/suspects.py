"""Prefilter: find the cells of a block that `characters` may reject, with NumPy."""

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from eventclaims.lint.joiners import JOINERS, is_joiner
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
# An ordinary character breaks no rule, an odd one may; marks may be in another order than that of
# NFC, and joiners depend on the characters beside them.
_UNKNOWN, _ORDINARY, _ODD, _MARK, _JOINER = range(5)
# The kind of each character, which is found when it first occurs; ASCII is judged by its bytes.
_KINDS = np.zeros(0x110000, np.uint8)
# The canonical combining class of each character of the kind _MARK.
_CLASSES = np.zeros(0x110000, np.uint8)
# Beyond it, no two characters compose.
_AFTER_COMPOSED = 0x20000
# The first characters of two, three and four bytes.
_WIDER = (0x80, 0x800, 0x10000)
Codes = NDArray[np.uint32]
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
            _KINDS[code] = _find_kind(chr(code))
        kinds = _KINDS[codes]
    special = np.flatnonzero(kinds > _ORDINARY)
    if not len(special):
        return special
    found = kinds[special]
    marks, joiners = special[found == _MARK], special[found == _JOINER]
    odd = np.concatenate((special[found == _ODD], _find_disordered(codes, marks)))
    if not len(odd) and not len(joiners):
        return odd
    offsets = np.flatnonzero(block.bytes >= _FIRST_MULTIBYTE)
    odd = np.concatenate((odd, _find_odd_joiners(codes, offsets, joiners)))
    return block.find_cells_at(offsets[np.sort(odd)])


def _find_kind(character: str) -> int:
    """Return the kind of a character, and note the combining class of a mark."""
    if character in JOINERS:
        return _JOINER
    is_mark = unicodedata.category(character)[0] == "M"
    if (
        not character.isprintable()
        or ord(character) in _JAMO
        or not unicodedata.is_normalized("NFC", character)
        or (is_mark and character in _list_composing())
    ):
        return _ODD
    _CLASSES[ord(character)] = unicodedata.combining(character)
    return _MARK if _CLASSES[ord(character)] else _ORDINARY


@cache
def _list_composing() -> set[str]:
    """Return the characters that compose with the one before them, but for those of Hangul."""
    composed = (chr(code) for code in range(_FIRST_MULTIBYTE, _AFTER_COMPOSED))
    parts = (
        unicodedata.decomposition(character).split()
        for character in composed
        if unicodedata.is_normalized("NFC", character)
    )
    return {chr(int(part[1], 16)) for part in parts if len(part) == 2 and part[0][0] != "<"}  # noqa: PLR2004 - a pair


def _find_disordered(codes: Codes, marks: Numbers) -> Numbers:
    """Return the marks whose class is lower than that of the mark before them."""
    marks = marks[marks > 0]
    return marks[_CLASSES[codes[marks - 1]] > _CLASSES[codes[marks]]]


def _find_odd_joiners(codes: Codes, offsets: Numbers, joiners: Numbers) -> Numbers:
    """Return the joiners that the characters beside them do not require.

    A joiner beside an ASCII character counts as odd.
    """
    if not len(joiners):
        return joiners
    inner = joiners[(joiners > 0) & (joiners < len(codes) - 1)]
    before, after = inner - 1, inner + 1
    widths = np.searchsorted(_WIDER, codes[before], "right") + 1
    is_beside = offsets[inner] - offsets[before] == widths
    is_beside &= offsets[after] - offsets[inner] == len(JOINERS[0].encode())
    inner = inner[is_beside]
    triples = np.stack([codes[inner - 1], codes[inner], codes[inner + 1]], axis=1)
    keys = (triples.astype(np.uint64) << np.array([42, 21, 0], np.uint64)).sum(axis=1)
    _, firsts, numbers = np.unique(keys, return_index=True, return_inverse=True)
    is_good = [is_joiner("".join(map(chr, triple)), 1) for triple in triples[firsts].tolist()]
    required = inner[np.array(is_good, np.bool_)[numbers]]
    is_odd = np.ones(len(joiners), np.bool_)
    is_odd[np.searchsorted(joiners, required)] = False
    return joiners[is_odd]
