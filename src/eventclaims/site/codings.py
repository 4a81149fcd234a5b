"""The coders of a row: the runs, both codings and how they were settled, in words for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventclaims.coding.runs import list_rounds
from eventclaims.coding.units import PARTS, list_part_columns
from eventclaims.documentation.provenance import DOCUMENT_COLUMNS
from eventclaims.documentation.row_context import Entry, PackageRows, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from eventclaims.coding.row_codings import FieldCodings, Part, RowCodings, Value

    CodingsByRow = dict[tuple[str, str], list[RowCodings]]
_LOG = "adjudications"
_WHOLE = "The row as a whole"


@dataclass(frozen=True, slots=True)
class Line:
    """A field: its name, its value in both codings and in the dataset, and how it was settled."""

    name: Piece
    first: tuple[Piece, ...]
    second: tuple[Piece, ...]
    settled: tuple[Piece, ...]
    decision: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """A round of coding: a sentence about the units, and the fields that differ."""

    name: str
    words: str
    lines: tuple[Line, ...]


def read_codings_by_row(root: Path, rows: PackageRows) -> CodingsByRow:
    """Return the codings of each row by table and id; none without rounds of coding.

    Raises:
        EventClaimsError: If a coding cannot be read.
        ModuleNotFoundError: If the extra `agreement` is not installed, which matches codings.
    """
    if not list_rounds(root):
        return {}
    from eventclaims.coding.row_codings import read_row_codings  # noqa: PLC0415 - needs scipy

    return read_row_codings(root, rows.rows.get(_LOG, ()))


def describe_codings(rows: PackageRows, table: str, codings: list[RowCodings]) -> list[Round]:
    """Return the rounds in which a row was coded, the values with their labels."""
    return [
        Round(coding.round, _describe_units(coding), tuple(_make_lines(rows, table, coding)))
        for coding in codings
    ]


def list_adjudicated(codings: CodingsByRow) -> dict[str, list[tuple[str, str]]]:
    """Return the rows that each adjudication is about, by its id."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row, rounds in codings.items():
        for field in (field for each in rounds for field in each.fields):
            if field.adjudication:
                found.setdefault(field.adjudication.get("adjudication_id", ""), []).append(row)
    return found


def _describe_units(coding: RowCodings) -> str:
    first, second, equal = coding.first_id, coding.second_id, coding.equal
    if not (first and second):
        coder = "first" if first else "second"
        return f"Only the {coder} coding has this row, as {first or second}."
    names = f"{first} in both codings"
    if first != second:
        names = f"{first} in the first coding, {second} in the second"
    differ = sum(
        line.is_coded and line.field != "" and line.first != line.second for line in coding.fields
    )
    if not differ:
        return f"{names}; {f'all {equal}' if equal > 1 else 'the'} coded {_count(equal)} agree."
    return f"{names}; {equal} of {equal + differ} coded fields agree."


def _count(number: int) -> str:
    return "fields" if number != 1 else "field"


def _make_lines(rows: PackageRows, name: str, coding: RowCodings) -> Iterator[Line]:
    for field in coding.fields:
        if field.field:
            values = (field.first, field.second, field.settled)
            shown = [_show(rows, name, field.field, value) for value in values]
        else:
            has = (bool(coding.first_id), bool(coding.second_id), True)
            shown = [(Piece("coded" if each else "not coded"),) for each in has]
        decision = _describe_decision(rows, field)
        yield Line(_name_field(rows, name, field.field), shown[0], shown[1], shown[2], decision)


def _name_field(rows: PackageRows, name: str, field: str) -> Piece:
    if not field:
        return Piece(_WHOLE)
    if field in {*PARTS, *rows.tables}:
        table = rows.tables.get(field)
        return Piece(rows.get_title(table) if table else field)
    return rows.name_column(name, field)


def _describe_decision(rows: PackageRows, field: FieldCodings) -> tuple[Piece, ...]:
    """Return whose value the dataset follows, the reason, and the row of the log."""
    entry, table = field.adjudication, rows.tables.get(_LOG)
    if entry is None or table is None:
        return ()
    row = dict(entry)
    key = rows.get_key(table, row)
    settled = rows.describe_cell(table, row, "settled")
    words = (settled, Piece(f". {row.get('reason', '')} "), Piece(key, _LOG, key))
    return words if settled.text else words[1:]


def _show(rows: PackageRows, name: str, field: str, value: Value) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for part in value:
        pieces += [Piece("; ")] if pieces else []
        pieces += _show_part(rows, name, field, part)
    return tuple(pieces)


def _show_part(rows: PackageRows, name: str, field: str, part: Part) -> Iterator[Piece]:
    """Yield a code with its label, a row with a link, or the words of a row that is missing."""
    owner = field if field in PARTS else name
    columns = list_part_columns(field)[1:] if field in PARTS else [field]
    table, row = rows.tables.get(owner), dict(zip(columns, part.cells, strict=False))
    known_columns = table.fields if table else ()
    for number, column in enumerate(columns if {*columns} <= {*known_columns} else ()):
        cell = row.get(column, "")
        if not cell or (column == "table" and "record_id" in row):
            continue
        if number:
            yield Piece(", ")
        missing = part.missing if column == columns[0] else ""
        known = rows.describe_cell(table, row, column) if table and not missing else None
        yield known or Piece(f"{missing} (no match in the dataset)")
    if not {*columns} <= {*known_columns}:
        yield Piece(part.missing or "/".join(part.cells))


_TABLE = "coding_runs"
_HIDDEN = ("documents",)
Run = tuple[frozenset[str], Entry]
"""The ids of the documents of a run, none if it does not name them, and its cells in words."""


def read_runs(rows: PackageRows) -> list[Run]:
    """Return the runs of a package; none without the table."""
    table = rows.tables.get(_TABLE)
    return [
        (frozenset(row.get("documents", "").split()), rows.describe_entry(table, row, _HIDDEN))
        for row in rows.rows.get(_TABLE, ())
        if table
    ]


def list_runs(rows: PackageRows, runs: Sequence[Run], table: str, record: str) -> list[Entry]:
    """Return the runs on the documents of a coded row; none for a row that nobody coded."""
    if (table, record) not in rows.by_models:
        return []
    evidence = rows.list_rows("evidence", table=table, record_id=record)
    spans = {row.get("source_id", "") for row in evidence}
    row = rows.find(table, record)
    documents = spans or {row[name] for name in DOCUMENT_COLUMNS if row.get(name)}
    return [entry for named, entry in runs if not named or named & documents]
