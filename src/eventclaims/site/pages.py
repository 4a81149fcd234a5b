"""The pages of one version in a site, each with its path."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import Environment
from markupsafe import Markup

from eventclaims.documentation.citation import Citation
from eventclaims.documentation.citation_styles import FORMATS, format_apa
from eventclaims.documentation.intervals import describe_interval, make_scale
from eventclaims.documentation.provenance import BY_MODELS
from eventclaims.documentation.row_context import Entry, PackageRows, Piece, Row
from eventclaims.package.model import Table
from eventclaims.render.escaping import escape_controls
from eventclaims.render.scripts import allow_script, read_script
from eventclaims.render.templates import make_environment
from eventclaims.site.addresses import make_link, name_file
from eventclaims.site.bars import draw_axis, draw_bar
from eventclaims.site.changes import group_changed, list_changed, list_history
from eventclaims.site.check.page import render_check
from eventclaims.site.codings import describe_codings, list_runs
from eventclaims.site.contact import make_proposal
from eventclaims.site.data import make_data, write_linked_data
from eventclaims.site.edition import RETIRED, Edition
from eventclaims.site.feed import FEED
from eventclaims.site.matrix import make_matrices
from eventclaims.site.network import render_network
from eventclaims.site.paging import divide, list_jumps, name_part, shorten
from eventclaims.site.places import list_places, write_place
from eventclaims.site.search import render_search
from eventclaims.site.timeline import render_timeline
from eventclaims.site.views import (
    list_contradictions,
    list_dates,
    list_discrepancies,
    list_events,
)

Page = tuple[str, str]
"""The path of a file inside the site, and its content."""
INDEX = "index.html"
CHECK = "check.html"
LATEST = "latest"
# Title, file and content of the pages to look at.
VIEWS = (
    ("Search", "search.html", "names in every spelling, summaries, types"),
    (
        "Timeline",
        "timeline.html",
        "statements by group and events, from first to last possible day",
    ),
    ("Events", "events.html", "who claims, attributes and denies each event"),
    ("Claims", "claims.html", "claim types and issues by group, in both codings and settled"),
    ("Network", "network.html", "the relations between actors as of a date"),
    ("Places", "places.html", "events and claims at each place, and those known to no place"),
    ("Contradictions", "contradictions.html", "conflicting claims and reports side by side"),
    ("Changes", "changes.html", "corrected rows and retired ids of each version, with reasons"),
    ("Check a copy", CHECK, "the passages behind the rows, in your own copy of a report"),
)
_DRAWING: dict[str, Any] = {
    "describe": describe_interval,
    "draw": draw_bar,
    "draw_axis": draw_axis,
}
_FORMAT_NAMES = {"bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON", "chicago": "Chicago"}
_HASH = "_sha256"
_BREAKS = re.compile(r"\s+")


def make_pages(edition: Edition, earlier: Sequence[Edition] = ()) -> Iterator[Page]:
    """Yield the pages of a version and the JSON of its rows.

    They do not depend on later versions, so that they never change; every page has a link to its
    address in `latest/`.

    Args:
        edition: The version.
        earlier: The earlier versions in the site, to which its rows are linked.
    """
    for table in edition.paged:
        if table.name in edition.shared:
            yield from _make_shared(edition, table, earlier)
        else:
            for record in edition.list_records(table):
                yield from _make_row(edition, table, record, earlier)
    for row in edition.list_retired():
        yield _make_tomb(edition, row, earlier)
    for table in edition.rows.tables.values():
        yield from _make_table(edition, table)
    yield from _make_views(edition)
    yield from make_data(edition)
    yield make_front(edition, f"{edition.version}/{INDEX}")


def make_front(edition: Edition, path: str, versions: tuple[str, ...] = (), base: str = "") -> Page:
    """Return the front page of a version.

    Args:
        edition: The version.
        path: Path of the page.
        versions: All versions in the site; the page at its top has them, and data for machines.
        base: Address of the site with a final slash, empty if it is unknown.
    """
    rows = edition.rows
    tables = [
        (
            rows.get_title(table),
            make_link(edition.locate_table(table.name), path),
            len(rows.rows[table.name]),
            _describe_table(table),
        )
        for table in rows.tables.values()
    ]
    return _render(
        edition,
        path,
        "front",
        edition.title,
        conformance=rows.citation.conformance,
        provenance=rows.provenance.describe(),
        views=[
            (title, make_link(f"{edition.version}/{file}", path), about)
            for title, file, about in VIEWS
        ],
        tables=tables,
        linked_data=write_linked_data(edition, base) if versions else "",
        feed=FEED if versions and edition.day else "",
        versions=[(version, make_link(f"{version}/{INDEX}", path)) for version in versions],
        **_cite(rows.citation),
    )


def find_forward(target: str) -> str:
    """Return the path in `latest/` of a page of any version, or of a row that shares its page."""
    path, _, part = target.partition("#")
    if part:
        path = f"{path.rpartition('/')[0]}/{name_file(unquote(part))}.html"
    return f"{LATEST}/{path.partition('/')[2] or path}"


def render_forward(path: str, target: str, version: str, base: str) -> str:
    """Return a page at a path that leads to the page of the latest version.

    Args:
        path: Path of the page.
        target: Path of the other page.
        version: The latest version.
        base: Address of the site with a final slash, empty if it is unknown.
    """
    link = make_link(target, path)
    canonical = base + make_link(target, "") if base else link
    template = _environment().get_template("site/forward.html.jinja")
    return template.render(target=link, canonical=canonical, version=version)


def _make_row(
    edition: Edition, table: Table, record: str, earlier: Sequence[Edition]
) -> Iterator[Page]:
    """Yield the page of a row and its cells as JSON."""
    path = edition.locate(table.name, record)
    heading, values, data = _describe_row(edition, table, record, path, earlier)
    yield _render(edition, path, "row", heading, **values)
    yield _name_json(path), _write_json(edition, table, data)


def _make_shared(edition: Edition, table: Table, earlier: Sequence[Edition]) -> Iterator[Page]:
    """Yield the pages that the rows of a large table share, and their cells as JSON."""
    template = _environment().get_template("site/row.html.jinja")
    pages = divide(edition.list_records(table), edition.limits.rows)
    for number, records in enumerate(pages, 1):
        path = edition.locate_rows(table.name, number)
        articles, data = [], []
        for record in records:
            heading, values, cells = _describe_row(edition, table, record, path, earlier)
            context = template.new_context(values | _make_helpers(edition, path))
            # Safe: the template escapes.
            body = Markup("".join(template.blocks["main"](context)))  # noqa: S704
            articles.append((record, heading, body))
            data.append(cells)
        yield _render(
            edition,
            path,
            "rows",
            f"{edition.rows.get_title(table)}: {records[0]} to {records[-1]}",
            articles=articles,
            json=make_link(_name_json(path), path),
            **_embed_copying(),
            pager=_render_pager(
                number, tuple(edition.locate_rows(table.name, n + 1) for n in range(len(pages)))
            ),
        )
        yield _name_json(path), _write_json(edition, table, {"rows": data})


def _name_json(path: str) -> str:
    return f"{path.removesuffix('.html')}.json"


def _write_json(edition: Edition, table: Table, data: dict[str, Any]) -> str:
    head = {"package": edition.name, "version": edition.version, "table": table.name}
    return f"{json.dumps(head | data)}\n"


def _describe_row(
    edition: Edition, table: Table, record: str, path: str, earlier: Sequence[Edition]
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return the heading of a row, the values of its page, and its data for machines.

    Args:
        edition: The version.
        table: The table of the row.
        record: The id of the row.
        path: The path of its page.
        earlier: The earlier versions in the site.
    """
    versions = [(e.version, e.locate(table.name, record) or e.tombs.get(record)) for e in earlier]
    context = edition.rows.read_context(table.name, record)
    sections = tuple(
        replace(section, entries=shorten(section.entries, edition.limits.entries))
        for section in context.sections
        if section.table != "corrections"
    )
    bars = list_dates(edition.rows, table, context.cells)
    words = edition.rows.describe_words(table.name, record)
    codings = edition.row_codings.get((table.name, record), [])
    about = [edition.rows.describe(*row) for row in edition.adjudicated.get(record, ())]
    values: dict[str, Any] = {
        # The ids of the parts of a shared page begin with that of the row.
        "prefix": f"{record}/" if table.name in edition.shared else "",
        "record": record,
        "words": words,
        "table_title": edition.rows.get_title(table),
        "index": make_link(edition.locate_table(table.name), path),
        "json": make_link(_name_json(path), path),
        "versions": [(version, make_link(other, path)) for version, other in versions if other],
        "check": f"{make_link(f'{edition.version}/{CHECK}', path)}#{quote(record)}",
        "bars": bars,
        "scale": make_scale([bar.interval for bar in bars]),
        **_DRAWING,
        "sections": sections,
        "about": about if table.name == "adjudications" else [],
        "codings": describe_codings(edition.rows, table.name, codings),
        "history": list_history(edition, table.name, record),
        "runs": list_runs(edition.rows, edition.runs, table.name, record),
        "provenance": f"This row was {BY_MODELS}." if context.citation.by_models else "",
        "proposal": make_proposal(edition.contact, context.citation),
        **_cite(context.citation),
    }
    data = {"record": record, "iri": context.citation.iri, "cells": context.cells}
    return f"{record}: {words}" if words else record, values, data


def _make_tomb(edition: Edition, row: Row, earlier: Sequence[Edition]) -> Page:
    record, successor = row["record_id"], row.get("replaced_by", "")
    cells = edition.rows.list_cells(edition.rows.tables[RETIRED], row, ("replaced_by",))
    heading, path = f"{record} was retired in {row.get('version', '')}", edition.tombs[record]
    versions = [(e.version, e.locate(e.find_table(record), record)) for e in earlier]
    return _render(
        edition,
        path,
        "tomb",
        heading,
        cells=cells,
        successor=edition.describe(edition.find_table(successor), successor) if successor else None,
        versions=[(version, make_link(other, path)) for version, other in versions if other],
        history=[
            change
            for table in edition.rows.tables
            for change in list_history(edition, table, record)
        ],
    )


def _make_table(edition: Edition, table: Table) -> Iterator[Page]:
    """Yield the pages that list the rows of a table; the first describes its columns."""
    rows, fields = edition.rows, table.schema["fields"]
    found, title = rows.rows[table.name], rows.get_title(table)
    hidden = tuple(name for name in table.fields if name.endswith(_HASH))
    columns = [
        (
            str(field.get("title", field["name"])),
            field["name"],
            str(field.get("description", "")),
            [*rows.codes.get(field.get("codelist", ""), {}).values()],
        )
        for field in fields
    ]
    path, parts = edition.locate_table(table.name), divide(found, edition.limits.entries)
    for number, part in enumerate(parts, 1):
        yield _render(
            edition,
            name_part(path, number),
            "table",
            _number_heading(title, number),
            description=_describe_table(table),
            number=len(found),
            entries=[rows.describe_entry(table, row, hidden) for row in part],
            columns=columns if number == 1 else [],
            pager=_render_parts(path, number, len(parts)),
        )


def _make_views(edition: Edition) -> Iterator[Page]:
    rows, limits = edition.rows, edition.limits
    divided: dict[str, list[dict[str, Any]]] = {
        "events": [
            {"events": [replace(card, cells=shorten(card.cells, limits.entries)) for card in part]}
            for part in divide([*list_events(rows)], limits.cards)
        ],
        "contradictions": [*_divide_contradictions(rows, limits.cards)],
        "changes": [
            {"versions": group_changed(part)}
            for part in divide(list_changed(edition), limits.cards)
        ],
    }
    values: dict[str, dict[str, Any]] = {
        "timeline": {**render_timeline(edition, f"{edition.version}/timeline.html"), **_DRAWING},
        "claims": {"matrices": make_matrices(rows, edition.codings)},
        "network": render_network(rows, limits.relations),
        "places": {"places": list_places(rows), "write_place": write_place},
    }
    for title, file, _ in VIEWS:
        name = file.removesuffix(".html")
        path = f"{edition.version}/{file}"
        render = render_check if file == CHECK else render_search
        parts = divided.get(name) or [values.get(name) or render(edition, path)]
        for number, found in enumerate(parts, 1):
            yield _render(
                edition,
                name_part(path, number),
                name,
                _number_heading(title, number),
                current=title,
                pager=_render_parts(path, number, len(parts)),
                **found,
            )


def _divide_contradictions(rows: PackageRows, most: int) -> Iterator[dict[str, Any]]:
    """Yield the contradictions and discrepancies of each page, and what the package lacks."""
    listed = [("contradictions", card) for card in list_contradictions(rows)]
    listed += [("discrepancies", card) for card in list_discrepancies(rows)]
    missing = {"contradictions", "discrepancies"} - {kind for kind, _ in listed}
    for number, part in enumerate(divide(listed, most)):
        yield {
            "missing": set() if number else missing,
            "contradictions": [card for kind, card in part if kind == "contradictions"],
            "discrepancies": [card for kind, card in part if kind == "discrepancies"],
        }


def _number_heading(title: str, number: int) -> str:
    return f"{title}, page {number}" if number > 1 else title


def _describe_table(table: Table) -> str:
    return str(table.resource.get("description") or table.schema.get("description") or "")


def _cite(citation: Citation) -> dict[str, Any]:
    formats = [(_FORMAT_NAMES[n], make(citation)) for n, make in FORMATS if n in _FORMAT_NAMES]
    return {
        "apa": format_apa(citation),
        "formats": formats,
        "iri": citation.iri,
        **_embed_copying(),
    }


def _render(
    edition: Edition,
    path: str,
    template: str,
    heading: str,
    **values: Any,  # noqa: ANN401 - any value of a template
) -> Page:
    """Return a page from a template of this package."""
    folder, current = path.rpartition("/")[0], values.get("current", "")
    template_found = _environment().get_template(f"site/{template}.html.jinja")
    page = template_found.render(
        {"pager": "", **values},
        heading=heading,
        menu=_render_menu(edition.title, edition.version, folder, current),
        latest=make_link(find_forward(path), path),
        **_make_helpers(edition, path),
    )
    return path, page


def _make_helpers(edition: Edition, path: str) -> dict[str, Any]:
    """Return what all templates use on a page: the version, and functions for its rows."""

    def write(pieces: Iterable[Piece]) -> str:
        return "".join(_write_piece(edition, path, piece) for piece in pieces)

    # Safe: every piece is escaped.
    def show(pieces: Iterable[Piece]) -> Markup:
        return Markup(write(pieces))  # noqa: S704

    def show_cells(entries: Iterable[Entry]) -> Markup:
        return Markup("".join(_write_cells(entries, write)))  # noqa: S704

    return {
        "edition": edition,
        "show": show,
        "show_cells": show_cells,
        "link": lambda piece: make_link(edition.locate(piece.table, piece.record), path),
    }


@lru_cache(maxsize=64)
def _render_menu(title: str, version: str, folder: str, current: str) -> Markup:
    """Return the links to the views, which all pages of a folder share."""
    page = f"{folder}/" if folder else ""
    menu = [(title, make_link(f"{version}/{INDEX}", page))]
    menu += [(view, make_link(f"{version}/{file}", page)) for view, file, _ in VIEWS]
    template = _environment().get_template("site/menu.html.jinja")
    # Safe: the template escapes.
    return Markup(template.render(menu=menu, current=current).rstrip("\n"))  # noqa: S704


def _render_parts(path: str, number: int, count: int) -> Markup:
    """Return the links between the pages of a list, empty if there is only one."""
    return _render_pager(number, tuple(name_part(path, n + 1) for n in range(count)))


def _render_pager(number: int, paths: tuple[str, ...]) -> Markup:
    page, count = paths[number - 1], len(paths)
    links = [(n, make_link(paths[n - 1], page)) for n in list_jumps(number, count)]
    template = _environment().get_template("site/pager.html.jinja")
    # Safe: the template escapes.
    return Markup(template.render(links=links, number=number) if count > 1 else "")  # noqa: S704


def _write_cells(
    entries: Iterable[Entry], write: Callable[[Iterable[Piece]], str]
) -> Iterator[str]:
    """Yield the lines of a table of names and texts; most of a page is made of these."""
    yield '<table class="cells">\n<tbody>\n'
    for entry in entries:
        text = write(entry.pieces)
        if entry.name.text:
            yield f'<tr><th scope="row">{write([entry.name])}</th><td>{text}</td></tr>\n'
        else:
            yield f'<tr><td colspan="2">{text}</td></tr>\n'
    yield "</tbody>\n</table>"


def _write_piece(edition: Edition, path: str, piece: Piece) -> str:
    """Return a piece as HTML: a link to the page of its row, or a code with its definition."""
    words = _write_html(piece.text)
    if piece.table and (target := edition.locate(piece.table, piece.record)):
        return f'<a href="{make_link(target, path)}" dir="auto">{words}</a>'
    if piece.hint:
        return f'<abbr title="{_write_html(piece.hint)}">{words}</abbr>'
    return f"<bdi>{words}</bdi>"


@cache
def _embed_copying() -> dict[str, Any]:
    """Return the script of the buttons that copy a text, and its hash for the policy."""
    script = read_script("site/copy.js")
    return allow_script(f"\n{script}")


@cache
def _environment() -> Environment:
    return make_environment(html=True, words=_write_words, lines=_write_lines)


@lru_cache(maxsize=4096)
def _write_html(text: str) -> str:
    """Return a text as one line of HTML; columns and codes recur on many pages."""
    return escape(_write_words(text))


def _write_words(text: str) -> str:
    """Return a text as one line in which controls of the writing direction are visible."""
    return escape_controls(text if text.isprintable() else _BREAKS.sub(" ", text))


def _write_lines(text: str) -> str:
    return "\n".join(map(escape_controls, text.splitlines()))
