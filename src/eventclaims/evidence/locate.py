"""Ready rows of evidence for a passage that a coder has in hand."""

from __future__ import annotations

import re
from pathlib import Path

from eventclaims.errors import TextsError
from eventclaims.evidence.fingerprints import tokenize
from eventclaims.evidence.spans import describe_span, read_documents
from eventclaims.evidence.texts import read_texts
from eventclaims.package import standard as schemas
from eventclaims.package.model import Package
from eventclaims.tables.cells import read_table

_DIGITS = 4


def locate_rows(  # noqa: PLR0913 - one parameter an option of the command
    package: Package,
    folder: Path,
    source: str,
    words: str,
    *,
    record_id: str = "",
    field: str = "",
) -> list[dict[str, str]]:
    """Return a row of evidence for each place where words stand in the text of a document.

    Args:
        package: The opened package.
        folder: The folder of the texts.
        source: A source id, or the text_name of a document that may not be in sources yet.
        words: The passage.
        record_id: Id of the row that it supports, if it is to be filled in.
        field: The field that it supports, if it is to be filled in.

    Returns:
        The rows, ids from the next free one on; empty where the words are not in the text.

    Raises:
        TextsError: If the text is not in the folder, or the id is of no table.
    """
    source_id, content = _find_text(package, folder, source)
    table = _find_table(record_id) if record_id else ""
    number = _find_next_number(package)
    rows: list[dict[str, str]] = []
    for start, end in locate(content, words):
        columns = {
            "evidence_id": f"EVD-{number + len(rows):0{_DIGITS}d}",
            "table": table,
            "record_id": record_id,
            "field": field,
            "source_id": source_id,
        }
        rows.append(columns | describe_span(content, start, end))
    return rows


def _find_text(package: Package, folder: Path, source: str) -> tuple[str, str]:
    for document in read_documents(package, folder):
        if source in (document.source_id, document.cells.get("text_name")):
            if document.text is None:
                raise TextsError(f"{source}: its text is not in {folder}")
            return document.source_id, document.text.content
    for text in read_texts(folder):
        if text.name == source:
            return "", text.content
    raise TextsError(f"{source}: neither a coded document nor a text in {folder}")


def _find_table(record_id: str) -> str:
    """Return the table whose ids have the prefix of an id, by the standard's patterns."""
    prefix = record_id.partition("-")[0]
    for name, schema in schemas.load_schemas().items():
        patterns = {
            f["name"]: f.get("constraints", {}).get("pattern", "") for f in schema["fields"]
        }
        key = schemas.get_key(schema)
        if len(key) == 1 and patterns[key[0]].startswith(f"{prefix}-"):
            return name
    raise TextsError(f"{record_id}: not the id of a row")


def _find_next_number(package: Package) -> int:
    """Return the number after the highest that evidence has, or ever had."""
    used = [row.get("evidence_id", "") for row in read_table(package, "evidence")]
    used += [row.get("record_id", "") for row in read_table(package, "retired")]
    numbers = [int(name[4:]) for name in used if name.startswith("EVD-") and name[4:].isdigit()]
    return max(numbers, default=0) + 1


_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")


def locate(content: str, words: str) -> list[tuple[int, int]]:
    """Find a passage in a text.

    Args:
        content: The text.
        words: The passage; other white space, quotes and letter case do not matter. Where it is
            not found as it stands, an ellipsis in it stands for any words between its two parts.

    Returns:
        Every place as start and end in code points, the passage trimmed of outer white space.

    Raises:
        TextsError: If there are no letters or digits to look for.
    """
    words = words.strip()
    tokens = tokenize(words)
    if not tokens:
        raise TextsError("there are no words to look for")
    places = [(m.start(), m.end()) for m in re.finditer(re.escape(words), content)]
    if places:
        return places
    windows = match_windows(content, words)
    first, *rest = _ELLIPSIS.split(words, maxsplit=1)
    if windows or not (rest and tokenize(first) and tokenize(rest[0])):
        return windows
    ends = match_windows(content, rest[0])
    spans = []
    for start, after in match_windows(content, first):
        later = [end for begin, end in ends if begin >= after]
        if later:
            spans.append((start, min(later)))
    return spans


def match_windows(content: str, words: str) -> list[tuple[int, int]]:
    """Return the places of a text that have the same runs of letters and digits as the words."""
    wanted, tokens = [t.text for t in tokenize(words)], tokenize(content)
    texts = [token.text for token in tokens]
    size = len(wanted)
    firsts = [n for n in range(len(texts) - size + 1) if texts[n : n + size] == wanted]
    return [(tokens[n].start, tokens[n + size - 1].end) for n in firsts]
