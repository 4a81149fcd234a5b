"""Limits of a sheet of a spreadsheet, and the width and height of its cells."""

import textwrap
from collections.abc import Iterable

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
_MAX_TEXT = 32_767
_MIN_WIDTH, _MAX_WIDTH = 10, 50
_LINE_HEIGHT, _MAX_HEIGHT = 15, 409
# Of XlsxWriter: a text is a text, whatever it looks like.
WRITER_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def find_text_problem(text: str) -> str | None:
    """Return why a cell of a workbook cannot contain a text, None if it can."""
    if len(text.encode("utf-16-le")) > 2 * _MAX_TEXT:
        return f"a cell is longer than {_MAX_TEXT} characters"
    if "\0" in text:
        return "a cell contains a NUL character"
    if text.startswith("<r>") and text.endswith("</r>"):
        return "a cell looks like rich-text mark-up of Excel"
    return None


def find_size_problem(rows: int, columns: int) -> str | None:
    """Return why a sheet cannot contain a table of rows and columns, None if it can."""
    if rows < MAX_ROWS and columns <= MAX_COLUMNS:
        return None
    return f"a sheet has at most {MAX_ROWS - 1} rows and {MAX_COLUMNS} columns"


def choose_width(texts: Iterable[str], least: int = _MIN_WIDTH) -> int:
    """Return the width of a column in characters, within bounds."""
    longest = max(map(len, texts), default=0)
    return min(max(longest, least), _MAX_WIDTH)


def choose_height(cells: Iterable[tuple[str, int]]) -> int | None:
    """Return the height of a row with wrapped texts, because not every spreadsheet chooses it.

    Args:
        cells: The texts, each with the width of its column.

    Returns:
        The height in points; None if one line is enough.
    """
    lines = max(_count_lines(text, width) for text, width in cells)
    return min(_LINE_HEIGHT * lines, _MAX_HEIGHT) if lines > 1 else None


def _count_lines(text: str, width: int) -> int:
    lines = text.split("\n")
    return sum(len(textwrap.wrap(line, width)) if len(line) > width else 1 for line in lines)
