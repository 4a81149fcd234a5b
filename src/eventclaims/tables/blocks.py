"""A CSV file in blocks of whole records, each taken apart at once and not sign by sign.

Only files of the usual kind are: UTF-8, records that end with LF or CRLF, quotes as RFC 4180 has
them. Of any other file the csv module of Python says what it is.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eventclaims.tables.records import HEADER_ROW, LONGEST_CELL, Record

BLOCK_BYTES = 2 * 1024**2
_COMMA, _QUOTE, _BREAK, _RETURN = b",", b'"', b"\n", b"\r"
Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]


class NeedsSlowPathError(Exception):
    """The file is not of the kind that blocks can be made of; nothing is said about faults."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some records of a file, one after the other.

    Attributes:
        content: Their bytes; a line break was added if the file ends without one.
        text: Their characters, None where all are ASCII.
        signs: Their bytes as an array.
        offset: The byte of the file at which they begin.
        row: Number of the first record, header = 1.
        line: Its line.
        starts: Where each cell begins, and its quote if it has one.
        ends: Where each cell ends; there is a comma, a line break, or the return before one.
        firsts: The first cell of each record, and at last the number of cells.
        breaks: Where lines end, also within quotes.
        returns: The carriage returns; all stand before the line break of a record.
        quoted: Which cells stand in quotes.
        bare: Which of these need none.
        is_last_open: Whether the file ends with the last record, and without a line break.
    """

    content: bytes
    text: str | None
    signs: NDArray[np.uint8]
    offset: int
    row: int
    line: int
    starts: Numbers
    ends: Numbers
    firsts: Numbers
    breaks: Numbers
    returns: Numbers
    quoted: Truths
    bare: Truths
    is_last_open: bool

    @property
    def count(self) -> int:
        """Number of records."""
        return len(self.firsts) - 1

    @property
    def widths(self) -> Numbers:
        """Number of cells of each record; a blank one has one here."""
        return np.diff(self.firsts)

    @property
    def blank(self) -> Numbers:
        """The records that are blank, counted from 0."""
        firsts = self.firsts[:-1]
        is_empty = (self.starts[firsts] == self.ends[firsts]) & (self.widths == 1)
        return np.flatnonzero(is_empty)

    @property
    def first_return(self) -> int | None:
        """The line of the first carriage return."""
        return int(self.count_lines(self.returns[:1])[0]) if len(self.returns) else None

    def find_records(self, cells: Numbers) -> Numbers:
        """Return the records, counted from 0, that some cells are in; these are in order."""
        return np.searchsorted(self.firsts, cells, side="right") - 1

    def find_places(self, places: Numbers) -> Numbers:
        """Return the records, counted from 0 and each once, that some bytes are in, in order."""
        return drop_repeated(np.searchsorted(self.ends[self.firsts[1:] - 1], places))

    def count_lines(self, places: Numbers) -> Numbers:
        """Return the line of the file that each of some bytes is on."""
        return np.searchsorted(self.breaks, places) + self.line

    def get_text(self, number: int | np.int64) -> str:
        """Return the characters of a record, counted from 0, its line break with them."""
        start = int(self.starts[self.firsts[number]])
        if number < self.count - 1:
            end = int(self.starts[self.firsts[number + 1]])
        else:
            end = len(self.content) - self.is_last_open
        return self.content[start:end].decode()

    def get_record(self, number: int | np.int64) -> Record:
        """Return a record, counted from 0."""
        raw = self.get_text(number)
        csv.field_size_limit(LONGEST_CELL)
        cells = next(csv.reader(io.StringIO(raw, newline="")), [])
        line = self.count_lines(self.starts[self.firsts[number : number + 1]])[0]
        return Record(self.row + int(number), int(line), cells, raw)


def drop_repeated(numbers: Numbers) -> Numbers:
    """Return numbers that are in order, each once."""
    first: Numbers = numbers[np.diff(numbers, prepend=-1) != 0]
    return first


def read_blocks(path: Path) -> Iterator[Block]:
    """Read a file block by block.

    Yields:
        The blocks in order, the header in the first.

    Raises:
        UnusualError: As soon as something is found that is not usual; also for an empty file.
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
            block = _make_block(content, offset, row, line, is_end=len(read) < BLOCK_BYTES)
            length = len(block.content) - block.is_last_open
            rest, offset = content[length:], offset + length
            row, line = row + block.count, line + len(block.breaks)
            yield block
            if len(read) < BLOCK_BYTES:
                break
    if row == HEADER_ROW:
        raise NeedsSlowPathError


def _make_block(content: bytes, offset: int, row: int, line: int, *, is_end: bool) -> Block:
    """Take as many records as there are whole, at the end of the file all."""
    is_last_open = is_end and not content.endswith(_BREAK)
    if b"\0" in content or (is_last_open and content.endswith(_RETURN)):
        raise NeedsSlowPathError
    if is_last_open:
        content += _BREAK
    signs = np.frombuffer(content, np.uint8)
    is_quote = signs == _QUOTE[0]
    marks = np.flatnonzero((signs == _COMMA[0]) | (signs == _BREAK[0]) | is_quote)
    quotes = is_quote[marks]
    ends_cell = (np.cumsum(quotes) % 2 == 0) & ~quotes
    separators = np.flatnonzero(ends_cell)
    is_break = signs[marks] == _BREAK[0]
    lasts = np.flatnonzero(is_break[separators])
    if not len(lasts):
        raise NeedsSlowPathError
    separators = separators[: lasts[-1] + 1]
    stops = marks[separators]
    length = int(stops[-1]) + 1
    if is_end and length < len(content):
        raise NeedsSlowPathError
    content, signs = content[:length], signs[:length]
    text = None if content.isascii() else _decode(content)
    marks, quotes = marks[: separators[-1] + 1], quotes[: separators[-1] + 1]
    _check_quotes(signs, marks[quotes])
    starts = np.concatenate(([0], stops[:-1] + 1))
    returns = np.flatnonzero(signs == _RETURN[0]) if _RETURN in content else stops[:0]
    ends = _find_ends(signs, stops, returns)
    if int((ends - starts).max()) > LONGEST_CELL:
        raise NeedsSlowPathError
    # What stands between two separators: nothing special, or two quotes, or what needs them.
    between = np.diff(separators, prepend=-1) - 1
    firsts = np.concatenate(([0], lasts + 1))
    return Block(
        content=content,
        text=text,
        signs=signs,
        offset=offset,
        row=row,
        line=line,
        starts=starts,
        ends=ends,
        firsts=firsts,
        breaks=marks[is_break[: len(marks)]],
        returns=returns,
        quoted=between > 0,
        bare=between == 2,  # noqa: PLR2004 - its two quotes
        is_last_open=is_last_open,
    )


def _decode(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise NeedsSlowPathError from error


def _find_ends(signs: NDArray[np.uint8], stops: Numbers, returns: Numbers) -> Numbers:
    """Return where cells end, from their commas and line breaks and from all carriage returns."""
    if not len(returns):
        return stops
    is_before_break = (signs[stops - 1] == _RETURN[0]) & (signs[stops] == _BREAK[0])
    if np.count_nonzero(is_before_break) != len(returns):
        raise NeedsSlowPathError
    ends: Numbers = stops - is_before_break
    return ends


def _check_quotes(signs: NDArray[np.uint8], quotes: Numbers) -> None:
    """Check that quotes stand around cells, and that one within is doubled."""
    around = np.frombuffer(_COMMA + _BREAK + _QUOTE + _RETURN, np.uint8)
    opening, closing = quotes[0::2], quotes[1::2]
    before, after = signs[opening[opening > 0] - 1], signs[closing + 1]
    if not (np.isin(before, around[:-1]).all() and np.isin(after, around).all()):
        raise NeedsSlowPathError
