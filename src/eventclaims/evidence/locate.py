"""Locate a passage in a text and describe it as a row of `evidence`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eventclaims.errors import TextsError
from eventclaims.evidence.fingerprints import tokenize
from eventclaims.evidence.spans import describe_span, read_documents
from eventclaims.evidence.texts import read_texts
from eventclaims.package.model import Package
from eventclaims.tables.cells import read_number, read_table

_DIGITS = 4
_CONTEXT = 40
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that has the words.

    Attributes:
        before: The text before it on one line, at most 40 characters.
        words: Its words, on one line.
        after: The text after it on one line, at most 40 characters.
        rows: Its rows of `evidence`, one for each record.
    """

    before: str
    words: str
    after: str
    rows: tuple[dict[str, str], ...]


def locate_rows(  # noqa: PLR0913 - one parameter per option of the command
    package: Package,
    folder: Path,
    source: str,
    words: str,
    *,
    records: Sequence[str] = (),
    field: str = "",
) -> list[Match]:
    """Return each match of words in the text of a document, with its rows of `evidence`.

    Args:
        package: The opened package.
        folder: The folder of the texts.
        source: A source id, or a `text_name`, which need not be in `sources` yet.
        words: The passage; see `locate`.
        records: Ids of the rows that the passage supports; without any, a match has one row, in
            which the id is empty.
        field: Field that the passage supports, may be empty.

    Returns:
        The matches, with ids from the next free one; empty if the text does not contain the words.

    Raises:
        TextsError: If the text is not in the folder, a record does not exist, or its table does
            not have the field.
    """
    source_id, content = _find_text(package, folder, source)
    places = [(_find_table(package, record, field), record) for record in records] or [("", "")]
    number = _find_next_number(package)
    matches = []
    for start, end in locate(content, words):
        # Matches are alternatives, so each begins with the next free id.
        rows = tuple(
            {
                "evidence_id": f"EVD-{identifier:0{_DIGITS}d}",
                "table": table,
                "record_id": record,
                "field": field,
                "source_id": source_id,
            }
            | describe_span(content, start, end)
            | {"locator": ""}
            for identifier, (table, record) in enumerate(places, number)
        )
        before, after = content[max(0, start - _CONTEXT) : start], content[end : end + _CONTEXT]
        around = (_join_lines(before), _join_lines(content[start:end]), _join_lines(after))
        matches.append(Match(*around, rows))
    return matches


def _join_lines(text: str) -> str:
    return " ".join(text.split())


def _find_text(package: Package, folder: Path, source: str) -> tuple[str, str]:
    for document in read_documents(package, folder):
        if source in (document.source_id, document.cells.get("text_name")):
            if document.text is None:
                raise TextsError(f"{source}: its text is not in {folder}")
            return document.source_id, document.text.content
    for text in read_texts(folder):
        if text.name == source:
            return "", text.content
    raise TextsError(f"{source}: not the id of a coded document, and not a text in {folder}")


def _find_table(package: Package, record: str, field: str) -> str:
    """Return the table that has a record and a field."""
    supported = {code["code"] for code in package.read_codelists().get("evidence_table", ())}
    for table in package.tables:
        if len(table.key) == 1 and table.name in supported:
            (key,) = table.key
            if any(row[key] == record for row in read_table(package, table.name, [key])):
                if field and field not in table.fields:
                    raise TextsError(f"{field}: {table.name} does not have this column")
                return table.name
    raise TextsError(f"{record}: no row that evidence can support has this id")


def _find_next_number(package: Package) -> int:
    """Return the number after the highest one in `evidence` and `retired`."""
    used = [row.get("evidence_id", "") for row in read_table(package, "evidence", ["evidence_id"])]
    used += [row.get("record_id", "") for row in read_table(package, "retired", ["record_id"])]
    numbers = [read_number(name[4:]) for name in used if name.startswith("EVD-")]
    return max([0, *numbers]) + 1


def locate(content: str, words: str) -> list[tuple[int, int]]:
    """Find a passage in a text.

    White space, quotes and letter case are ignored unless the exact words are found. If the words
    are not found, an ellipsis in them matches any text between its two parts.

    Returns:
        Start and end of every match in code points, without outer white space.

    Raises:
        TextsError: If the words contain no letters or digits.
    """
    words = words.strip()
    tokens = tokenize(words)
    if not tokens:
        raise TextsError("the words contain no letters or digits")
    exact = [match.span() for match in re.finditer(re.escape(words), content)]
    if exact:
        return exact
    similar = _match_tokens(content, words)
    first, *rest = _ELLIPSIS.split(words, maxsplit=1)
    if similar or not (rest and tokenize(first) and tokenize(rest[0])):
        return similar
    ends = _match_tokens(content, rest[0])
    spans = []
    for start, after in _match_tokens(content, first):
        later = [end for begin, end in ends if begin >= after]
        if later:
            spans.append((start, min(later)))
    return spans


def _match_tokens(content: str, words: str) -> list[tuple[int, int]]:
    """Return the passages of a text that have the same tokens as the words."""
    wanted, tokens = [t.text for t in tokenize(words)], tokenize(content)
    texts = [token.text for token in tokens]
    size = len(wanted)
    firsts = [n for n in range(len(texts) - size + 1) if texts[n : n + size] == wanted]
    return [(tokens[n].start, tokens[n + size - 1].end) for n in firsts]
