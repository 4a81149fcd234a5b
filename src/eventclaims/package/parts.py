"""Tables in several files, the parts: joined as Frictionless joins them; positions in the parts.

The first line of each part but the first is left out, whatever it contains. If a part ends without
a line end, the next part continues its last line.
"""

import shutil
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from eventclaims.errors import TableError
from eventclaims.package.paths import has_mark

# What Frictionless reads of a part before it looks for the end of the first line.
_HEAD_BYTES = 100_000
_CHUNK_BYTES = 1024 * 1024
# The bytes of a code point in UTF-8 after its first.
_CONTINUATION = bytes(range(0x80, 0xC0))


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a joined table.

    Attributes:
        file: Its path relative to the package.
        path: Its absolute path.
        start: Offset in bytes of its content in the joined table.
        line: Line of the file, from 1, at which this content begins.
        column: Column of that line, from 1 in code points.
        left_out: The first line, which is left out; empty for the first file.
    """

    file: str
    path: Path
    start: int
    line: int
    column: int
    left_out: bytes


Join = Callable[[Sequence[tuple[str, Path]], Path], list[Part]]
"""Writes files as one; see `join_parts`."""


class PartError(TableError):
    """A file cannot be read as a table; the message is the cause, as a clause.

    Attributes:
        file: Its path relative to the package.
    """

    def __init__(self, file: str, cause: str) -> None:
        super().__init__(cause)
        self.file = file


def join_parts(files: Sequence[tuple[str, Path]], joined: Path) -> list[Part]:
    """Write the parts of a table as one file.

    Args:
        files: The parts: the path relative to the package, and the absolute path.
        joined: The file to write.

    Raises:
        OSError: If a file cannot be read or written.
    """
    parts: list[Part] = []
    with joined.open("wb") as target:
        for file, path in files:
            with path.open("rb") as source:
                head = _skip_line(source) if parts else b""
                is_line = not head or head.endswith((b"\n", b"\r"))
                line, column = (2 if head else 1, 1) if is_line else (1, _count(head) + 1)
                parts.append(Part(file, path, target.tell(), line, column, head))
                shutil.copyfileobj(source, target, _CHUNK_BYTES)
    return parts


def _skip_line(file: BinaryIO) -> bytes:
    """Skip and return the first line; of a very long one only what Frictionless leaves out."""
    file.read(_HEAD_BYTES)
    file.seek(0)
    head = file.read1(_HEAD_BYTES)  # type: ignore[attr-defined]  # a BufferedReader
    line: bytes = next(iter(head.splitlines(keepends=True)), b"")
    file.seek(len(line))
    return line


def find_part(
    parts: Sequence[Part], starts: Sequence[tuple[int, int]], line: int, column: int | None
) -> tuple[str, int, int | None]:
    """Return the file of the part of a line and column of the joined table, and both in this file.

    Args:
        parts: The parts.
        starts: Where each begins; see `list_starts`.
        line: The line of the joined table.
        column: The column; None if only the line is wanted.
    """
    number = bisect_right(starts, (line, column or 1)) - 1
    part, (first, start) = parts[number], starts[number]
    if line > first or column is None:
        return part.file, part.line + line - first, column
    return part.file, part.line, part.column + column - start


def list_starts(joined: Path, parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Yield the line and column of the joined table at which each part begins."""
    line, column, last = 1, 0 if has_mark(joined) else 1, b""
    with joined.open("rb") as file:
        for end in (*(part.start for part in parts[1:]), 0):
            start = file.tell()
            # The line feed of a line end whose carriage return is in the part before.
            is_in_line_end = last == b"\r" and file.read(1) == b"\n"
            file.seek(start)
            yield (line - 1, sys.maxsize) if is_in_line_end else (line, column)
            while file.tell() < end:
                chunk = file.read(min(_CHUNK_BYTES, end - file.tell()))
                line += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
                line -= last == b"\r" and chunk.startswith(b"\n")
                break_ = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
                column = _count(chunk[break_ + 1 :]) + (column if break_ < 0 else 1)
                last = chunk[-1:]


def _count(text: bytes) -> int:
    """Return the number of code points of a text in UTF-8."""
    return len(text.translate(None, _CONTINUATION))
