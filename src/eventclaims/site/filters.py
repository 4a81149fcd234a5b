"""The filters of the search and of the timeline, with the rows as their script reads them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eventclaims.documentation.row_context import PackageRows
from eventclaims.render.escaping import escape_controls
from eventclaims.render.scripts import embed_script
from eventclaims.site.addresses import make_link, name_folder
from eventclaims.site.edition import Edition
from eventclaims.site.items import Item, list_names
from eventclaims.site.places import name_country
from eventclaims.site.scripts import read_script

_SCRIPT = "filters.js"
# Name, title and code list of each filter.
_FILTERS = (
    ("table", "Table", ""),
    ("said_by", "Said by", ""),
    ("claim_type", "Claim type", "claim_type"),
    ("issue", "Issue", "claim_issue"),
    ("event_type", "Event type", "event_type"),
    ("report", "Report", ""),
    ("country", "Country", ""),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: its name in the address of a page, its title, and its values with their words."""

    name: str
    title: str
    options: tuple[tuple[str, str], ...]


def render_filters(
    edition: Edition, path: str, items: Sequence[Item], script: str, start: str, **facts: str
) -> dict[str, Any]:
    """Return the values of a page that filters rows: the filters, and the script with its rows.

    Args:
        edition: The version.
        path: Path of the page.
        items: The rows.
        script: The script of the page, which uses the functions of the filters.
        start: Its function that is called when the page is loaded.
        facts: What else the script reads.
    """
    filters = list_filters(edition.rows, items)
    code = read_script(_SCRIPT) + read_script(script)
    data = {**encode_items(edition, path, items, filters), **facts}
    return {"filters": filters, **embed_script(code, start, data)}


def list_filters(rows: PackageRows, items: Iterable[Item]) -> tuple[Filter, ...]:
    """Return the filters with a value in some rows, each with the values of these rows."""
    found: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for name, values in item.by_filter.items():
            found[name].update(values)
    return tuple(
        Filter(name, title, tuple(_list_options(rows, name, codelist, found[name])))
        for name, title, codelist in _FILTERS
        if found[name]
    )


def encode_items(
    edition: Edition, path: str, items: Iterable[Item], filters: Sequence[Filter]
) -> dict[str, Any]:
    """Return rows as short as their script can read them.

    A row is its key, words, notes, days, the numbers of its actors and, for each filter, of its
    values; then its address, unless that is the key in the folder of the table.
    """
    numbers = [{value: n for n, (value, _) in enumerate(each.options)} for each in filters]
    actors: dict[str, int] = {}
    encoded: list[list[Any]] = []
    for item in items:
        link = make_link(edition.locate(item.table, item.record), path)
        texts = [escape_line(text) for text in (item.record, item.words, item.notes)]
        named = [actors.setdefault(each, len(actors)) for each in item.actors]
        values = [
            [number[value] for value in item.by_filter[each.name]]
            for each, number in zip(filters, numbers, strict=True)
        ]
        other = [link] if link != f"{item.table}/{item.record}.html" else []
        encoded.append([*texts, item.days, named, values, *other])
    return {
        "file": f"{name_folder(edition.name)}-{edition.version}.csv",
        "filters": [
            {
                "name": each.name,
                "title": each.title,
                "options": [[value, escape_line(words)] for value, words in each.options],
            }
            for each in filters
        ],
        "names": [escape_line(" \u00b7 ".join(list_names(edition.rows, a))) for a in actors],
        "rows": encoded,
    }


def escape_line(text: str) -> str:
    """Return a text as one line in which controls are visible."""
    return escape_controls(" ".join(text.split()))


def _list_options(
    rows: PackageRows, name: str, codelist: str, values: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield values with their words: codes and tables in their order, others by their words."""
    codes = rows.codes.get(codelist, {})
    order = {value: n for n, value in enumerate(rows.tables if name == "table" else codes)}

    def describe(value: str) -> str:
        if name == "table":
            return rows.get_title(rows.tables[value])
        if name == "country":
            return name_country(rows, value)
        if codelist:
            return codes.get(value, {}).get("label", value)
        return rows.describe("actors" if name == "said_by" else "sources", value).text

    def get_place(option: tuple[str, str]) -> tuple[int, str, str]:
        return order.get(option[0], len(order)), option[1].casefold(), option[0]

    yield from sorted(((value, describe(value)) for value in values), key=get_place)
