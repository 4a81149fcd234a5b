"""The search of a site: an index of the rows with words."""

from collections import defaultdict
from typing import Any

from eventclaims.render.escaping import escape_controls
from eventclaims.site.addresses import make_link
from eventclaims.site.edition import Edition
from eventclaims.site.scripts import embed_script, read_script

_SCRIPT = "search.js"


def render_search(edition: Edition, path: str) -> dict[str, Any]:
    """Return the values of the search page: the script, its hash, and the titles of the tables."""
    index = make_index(edition, path)
    titles = [*dict.fromkeys(row[1] for row in index)]
    return {**embed_script(read_script(_SCRIPT), "startSearch", index), "titles": titles}


def make_index(edition: Edition, path: str) -> list[list[str]]:
    """Return the rows that have words: address, table, id, words, and what else they are found by.

    That is the labels of codes, and the names of an actor in every spelling.
    """
    rows = edition.rows
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows.rows.get("actor_names", ()):
        names[row.get("actor_id", "")].append(row.get("name", ""))
    index = []
    for table in edition.paged:
        coded = [f["name"] for f in table.schema["fields"] if f.get("codelist")]
        for row in rows.rows[table.name] if table.name != "actor_names" else ():
            key = rows.get_key(table, row)
            words = rows.describe_words(table.name, key)
            if not (words and edition.locate(table.name, key)):
                continue
            labels = [rows.describe_cell(table, row, c).text for c in coded if row.get(c)]
            found_by = dict.fromkeys([*labels, *(names[key] if table.name == "actors" else ())])
            link = make_link(edition.locate(table.name, key), path)
            texts = (rows.get_title(table), key, words, " \u00b7 ".join(found_by))
            index.append([link, *(escape_controls(" ".join(text.split())) for text in texts)])
    return index
