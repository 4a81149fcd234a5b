"""A workbook while it is written, with its cell formats."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from eventclaims.exchange.exported import Rows
from eventclaims.exchange.layout import SheetPlan
from eventclaims.package.model import Package
from eventclaims.package.standard import Codelists
from eventclaims.report.finding import Finding
from eventclaims.tables.sheets import choose_height

# Empty rows after the last one of a table, with the next ids where its rows have ids.
SPARE = 200
LONGEST_NOTE = 30_000
# A list in a validation, and a text of a link.
LONGEST_LIST = 255
# Before the name of a table: the name of the list of its ids.
IDS = "ids_"
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
    spare: int = SPARE
    findings: dict[tuple[str, str], list[Finding]] = field(default_factory=dict)
    # Where the codes of each code list are on their sheet.
    lists: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    formats: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def codelists(self) -> Codelists:
        """The code lists of the package."""
        return self.package.read_codelists()


def add_formats(file: Any) -> dict[str, Any]:  # noqa: ANN401 - xlsxwriter has no types
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


def join_key(plan: SheetPlan, row: Mapping[str, str]) -> str:
    """Return the key of a row as findings have it."""
    return "/".join(row.get(name, "") for name in plan.table.key)
