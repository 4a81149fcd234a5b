"""Prefilter: find the records of a block that `characters` may reject, with NumPy."""

import re
import unicodedata

import numpy as np

from eventclaims.tables.blocks import Block, Bytes, Numbers, Truths

_NUMBER = re.compile(rb"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
# If more than one record in so many needs the NFC check, the whole block is checked at once.
_MANY = 10


def _make_lookup(members: bytes) -> Truths:
    lookup = np.zeros(256, np.bool_)
    lookup[list(members)] = True
    return lookup


_FIRST, _LAST = _make_lookup(b" \t\n\v\f=+-@#"), _make_lookup(b" \t\n\v\f")
_NUMERIC_SIGN = _make_lookup(b"+-")
_ANY_BYTE = (0x00, 0xFF)
# A superset of what `characters` rejects, as UTF-8: first byte, range of the second and the third.
_INVISIBLE = (
    (0xC2, (0x80, 0xA0), _ANY_BYTE),  # U+0080 to U+00A0
    (0xC2, (0xAD, 0xAD), _ANY_BYTE),  # U+00AD
    (0xD8, (0x9C, 0x9C), _ANY_BYTE),  # U+061C
    (0xE1, (0xA0, 0xA0), (0x8E, 0x8E)),  # U+180E
    (0xE1, (0x9A, 0x9A), (0x80, 0x80)),  # U+1680
    (0xE2, (0x80, 0x80), (0x80, 0x8F)),  # U+2000 to U+200F
    (0xE2, (0x80, 0x80), (0xA8, 0xAF)),  # U+2028 to U+202F
    (0xE2, (0x81, 0x81), (0x9F, 0xA9)),  # U+205F to U+2069
    (0xE3, (0x80, 0x80), (0x80, 0x80)),  # U+3000
    (0xEF, (0xBB, 0xBB), (0xBF, 0xBF)),  # U+FEFF
    (0xEF, (0xBC, 0xBC), (0x8B, 0xA0)),  # U+FF0B to U+FF20, with the full-width + - = @
)
_LEADS = _make_lookup(bytes({lead for lead, _, _ in _INVISIBLE}))
_PUNCTUATION = (0xE2, 0x80)
_DELETE = 0x7F
_FIRST_MULTIBYTE = 0xC0
# First byte of U+0300; text with only lower code points is always in NFC.
_FIRST_COMBINING = 0xCC


def find_suspects(block: Block) -> Numbers:
    """Return the numbers, from 0, of the records that `characters` may reject.

    All other records are valid.
    """
    data = block.bytes
    found = [block.find_records(_find_suspect_ends(block))]
    low = data < ord(" ")
    deleted = data == _DELETE
    if np.count_nonzero(low) > len(block.breaks) + len(block.returns) or deleted.any():
        controls = (low & (data != ord("\n")) & (data != ord("\r"))) | deleted
        found.append(block.find_records_at(np.flatnonzero(controls)))
    if block.text is not None:
        firsts = np.flatnonzero(data >= _FIRST_MULTIBYTE)
        leads = firsts[_LEADS[data[firsts]]]
        found.append(block.find_records_at(leads[_is_invisible(data, leads)]))
        found.append(_find_not_nfc(block, block.text, firsts))
    # Without any option, NumPy loads masked arrays.
    return np.unique(np.concatenate(found), return_index=True)[0]


def _find_suspect_ends(block: Block) -> Numbers:
    """Return the cells that begin or end with white space, or like a formula or its error."""
    starts, ends = block.starts + block.quoted, block.ends - block.quoted
    filled = np.flatnonzero(starts < ends)
    first, last = block.bytes[starts[filled]], block.bytes[ends[filled] - 1]
    is_suspect = _FIRST[first] | _LAST[last]
    for number in np.flatnonzero(_NUMERIC_SIGN[first] & ~_LAST[last]):
        cell = filled[number]
        is_suspect[number] = not _NUMBER.fullmatch(block.content, starts[cell], ends[cell])
    return filled[is_suspect]


def _is_invisible(data: Bytes, leads: Numbers) -> Truths:
    """Return which characters, given by the offset of their first byte, are invisible or blank."""
    last = len(data) - 1
    one, two = data[leads], data[np.minimum(leads + 1, last)]
    three = data[np.minimum(leads + 2, last)]
    found = np.zeros(len(leads), np.bool_)
    for lead, (low, high), (low_third, high_third) in _INVISIBLE:
        is_second = (two >= low) & (two <= high)
        found |= (one == lead) & is_second & (three >= low_third) & (three <= high_third)
    return found


def _find_not_nfc(block: Block, text: str, firsts: Numbers) -> Numbers:
    """Return the records that are not in NFC.

    Args:
        block: The block.
        text: Its text.
        firsts: Offsets of the first byte of each character of several bytes.
    """
    data = block.bytes
    offsets = firsts[data[firsts] >= _FIRST_COMBINING]
    # Typographic quotes and dashes are frequent and always in NFC.
    after = data[np.minimum(offsets + 1, len(data) - 1)]
    lead, second = _PUNCTUATION
    offsets = offsets[(data[offsets] != lead) | (after != second)]
    records = block.find_records_at(offsets)
    if len(records) * _MANY > block.count and _is_nfc(text):
        return records[:0]
    found = [number for number in records if not _is_nfc(block.get_text(number))]
    return np.array(found, np.int64)


def _is_nfc(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)
