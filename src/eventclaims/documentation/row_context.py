"""A row of a package with everything that it refers to and that refers to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from eventclaims.documentation.citation import find_row, make_citation
from eventclaims.documentation.citation_styles import format_apa
from eventclaims.evidence.spans import read_documents
from eventclaims.evidence.verify import Outcome, verify
from eventclaims.package import standard
from eventclaims.package.model import Package, Table
from eventclaims.tables.cells import read_table

Row = dict[str, str]
Entry = tuple[str, str]

# Rows of these tables are shown with all cells if a row refers to them.
_EXPANDED = ("statements", "events")
# The columns that describe a row in a few words, the best first.
_WORDS = ("title", "name", "summary", "description")
_MOST_VALUES = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is shown: a title, and entries of a name, which may be empty, and a text."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RowContext:
    """A row with everything around it.

    Attributes:
        table: Name of its table.
        record: Its key.
        sections: Its cells, the rows that it refers to, the rows that refer to it.
        citation: Its citation in APA style.
    """

    table: str
    record: str
    sections: tuple[Section, ...]
    citation: str


def read_row_context(package: Package, record: str, texts: Path | None = None) -> RowContext:
    """Return a row with everything around it, with labels in place of codes.

    Args:
        package: The opened package.
        record: Key of the row, or its natural key in ids.csv.
        texts: Folder with the texts of the documents, to show the passages of the evidence.

    Raises:
        EventClaimsError: If there is no such row, or a table or text cannot be read.
    """
    name, record = find_row(package, record)
    reader = _Reader(package)
    table = reader.tables[name]
    row = next(row for row in reader.rows[name] if reader.get_key(table, row) == record)
    passages = _read_passages(package, texts, name, record) if texts else {}
    sections = [
        Section(f"{reader.get_title(table)}: {record}", reader.list_cells(table, row)),
        *reader.expand_references(table, row),
        *reader.list_referring(table, record),
        *reader.list_records(name, record),
        *reader.list_evidence(name, record, passages),
    ]
    citation = format_apa(make_citation(package, record))
    return RowContext(name, record, tuple(one for one in sections if one.entries), citation)


class _Reader:
    """The rows, labels and references of a package."""

    def __init__(self, package: Package) -> None:
        self.tables = {table.name: table for table in package.tables}
        self.rows = {name: read_table(package, name) for name in self.tables}
        self._labels = {
            codelist: {code["code"]: code["label"] for code in codes}
            for codelist, codes in package.read_codelists().items()
        }
        self._found: dict[str, dict[str, Row]] = {}

    def get_key(self, table: Table, row: Row) -> str:
        """Return the key of a row, its parts joined by "/"."""
        return "/".join(row.get(name, "") for name in table.key)

    def get_title(self, table: Table) -> str:
        """Return the title of a table."""
        return str(table.resource.get("title") or table.schema.get("title") or table.name)

    def list_cells(self, table: Table, row: Row, hidden: Iterable[str] = ()) -> tuple[Entry, ...]:
        """Return the titles and contents of the filled cells of a row."""
        references = _list_references(table)
        hidden = {*hidden, *(("table",) if {"table", "record_id"} <= {*row} else ())}
        cells = []
        for field in table.schema["fields"]:
            name = field["name"]
            if not (cell := row.get(name, "")) or name in hidden:
                continue
            if name in references:
                cell = self.describe(references[name], cell)
            elif name == "record_id" and row.get("table"):
                cell = self.describe(row["table"], cell)
            else:
                cell = self._labels.get(field.get("codelist", ""), {}).get(cell, cell)
            cells.append((str(field.get("title", name)), cell))
        return tuple(cells)

    def describe(self, name: str, record: str) -> str:
        """Return the words that describe a row, and its key."""
        row = self._find(name, record)
        words = next((row[column] for column in _WORDS if row.get(column)), "")
        statement = self._find("statements", row.get("statement_id", "")) if row else {}
        speaker = self._find("actors", statement.get("speaker_id", "")).get("name")
        is_said = name in {"statements", "claims"}
        if words and speaker and is_said and not words.startswith(speaker):
            words = f"{speaker}: {words}"
        return f"{words} ({record})" if words else record

    def expand_references(self, table: Table, row: Row) -> Iterator[Section]:
        """Yield the cells of the statements and events that a row refers to."""
        titles = {
            field["name"]: field.get("title", field["name"]) for field in table.schema["fields"]
        }
        shown: set[str] = set()
        for column, name in _list_references(table).items():
            record = row.get(column, "")
            if name in _EXPANDED and record not in shown and (found := self._find(name, record)):
                shown.add(record)
                target = self.tables[name]
                title = f"{titles[column]}: {record}"
                yield Section(title, self.list_cells(target, found, target.key))

    def list_referring(self, table: Table, record: str) -> Iterator[Section]:
        """Yield the rows that refer to a row, by table and column."""
        for other in self.tables.values():
            columns = [c for c, name in _list_references(other).items() if name == table.name]
            titles = {field["name"]: field.get("title", "") for field in other.schema["fields"]}
            for column in columns if len(table.key) == 1 and other.name != "evidence" else ():
                title = self.get_title(other)
                title += f" ({titles[column]})" if len(columns) > 1 else ""
                rows = [row for row in self.rows[other.name] if row.get(column) == record]
                yield Section(
                    title, tuple(self._describe_entry(other, row, (column,)) for row in rows)
                )

    def list_records(self, name: str, record: str) -> Iterator[Section]:
        """Yield the rows that name a row by table and id, and the ids that it replaces."""
        for table in self.tables.values():
            if {"table", "record_id"} <= {*table.fields} and table.name != "evidence":
                rows = [row for row in self.rows[table.name] if _names(row, name, record)]
                entries = tuple(self._describe_entry(table, row, ("record_id",)) for row in rows)
                yield Section(self.get_title(table), entries)
        for table in filter(None, [self.tables.get("retired")]):
            rows = [row for row in self.rows[table.name] if row.get("replaced_by") == record]
            entries = tuple(self._describe_entry(table, row, ("replaced_by",)) for row in rows)
            yield Section("Replaces", entries)

    def list_evidence(
        self, name: str, record: str, passages: dict[str, list[Entry]]
    ) -> Iterator[Section]:
        """Yield the spans from which a row was coded, with the passages."""
        entries = []
        for row in self.rows.get("evidence", ()):
            if not _is_span_of(row, name, record):
                continue
            start, end = row.get("start"), row.get("end")
            place = row.get("locator") or (f"{start}\u2013{end}" if end else "")
            field = f"for {row['field']}" if row.get("field") else ""
            parts = (self.describe("sources", row.get("source_id", "")), place, field)
            entries.append((row.get("evidence_id", ""), ", ".join(filter(None, parts))))
            entries += passages.get(row.get("evidence_id", ""), ())
        yield Section("Evidence", tuple(entries))

    def _describe_entry(self, table: Table, row: Row, hidden: tuple[str, ...]) -> Entry:
        """Return the id of a row, if it has one, and its words or else its cells."""
        key = self.get_key(table, row)
        is_composite = len(table.key) != 1
        words = self.describe(table.name, key).removesuffix(f" ({key})")
        if not is_composite and words != key:
            return key, words
        cells = self.list_cells(table, row, (*hidden, *(() if is_composite else table.key)))
        if len(cells) <= _MOST_VALUES:
            return "" if is_composite else key, ", ".join(cell for _, cell in cells)
        return "" if is_composite else key, "; ".join(f"{title}: {cell}" for title, cell in cells)

    def _find(self, name: str, record: str) -> Row:
        if name not in self._found:
            table = self.tables.get(name)
            rows = self.rows.get(name, ())
            self._found[name] = {self.get_key(table, row): row for row in rows} if table else {}
        return self._found[name].get(record, {})


def _list_references(table: Table) -> dict[str, str]:
    """Return the table that each column of single foreign keys refers to."""
    return {
        fields[0]: reference["reference"].get("resource") or table.name
        for reference in table.schema.get("foreignKeys", ())
        if len(fields := standard.get_key({"primaryKey": reference["fields"]})) == 1
    }


def _is_span_of(row: Row, table: str, record: str) -> bool:
    """Return whether a row of evidence is about a row, or is the row itself."""
    return row.get("evidence_id") == record if table == "evidence" else _names(row, table, record)


def _names(row: Row, table: str, record: str) -> bool:
    return (row.get("table"), row.get("record_id")) == (table, record)


def _read_passages(
    package: Package, texts: Path, table: str, record: str
) -> dict[str, list[Entry]]:
    """Return the passage of each span of a row, or why there is none, by id of the evidence."""
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
            passages[verdict.span.record] = [(name, words)]
    return passages
