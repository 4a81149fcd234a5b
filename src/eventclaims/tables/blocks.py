"""Split a CSV file into cells block by block, with NumPy.

This requires a regular file: UTF-8, LF or CRLF line ends, or CR where a block has no quotes, and
quotes as in RFC 4180. Any other file is left to the csv module, which also reports what is wrong.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eventclaims.tables.records import HEADER_ROW, LONGEST_CELL, Record

# With larger blocks, the arrays of a block take more time to allocate than to fill.
BLOCK_BYTES = 512 * 1024
_LONGEST_RECORD = 2 * 1024**2
_COMMA, _QUOTE, _BREAK, _RETURN = b",", b'"', b"\n", b"\r"
Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]


class NeedsSlowPathError(Exception):
    """This file needs the slow path; it may still be valid."""


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive records of a file.

    Records and cells are numbered from 0 within the block, and offsets are in bytes of `content`.

    Attributes:
        content: The bytes; a line break is added if the file ends without one, and replaces each
            lone carriage return.
        is_ascii: Whether it is ASCII.
        bytes: The content as an array.
        offset: Offset of the block in the file, in bytes.
        row: Number of the first record in the file, header = 1.
        line: Line of the first record, from 1.
        starts: Offset of each cell, including its opening quote.
        ends: Offset of the comma, line break or carriage return that ends each cell.
        firsts: Number of the first cell of each record, followed by the number of cells.
        breaks: Offsets of the line breaks, also of those within quotes.
        returns: Offsets of the carriage returns, all of which precede the end of a record.
        lone_returns: Offsets of those that end a record without a line feed.
        quoted: Which cells are quoted.
        bare: Which quoted cells do not need their quotes.
        is_last_open: Whether the file ends after this block without a line break.
    """

    content: bytes
    is_ascii: bool
    bytes: Bytes
    offset: int
    row: int
    line: int
    starts: Numbers
    ends: Numbers
    firsts: Numbers
    breaks: Numbers
    returns: Numbers
    lone_returns: Numbers
    quoted: Truths
    bare: Truths
    is_last_open: bool

    @property
    def count(self) -> int:
        """Number of records."""
        return len(self.firsts) - 1

    @property
    def widths(self) -> Numbers:
        """Number of cells in each record; 1 for a blank record."""
        return np.diff(self.firsts)

    @property
    def blank(self) -> Numbers:
        """Numbers of the blank records."""
        firsts = self.firsts[:-1]
        is_empty = (self.starts[firsts] == self.ends[firsts]) & (self.widths == 1)
        return np.flatnonzero(is_empty)

    @property
    def first_return(self) -> int | None:
        """Line of the first carriage return; None if there is none."""
        first = np.concatenate((self.returns[:1], self.lone_returns[:1]))
        return int(self.count_lines(first).min()) if len(first) else None

    @property
    def return_count(self) -> int:
        """Number of carriage returns."""
        return len(self.returns) + len(self.lone_returns)

    def find_records(self, cells: Numbers) -> Numbers:
        """Return the record of each cell."""
        return np.searchsorted(self.firsts, cells, side="right") - 1

    def find_cells_at(self, offsets: Numbers) -> Numbers:
        """Return the cells, each once, at ascending offsets."""
        return drop_repeated(np.searchsorted(self.ends, offsets))

    def read_cells(self, cells: Numbers) -> Iterator[str]:
        """Yield the text of some cells."""
        starts, ends = self.starts[cells].tolist(), self.ends[cells].tolist()
        for start, end, is_quoted in zip(starts, ends, self.quoted[cells].tolist(), strict=True):
            if is_quoted:
                yield self.content[start + 1 : end - 1].decode().replace('""', '"')
            else:
                yield self.content[start:end].decode()

    def count_lines(self, offsets: Numbers) -> Numbers:
        """Return the line of the file at each offset."""
        return np.searchsorted(self.breaks, offsets) + self.line

    def get_text(self, number: int | np.int64) -> str:
        """Return the text of a record with its line break."""
        start = int(self.starts[self.firsts[number]])
        if number < self.count - 1:
            end = int(self.starts[self.firsts[number + 1]])
        else:
            end = len(self.content) - self.is_last_open
        return self.content[start:end].decode()

    def get_record(self, number: int | np.int64) -> Record:
        """Return a record."""
        raw = self.get_text(number)
        csv.field_size_limit(LONGEST_CELL)
        cells = next(csv.reader(io.StringIO(raw, newline="")), [])
        line = self.count_lines(self.starts[self.firsts[number : number + 1]])[0]
        return Record(self.row + int(number), int(line), cells, raw)


def drop_repeated(numbers: Numbers) -> Numbers:
    """Return ascending numbers without repetitions."""
    first: Numbers = numbers[np.diff(numbers, prepend=-1) != 0]
    return first


def read_blocks(path: Path) -> Iterator[Block]:
    """Yield the blocks of a file, the first with the header.

    Raises:
        NeedsSlowPathError: If the file is empty, or once a block is not regular.
        OSError: If the file cannot be read from the disk.
    """
    with path.open("rb") as file:
        rest, offset, row, line = file.read(len(codecs.BOM_UTF8)), 0, HEADER_ROW, 1
        if rest == codecs.BOM_UTF8:
            rest, offset = b"", len(codecs.BOM_UTF8)
        while True:
            read = file.read(BLOCK_BYTES)
            content = rest + read
            if not content:
                break
            is_end = len(read) < BLOCK_BYTES
            block = _make_block(content, offset, row, line, is_end=is_end)
            if block is None:
                if is_end or len(content) > _LONGEST_RECORD:
                    raise NeedsSlowPathError
                rest = content
                continue
            length = len(block.content) - block.is_last_open
            rest, offset = content[length:], offset + length
            row, line = row + block.count, line + len(block.breaks)
            yield block
            if is_end:
                break
    if row == HEADER_ROW:
        raise NeedsSlowPathError


def _make_block(content: bytes, offset: int, row: int, line: int, *, is_end: bool) -> Block | None:
    """Return the complete records of the content as a block; at the end of the file, all of it.

    None if no record is complete.
    """
    lone_returns = _find_lone_returns(content, is_end=is_end)
    if len(lone_returns):
        changed = np.frombuffer(content, np.uint8).copy()
        changed[lone_returns] = _BREAK[0]
        content = changed.tobytes()
    is_last_open = is_end and not content.endswith(_BREAK)
    if b"\0" in content or (is_last_open and content.endswith(_RETURN)):
        raise NeedsSlowPathError
    if is_last_open:
        content += _BREAK
    data = np.frombuffer(content, np.uint8)
    is_quote = data == _QUOTE[0]
    marks = np.flatnonzero((data == _COMMA[0]) | (data == _BREAK[0]) | is_quote)
    quotes = is_quote[marks]
    ends_cell = (np.cumsum(quotes) % 2 == 0) & ~quotes
    separators = np.flatnonzero(ends_cell)
    is_break = data[marks] == _BREAK[0]
    lasts = np.flatnonzero(is_break[separators])
    if not len(lasts):
        return None
    separators = separators[: lasts[-1] + 1]
    stops = marks[separators]
    length = int(stops[-1]) + 1
    if is_end and length < len(content):
        raise NeedsSlowPathError
    content, data = content[:length], data[:length]
    is_ascii = content.isascii()
    if not is_ascii:
        _require_utf8(content)
    marks, quotes = marks[: separators[-1] + 1], quotes[: separators[-1] + 1]
    _check_quotes(data, marks[quotes])
    starts = np.concatenate(([0], stops[:-1] + 1))
    returns = np.flatnonzero(data == _RETURN[0]) if _RETURN in content else stops[:0]
    ends = _find_ends(data, stops, returns)
    if int((ends - starts).max()) > LONGEST_CELL:
        raise NeedsSlowPathError
    # Quotes, and commas and line breaks within quotes, between two separators.
    between = np.diff(separators, prepend=-1) - 1
    firsts = np.concatenate(([0], lasts + 1))
    return Block(
        content=content,
        is_ascii=is_ascii,
        bytes=data,
        offset=offset,
        row=row,
        line=line,
        starts=starts,
        ends=ends,
        firsts=firsts,
        breaks=marks[is_break[: len(marks)]],
        returns=returns,
        lone_returns=lone_returns[lone_returns < length],
        quoted=between > 0,
        bare=between == 2,  # noqa: PLR2004 - the enclosing quotes
        is_last_open=is_last_open,
    )


def _find_lone_returns(content: bytes, *, is_end: bool) -> Numbers:
    """Return the offsets of the carriage returns without a line feed; none if there are quotes."""
    if _RETURN not in content or _QUOTE in content:
        return np.zeros(0, np.int64)
    data = np.frombuffer(content, np.uint8)
    # The line feed after the last carriage return may be in the next block.
    following = np.append(data[1:], 0 if is_end else _BREAK[0])
    return np.flatnonzero((data == _RETURN[0]) & (following != _BREAK[0]))


def _require_utf8(content: bytes) -> None:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise NeedsSlowPathError from error


def _find_ends(data: Bytes, stops: Numbers, returns: Numbers) -> Numbers:
    """Return the ends of the cells, before the carriage return where there is one."""
    if not len(returns):
        return stops
    is_before_break = (data[stops - 1] == _RETURN[0]) & (data[stops] == _BREAK[0])
    if np.count_nonzero(is_before_break) != len(returns):
        raise NeedsSlowPathError
    ends: Numbers = stops - is_before_break
    return ends


def _check_quotes(data: Bytes, quotes: Numbers) -> None:
    """Check that quotes enclose whole cells, and that quotes within a cell are doubled."""
    around = np.frombuffer(_COMMA + _BREAK + _QUOTE + _RETURN, np.uint8)
    opening, closing = quotes[0::2], quotes[1::2]
    before, after = data[opening[opening > 0] - 1], data[closing + 1]
    # Of the ways to look bytes up, the table needs no sorting, for which NumPy loads more modules.
    is_enclosed = np.isin(before, around[:-1], kind="table").all()
    if not (is_enclosed and np.isin(after, around, kind="table").all()):
        raise NeedsSlowPathError
