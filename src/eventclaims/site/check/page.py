"""The page to check a copy of a text: its script, and the spans that the script compares."""

from collections.abc import Iterator
from typing import Any

from eventclaims.evidence.spans import Span, has_span, read_span
from eventclaims.evidence.word_coverage import NAMING_TABLES
from eventclaims.package.standard import SPAN_TABLES
from eventclaims.render.escaping import escape_line
from eventclaims.render.scripts import COMPARISON, embed_script, read_script, read_text_scripts
from eventclaims.site.addresses import make_link
from eventclaims.site.edition import Edition
from eventclaims.tables.records import HEADER_ROW

_PAGE_SCRIPT = "site/check/page.js"


def render_check(edition: Edition, path: str) -> dict[str, Any]:
    """Return the values of the page: the script, its hash, and the documents."""
    data = make_data(edition, path)
    code = read_text_scripts(*COMPARISON) + read_script(_PAGE_SCRIPT)
    return embed_script(code, "startCheck", data) | {"documents": data["documents"]}


def make_data(edition: Edition, path: str) -> dict[str, Any]:
    """Return the documents with their spans, and the rows that the spans are evidence for.

    Args:
        edition: The version.
        path: Path of the page, for the addresses of rows.
    """
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    spans: dict[str, list[list[str | int]]] = {}
    for span in _list_spans(edition):
        row = (span.cells.get("table", ""), span.cells.get("record_id", ""))
        if span.table != "evidence":
            row = (span.table, span.cells.get("reason", ""))
        if row not in rows:
            rows[row] = {"number": len(rows), **_describe(edition, path, span, *row)}
        spans.setdefault(span.source_id, []).append(_list_values(span, rows[row]["number"]))
    documents = [
        {
            "id": escape_line(source := row.get("source_id", "")),
            "title": escape_line(edition.rows.describe_words("sources", source)),
            "link": _link(edition, path, "sources", source),
            "name": row.get("text_name", ""),
            "sha256": row.get("text_sha256", ""),
            "spans": spans.get(source, []),
        }
        for row in edition.rows.rows.get("sources", ())
        if row.get("kind") == "document"
    ]
    listed = [{name: row[name] for name in row if name != "number"} for row in rows.values()]
    return {"rows": listed, "documents": documents}


def _list_values(span: Span, row: int) -> list[str | int]:
    """Return what the script calls a span, in the order of its readSpan."""
    cells = span.cells
    return [
        escape_line(span.record),
        row,
        escape_line(cells.get("field", "")),
        int(span.table == "evidence"),
        int(cells.get("table", "") in NAMING_TABLES),
        span.start,
        span.end,
        cells.get("text_sha256", ""),
        span.fingerprint.token_count,
        span.fingerprint.token_sha256,
    ]


def _list_spans(edition: Edition) -> Iterator[Span]:
    for table in SPAN_TABLES:
        for number, cells in enumerate(edition.rows.rows.get(table, ()), HEADER_ROW + 1):
            if has_span(cells):
                yield read_span(table, number, cells)


def _describe(edition: Edition, path: str, span: Span, name: str, record: str) -> dict[str, str]:
    """Return the title of the table, the id, the words and the address of a row with evidence."""
    rows = edition.rows
    table = rows.tables.get(name)
    title = rows.get_title(table) if table else name
    if span.table != "evidence" and table:
        return _show_row(title, "", rows.describe_cell(table, span.cells, "reason").text, "")
    found = rows.find(name, record)
    words = rows.describe_words(name, record)
    if not words and table and found:
        words = rows.describe_entry(table, found).text
    return _show_row(title, record, words, _link(edition, path, name, record))


def _show_row(title: str, record: str, words: str, link: str) -> dict[str, str]:
    shown = {"table": title, "id": record, "words": words}
    return {name: escape_line(text) for name, text in shown.items()} | {"link": link}


def _link(edition: Edition, path: str, table: str, record: str) -> str:
    target = edition.locate(table, record)
    return make_link(target, path) if target else ""
