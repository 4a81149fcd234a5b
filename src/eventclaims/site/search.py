"""The search of a site: its script and index are in the page, so that it runs from a folder."""

import json
from base64 import b64encode
from collections import defaultdict
from hashlib import sha256
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from eventclaims.render.escaping import escape_controls
from eventclaims.site.addresses import make_link
from eventclaims.site.edition import Edition

_SCRIPT = "search.js"


def render_search(edition: Edition, path: str) -> dict[str, Any]:
    """Return the values of the search page: the script, its hash, and the titles of the tables."""
    index = make_index(edition, path)
    # The characters that could end a script.
    data = json.dumps(index, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    code = (files(__package__) / _SCRIPT).read_text("utf-8")
    script = f"\n{code}startSearch({data});\n"
    digest = b64encode(sha256(script.encode()).digest()).decode()
    titles = [*dict.fromkeys(row[1] for row in index)]
    # Safe: the code is from this package, and its data have no "<".
    return {"script": Markup(script), "digest": digest, "titles": titles}  # noqa: S704


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
