"""Index of the records of a CSV file, so that single records can be read without the rest."""

import io
from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eventclaims.package.paths import has_mark
from eventclaims.tables.blocks import Block
from eventclaims.tables.records import HEADER_ROW, Record, read_records, split_records

# The index contains the start of one record in so many.
STEP = 64


@dataclass(frozen=True, slots=True)
class RowIndex:
    """Index of one file.

    Attributes:
        rows: Number of records without the header.
        blank: Numbers of the blank records in ascending order; the header is number 1.
        starts: Offset in bytes and line of the records 1, 1 + STEP, 1 + 2 * STEP and so on.
        has_outer_blanks: Whether a cell begins with a space.
    """

    rows: int
    blank: tuple[int, ...]
    starts: tuple[tuple[int, int], ...]
    has_outer_blanks: bool

    @property
    def filled(self) -> int:
        """Number of records that are not blank, without the header."""
        return self.rows - len(self.blank)

    def count(self, ordinal: int) -> int:
        """Return the number of the nth record that is not blank; the header is the 0th."""
        row = ordinal + HEADER_ROW
        return row + bisect_right(range(len(self.blank)), row, key=lambda k: self.blank[k] - k)


class RowIndexBuilder:
    """Builds a row index block by block."""

    def __init__(self) -> None:
        self._records = 0
        self._blank: list[int] = []
        self._starts: list[tuple[int, int]] = []
        self._has_outer_blanks = False

    def add(self, block: Block) -> None:
        """Add the next block of the file."""
        kept = np.arange((HEADER_ROW - block.row) % STEP, block.count, STEP)
        starts = block.starts[block.firsts[kept]]
        lines = block.count_lines(starts)
        self._starts += zip((starts + block.offset).tolist(), lines.tolist(), strict=True)
        self._blank += [row for row in (block.blank + block.row).tolist() if row > HEADER_ROW]
        self._records += block.count
        self._has_outer_blanks |= bool((block.bytes[block.starts] == ord(" ")).any())

    def finish(self) -> RowIndex:
        """Return the index of the whole file."""
        rows = self._records - HEADER_ROW
        return RowIndex(rows, tuple(self._blank), tuple(self._starts), self._has_outer_blanks)


def read_row_index(path: Path) -> RowIndex:
    """Build the index of a file record by record.

    Raises:
        TableError: If the file is not valid CSV.
    """
    blank: list[int] = []
    starts: list[tuple[int, int]] = []
    offset, row, has_outer_blanks = len(BOM_UTF8) if has_mark(path) else 0, 0, False
    for record in read_records(path):
        row = record.row
        if (row - HEADER_ROW) % STEP == 0:
            starts.append((offset, record.line))
        offset += len(record.raw.encode())
        if row > HEADER_ROW and not record.cells:
            blank.append(row)
        has_outer_blanks |= ", " in record.raw or record.raw.startswith(" ")
    return RowIndex(max(row - 1, 0), tuple(blank), tuple(starts), has_outer_blanks)


def read_some(path: Path, row_index: RowIndex, rows: Sequence[int] | None) -> Iterator[Record]:
    """Yield some records of a file.

    Args:
        path: The file, valid UTF-8.
        row_index: Its index.
        rows: Numbers of the records in ascending order; None for all except the header.
    """
    if rows is None or len(rows) * STEP > row_index.rows:
        wanted = None if rows is None else set(rows)
        for record in read_records(path):
            if record.row in wanted if wanted is not None else record.row > HEADER_ROW:
                yield record
    else:
        yield from _read_blocks(path, row_index, rows)


def _read_blocks(path: Path, row_index: RowIndex, rows: Iterable[int]) -> Iterator[Record]:
    blocks: dict[int, set[int]] = {}
    for row in rows:
        blocks.setdefault((row - HEADER_ROW) // STEP, set()).add(row)
    with path.open("rb") as file:
        for block in sorted(blocks):
            wanted, last = blocks[block], max(blocks[block])
            start, line = row_index.starts[block]
            end = row_index.starts[block + 1][0] if block + 1 < len(row_index.starts) else -1
            file.seek(start)
            content = file.read(end - start if end >= 0 else -1)
            lines = io.StringIO(content.decode(), newline="")
            for record in split_records(lines, block * STEP + HEADER_ROW, line):
                if record.row in wanted:
                    yield record
                if record.row >= last:
                    break
