"""Read a coding: the units that one coder found in the documents, with their spans."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from functools import cache
from pathlib import Path

from eventclaims.errors import PackageError, TableError
from eventclaims.package import standard
from eventclaims.package.conversion import REPLACED, convert_rows
from eventclaims.package.opening import DESCRIPTOR, open_package
from eventclaims.tables.cells import read_number
from eventclaims.tables.records import read_rows

# The kinds of units, each after the kinds that it refers to.
KINDS = standard.list_coded_tables()
# The tables whose rows are parts of a unit.
PARTS = (
    "claim_actors",
    "claim_issues",
    "claim_places",
    "event_participants",
    "event_places",
    "discrepancy_records",
)
# Columns that must exist beside the primary key.
_REQUIRED = {
    "evidence": ("table", "record_id", "source_id", "start", "end"),
    "actor_names": ("actor_id",),
}
SEPARATOR = "; "
"""Between the parts of a unit in one cell; a part is an id or code, and after / its codes."""
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A row that a coder created from a text.

    Attributes:
        table: The table of the row.
        record: The key of the row.
        cells: The row as text.
        spans: The evidence: hash of the document, first code point, code point after the last.
    """

    table: str
    record: str
    cells: dict[str, str]
    spans: frozenset[tuple[str, int, int]] = attribute(default_factory=frozenset)

    @property
    def position(self) -> tuple[str, int, int]:
        """First span; defines the text order of units."""
        return min(self.spans)


def read_coding(location: Path) -> dict[str, list[Unit]]:
    """Read the units of a coding by table, in text order.

    The span of a document is its whole text; the spans of an actor are those of its names. Rows
    without evidence are skipped. The units of a table that the coding lacks are those with
    evidence: a coding of variables repeats only the tables with its variables.

    Args:
        location: A package, or a folder with a CSV file per table, named after the table.

    Raises:
        EventClaimsError: If the coding cannot be read, or has no evidence.
    """
    tables = read_coding_tables(location)
    if not tables["evidence"] or not tables["sources"]:
        raise PackageError(f"{location}: not a coding, because sources or evidence are missing")
    documents = {row["source_id"]: get_document_hash(row) for row in tables["sources"]}
    spans: dict[tuple[str, str], set[tuple[str, int, int]]] = {}
    for row in tables["evidence"]:
        place = (
            documents.get(row["source_id"], ""),
            read_number(row["start"]),
            read_number(row["end"]),
        )
        spans.setdefault((row["table"], row["record_id"]), set()).add(place)
    for row in tables["sources"]:
        if row.get("kind") == "document":
            whole = (documents[row["source_id"]], 0, read_number(row.get("text_length", "")))
            spans[("sources", row["source_id"])] = {whole}
    for row in tables["actor_names"]:
        own = spans.get(("actor_names", row["name_id"]), set())
        spans.setdefault(("actors", row["actor_id"]), set()).update(own)
    parts = _join_parts(tables)
    return {kind: _list_units(kind, tables[kind], spans, parts) for kind in KINDS}


def get_document_hash(row: Mapping[str, str]) -> str:
    """Return what names a document in every coding of it: its hash, or the name of its text."""
    return row.get("text_sha256") or row.get("text_name", "")


def _join_parts(tables: dict[str, Rows]) -> dict[str, dict[str, str]]:
    """Return the parts of each unit as one cell for each table of parts, by the id of the unit."""
    parts: dict[str, dict[str, list[str]]] = {}
    for table in PARTS:
        owner, *columns = list_part_columns(table)
        for row in tables[table]:
            part = "/".join(row.get(column, "") for column in columns)
            parts.setdefault(row.get(owner, ""), {}).setdefault(table, []).append(part)
    return {
        record: {table: join_values(found) for table, found in cells.items()}
        for record, cells in parts.items()
    }


def join_values(values: Iterable[str]) -> str:
    """Return the parts of a unit as one cell."""
    return SEPARATOR.join(sorted(values))


def list_part_columns(table: str) -> list[str]:
    """Return the columns of a table of parts: the unit, the id of the part, then its codes."""
    schema = standard.load_schemas()[table]
    coded = [field["name"] for field in schema["fields"] if "codelist" in field]
    return [*(name for name in standard.get_key(schema) if name not in coded), *coded]


def _list_units(
    table: str,
    rows: Rows,
    spans: dict[tuple[str, str], set[tuple[str, int, int]]],
    parts: dict[str, dict[str, str]],
) -> list[Unit]:
    key = standard.get_key(standard.load_schemas()[table])[0]
    units = []
    for row in rows or [{key: record} for owner, record in spans if owner == table]:
        record = row.get(key, "")
        found = spans.get((table, record))
        if found:
            units.append(Unit(table, record, row | parts.get(record, {}), frozenset(found)))
    return sorted(units, key=lambda unit: (unit.position, unit.record))


def read_coding_tables(location: Path) -> dict[str, Rows]:
    """Return the tables of a coding as rows of text; a table that is not there has none.

    A coding of version 1 is read as one of the current version.

    Args:
        location: See `read_coding`.

    Raises:
        EventClaimsError: If the coding cannot be read.
    """
    is_plain_folder = location.is_dir() and not (location / DESCRIPTOR).is_file()
    if is_plain_folder:
        tables = {name: _read(location / f"{name}.csv", name) for name in standard.load_schemas()}
    else:
        with open_package(location) as package:
            named = {table.name: table.path for table in package.tables}
            tables = {name: _read(named.get(name), name) for name in standard.load_schemas()}
    is_old = any(
        column in row
        for name, columns in REPLACED.items()
        for row in tables[name]
        for column in columns
    )
    return convert_rows(tables, standard.load_codelists()) if is_old else tables


def _read(path: Path | None, name: str) -> Rows:
    if path is None or not path.is_file():
        return []
    header, rows = read_rows(path)
    required = [*standard.get_key(standard.load_schemas()[name]), *_REQUIRED.get(name, ())]
    missing = [column for column in required if column not in header]
    if missing:
        raise TableError(f"{path.name}: column {missing[0]} is missing")
    return rows


@cache
def list_coded_fields(kind: str) -> tuple[tuple[str, bool], ...]:
    """Return the fields that a coder decides: codes, dates, numbers, references and parts.

    Returns:
        The column or the table of the parts, and whether its cells contain ids.
    """
    schema = standard.load_schemas()[kind]
    targets, found = standard.list_targets(schema, kind), []
    for field in schema["fields"]:
        name = field["name"]
        is_counted = field["type"] in {"date", "integer", "boolean"} and not field.get("derived")
        if "codelist" in field or is_counted or name == "country":
            found.append((name, False))
        elif targets.get(name) in KINDS:
            found.append((name, True))
    for table in PARTS:
        owner, part, *_ = list_part_columns(table)
        if standard.list_targets(standard.load_schemas()[table], table)[owner] == kind:
            found.append((table, part.endswith("_id")))
    return tuple(found)
