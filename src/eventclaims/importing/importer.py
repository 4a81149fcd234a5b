"""Import a foreign table into a package: all rows or nothing, with the ids of an earlier import."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eventclaims.authoring.working_copy import compare_copy, derive_copy
from eventclaims.errors import TableError
from eventclaims.importing import ids
from eventclaims.importing.cells import CellError, clean, fill, make_cell
from eventclaims.importing.mapping import (
    Cell,
    Map,
    MappingError,
    Section,
    list_placeholders,
)
from eventclaims.package.changes import Change
from eventclaims.package.model import Package, Table
from eventclaims.package.paths import resolve_inside
from eventclaims.package.standard import IDS_FILE
from eventclaims.tables.canonical import format_table
from eventclaims.tables.cells import read_table
from eventclaims.tables.records import HEADER_ROW, LONGEST_CELL, read_rows

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A row that an import makes.

    Attributes:
        cells: Its cells by column.
        line: The line of the foreign table that it was first made from.
    """

    cells: Row
    line: int


@dataclass(slots=True)
class TableCount:
    """Numbers of rows that an import changes in a table."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Import:
    """The result of an import that is not written yet.

    Attributes:
        changes: The files to write.
        counts: The numbers of rows by table.
    """

    changes: list[Change]
    counts: dict[str, TableCount]


@dataclass(slots=True)
class _Run:
    """An import while it reads: its rows by table and natural key, and the keys referred to."""

    package: Package
    map: Map
    source: str
    registry: ids.Registry
    made: defaultdict[str, dict[str, Made]] = field(default_factory=lambda: defaultdict(dict))
    wanted: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def refuse(self, line: int, at: int, reason: str) -> MappingError:
        """Return an error at a line of the foreign table and a line of the map."""
        return MappingError(f"{self.source}:{line}: {reason} ({self.map.name}:{at})")

    def get_table(self, name: str, at: int) -> Table:
        """Return a table of the package; an error at a line of the map if there is none."""
        table = self.package.get_table(name)
        if table is None:
            raise MappingError(f"{self.map.name}:{at}: the package has no table `{name}`")
        return table


def import_table(package: Package, path: Path, mapping: Map, *, new_ids: bool = False) -> Import:
    """Return what an import of a foreign table changes, without writing it.

    Rows of an earlier import with the same map keep their ids and the cells that the map does not
    name; those whose natural key is no longer in the foreign table are removed. All other rows
    stay.

    Args:
        package: The opened package.
        path: The foreign table, a CSV file.
        mapping: The map.
        new_ids: Whether every row gets a new id if the registry of ids is missing, although tables
            that the map fills have rows.

    Raises:
        MappingError: If the map does not fit the package or the foreign table, or the registry of
            ids is missing.
        TableError: If a table cannot be read.
    """
    registry_path = resolve_inside(package.root, IDS_FILE)
    stored = _read_registry(registry_path) if registry_path.is_file() else []
    run = _Run(package, mapping, path.name, ids.read_registry(stored, mapping.name))
    for table in package.tables:
        if ids.has_ids(table):
            run.registry.reserve(row[table.key[0]] for row in read_table(package, table.name))
    retired = [row["record_id"] for row in read_table(package, "retired", ["record_id"])]
    run.registry.reserve(retired)
    records = _read_source(path, mapping)
    _check_map(run, next(records)[1])
    if not (stored or new_ids):
        _check_empty(run)
    for line, cells in records:
        for section in mapping.sections:
            _make_rows(run, section, line, cells)
    _check_references(run)
    _check_retired(run, retired)
    counts, contents = {}, {}
    for name in dict.fromkeys(section.table for section in mapping.sections):
        table = run.get_table(name, 1)
        counts[name], contents[name] = _merge(run, table)
    with derive_copy(package, contents) as copy:
        changes = compare_copy(package, copy)
    before = registry_path.read_bytes() if registry_path.is_file() else b""
    content = run.registry.format()
    if content != before:
        changes.append(Change(package.root, IDS_FILE, before, content))
    return Import(changes, counts)


def _read_registry(path: Path) -> list[Row]:
    header, rows = read_rows(path, IDS_FILE)
    if tuple(header) != ids.COLUMNS:
        raise TableError(f"{IDS_FILE}: the columns must be {', '.join(ids.COLUMNS)}")
    return rows


def _read_source(path: Path, mapping: Map) -> Iterator[tuple[int, Row]]:
    """Yield the line and the cells of each row; the first has the header as its columns."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding=mapping.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=mapping.delimiter)
            header = [label.strip().removeprefix("\ufeff") for label in next(reader, [])]
            if len({*header}) < len(header):
                raise MappingError(f"{path.name}:1: two columns have the same name")
            yield 1, dict.fromkeys(header, "")
            line = reader.line_num + 1
            for cells in reader:
                is_short = 0 < len(cells) < len(header) and not mapping.ragged
                if is_short or len(cells) > len(header):
                    counts = f"{len(cells)} cells, {len(header)} columns"
                    hint = f"; is the file complete? `ragged = true` in [source] of {mapping.name} "
                    hint += "lets the last cells of a row be left out"
                    raise MappingError(f"{path.name}:{line}: {counts}{hint if is_short else ''}")
                known = zip(header, map(clean, cells), strict=False)
                row = {name: cell for name, cell in known if cell not in mapping.missing}
                if row:
                    yield line, row
                line = reader.line_num + 1
    except LookupError as error:
        raise MappingError(
            f"{mapping.name}: the encoding `{mapping.encoding}` is unknown"
        ) from error
    except UnicodeError as error:
        reason = f"not {mapping.encoding}; name the encoding in [source] of {mapping.name}"
        raise MappingError(f"{path.name}: {reason}") from error
    except csv.Error as error:
        raise MappingError(f"{path.name}: not CSV: {error}") from error
    except OSError as error:
        raise MappingError(f"{path.name}: cannot be read ({error.strerror})") from error


def _check_map(run: _Run, columns: Mapping[str, str]) -> None:
    """Refuse a map that names an unknown table or column."""
    for section in run.map.sections:
        table = run.get_table(section.table, section.line)
        known = {*columns, section.each.get("name", "")}
        templates = [(section.line, name) for name in list_placeholders(section.key, section.where)]
        if section.each:
            templates += [(section.line, n) for n in list_placeholders(section.each["value"])]
        for cell in section.cells:
            if cell.column not in table.fields:
                reason = f"`{section.table}` has no column `{cell.column}`"
                raise MappingError(f"{run.map.name}:{cell.line}: {reason}")
            if ids.has_ids(table) and cell.column in table.key:
                reason = f"the import makes `{cell.column}`; name what identifies a row in `key`"
                raise MappingError(f"{run.map.name}:{cell.line}: {reason}")
            texts = [part for part in cell.parts.values() if isinstance(part, str)]
            templates += [(cell.line, name) for name in list_placeholders(*texts)]
            if "table" in cell.parts:
                run.get_table(cell.parts["table"], cell.line)
        for line, name in templates:
            if name not in known:
                reason = f"{run.source} has no column `{name}`"
                raise MappingError(f"{run.map.name}:{line}: {reason}")


def _check_empty(run: _Run) -> None:
    """Refuse tables with rows, which an import without a registry would add again."""
    for section in run.map.sections:
        table = run.get_table(section.table, section.line)
        if ids.has_ids(table) and read_table(run.package, table.name):
            raise MappingError(
                f"{IDS_FILE}: missing or empty, but `{table.name}` has rows, which this import "
                "would add again; restore the file, or use --new-ids if they were not imported"
            )


def _make_rows(run: _Run, section: Section, line: int, cells: Row) -> None:
    """Make the rows of a section from a row of the foreign table."""
    table = run.get_table(section.table, section.line)
    for named in _split(section, cells):
        if section.where and not fill(section.where, named):
            continue
        key = fill(section.key, named)
        if not key:
            reason = f"the key `{section.key}` of a row of `{table.name}` is empty"
            raise run.refuse(line, section.line, reason)
        row = {cell.column: _make(run, cell, line, named) for cell in section.cells}
        made = run.made[table.name].get(key)
        if made is None:
            run.made[table.name][key] = Made(row, line)
            continue
        for column, value in row.items():
            if made.cells.setdefault(column, value) != value:
                reason = (
                    f"column `{column}` of `{table.name}` is `{value}`, but "
                    f"`{made.cells[column]}` in line {made.line} with the same key `{key}`"
                )
                raise run.refuse(line, section.line, reason)


def _split(section: Section, cells: Row) -> Iterator[Row]:
    """Yield the cells once, or once for each of several values."""
    if not section.each:
        yield cells
        return
    values = fill(section.each["value"], cells).split(section.each["separator"])
    for value in dict.fromkeys(map(str.strip, values)):
        if value:
            yield cells | {section.each["name"]: value}


def _make(run: _Run, cell: Cell, line: int, cells: Row) -> str:
    if "where" in cell.parts and not fill(cell.parts["where"], cells):
        return ""
    if "table" in cell.parts:
        key = fill(cell.parts["key"], cells)
        if not key:
            return ""
        table = run.get_table(cell.parts["table"], cell.line)
        run.wanted.setdefault((table.name, key), (line, cell.line))
        return run.registry.get(table, key)
    try:
        return make_cell(cell, cells)
    except CellError as error:
        raise run.refuse(line, cell.line, f"column `{cell.column}`: {error}") from error


def _check_references(run: _Run) -> None:
    """Refuse a reference to a row that the map does not make."""
    for (table, key), (line, at) in run.wanted.items():
        if key not in run.made[table]:
            raise run.refuse(line, at, f"no row of `{table}` has the key `{key}`")


def _check_retired(run: _Run, retired: list[str]) -> None:
    """Refuse rows that came back after their ids were retired: no id must be used again."""
    rows = {id_: number for number, id_ in enumerate(retired, HEADER_ROW + 1)}
    again = [
        (run.made[table][key].line, table, key, entry.id)
        for (table, key), entry in run.registry.entries.items()
        if entry.id in rows and key in run.made[table]
    ]
    if again:
        line, table, key, id_ = min(again)
        more = f" (and {len(again) - 1} more)" if len(again) > 1 else ""
        raise MappingError(
            f"{run.source}:{line}: `{table}` has the key `{key}` again, but row {rows[id_]} of "
            f"`retired` withdrew its id {id_}{more}; remove the line of the key from {IDS_FILE} "
            "to give it a new id, or that row from `retired` if the id was never withdrawn"
        )


def _merge(run: _Run, table: Table) -> tuple[TableCount, bytes]:
    """Return the numbers of changed rows, and the new content of a table."""
    made = run.made[table.name]
    count, imported = TableCount(), run.registry.list_own()
    if ids.has_ids(table):
        (column,) = table.key
        rows = {run.registry.get(table, key): one.cells for key, one in made.items()}
        rows = {id_: cells | {column: id_} for id_, cells in rows.items()}
    else:
        column = table.key[0]
        rows = {
            "/".join(one.cells.get(c, "") for c in table.key): one.cells for one in made.values()
        }
    kept = []
    for old in read_table(run.package, table.name):
        name = "/".join(old[part] for part in table.key)
        new = rows.pop(name, None)
        if new is None and old[column] in imported:
            count.removed += 1
            continue
        merged = old | (new or {})
        kept.append(merged)
        if new is not None:
            count.changed += merged != old
            count.unchanged += merged == old
    count.added = len(rows)
    content = format_table(table.fields, [*kept, *rows.values()], table.key, table.key_types)
    return count, content.encode()
