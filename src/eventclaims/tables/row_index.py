"""How a CSV file is laid out: how many records, which are blank, and where each begins."""

from __future__ import annotations

import codecs
import io
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eventclaims.tables.blocks import Block
from eventclaims.tables.records import HEADER_ROW, Record, read_records, split_records

EVERY = 64
"""The place of one record in so many is kept; the others are counted from it."""


@dataclass(frozen=True, slots=True)
class RowIndex:
    """The layout of one file that can be read as CSV.

    Attributes:
        rows: Number of its records, the header apart.
        blank: Numbers of the records that are blank, in order; the header is 1.
        places: For each record whose number is one more than a multiple of EVERY, the byte at
            which it begins and its line.
        has_outer_blanks: Whether some cell begins with a blank.
    """

    rows: int
    blank: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    has_outer_blanks: bool

    @property
    def filled(self) -> int:
        """Number of records that are not blank, the header apart."""
        return self.rows - len(self.blank)

    def count(self, ordinal: int) -> int:
        """Return the number of the record that is nth among those not blank; the header is 0th."""
        row = ordinal + HEADER_ROW
        return row + bisect_right(range(len(self.blank)), row, key=lambda k: self.blank[k] - k)


class RowIndexBuilder:
    """A layout in the making, block by block."""

    def __init__(self) -> None:
        self._records = 0
        self._blank: list[int] = []
        self._places: list[tuple[int, int]] = []
        self._has_outer_blanks = False

    def add(self, block: Block) -> None:
        """Add the next block of the file."""
        kept = np.arange((HEADER_ROW - block.row) % EVERY, block.count, EVERY)
        starts = block.starts[block.firsts[kept]]
        lines = block.count_lines(starts)
        self._places += zip((starts + block.offset).tolist(), lines.tolist(), strict=True)
        self._blank += [row for row in (block.blank + block.row).tolist() if row > HEADER_ROW]
        self._records += block.count
        self._has_outer_blanks |= bool((block.signs[block.starts] == ord(" ")).any())

    def finish(self) -> RowIndex:
        """Return the layout of the whole file."""
        rows = self._records - HEADER_ROW
        return RowIndex(rows, tuple(self._blank), tuple(self._places), self._has_outer_blanks)


def read_row_index(path: Path) -> RowIndex:
    """Return the layout of a file, record by record.

    Raises:
        TableError: If the file cannot be read as CSV.
    """
    blank: list[int] = []
    places: list[tuple[int, int]] = []
    start, row, has_outer_blanks = _measure_mark(path), 0, False
    for record in read_records(path):
        row = record.row
        if row % EVERY == 1:
            places.append((start, record.line))
        start += len(record.raw.encode())
        if row > HEADER_ROW and not record.cells:
            blank.append(row)
        has_outer_blanks |= ", " in record.raw or record.raw.startswith(" ")
    return RowIndex(max(row - 1, 0), tuple(blank), tuple(places), has_outer_blanks)


def _measure_mark(path: Path) -> int:
    """Return how many bytes a byte order mark takes at the beginning of a file."""
    with path.open("rb") as file:
        return len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0


def read_some(path: Path, row_index: RowIndex, rows: Sequence[int] | None) -> Iterator[Record]:
    """Read some records of a file.

    Args:
        path: The file, valid UTF-8.
        row_index: Its layout.
        rows: Numbers of the records, in order; None means all but the header.

    Yields:
        The records.
    """
    if rows is None or len(rows) * EVERY > row_index.rows:
        wanted = None if rows is None else set(rows)
        for record in read_records(path):
            if record.row in wanted if wanted is not None else record.row > HEADER_ROW:
                yield record
    else:
        yield from _read_blocks(path, row_index, rows)


def _read_blocks(path: Path, row_index: RowIndex, rows: Iterable[int]) -> Iterator[Record]:
    blocks: dict[int, set[int]] = {}
    for row in rows:
        blocks.setdefault((row - HEADER_ROW) // EVERY, set()).add(row)
    with path.open("rb") as file:
        for block in sorted(blocks):
            wanted, last = blocks[block], max(blocks[block])
            start, line = row_index.places[block]
            end = row_index.places[block + 1][0] if block + 1 < len(row_index.places) else -1
            file.seek(start)
            content = file.read(end - start if end >= 0 else -1)
            lines = io.StringIO(content.decode(), newline="")
            for record in split_records(lines, block * EVERY + HEADER_ROW, line):
                if record.row in wanted:
                    yield record
                if record.row >= last:
                    break
