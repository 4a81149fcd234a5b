"""Find the passages that a file names by words or by positions; the words are not kept."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eventclaims.errors import TextsError
from eventclaims.evidence.locate import locate
from eventclaims.evidence.spans import describe_span, read_span
from eventclaims.evidence.texts import Text, Texts, read_texts
from eventclaims.exchange.entries import Entries, EntryError, Row
from eventclaims.exchange.layout import CONTEXT, NTH, WORDS_COLUMN
from eventclaims.exchange.rows import get_key
from eventclaims.package.standard import SPAN_TABLES
from eventclaims.tables.cells import read_number

_AROUND = 30
_MOST_SHOWN = 5
_SPAN = ("source_id", "start", "end")
_WORDS = (WORDS_COLUMN, NTH, CONTEXT)
Span = tuple[int, int]
Base = Mapping[str, Sequence[Row]]


def find_passages(entries: Entries, base: Base, folder: Path | None) -> None:
    """Replace words in rows of spans by their place in the text, and check entered positions.

    Rows whose passage is not found, or is found more than once, get a fault.

    Args:
        entries: The file that was read; its rows get the columns of a span.
        base: The rows of each table when the file was written.
        folder: The folder of the texts, None if none was given.

    Raises:
        TextsError: If the texts cannot be read.
    """
    texts = Texts(read_texts(folder)) if folder is not None else None
    documents = {row["source_id"]: row for row in base.get("sources", ())}
    sources = entries.sheets.get("sources")
    for cells in sources.rows.values() if sources else ():
        id_ = cells.get("source_id", "")
        documents[id_] = documents.get(id_, {}) | cells
    found: dict[str, Text | None] = {}
    for sheet in filter(lambda sheet: sheet.plan.has_passages, entries.sheets.values()):
        rows = base.get(sheet.plan.name, ())
        known = {get_key(sheet.plan, row): _get_span(row) for row in rows}
        for line, cells in sheet.rows.items():
            try:
                _locate(cells, documents, base, texts, found)
                is_same = known.get(get_key(sheet.plan, cells)) == _get_span(cells)
                if entries.manifest.texts is not None and not is_same:
                    _check_position(cells, documents, entries.manifest.texts, texts)
            except EntryError as error:
                value = cells.get(error.column, "")
                fault = sheet.make_fault(line, error.column, value, error.problem, error.hint)
                entries.faults.add(fault)


def _get_span(cells: Row) -> tuple[str, ...]:
    return tuple(cells.get(name, "") for name in _SPAN)


def _locate(
    cells: Row,
    documents: Mapping[str, Row],
    base: Base,
    texts: Texts | None,
    found: dict[str, Text | None],
) -> None:
    """Replace the words of a row; those that are not found stay for the message."""
    words, nth, context = (cells.get(name, "") for name in _WORDS)
    if words:
        source_id = cells.get("source_id", "")
        document = documents.get(source_id)
        if not source_id or document is None:
            problem = "the document of the passage is missing"
            raise EntryError(problem, "choose a row of sources", "source_id")
        if texts is None:
            problem = "words of a passage without the texts"
            raise EntryError(problem, "give their folder with --texts", WORDS_COLUMN)
        if source_id not in found:
            found[source_id] = _find_text(source_id, document, base, texts)
        text = found[source_id]
        if text is None:
            problem = f"the folder does not contain the text of {source_id}"
            hint = "save it there under the text_name of its row in sources"
            raise EntryError(problem, hint, "source_id")
        if document.get("text_sha256") not in {"", None, text.sha256}:
            problem = f"your copy of the text of {source_id} is not the one that was coded"
            raise EntryError(problem, "use the text that was coded", "source_id")
        start, end = _choose(text.content, words, nth, context, cells)
        cells.update(describe_span(text.content, start, end))
    for name in _WORDS:
        cells.pop(name, None)


def _find_text(source_id: str, document: Row, base: Base, texts: Texts) -> Text | None:
    spans = [
        read_span(table, 0, one).fingerprint
        for table in SPAN_TABLES
        for one in base.get(table, ())
        if one.get("source_id") == source_id
    ]
    name, sha256 = (document.get(key, "") for key in ("text_name", "text_sha256"))
    return texts.match(name, sha256, spans) if name or sha256 or spans else None


def _choose(content: str, words: str, nth: str, context: str, cells: Row) -> Span:
    """Return the one place that is meant."""
    hits = list(_find(content, words, WORDS_COLUMN))
    if not hits:
        problem, hint = "the document does not contain these words", "copy them from its text"
        raise EntryError(problem, hint, WORDS_COLUMN)
    if context:
        around = list(_find(content, context, CONTEXT))
        hits = [hit for hit in hits if any(_contains(outer, hit) for outer in around)]
        if not hits:
            problem = "the document does not contain the words within this context"
            raise EntryError(problem, "copy both from its text", CONTEXT)
    if nth:
        number = read_number(nth)
        if not 1 <= number <= len(hits):
            problem = f"the words occur {len(hits)} times"
            raise EntryError(problem, f"enter a number from 1 to {len(hits)}", NTH)
        return hits[number - 1]
    stated = tuple(read_number(cells.get(name, "")) for name in ("start", "end"))
    if len(hits) > 1 and stated not in hits:
        places = "; ".join(
            f"{n}: {_show(content, hit)}" for n, hit in enumerate(hits[:_MOST_SHOWN], 1)
        )
        more = "" if len(hits) <= _MOST_SHOWN else "; …"
        problem = f"the words occur {len(hits)} times ({places}{more})"
        hint = f"enter 1 to {len(hits)} in {NTH}, or a longer part of the text in {CONTEXT}"
        raise EntryError(problem, hint, WORDS_COLUMN)
    return next((hit for hit in hits if hit == stated), hits[0])


def _find(content: str, words: str, column: str) -> Iterator[Span]:
    try:
        yield from locate(content, words)
    except TextsError as error:
        raise EntryError(str(error), "copy the words from the text", column) from error


def _contains(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _show(content: str, hit: Span) -> str:
    """Return a passage with some characters around it, on one line."""
    around = content[max(hit[0] - _AROUND, 0) : hit[1] + _AROUND]
    return "…" + " ".join(around.split()) + "…"


def _check_position(
    cells: Row,
    documents: Mapping[str, Row],
    hashes: Mapping[str, str],
    texts: Texts | None,
) -> None:
    """Refuse a position that is not in the text in which it was entered, which has a known hash."""
    id_, start, end = _get_span(cells)
    if id_ not in documents or not (start or end):
        return  # A missing document is reported as a reference to no row, or as an empty cell.
    document = documents[id_]
    sha256 = document.get("text_sha256") or hashes.get(document.get("text_name", ""))
    if texts is None:
        problem, hint = "a new position without the texts", "give their folder with --texts"
        raise EntryError(problem, hint, "source_id")
    if sha256 is None or sha256 not in hashes.values():
        problem = f"the file does not name the text of {id_} in which positions count"
        raise EntryError(problem, "enter the name of the text as text_name in sources", "source_id")
    text = texts.match("", sha256)
    if text is None:
        problem = f"the folder does not contain the text of {id_} in which positions count"
        hint = "give the folder of the texts with which the page was written"
        raise EntryError(problem, hint, "source_id")
    first, last = read_number(start), read_number(end)
    if not 0 <= first < last <= len(text.content):
        problem = f"{start or '-'} to {end or '-'} is not within the text of {id_}"
        column = "start" if first < 0 else "end"
        raise EntryError(problem, "select the passage again", column)
