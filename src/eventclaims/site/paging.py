"""Limits of one page of a site, and the division of longer lists into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from eventclaims.documentation.row_context import Entry, Piece

_INDEX = "index.html"
# Other pages that each page of a long list is linked to.
_JUMPS = 10
_NEAR = 2
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest sizes of pages.

    Attributes:
        own_pages: Rows of a table that each have a page; the rows of a larger table share pages.
        rows: Rows on a shared page.
        entries: Rows in the list of a table, and in each section of a row or an event.
        cards: Events, contradictions, discrepancies, corrected rows or retired ids on a page.
        relations: Relations in the table below the network.
    """

    own_pages: int = 1_200
    rows: int = 50
    entries: int = 500
    cards: int = 200
    relations: int = 1_000


LIMITS = Limits()


def divide(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """Return the items of each page; the only page of an empty list has none."""
    return [items[start : start + size] for start in range(0, max(len(items), 1), size)]


def name_part(path: str, number: int) -> str:
    """Return the path of a page of a list, of which the first has the path of the list."""
    if number == 1:
        return path
    folder, _, name = path.rpartition("/")
    stem = "page" if name == _INDEX else name.removesuffix(".html")
    return f"{folder}/{stem}-{number}.html"


def list_jumps(number: int, count: int) -> list[int]:
    """Return the pages to which one of some pages is linked: all of few, near and far of many."""
    step = -(-count // _JUMPS)
    far = {1, count, *range(step, count + 1, step)}
    near = range(max(1, number - _NEAR), min(count, number + _NEAR) + 1)
    return sorted(far | {*near})


def shorten(entries: Sequence[Entry], most: int) -> tuple[Entry, ...]:
    """Return the first entries, and the number of the others as the last."""
    more = len(entries) - most
    left_out = [Entry(Piece(""), (Piece(f"{more:,} more in the table"),))] if more > 0 else []
    return (*entries[:most], *left_out)
