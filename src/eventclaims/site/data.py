"""A version for machines: every table as JSON, described in Croissant and schema.org."""

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from eventclaims.release.files import ReleaseFile
from eventclaims.release.metadata.croissant import describe_croissant, describe_dataset
from eventclaims.release.release_table import ReleaseTable
from eventclaims.site.addresses import make_link, name_folder
from eventclaims.site.edition import Edition

# No table has this name, because those of the tables end in .json.
_CROISSANT = "croissant.jsonld"
_DATE = "datePublished"


def make_data(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the path and content of the JSON of each table, and of its description."""
    rows = edition.rows
    tables, files = [], []
    for table in rows.tables.values():
        title, file = rows.get_title(table), f"{name_folder(table.name)}.json"
        head = {"package": edition.name, "version": edition.version, "table": table.name}
        content = f"{json.dumps({**head, 'rows': rows.rows[table.name]})}\n"
        yield f"{edition.version}/{file}", content
        tables.append(ReleaseTable(table.name, title, file, table.schema, rows.rows[table.name]))
        files.append(ReleaseFile(file, f"The rows of {title} as objects.", content.encode()))
    codelists = {name: tuple(codes.values()) for name, codes in rows.codes.items()}
    document = describe_croissant(edition.about, tables, codelists, tuple(files))
    yield f"{edition.version}/{_CROISSANT}", _write_json(edition, document)


def write_linked_data(edition: Edition, base: str) -> Markup:
    """Return the description of a version for the front page, as a script without code.

    Args:
        edition: The version.
        base: Address of the site with a final slash; without it, addresses are relative to it.
    """
    downloads = [
        {
            "@type": "DataDownload",
            "name": edition.rows.get_title(table),
            "encodingFormat": "application/json",
            "contentUrl": base + make_link(f"{edition.version}/{name_folder(table.name)}.json", ""),
        }
        for table in edition.rows.tables.values()
    ]
    facts = describe_dataset(edition.about)
    # A term of Croissant alone.
    facts.pop("citeAs", None)
    document = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        **({"url": base} if base else {}),
        **facts,
        "subjectOf": base + make_link(f"{edition.version}/{_CROISSANT}", ""),
        "distribution": downloads,
    }
    # Safe: the text has no "<".
    return Markup(_write_json(edition, document))  # noqa: S704


def _write_json(edition: Edition, document: dict[str, Any]) -> str:
    """Return a description as ASCII without "<", and without a day if the descriptor has none."""
    known = {key: value for key, value in document.items() if edition.day or key != _DATE}
    text = json.dumps(known, indent=1).replace("<", "\\u003c")
    return f"{text}\n"
