"""The order of rows, of a whole block at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventclaims.tables.blocks import Block, Numbers, Truths
from eventclaims.tables.canonical import sort_key

_LONGEST = 64
_PREFIX, _MOST_DIGITS = 4, 18
Columns = list[NDArray[Any]]


def find_disorder(
    block: Block, records: Numbers, places: Sequence[int], last: list[str]
) -> tuple[Numbers, list[str]]:
    """Return the records of a block that should stand before the one before them.

    Args:
        block: The block.
        records: Its records that have all cells, counted from 0.
        places: The columns of the key.
        last: The key of the last such record of the block before, empty for none.

    Returns:
        The records that are out of order, and the key of the last.
    """
    if not len(records):
        return records, last
    first = _read_key(block, int(records[0]), places)
    is_first_wrong = bool(last) and sort_key(first) < sort_key(last)
    columns = _split_all(block, records, places)
    if columns is None:
        keys = [sort_key(_read_key(block, int(record), places)) for record in records]
        wrong = np.array([False, *(b < a for a, b in pairwise(keys))])
    else:
        wrong = np.concatenate(([False], _fall(columns)))
    wrong[0] = is_first_wrong
    return records[wrong], _read_key(block, int(records[-1]), places)


def _read_key(block: Block, record: int, places: Sequence[int]) -> list[str]:
    cells = block.firsts[record] + np.asarray(places)
    if block.quoted[cells].any():
        whole = block.get_record(record).cells
        return [whole[place] for place in places]
    return [block.content[block.starts[c] : block.ends[c]].decode() for c in cells]


def _fall(columns: Columns) -> Truths:
    """Return where a row is less than the one before it, the first column weighing most."""
    falls = np.zeros(len(columns[0]) - 1, np.bool_)
    equal = np.ones(len(columns[0]) - 1, np.bool_)
    for column in columns:
        falls |= equal & (column[1:] < column[:-1])
        equal &= column[1:] == column[:-1]
    return falls


def _split_all(block: Block, records: Numbers, places: Sequence[int]) -> Columns | None:
    columns: Columns = []
    for place in places:
        parts = _split(block, block.firsts[records] + place)
        if parts is None:
            return None
        columns += parts
    return columns


def _split(block: Block, cells: Numbers) -> Columns | None:
    """Return what some cells are sorted by, None where that is not the same for all of them."""
    starts, lengths = block.starts[cells], block.ends[cells] - block.starts[cells]
    longest = int(lengths.max())
    if block.quoted[cells].any() or longest > _LONGEST or not lengths.all():
        return None
    steps = np.arange(longest)
    # Beyond the end of the block there is nothing to read, and nothing that counts.
    signs = block.signs[np.minimum(starts[:, None] + steps, len(block.signs) - 1)]
    signs[steps >= lengths[:, None]] = 0
    whole = np.ascontiguousarray(signs).view(f"S{longest}").ravel()
    numbered = _is_numbered(signs, lengths)
    if not numbered.any():
        return [whole]
    if not numbered.all():
        return None
    number = np.zeros(len(cells), np.int64)
    for step in range(_PREFIX, longest):
        digit = signs[:, step].astype(np.int64) - ord("0")
        number = np.where(step < lengths, number * 10 + digit, number)
    prefix = np.ascontiguousarray(signs[:, :_PREFIX]).view(f"S{_PREFIX}").ravel()
    return [prefix, number, whole]


def _is_numbered(signs: NDArray[np.uint8], lengths: Numbers) -> Truths:
    """Return which cells are ids: three capitals, a hyphen and digits."""
    if signs.shape[1] <= _PREFIX:
        return np.zeros(len(lengths), np.bool_)
    capitals = ((signs[:, :3] >= ord("A")) & (signs[:, :3] <= ord("Z"))).all(axis=1)
    tail = signs[:, _PREFIX:]
    digits = ((tail == 0) | ((tail >= ord("0")) & (tail <= ord("9")))).all(axis=1)
    has_digits = (lengths > _PREFIX) & (lengths <= _PREFIX + _MOST_DIGITS)
    numbered: Truths = capitals & (signs[:, 3] == ord("-")) & digits & has_digits
    return numbered
