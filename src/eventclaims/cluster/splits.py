"""Cut the files of tables at records, so that workers can read the parts at the same time."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from eventclaims.package.model import Table
from eventclaims.tables.records import HEADER_ROW
from eventclaims.tables.row_index import STEP, RowIndex

SPLIT_BYTES = 64 * 1024**2


class Split(NamedTuple):
    """A part of a file that begins and ends with a record.

    Attributes:
        path: The file.
        start: Offset of its first byte.
        end: Offset after its last byte.
        row: Number of its first record; the header is number 1.
        before: Number of the records before it that have an ordinal.
        rows: Number of the records in it that have one.
    """

    path: str
    start: int
    end: int
    row: int
    before: int
    rows: int


def cut(table: Table, row_index: RowIndex) -> Iterator[Split]:
    """Yield the parts of the file of a table.

    Args:
        table: The table.
        row_index: The row index of its file.
    """
    starts = [start for start, _ in row_index.starts]
    ends = [*starts[1:], table.path.stat().st_size]
    first = before = 0
    for block, end in enumerate(ends, 1):
        is_last = block == len(ends)
        if is_last or end - starts[first] >= SPLIT_BYTES:
            after = row_index.filled if is_last else _count_filled(row_index, block)
            if after > before:
                row = first * STEP + HEADER_ROW
                yield Split(str(table.path), starts[first], end, row, before, after - before)
            first, before = block, after


def _count_filled(row_index: RowIndex, block: int) -> int:
    """Return the number of records before a block of STEP, without the header and blank ones."""
    row = block * STEP + HEADER_ROW
    return row - HEADER_ROW - 1 - bisect_left(row_index.blank, row)
