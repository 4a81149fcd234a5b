"""The rows of a package, each with everything that it refers to and that refers to it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eventclaims.documentation.citation import Citation, find_row, make_citation
from eventclaims.documentation.provenance import Provenance, list_by_models
from eventclaims.evidence.spans import Outcome, read_documents, verify
from eventclaims.package.model import Package, Table
from eventclaims.package.standard import list_targets
from eventclaims.tables.cells import read_table

Row = dict[str, str]

# Rows of these tables are shown with all cells if a row refers to them.
_EXPANDED = ("statements", "events")
# The columns that describe a row in a few words, the best first.
WORDS = ("title", "name", "summary", "description")
# The title of a relation is that of a person, and says nothing without the two actors.
_WITHOUT_WORDS = {"actor_relations"}
_MOST_VALUES = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text.

    Attributes:
        text: Its words.
        table: Table of the row that it names, empty for a text that names none.
        record: Key of that row.
        hint: Description of a column or definition of a code.
    """

    text: str
    table: str = ""
    record: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name, which may be empty, and the pieces of a text."""

    name: Piece
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Section:
    """A title and its entries; `table` is the table of rows that refer to a row or name it."""

    title: str
    entries: tuple[Entry, ...]
    table: str = ""


@dataclass(frozen=True, slots=True)
class RowContext:
    """A row with everything around it.

    Attributes:
        table: Name of its table.
        record: Its key.
        cells: Its cells as they are in the table.
        sections: Its cells, the rows that it refers to, the rows that refer to it.
        citation: Its citation.
    """

    table: str
    record: str
    cells: Row
    sections: tuple[Section, ...]
    citation: Citation


def read_row_context(package: Package, record: str, texts: Path | None = None) -> RowContext:
    """Return a row with everything around it, with labels in place of codes.

    Args:
        package: The opened package.
        record: Key of the row, or its natural key in ids.csv.
        texts: Folder with the texts of the documents, to show the passages of the evidence.

    Raises:
        EventClaimsError: If no row has the key, or a table or text cannot be read.
    """
    name, record = find_row(package, record)
    passages = _read_passages(package, texts, name, record) if texts else {}
    return PackageRows(package).read_context(name, record, passages)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its title, the table that it refers to, and the codes of its code list."""

    name: str
    title: Piece
    target: str
    codes: dict[str, dict[str, str]]


class PackageRows:
    """The rows, labels and references of a package, which are read once.

    Attributes:
        tables: The tables by name.
        rows: The rows of each table.
        codes: The codes of each code list by code.
        citation: The citation of the package.
        by_models: Whether only models coded each row with a coding run, by table and key.
    """

    def __init__(self, package: Package) -> None:
        """Read all tables of an opened package."""
        self.tables = {table.name: table for table in package.tables}
        self.rows = {name: read_table(package, name) for name in self.tables}
        self.citation = make_citation(package)
        self.by_models = list_by_models(lambda name: self.rows.get(name, []))
        self.codes = {
            codelist: {code["code"]: code for code in codes}
            for codelist, codes in package.read_codelists().items()
        }
        self._references = {t.name: list_targets(t.schema, t.name) for t in package.tables}
        self._columns = {
            table.name: {
                field["name"]: self._describe_column(table.name, field)
                for field in table.schema["fields"]
            }
            for table in package.tables
        }
        self._found: dict[str, dict[str, Row]] = {}
        self._named: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[Row]]] = {}

    @property
    def provenance(self) -> Provenance:
        """The number of rows that were coded by models alone."""
        return Provenance(len(self.by_models), sum(self.by_models.values()))

    def read_context(
        self, name: str, record: str, passages: dict[str, list[Entry]] | None = None
    ) -> RowContext:
        """Return a row, which must exist, with everything around it."""
        table, row = self.tables[name], self.find(name, record)
        sections = [
            Section(f"{self.get_title(table)}: {record}", self.list_cells(table, row)),
            *self.expand_references(table, row),
            *self.list_referring(table, record),
            *self.list_records(name, record),
            *self.list_evidence(name, record, passages or {}),
        ]
        citation = replace(
            self.citation,
            table=name,
            record=record,
            by_models=self.by_models.get((name, record), False),
        )
        shown = tuple(section for section in sections if section.entries)
        return RowContext(name, record, row, shown, citation)

    def get_key(self, table: Table, row: Row) -> str:
        """Return the key of a row, its parts joined by "/"."""
        return "/".join(row.get(name, "") for name in table.key)

    def get_title(self, table: Table) -> str:
        """Return the title of a table."""
        return str(table.resource.get("title") or table.schema.get("title") or table.name)

    def list_cells(self, table: Table, row: Row, hidden: Iterable[str] = ()) -> tuple[Entry, ...]:
        """Return the titles and contents of the filled cells of a row."""
        hidden = {*hidden, *(("table",) if "table" in row and "record_id" in row else ())}
        return tuple(
            Entry(column.title, (self._describe_cell(column, row),))
            for name, column in self._columns[table.name].items()
            if row.get(name) and name not in hidden
        )

    def name_column(self, name: str, column: str) -> Piece:
        """Return the title and the description of a column; its name if the table lacks it."""
        table = self.tables.get(name)
        fields = table.schema["fields"] if table else []
        field = next((field for field in fields if field["name"] == column), {"name": column})
        return Piece(str(field.get("title", column)), hint=str(field.get("description", "")))

    def describe_cell(self, table: Table, row: Row, column: str) -> Piece:
        """Return the row that a cell refers to, or the label and definition of a code."""
        found = self._columns[table.name].get(column)
        return self._describe_cell(found, row) if found else Piece(row.get(column, ""))

    def _describe_column(self, table: str, field: Mapping[str, Any]) -> _Column:
        name = field["name"]
        title = Piece(str(field.get("title", name)), hint=str(field.get("description", "")))
        target = self._references[table].get(name, "")
        return _Column(name, title, target, self.codes.get(field.get("codelist", ""), {}))

    def _describe_cell(self, column: _Column, row: Row) -> Piece:
        cell = row.get(column.name, "")
        if column.target:
            return self.describe(column.target, cell)
        if column.name == "record_id" and row.get("table"):
            return self.describe(row["table"], cell)
        if code := column.codes.get(cell):
            return Piece(code.get("label", cell), hint=code.get("definition", ""))
        return Piece(cell)

    def describe(self, name: str, record: str) -> Piece:
        """Return the words that describe a row, and its key."""
        words = self.describe_words(name, record)
        text = f"{words} ({record})" if words else record
        return Piece(text, name, record) if self.find(name, record) else Piece(text)

    def describe_words(self, name: str, record: str) -> str:
        """Return the words that describe a row; empty if it has none."""
        row = self.find(name, record)
        columns = () if name in _WITHOUT_WORDS else WORDS
        words = next((row[column] for column in columns if row.get(column)), "")
        statement = self.find("statements", row.get("statement_id", "")) if row else {}
        speaker = self.find("actors", statement.get("speaker_id", "")).get("name")
        is_said = name in {"statements", "claims"}
        if words and speaker and is_said and not words.removeprefix("The ").startswith(speaker):
            return f"{speaker}: {words}"
        return words

    def expand_references(self, table: Table, row: Row) -> Iterator[Section]:
        """Yield the cells of the statements and events that a row refers to."""
        titles = {
            field["name"]: field.get("title", field["name"]) for field in table.schema["fields"]
        }
        shown: set[str] = set()
        for column, name in self._references[table.name].items():
            record = row.get(column, "")
            if name in _EXPANDED and record not in shown and (found := self.find(name, record)):
                shown.add(record)
                target = self.tables[name]
                title = f"{titles[column]}: {record}"
                yield Section(title, self.list_cells(target, found, target.key))

    def list_referring(self, table: Table, record: str) -> Iterator[Section]:
        """Yield the rows that refer to a row, by table and column."""
        for other in self.tables.values() if len(table.key) == 1 else ():
            columns = self.list_columns(other.name, table.name)
            for column in columns if other.name != "evidence" else ():
                if rows := self.list_rows(other.name, **{column: record}):
                    field = next(f for f in other.schema["fields"] if f["name"] == column)
                    title = self.get_title(other)
                    title += f" ({field.get('title', '')})" if len(columns) > 1 else ""
                    entries = (self.describe_entry(other, row, (column,)) for row in rows)
                    yield Section(title, tuple(entries), other.name)

    def list_records(self, name: str, record: str) -> Iterator[Section]:
        """Yield the rows that name a row by table and id, and the ids that it replaces."""
        for table in self.tables.values():
            # A table without these columns has no such row.
            rows = self.list_rows(table.name, table=name, record_id=record)
            if rows and table.name != "evidence":
                entries = tuple(self.describe_entry(table, row, ("record_id",)) for row in rows)
                yield Section(self.get_title(table), entries, table.name)
        for table in filter(None, [self.tables.get("retired")]):
            rows = self.list_rows(table.name, replaced_by=record)
            entries = tuple(self.describe_entry(table, row, ("replaced_by",)) for row in rows)
            yield Section("Replaces", entries)

    def list_evidence(
        self, name: str, record: str, passages: dict[str, list[Entry]]
    ) -> Iterator[Section]:
        """Yield the spans from which a row was coded, with the passages."""
        is_span = {"evidence_id": record} if name == "evidence" else {}
        entries = []
        for row in self.list_rows("evidence", **(is_span or {"table": name, "record_id": record})):
            key, start, end = row.get("evidence_id", ""), row.get("start"), row.get("end")
            place = row.get("locator") or (f"{start}\u2013{end}" if end else "")
            field = f"for {row['field']}" if row.get("field") else ""
            source = self.describe("sources", row.get("source_id", ""))
            rest = "".join(f", {part}" for part in (place, field) if part)
            entries.append(Entry(Piece(key, "evidence", key), (source, Piece(rest))))
            entries += passages.get(key, ())
        yield Section("Evidence", tuple(entries), "evidence")

    def describe_entry(self, table: Table, row: Row, hidden: tuple[str, ...] = ()) -> Entry:
        """Return the id of a row, if it has one, and its words or else its cells."""
        key = self.get_key(table, row)
        is_composite = len(table.key) != 1
        name = Piece("") if is_composite else Piece(key, table.name, key)
        if not is_composite and (words := self.describe_words(table.name, key)):
            return Entry(name, (Piece(words),))
        cells = self.list_cells(table, row, (*hidden, *(() if is_composite else table.key)))
        is_short = len(cells) <= _MOST_VALUES
        pieces: list[Piece] = []
        for cell in cells:
            title = "" if is_short else f"{cell.name.text}: "
            between = ("" if not pieces else ", " if is_short else "; ") + title
            pieces += [*([Piece(between)] if between else ()), *cell.pieces]
        return Entry(name, tuple(pieces))

    def list_rows(self, name: str, **cells: str) -> list[Row]:
        """Return the rows of a table, which may be missing, with these cells."""
        columns = tuple(cells)
        if (name, columns) not in self._named:
            found = self._named[name, columns] = defaultdict(list)
            for row in self.rows.get(name, ()):
                found[tuple(row.get(column, "") for column in columns)].append(row)
        return self._named[name, columns].get(tuple(cells.values()), [])

    def list_columns(self, name: str, target: str) -> list[str]:
        """Return the columns of a table, which may be missing, that refer to another."""
        references = self._references.get(name, {})
        return [column for column, table in references.items() if table == target]

    def find(self, name: str, record: str) -> Row:
        """Return the row of a table with a key; empty if no row has it."""
        if name not in self._found:
            table = self.tables.get(name)
            rows = self.rows.get(name, ())
            self._found[name] = {self.get_key(table, row): row for row in rows} if table else {}
        return self._found[name].get(record, {})


def _is_span_of(row: Row, table: str, record: str) -> bool:
    """Return whether a row of evidence is about a row, or is the row itself."""
    if table == "evidence":
        return row.get("evidence_id") == record
    return (row.get("table"), row.get("record_id")) == (table, record)


def _read_passages(
    package: Package, texts: Path, table: str, record: str
) -> dict[str, list[Entry]]:
    """Return the passage of each span of a row, or why it is missing, by id of the evidence."""
    passages = {}
    for document in read_documents(package, texts):
        spans = tuple(span for span in document.spans if _is_span_of(span.cells, table, record))
        for verdict in verify(replace(document, spans=spans)):
            name = "passage"
            if document.text is None:
                text_name = document.cells.get("text_name") or document.source_id
                words = f"the folder does not contain {text_name}"
            elif verdict.outcome == Outcome.MISSING:
                words = "not found in the text"
            else:
                words = document.text.content[verdict.start : verdict.end]
            if verdict.outcome == Outcome.MOVED:
                name = f"passage at {verdict.start}\u2013{verdict.end}"
            passages[verdict.span.record] = [Entry(Piece(name), (Piece(words),))]
    return passages
