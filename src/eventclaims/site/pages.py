"""The pages of one version in a site, each with its path."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from eventclaims.documentation.citation import Citation
from eventclaims.documentation.citation_styles import FORMATS, format_apa
from eventclaims.documentation.intervals import describe_interval, make_scale
from eventclaims.documentation.provenance import BY_MODELS
from eventclaims.documentation.row_context import Entry, Piece, Row
from eventclaims.package.model import Table
from eventclaims.render.escaping import escape_controls
from eventclaims.render.templates import make_environment
from eventclaims.site.addresses import make_link
from eventclaims.site.bars import draw_axis, draw_bar
from eventclaims.site.check.page import render_check
from eventclaims.site.data import make_data, write_linked_data
from eventclaims.site.edition import RETIRED, Edition
from eventclaims.site.feed import FEED
from eventclaims.site.matrix import make_matrices
from eventclaims.site.network import render_network
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
        for row in edition.rows.rows[table.name]:
            if edition.locate(table.name, record := edition.rows.get_key(table, row)):
                yield from _make_row(edition, table, record, earlier)
    for row in edition.list_retired():
        yield _make_tomb(edition, row)
    for table in edition.rows.tables.values():
        yield _make_table(edition, table)
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


def find_forward(path: str) -> str:
    """Return the path in `latest/` of a page of any version."""
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
    path = edition.locate(table.name, record)
    versions = [(e.version, e.locate(table.name, record) or e.tombs.get(record)) for e in earlier]
    json_path = f"{path.removesuffix('.html')}.json"
    context = edition.rows.read_context(table.name, record)
    bars = list_dates(edition.rows, table, context.cells)
    words = edition.rows.describe_words(table.name, record)
    yield _render(
        edition,
        path,
        "row",
        f"{record}: {words}" if words else record,
        table_title=edition.rows.get_title(table),
        columns=f"{make_link(edition.locate_table(table.name), path)}#columns",
        json=make_link(json_path, path),
        versions=[(version, make_link(other, path)) for version, other in versions if other],
        check=f"{make_link(f'{edition.version}/{CHECK}', path)}#{quote(record)}",
        bars=bars,
        scale=make_scale([bar.interval for bar in bars]),
        **_DRAWING,
        context=context,
        provenance=f"This row was {BY_MODELS}." if context.citation.by_models else "",
        **_cite(context.citation),
    )
    name = {"package": edition.name, "version": edition.version}
    place = {"table": table.name, "record": record, "iri": context.citation.iri}
    yield json_path, f"{json.dumps({**name, **place, 'cells': context.cells})}\n"


def _make_tomb(edition: Edition, row: Row) -> Page:
    record, successor = row["record_id"], row.get("replaced_by", "")
    cells = [*edition.rows.list_cells(edition.rows.tables[RETIRED], row, ("replaced_by",))]
    if successor:
        found = edition.rows.describe(edition.find_table(successor), successor)
        cells.append(Entry(Piece("Replaced by"), (found,)))
    heading = f"{record} was retired in {row.get('version', '')}"
    return _render(edition, edition.tombs[record], "tomb", heading, cells=cells)


def _make_table(edition: Edition, table: Table) -> Page:
    rows, fields = edition.rows, table.schema["fields"]
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
    return _render(
        edition,
        edition.locate_table(table.name),
        "table",
        rows.get_title(table),
        description=_describe_table(table),
        entries=[rows.describe_entry(table, row, hidden) for row in rows.rows[table.name]],
        columns=columns,
    )


def _make_views(edition: Edition) -> Iterator[Page]:
    rows = edition.rows
    values: dict[str, dict[str, Any]] = {
        "timeline": {**render_timeline(edition, f"{edition.version}/timeline.html"), **_DRAWING},
        "events": {"events": [*list_events(rows)]},
        "claims": {"matrices": make_matrices(rows, edition.codings)},
        "network": render_network(rows),
        "places": {"places": list_places(rows), "write_place": write_place},
        "contradictions": {
            "contradictions": [*list_contradictions(rows)],
            "discrepancies": [*list_discrepancies(rows)],
        },
    }
    for title, file, _ in VIEWS:
        name = file.removesuffix(".html")
        path = f"{edition.version}/{file}"
        render = render_check if file == CHECK else render_search
        found = values.get(name) or render(edition, path)
        yield _render(edition, path, name, title, current=title, **found)


def _describe_table(table: Table) -> str:
    return str(table.resource.get("description") or table.schema.get("description") or "")


def _cite(citation: Citation) -> dict[str, Any]:
    formats = [(_FORMAT_NAMES[n], make(citation)) for n, make in FORMATS if n in _FORMAT_NAMES]
    return {"apa": format_apa(citation), "formats": formats}


def _render(
    edition: Edition,
    path: str,
    template: str,
    heading: str,
    **values: Any,  # noqa: ANN401 - any value of a template
) -> Page:
    """Return a page from a template of this package."""

    def write(pieces: Iterable[Piece]) -> str:
        return "".join(_write_piece(edition, path, piece) for piece in pieces)

    # Safe: every piece is escaped.
    def show(pieces: Iterable[Piece]) -> Markup:
        return Markup(write(pieces))  # noqa: S704

    def show_cells(entries: Iterable[Entry]) -> Markup:
        return Markup("".join(_write_cells(entries, write)))  # noqa: S704

    menu = [(edition.title, make_link(f"{edition.version}/{INDEX}", path))]
    menu += [(title, make_link(f"{edition.version}/{file}", path)) for title, file, _ in VIEWS]
    found = _environment().get_template(f"site/{template}.html.jinja")
    page = found.render(
        {"current": "", **values},
        edition=edition,
        heading=heading,
        menu=menu,
        latest=make_link(find_forward(path), path),
        show=show,
        link=lambda piece: make_link(edition.locate(piece.table, piece.record), path),
        show_cells=show_cells,
    )
    return path, page


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
