"""A coding: the tables that one coder made of one or more documents, and its units with spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from pathlib import Path

from eventclaims.errors import PackageError, TableError
from eventclaims.package import standard as schemas
from eventclaims.package.opening import DESCRIPTOR, open_package
from eventclaims.tables.cells import read_number
from eventclaims.tables.records import read_rows

# The kinds of units, each after those that it refers to.
KINDS = schemas.list_coded_tables()
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that a coder found in a text.

    Attributes:
        table: The table of its row.
        record: Its id in that table.
        cells: Its row as text.
        spans: Its evidence: the document's hash, first code point and code point after the last.
    """

    table: str
    record: str
    cells: dict[str, str]
    spans: frozenset[tuple[str, int, int]] = attribute(default_factory=frozenset)

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it first stands; units of a text are ordered by it."""
        return min(self.spans)


def read_coding(location: Path) -> dict[str, list[Unit]]:
    """Read a coding.

    Args:
        location: A package, or a folder with a CSV file for each table, named after the table.

    Returns:
        The units by table, in the order of the text. A document stands for its whole text, an
        actor where its names stand. Rows without evidence are no units.

    Raises:
        EventClaimsError: If the coding cannot be read, or has no evidence.
    """
    tables = _read_tables(location)
    documents = {
        row["source_id"]: row.get("text_sha256") or row.get("text_name", "")
        for row in tables["sources"]
    }
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
    return {name: list(_list_units(name, rows, spans)) for name, rows in tables.items()}


def _list_units(
    table: str, rows: Rows, spans: dict[tuple[str, str], set[tuple[str, int, int]]]
) -> Iterable[Unit]:
    key = schemas.get_key(schemas.load_schemas()[table])
    units = []
    for row in rows:
        record = "/".join(row.get(name, "") for name in key)
        found = spans.get((table, record))
        if found:
            units.append(Unit(table, record, row, frozenset(found)))
    return sorted(units, key=lambda unit: (unit.place, unit.record))


def _read_tables(location: Path) -> dict[str, Rows]:
    """Return the tables of a coding as rows of text; a table that is not there has none."""
    is_plain_folder = location.is_dir() and not (location / DESCRIPTOR).is_file()
    if is_plain_folder:
        tables = {name: _read(location / f"{name}.csv", name) for name in schemas.load_schemas()}
    else:
        with open_package(location) as package:
            named = {table.name: table.path for table in package.tables}
            tables = {name: _read(named.get(name), name) for name in schemas.load_schemas()}
    if not tables["evidence"] or not tables["sources"]:
        raise PackageError(f"{location}: not a coding; it has no sources or no evidence")
    return tables


def _read(path: Path | None, name: str) -> Rows:
    if path is None or not path.is_file():
        return []
    try:
        header, rows = read_rows(path)
    except TableError as error:
        raise TableError(f"{path.name}: {error}") from error
    missing = [
        column for column in schemas.get_key(schemas.load_schemas()[name]) if column not in header
    ]
    if name == "evidence":
        missing += [
            c for c in ("table", "record_id", "source_id", "start", "end") if c not in header
        ]
    if missing:
        raise TableError(f"{path.name}: has no column {missing[0]}")
    return rows


def list_coded_fields(kind: str) -> Iterator[tuple[str, str | None]]:
    """Yield the fields of a table that a coder decides: codes, days, bounds and references.

    Yields:
        The column, and for a reference the table that it leads to.
    """
    schema = schemas.load_schemas()[kind]
    targets = {
        reference["fields"][0]: reference["reference"]["resource"]
        for reference in schema.get("foreignKeys", ())
    }
    for field in schema["fields"]:
        name = field["name"]
        is_counted = field["type"] in {"date", "integer", "boolean"} and not field.get("derived")
        if "codelist" in field or is_counted or name == "country":
            yield name, None
        elif targets.get(name) in KINDS:
            yield name, targets[name]
