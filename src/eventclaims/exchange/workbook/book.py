"""A workbook while it is written, with its cell formats."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it has no stubs
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]  # likewise

from eventclaims.errors import EventClaimsError
from eventclaims.exchange.layout import FORMAT, SheetPlan
from eventclaims.exchange.rows import Rows
from eventclaims.package.model import Package, read_day
from eventclaims.package.standard import Codelists
from eventclaims.report.finding import Finding
from eventclaims.tables.sheets import WRITER_OPTIONS, choose_height

# Empty rows after the last one of a table, with the next ids where its rows have ids.
SPARE = 200
LONGEST_NOTE = 30_000
# A list in a validation, and a text of a link.
LONGEST_LIST = 255
# Before the name of a table: the name of the list of its ids.
IDS = "ids_"
# Of the notes on cells.
NOTE = {"x_scale": 3, "y_scale": 2}
# xlsxwriter states when a workbook was made; without this, the same package gives other bytes.
_FIRST_DAY = "2000-01-01"
_PAGE_WIDTH = 95
# What a protected sheet allows; only its locked cells cannot be changed.
ALLOWED = dict.fromkeys(
    (
        *("sort", "autofilter", "insert_rows", "delete_rows"),
        *("format_cells", "format_columns", "format_rows"),
    ),
    True,
)


@dataclass
class Book:
    """A workbook that is written: the package, its rows, its findings and the cell formats.

    Its sheets have `spare` empty rows after the last one.
    """

    package: Package
    plans: list[SheetPlan]
    rows: dict[str, Rows]
    file: Any
    formats: dict[str, Any]
    labels: dict[str, dict[str, str]]
    codelists: Codelists
    spare: int
    findings: dict[tuple[str, str], list[Finding]] = field(default_factory=dict)
    # Where the codes of each code list are on their sheet.
    lists: dict[str, str] = field(default_factory=dict)


def make_file(package: Package, title: str, write: Callable[[Any, dict[str, Any]], None]) -> bytes:
    """Return a workbook with what a function writes, given the workbook and its cell formats.

    The same package has the same content.

    Raises:
        EventClaimsError: If a workbook cannot contain it.
    """
    content = io.BytesIO()
    created = datetime.fromisoformat(read_day(package.descriptor) or _FIRST_DAY)
    try:
        with xlsxwriter.Workbook(content, WRITER_OPTIONS) as file:
            file.set_properties({"title": title, "created": created})
            write(file, _add_formats(file))
    except XlsxWriterException as error:
        raise EventClaimsError(f"the workbook cannot be written: {error}") from error
    return content.getvalue()


def _add_formats(file: Any) -> dict[str, Any]:  # noqa: ANN401 - xlsxwriter has no types
    """Add the cell formats of a workbook, and return them by name."""
    text = {"num_format": "@", "text_wrap": True, "valign": "top", "locked": False}
    derived = text | {
        "locked": True,
        "text_wrap": False,
        "bg_color": "#E3E3E3",
        "font_color": "#555555",
    }
    shown = text | {"locked": True, "bg_color": "#F4F4F4"}
    head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "locked": True}
    found = {"bg_color": "#FFD9D0"}
    styles = {
        "text": text,
        "quoted": text | {"quote_prefix": True},
        "shown": shown,
        "shown quoted": shown | {"quote_prefix": True},
        "offered": text | {"font_color": "#767676", "italic": True},
        "derived": derived,
        "found": text | found,
        "found quoted": text | found | {"quote_prefix": True},
        "found derived": derived | found,
        "head": head | {"bg_color": "#E7EDF3"},
        "head required": head | {"bg_color": "#1F4E79", "font_color": "#FFFFFF"},
        "head passage": head | {"bg_color": "#E2EFDA"},
        "head derived": head | {"bg_color": "#C9C9C9"},
        "title": text | {"bold": True, "font_size": 14},
        "heading": text | {"bold": True},
        "link": text | {"font_color": "#0563C1", "underline": 1},
    }
    return {name: file.add_format(style) for name, style in styles.items()}


def write_texts(page: Any, row: int, texts: Sequence[str], style: Any) -> None:  # noqa: ANN401 - likewise
    """Write texts into the cells of a row, from the first column on."""
    for n, text in enumerate(texts):
        page.write_string(row, n, text, style)


def fit_row(page: Any, row: int, cells: Iterable[tuple[str, int]]) -> None:  # noqa: ANN401 - likewise
    """Set the height of a row by its texts, each with the width of its column."""
    height = choose_height(cells)
    if height is not None:
        page.set_row(row, height)


def write_lines(page: Any, lines: Iterable[tuple[str, str, str]], formats: dict[str, Any]) -> None:  # noqa: ANN401 - likewise
    """Write a page of text: for each line its style, its text and the address of its link."""
    page.set_column(0, 0, _PAGE_WIDTH, formats["text"])
    page.hide_gridlines(2)
    page.fit_to_pages(1, 0)
    for row, (style, text, address) in enumerate(lines):
        if address:
            page.write_url(row, 0, address, formats[style], text)
        else:
            page.write_string(row, 0, text, formats[style])
            fit_row(page, row, [(text, _PAGE_WIDTH)])


def read_help(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of a text for `write_lines`; one that begins with # is a heading."""
    for line in path.read_text("utf-8").splitlines():
        yield "heading" if line.startswith("#") else "text", line.removeprefix("# "), ""


def write_manifest(
    page: Any,  # noqa: ANN401 - likewise
    package: Package,
    lines: Iterable[Sequence[str]],
    style: Any,  # noqa: ANN401 - likewise
) -> None:
    """Write what the import compares with the package on a hidden sheet."""
    stated = [("format", FORMAT), ("package", package.name), ("version", package.version or "")]
    page.set_column(0, 2, 20, style)
    for row, cells in enumerate([*stated, *lines]):
        write_texts(page, row, cells, style)
    page.hide()
    page.protect()


def finish_table(page: Any, rows: int, columns: int, frozen: int) -> None:  # noqa: ANN401 - likewise
    """Make a sheet with a header and this size easy to read, filter and print."""
    page.freeze_panes(1, frozen)
    page.autofilter(0, 0, rows, columns - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
