"""The search of a site: the rows with words."""

from collections.abc import Iterator
from typing import Any

from eventclaims.site.addresses import make_link
from eventclaims.site.edition import Edition
from eventclaims.site.filters import Item, list_names, make_item, render_filters
from eventclaims.tables.cells import FORMULA


def render_search(edition: Edition, path: str) -> dict[str, Any]:
    """Return the values of the search page: the tables, the filters and the script."""
    rows = edition.rows
    tables = [
        (rows.get_title(table), make_link(edition.locate_table(table.name), path))
        for table in rows.tables.values()
    ]
    items = [*list_items(edition)]
    found = render_filters(
        edition, path, items, "site/search.js", "startSearch", formula=FORMULA.pattern
    )
    return {"tables": tables, **found}


def list_items(edition: Edition) -> Iterator[Item]:
    """Yield the rows that have words and a page; an actor is found by its name in every spelling.

    The names of an actor have separate pages, but would be found beside it.
    """
    rows = edition.rows
    for table in edition.paged:
        coded = [f["name"] for f in table.schema["fields"] if f.get("codelist")]
        for row in rows.rows[table.name] if table.name != "actor_names" else ():
            key = rows.get_key(table, row)
            if rows.describe_words(table.name, key) and edition.locate(table.name, key):
                notes = [rows.describe_cell(table, row, c).text for c in coded if row.get(c)]
                notes += list_names(rows, key) if table.name == "actors" else ()
                yield make_item(rows, table, row, notes)
