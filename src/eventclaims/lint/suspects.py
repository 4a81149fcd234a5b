"""The records of a block whose characters are worth a look; see `characters` for the look."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

from eventclaims.tables.blocks import Block, Numbers, Truths

_NUMBER = re.compile(rb"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_MANY = 10
"""A block of which one record in so many needs a look at its normal form is looked at whole."""


def _mark(signs: bytes) -> Truths:
    marks = np.zeros(256, np.bool_)
    marks[list(signs)] = True
    return marks


_ODD_FIRST, _ODD_LAST, _SIGNED = _mark(b" \t\n\v\f=+-@"), _mark(b" \t\n\v\f"), _mark(b"+-")
_EVERY = (0x00, 0xFF)
# In UTF-8, a superset of what `characters` finds: first byte, bounds of the second and the third.
_UNSEEN = (
    (0xC2, (0x80, 0xA0), _EVERY),  # U+0080 to U+00A0
    (0xC2, (0xAD, 0xAD), _EVERY),  # U+00AD
    (0xD8, (0x9C, 0x9C), _EVERY),  # U+061C
    (0xE1, (0xA0, 0xA0), (0x8E, 0x8E)),  # U+180E
    (0xE1, (0x9A, 0x9A), (0x80, 0x80)),  # U+1680
    (0xE2, (0x80, 0x80), (0x80, 0x8F)),  # U+2000 to U+200F
    (0xE2, (0x80, 0x80), (0xA8, 0xAF)),  # U+2028 to U+202F
    (0xE2, (0x81, 0x81), (0x9F, 0xA9)),  # U+205F to U+2069
    (0xE3, (0x80, 0x80), (0x80, 0x80)),  # U+3000
    (0xEF, (0xBB, 0xBB), (0xBF, 0xBF)),  # U+FEFF
)
_LEADS = _mark(bytes({lead for lead, _, _ in _UNSEEN}))
_PUNCTUATION = (0xE2, 0x80)
_DELETE = 0x7F
_FIRST_OF_MANY = 0xC0
_FIRST_COMPOSED = 0xCC
"""Below U+0300, whose first byte this is, every text is in its normal form."""


def find_suspicious(block: Block) -> Numbers:
    """Return the records, counted from 0, that may hold a character at fault.

    A record that is not returned has none; one that is may have none, either.
    """
    signs = block.signs
    found = [block.find_records(_find_odd_ends(block))]
    low = signs < ord(" ")
    deleted = signs == _DELETE
    if np.count_nonzero(low) > len(block.breaks) + len(block.returns) or deleted.any():
        controls = (low & (signs != ord("\n")) & (signs != ord("\r"))) | deleted
        found.append(block.find_places(np.flatnonzero(controls)))
    if block.text is not None:
        firsts = np.flatnonzero(signs >= _FIRST_OF_MANY)
        leads = firsts[_LEADS[signs[firsts]]]
        found.append(block.find_places(leads[_is_blank_or_unseen(signs, leads)]))
        found.append(_find_unnormal(block, block.text, firsts))
    return np.unique(np.concatenate(found))


def _find_odd_ends(block: Block) -> Numbers:
    """Return the cells that begin or end with a blank, or begin as a formula does."""
    starts, ends = block.starts + block.quoted, block.ends - block.quoted
    filled = np.flatnonzero(starts < ends)
    first, last = block.signs[starts[filled]], block.signs[ends[filled] - 1]
    odd = _ODD_FIRST[first] | _ODD_LAST[last]
    signed = np.flatnonzero(_SIGNED[first] & ~_ODD_LAST[last])
    content = block.content
    for number in signed:
        cell = filled[number]
        odd[number] = not _NUMBER.fullmatch(content, starts[cell], ends[cell])
    return filled[odd]


def _is_blank_or_unseen(signs: NDArray[np.uint8], leads: Numbers) -> Truths:
    """Return which characters, by their first byte, are controls, blanks, or cannot be seen."""
    last = len(signs) - 1
    one, two = signs[leads], signs[np.minimum(leads + 1, last)]
    three = signs[np.minimum(leads + 2, last)]
    found = np.zeros(len(leads), np.bool_)
    for lead, (low, high), (low_third, high_third) in _UNSEEN:
        is_second = (two >= low) & (two <= high)
        found |= (one == lead) & is_second & (three >= low_third) & (three <= high_third)
    return found


def _find_unnormal(block: Block, text: str, firsts: Numbers) -> Numbers:
    """Return the records that are not in Unicode's normal form C.

    Args:
        block: The block.
        text: Its characters.
        firsts: Where its characters of several bytes begin.
    """
    signs = block.signs
    places = firsts[signs[firsts] >= _FIRST_COMPOSED]
    # Typographic quotes and dashes are in every text; what else begins so was looked at as blank.
    after = signs[np.minimum(places + 1, len(signs) - 1)]
    lead, second = _PUNCTUATION
    places = places[(signs[places] != lead) | (after != second)]
    records = block.find_places(places)
    if len(records) * _MANY > block.count and _is_normal(text):
        return records[:0]
    odd = [number for number in records if not _is_normal(block.get_text(number))]
    return np.array(odd, np.int64)


def _is_normal(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)
