"""Check positions that were entered without words against the texts that they count in."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from eventclaims.evidence.texts import Text, read_texts
from eventclaims.exchange.entries import EnteredRow, EnteredTable, Entries, Row
from eventclaims.exchange.references import get_key
from eventclaims.tables.cells import read_number

_SPAN = ("source_id", "start", "end")


def check_positions(
    entries: Entries, base: Mapping[str, Sequence[Row]], folder: Path | None
) -> None:
    """Add a fault for each new position that is not in the text in which it was entered.

    Args:
        entries: The file that was read; its manifest has the SHA-256 of the texts.
        base: The rows of each table when the file was written.
        folder: The folder of the texts, None if none was given.

    Raises:
        TextsError: If the texts cannot be read.
    """
    texts = None if folder is None else {text.sha256: text for text in read_texts(folder)}
    documents = {row["source_id"]: row for row in base.get("sources", ())}
    sources = entries.sheets.get("sources")
    for row in sources.rows if sources else ():
        id_ = row.cells.get("source_id", "")
        documents[id_] = documents.get(id_, {}) | row.cells
    for sheet in filter(lambda sheet: sheet.plan.has_passages, entries.sheets.values()):
        known = {get_key(sheet.plan, row): row for row in base.get(sheet.plan.name, ())}
        for row in sheet.rows:
            before = known.get(get_key(sheet.plan, row.cells), {})
            is_same = all(row.cells.get(name, "") == before.get(name, "") for name in _SPAN)
            if not is_same and (row.cells.get("start") or row.cells.get("end")):
                _check_row(entries, sheet, row, documents, texts)


def _check_row(
    entries: Entries,
    sheet: EnteredTable,
    row: EnteredRow,
    documents: Mapping[str, Row],
    texts: Mapping[str, Text] | None,
) -> None:
    id_, start, end = (row.cells.get(name, "") for name in _SPAN)
    document = documents.get(id_)
    column, value = "source_id", id_
    if document is None:
        return  # It is reported as a reference to a missing row, or as an empty cell.
    hashes = entries.manifest.texts or {}
    sha256 = document.get("text_sha256") or hashes.get(document.get("text_name", ""))
    if texts is None:
        problem, remedy = "a new position without the texts", "give their folder with --texts"
    elif sha256 is None or sha256 not in hashes.values():
        problem = f"the file does not name the text of {id_} in which positions count"
        remedy = "enter the name of the text as text_name in sources"
    elif sha256 not in texts:
        problem = f"the folder does not contain the text of {id_} in which positions count"
        remedy = "give the folder of the texts with which the page was written"
    else:
        first, last = read_number(start), read_number(end)
        column, value = "end", end
        if first < 0:
            column, value = "start", start
        if 0 <= first < last <= len(texts[sha256].content):
            return
        problem = f"{start or '-'} to {end or '-'} is not within the text of {id_}"
        remedy = "select the passage again"
    entries.faults.add(sheet.make_fault(row.line, column, value, problem, remedy))
