"""The screen: DuckDB finds every row that could be at fault, and Frictionless judges those.

What Frictionless finds in a whole package is found here, from a few of its rows. A table that the
screen cannot take (another dialect, a broken header, keys of a type whose values have many forms)
is handed over whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import frictionless

from eventclaims.database.tables import ORDINAL, SUSPECT, LoadedTables
from eventclaims.package.model import Table
from eventclaims.runtime.profiling import measure
from eventclaims.structure.screen import keys
from eventclaims.structure.screen.file_hashes import find_differing, judge_file
from eventclaims.structure.screen.headers import drop_unscreenable, read_header
from eventclaims.structure.screen.keys import Screened
from eventclaims.structure.screen.loading import load_all
from eventclaims.structure.screen.row_judge import MOST_EXTRA_CELLS, Records, References, judge_rows
from eventclaims.tables.row_index import RowIndex, read_some

_LAYER = "structure"
FEW_ROWS = 2000
"""A package whose tables have no more rows is sooner judged than screened."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Tables on their way to their judge.

    Attributes:
        tables: The tables of which Frictionless needs to see some rows alone, by name.
        row_indexes: The layouts of their files.
        loaded: Has their rows; None where all of them are few.
    """

    tables: dict[str, Screened]
    row_indexes: Mapping[str, RowIndex]
    loaded: LoadedTables | None


def judge_tables(
    package: frictionless.Package,
    tables: Sequence[Table],
    row_indexes: Mapping[str, RowIndex],
    loaded: LoadedTables,
    more: Mapping[str, Collection[str]],
) -> Iterator[tuple[Table, frictionless.Error]]:
    """Yield the errors that Frictionless finds in the tables of a package.

    Args:
        package: The package as Frictionless has it, its metadata valid.
        tables: Its tables.
        row_indexes: The layouts of their files.
        loaded: Gets the tables, unless all are short.
        more: Columns of each table that are to be kept there beside those of keys.
    """
    with measure(_LAYER, "headers"):
        read = [read_header(package, table, row_indexes[table.name]) for table in tables]
        plain = {one.table.name: one for one in read if one}
    is_large = any(row_indexes[table.name].rows > FEW_ROWS for table in tables)
    if is_large:
        with measure(_LAYER, "screen", sum(row_indexes[name].rows for name in plain)):
            plain = load_all(loaded, plain, row_indexes, more)
    screen = Screen(drop_unscreenable(plain), row_indexes, loaded if is_large else None)
    with measure(_LAYER, "hashes"):
        stated = [table for table in tables if table.name in screen.tables]
        differing = find_differing(package, stated)
    for table in tables:
        if table.name in screen.tables:
            errors = chain(_judge(screen, table), judge_file(package, table, differing[table.name]))
        else:
            errors = chain(_judge_whole(package, table))
        yield from ((table, error) for error in errors)


def _judge(screen: Screen, table: Table) -> Iterator[frictionless.Error]:
    """Judge the suspect rows of a table, or all rows where there is no relation."""
    screened, row_index = screen.tables[table.name], screen.row_indexes[table.name]
    with measure(_LAYER, "keys and references", row_index.rows):
        suspects = None if screen.loaded is None else _list_suspects(screen, screened)
    rows = None
    if suspects is not None:
        rows = sorted({row_index.count(ordinal) for ordinal in suspects} | {*row_index.blank})
        if not rows:
            return
    with measure(_LAYER, "values referred to"):
        references = _find_references(screen, screened, suspects)
    wide: list[tuple[int, list[str]]] = []
    width = len(table.fields) + MOST_EXTRA_CELLS

    def read() -> Records:
        wide.clear()
        for record in read_some(table.path, row_index, rows):
            if len(record.cells) > width:
                wide.append((record.row, record.cells))
            yield record.row, record.cells[:width]

    schema = screened.schema.to_copy()
    judged = judge_rows(table.name, schema, [*table.fields], read, references)
    with measure(_LAYER, "judging by Frictionless", row_index.rows if rows is None else len(rows)):
        yield from judged
        if wide:
            yield from _judge_wide(table, schema, wide)


def _judge_wide(
    table: Table, schema: frictionless.Schema, wide: list[tuple[int, list[str]]]
) -> Iterator[frictionless.Error]:
    """Judge the rest of very long rows, slice by slice: their errors each hold all cells."""
    end = len(table.fields)
    schema = schema.to_copy()
    schema.primary_key, schema.foreign_keys = [], []

    def read() -> Records:
        for number, cells in wide:
            for start in range(end + MOST_EXTRA_CELLS, len(cells), MOST_EXTRA_CELLS):
                yield number, cells[:end] + cells[start : start + MOST_EXTRA_CELLS]

    for error in judge_rows(table.name, schema, [*table.fields], read, {}):
        if error.type == "extra-cell":
            yield error


def _list_suspects(screen: Screen, screened: Screened) -> list[int]:
    """Return the ordinals of the rows in which Frictionless could find something."""
    loaded = screen.loaded
    if loaded is None:
        raise AssertionError
    name = loaded.names[screened.table.name]
    suspects = loaded.list_numbers(f"SELECT {ORDINAL} FROM {name} WHERE {SUSPECT}")  # noqa: S608
    primary = tuple(screened.schema.primary_key)
    for fields in keys.list_unique(screened.schema):
        suspects |= keys.find_repeated(loaded, screened, fields, is_primary=fields == primary)
    for reference in screened.schema.foreign_keys:
        target = screen.tables[reference["reference"]["resource"] or screened.table.name]
        fields, others = reference["fields"], reference["reference"]["fields"]
        suspects |= keys.find_unreferred(loaded, screened, fields, target, others)
    return sorted(suspects)


def _find_references(screen: Screen, screened: Screened, suspects: list[int] | None) -> References:
    """Return what the foreign keys of the rows find in the tables that they refer to."""
    references: References = {}
    for reference in screened.schema.foreign_keys:
        target_name = reference["reference"]["resource"]
        target = screen.tables[target_name or screened.table.name]
        others = tuple(reference["reference"]["fields"])
        if screen.loaded is None:
            present = _read_all(screen, target, others)
        else:
            wanted = keys.read_keys(screen.loaded, screened, reference["fields"], suspects)
            present = keys.find_present(screen.loaded, target, others, wanted)
        references.setdefault((target_name, others), set()).update(present)
    return references


def _read_all(screen: Screen, target: Screened, fields: tuple[str, ...]) -> set[keys.Key]:
    places = [target.table.fields.index(name) for name in fields]
    records = read_some(target.table.path, screen.row_indexes[target.table.name], None)
    found = {
        tuple(r.cells[place] if place < len(r.cells) else None for place in places) for r in records
    }
    return {key for key in (target.read(fields, cells) for cells in found) if set(key) != {None}}


def _judge_whole(package: frictionless.Package, table: Table) -> Iterator[frictionless.Error]:
    """Let Frictionless read the whole of a table, and of those that it refers to."""
    report = package.get_resource(table.name).validate(limit_errors=2**62)
    for task in report.tasks:
        yield from task.errors
