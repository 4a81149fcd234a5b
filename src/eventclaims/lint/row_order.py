"""Find rows that are not in order, a block at a time, with NumPy."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventclaims.tables.blocks import Block, Bytes, Numbers, Truths
from eventclaims.tables.canonical import NUMERIC, sort_key

_MAX_LENGTH = 64
_PREFIX, _MAX_DIGITS = 4, 18
Columns = list[NDArray[Any]]


def find_disorder(
    block: Block, records: Numbers, key: Sequence[int], types: Sequence[str], last: list[str]
) -> tuple[Numbers, list[str]]:
    """Return the numbers of the records that sort before the record above them.

    Args:
        block: The block.
        records: Numbers, from 0, of the records to compare; each must have all its cells.
        key: Numbers of the key columns.
        types: Their types.
        last: Key of the last record of the block before; empty if there is none.

    Returns:
        The records that are out of order, and the key of the last record.
    """
    if not len(records):
        return records, last
    first = _read_key(block, int(records[0]), key)
    is_first_wrong = bool(last) and sort_key(first, types) < sort_key(last, types)
    columns = _split_key(block, records, key, types)
    if columns is None:
        keys = [sort_key(_read_key(block, int(record), key), types) for record in records]
        wrong = np.array([False, *(b < a for a, b in pairwise(keys))])
    else:
        wrong = np.concatenate(([False], _is_less_than_previous(columns)))
    wrong[0] = is_first_wrong
    return records[wrong], _read_key(block, int(records[-1]), key)


def _read_key(block: Block, record: int, key: Sequence[int]) -> list[str]:
    cells = block.firsts[record] + np.asarray(key)
    if block.quoted[cells].any():
        values = block.get_record(record).cells
        return [values[number] for number in key]
    return [block.content[block.starts[c] : block.ends[c]].decode() for c in cells]


def _is_less_than_previous(columns: Columns) -> Truths:
    """Compare each row, from the second, with the row before it, as tuples are compared."""
    is_less = np.zeros(len(columns[0]) - 1, np.bool_)
    is_equal = np.ones(len(columns[0]) - 1, np.bool_)
    for column in columns:
        is_less |= is_equal & (column[1:] < column[:-1])
        is_equal &= column[1:] == column[:-1]
    return is_less


def _split_key(
    block: Block, records: Numbers, key: Sequence[int], types: Sequence[str]
) -> Columns | None:
    columns: Columns = []
    for number, type_ in zip(key, types, strict=True):
        parts = _split(block, block.firsts[records] + number, is_numeric=type_ in NUMERIC)
        if parts is None:
            return None
        columns += parts
    return columns


def _split(block: Block, cells: Numbers, *, is_numeric: bool) -> Columns | None:
    """Return `sort_key` of the cells as arrays; None if the cells are not all of one kind."""
    starts, lengths = block.starts[cells], block.ends[cells] - block.starts[cells]
    longest = int(lengths.max())
    if block.quoted[cells].any() or longest > _MAX_LENGTH or not lengths.all():
        return None
    steps = np.arange(longest)
    # Indices are limited to the block; bytes after the end of a cell are set to 0.
    matrix = block.bytes[np.minimum(starts[:, None] + steps, len(block.bytes) - 1)]
    matrix[steps >= lengths[:, None]] = 0
    text = np.ascontiguousarray(matrix).view(f"S{longest}").ravel()
    if is_numeric:
        is_number = longest <= _MAX_DIGITS and _is_digit_or_end(matrix).all()
        return [_read_numbers(matrix, lengths, 0), text] if is_number else None
    is_id = _is_id(matrix, lengths)
    if not is_id.any():
        return [text]
    if not is_id.all():
        return None
    prefix = np.ascontiguousarray(matrix[:, :_PREFIX]).view(f"S{_PREFIX}").ravel()
    return [prefix, _read_numbers(matrix, lengths, _PREFIX), text]


def _read_numbers(matrix: Bytes, lengths: Numbers, start: int) -> Numbers:
    """Return the number in each row, given by its digits from a column on."""
    number = np.zeros(len(lengths), np.int64)
    for step in range(start, matrix.shape[1]):
        digit = matrix[:, step].astype(np.int64) - ord("0")
        number = np.where(step < lengths, number * 10 + digit, number)
    return number


def _is_digit_or_end(matrix: Bytes) -> Truths:
    is_digit: Truths = (matrix == 0) | ((matrix >= ord("0")) & (matrix <= ord("9")))
    return is_digit


def _is_id(matrix: Bytes, lengths: Numbers) -> Truths:
    """Return which rows are ids: three capital letters, a hyphen and digits."""
    if matrix.shape[1] <= _PREFIX:
        return np.zeros(len(lengths), np.bool_)
    capitals = ((matrix[:, :3] >= ord("A")) & (matrix[:, :3] <= ord("Z"))).all(axis=1)
    digits = _is_digit_or_end(matrix[:, _PREFIX:]).all(axis=1)
    has_digits = (lengths > _PREFIX) & (lengths <= _PREFIX + _MAX_DIGITS)
    is_id: Truths = capitals & (matrix[:, 3] == ord("-")) & digits & has_digits
    return is_id
