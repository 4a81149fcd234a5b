"""The records of a block whose characters are worth a look; see `characters` for the look."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

from eventclaims.blocks import Block, Numbers

_NUMBER = re.compile(rb"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_MANY = 10
"""A block of which one record in so many needs a look at its normal form is looked at whole."""


def _mark(signs: bytes) -> NDArray[np.bool_]:
    marks = np.zeros(256, np.bool_)
    marks[list(signs)] = True
    return marks


_ODD_FIRST, _ODD_LAST, _SIGNED = _mark(b" \t\n\v\f=+-@"), _mark(b" \t\n\v\f"), _mark(b"+-")
_LEADS = _mark(b"\xc2\xd8\xe1\xe2\xe3\xef")
_FIRST_COMPOSED = 0xCC
"""Below U+0300, whose first byte this is, every text is in its normal form."""


def find_suspicious(block: Block) -> Numbers:
    """Return the records, counted from 0, that may hold a character at fault.

    A record that is not returned has none; one that is may have none, either.
    """
    signs = block.signs
    found = [block.find_records(_find_odd_ends(block))]
    controls = ((signs < ord(" ")) & (signs != ord("\n"))) | (signs == 0x7F)  # noqa: PLR2004 - DEL
    found.append(block.find_places(np.flatnonzero(controls)))
    if not block.text.isascii():
        leads = np.flatnonzero(_LEADS[signs])
        found.append(block.find_places(leads[_is_blank_or_unseen(signs, leads)]))
        found.append(_find_unnormal(block))
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


def _is_blank_or_unseen(signs: NDArray[np.uint8], leads: Numbers) -> NDArray[np.bool_]:
    """Return which characters, by their first byte, are controls, blanks, or cannot be seen."""
    last = len(signs) - 1
    one = signs[leads]
    two, three = signs[np.minimum(leads + 1, last)], signs[np.minimum(leads + 2, last)]
    latin = (one == 0xC2) & ((two <= 0xA0) | (two == 0xAD))
    arabic = (one == 0xD8) & (two == 0x9C)
    other = (one == 0xE1) & (((two == 0xA0) & (three == 0x8E)) | ((two == 0x9A) & (three == 0x80)))
    general = (one == 0xE2) & (two == 0x80) & ((three <= 0x8F) | (three >= 0xA8))
    general |= (one == 0xE2) & (two == 0x81) & (three >= 0x9F) & (three <= 0xA9)
    wide = (one == 0xE3) & (two == 0x80) & (three == 0x80)
    mark = (one == 0xEF) & (two == 0xBB) & (three == 0xBF)
    found: NDArray[np.bool_] = latin | arabic | other | general | wide | mark
    return found


def _find_unnormal(block: Block) -> Numbers:
    """Return the records that are not in Unicode's normal form C."""
    signs = block.signs
    places = np.flatnonzero(signs >= _FIRST_COMPOSED)
    # Typographic quotes and dashes are in every text; what else begins so was looked at as blank.
    after = signs[np.minimum(places + 1, len(signs) - 1)]
    places = places[(signs[places] != 0xE2) | (after != 0x80)]  # noqa: PLR2004 - a byte
    records = block.find_places(places)
    if len(records) * _MANY > block.count and _is_normal(block.text):
        return records[:0]
    odd = [number for number in records if not _is_normal(block.get_text(number))]
    return np.array(odd, np.int64)


def _is_normal(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)
