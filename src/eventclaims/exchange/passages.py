"""Find the passages whose words a file contains, and forget the words."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eventclaims.errors import TextsError
from eventclaims.evidence.locate import locate
from eventclaims.evidence.spans import describe_span, read_span
from eventclaims.evidence.texts import Text, Texts, read_texts
from eventclaims.exchange.entries import EnteredRow, EnteredTable, Row
from eventclaims.exchange.faults import Faults
from eventclaims.exchange.layout import CONTEXT, NTH, WORDS_COLUMN
from eventclaims.tables.cells import read_number

_AROUND = 30
_MOST_SHOWN = 5
Span = tuple[int, int]


class _PassageError(ValueError):
    """The words of a passage cannot be found: the column, the fault, and what to do."""

    def __init__(self, column: str, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.column, self.problem, self.remedy = column, problem, remedy


def locate_passages(
    sheets: Mapping[str, EnteredTable],
    base: Mapping[str, Sequence[Row]],
    folder: Path | None,
    faults: Faults,
) -> None:
    """Replace the words in rows of spans by their place in the text of the document.

    Args:
        sheets: The sheets that were read; their rows get the columns of a span.
        base: The rows of each table when the file was written.
        folder: The folder of the texts, None if none was given.
        faults: Gets a fault for each passage that is not found, or found more than once.

    Raises:
        TextsError: If the texts cannot be read.
    """
    texts = Texts(read_texts(folder)) if folder is not None else None
    documents = {row["source_id"]: row for row in base.get("sources", ())}
    sources = sheets.get("sources")
    for row in sources.rows if sources else ():
        id_ = row.cells.get("source_id", "")
        documents[id_] = documents.get(id_, {}) | row.cells
    found: dict[str, Text | None] = {}
    for sheet in filter(lambda sheet: sheet.plan.has_passages, sheets.values()):
        for row in sheet.rows:
            try:
                _locate_row(row, documents, base, texts, found)
            except _PassageError as error:
                value = row.cells.get(error.column, "")
                faults.add(
                    sheet.make_fault(row.line, error.column, value, error.problem, error.remedy)
                )


def _locate_row(
    row: EnteredRow,
    documents: Mapping[str, Row],
    base: Mapping[str, Sequence[Row]],
    texts: Texts | None,
    found: dict[str, Text | None],
) -> None:
    words, nth, context = (row.cells.pop(name, "") for name in (WORDS_COLUMN, NTH, CONTEXT))
    if not words:
        return
    # A message shows the cells of the row; they are removed again when it was found.
    row.cells.update({WORDS_COLUMN: words, NTH: nth, CONTEXT: context})
    source_id = row.cells.get("source_id", "")
    document = documents.get(source_id)
    if not source_id or document is None:
        problem = "the document of the passage is missing"
        raise _PassageError("source_id", problem, "choose a row of sources")
    if texts is None:
        problem, remedy = "words of a passage without the texts", "give their folder with --texts"
        raise _PassageError(WORDS_COLUMN, problem, remedy)
    if source_id not in found:
        spans = [
            read_span(table, 0, one).fingerprint
            for table in ("evidence", "uncoded_passages")
            for one in base.get(table, ())
            if one.get("source_id") == source_id
        ]
        name, sha256 = (document.get(key, "") for key in ("text_name", "text_sha256"))
        found[source_id] = texts.match(name, sha256, spans) if name or sha256 or spans else None
    text = found[source_id]
    if text is None:
        problem = f"the folder does not contain the text of {source_id}"
        remedy = "save it there under the text_name of its row in sources"
        raise _PassageError("source_id", problem, remedy)
    if document.get("text_sha256") not in {"", None, text.sha256}:
        problem = f"your copy of the text of {source_id} is not the one that was coded"
        raise _PassageError("source_id", problem, "use the text that was coded")
    start, end = _choose(text.content, words, nth, context, row)
    for name in (WORDS_COLUMN, NTH, CONTEXT):
        row.cells.pop(name)
    row.cells.update(describe_span(text.content, start, end))


def _choose(content: str, words: str, nth: str, context: str, row: EnteredRow) -> Span:
    """Return the one place that is meant."""
    hits = list(_find(content, words, WORDS_COLUMN))
    if not hits:
        problem, remedy = "the document does not contain these words", "copy them from its text"
        raise _PassageError(WORDS_COLUMN, problem, remedy)
    if context:
        around = list(_find(content, context, CONTEXT))
        hits = [hit for hit in hits if any(_contains(outer, hit) for outer in around)]
        if not hits:
            problem = "the document does not contain the words within this context"
            raise _PassageError(CONTEXT, problem, "copy both from its text")
    if nth:
        number = read_number(nth)
        if not 1 <= number <= len(hits):
            problem = f"the words occur {len(hits)} times"
            raise _PassageError(NTH, problem, f"enter a number from 1 to {len(hits)}")
        return hits[number - 1]
    stated = tuple(read_number(row.cells.get(name, "")) for name in ("start", "end"))
    if len(hits) > 1 and stated not in hits:
        places = "; ".join(
            f"{n}: {_show(content, hit)}" for n, hit in enumerate(hits[:_MOST_SHOWN], 1)
        )
        more = "" if len(hits) <= _MOST_SHOWN else "; …"
        problem = f"the words occur {len(hits)} times ({places}{more})"
        remedy = f"enter 1 to {len(hits)} in {NTH}, or a longer part of the text in {CONTEXT}"
        raise _PassageError(WORDS_COLUMN, problem, remedy)
    return next((hit for hit in hits if hit == stated), hits[0])


def _find(content: str, words: str, column: str) -> Iterator[Span]:
    try:
        yield from locate(content, words)
    except TextsError as error:
        raise _PassageError(column, str(error), "copy the words from the text") from error


def _contains(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _show(content: str, hit: Span) -> str:
    """Return a passage with some characters around it, on one line."""
    around = content[max(hit[0] - _AROUND, 0) : hit[1] + _AROUND]
    return "…" + " ".join(around.split()) + "…"
