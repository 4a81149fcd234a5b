"""The Atom feed of a site: its versions, and the rows that the latest one changed, with reasons."""

from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree as ET

from eventclaims.documentation.citation import Citation
from eventclaims.documentation.row_context import Row
from eventclaims.render.escaping import escape_controls
from eventclaims.site.addresses import make_link
from eventclaims.site.changes import group_corrections
from eventclaims.site.edition import Edition

FEED = "feed.atom"
# In the head of everything that belongs to a site.
GENERATOR = "eventclaims site"
MOST_CHANGES = 200
_ATOM = "http://www.w3.org/2005/Atom"


def render_feed(editions: Sequence[Edition], base: str = "") -> str:
    """Return the feed as XML; the ids are permanent names, whatever the address of the site.

    Args:
        editions: The versions, the latest first, which must have a day; others without are left
            out.
        base: Address of the site with a final slash; without it, links are relative to the feed.
    """
    latest = editions[0]
    feed = ET.Element("feed", xmlns=_ATOM)
    _add(feed, "title", latest.title)
    _add(feed, "id", f"urn:eventclaims:{latest.rows.citation.fragment.partition('@')[0]}")
    _add(feed, "updated", _write_time(latest))
    _add(feed, "generator", GENERATOR)
    ET.SubElement(feed, "link", href=base or "index.html")
    if base:
        ET.SubElement(feed, "link", rel="self", href=f"{base}{FEED}")
    for author in latest.rows.citation.authors:
        _add(ET.SubElement(feed, "author"), "name", author.name)
    changed = group_corrections(latest, latest.version)
    for edition in editions:
        if edition.day:
            words = _describe_version(edition, len(changed) if edition is latest else 0)
            path = f"{edition.version}/index.html"
            title, link = f"Version {edition.version}", base + make_link(path, "")
            _add_entry(feed, edition, title, edition.rows.citation, link, words)
    for (table, record), rows in [*changed.items()][:MOST_CHANGES]:
        heading = latest.rows.describe(table, record).text
        path = latest.locate(table, record) or latest.tombs.get(record, "")
        listed = table if table in latest.rows.tables else "corrections"
        words = "\n".join(dict.fromkeys(map(_describe_change, rows)))
        address = path or latest.locate_table(listed)
        cited = replace(latest.rows.citation, table=table, record=record)
        _add_entry(feed, latest, heading, cited, base + make_link(address, ""), words)
    ET.indent(feed)
    text = ET.tostring(feed, "unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _describe_version(edition: Edition, changed: int) -> str:
    words = f"{edition.title} {edition.version}."
    if changed:
        words += f" It corrects {changed} rows of earlier versions."
    if changed > MOST_CHANGES:
        words += f" The feed has the first {MOST_CHANGES}; the table of corrections has all."
    return words


def _describe_change(row: Row) -> str:
    old, new = (row.get(name) or "(empty)" for name in ("old", "new"))
    return f"{row.get('field', '')}: {old} \u2192 {new}. {row.get('reason', '')}".rstrip()


def _add_entry(  # noqa: PLR0913, PLR0917 - the parts of an entry
    feed: ET.Element, edition: Edition, title: str, cited: Citation, link: str, words: str
) -> None:
    entry = ET.SubElement(feed, "entry")
    _add(entry, "title", title)
    _add(entry, "id", f"urn:eventclaims:{cited.fragment}")
    _add(entry, "updated", _write_time(edition))
    ET.SubElement(entry, "link", href=link)
    _add(entry, "content", words)


def _add(parent: ET.Element, name: str, text: str) -> None:
    # XML allows no control characters.
    lines = map(escape_controls, text.splitlines())
    ET.SubElement(parent, name).text = "\n".join(lines)


def _write_time(edition: Edition) -> str:
    return f"{edition.day}T00:00:00Z"
