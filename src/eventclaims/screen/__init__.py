"""The screen: DuckDB finds every row that could be at fault, and Frictionless judges those.

What Frictionless finds in a whole package is found here, from a few of its rows. A table that the
screen cannot take (another dialect, a broken header, keys of a type whose values have many forms)
is handed over whole.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import duckdb
import frictionless

from eventclaims.layouts import Layout, read_some
from eventclaims.package import Table
from eventclaims.relations import ORDINAL, SUSPECT, Relations, name_column
from eventclaims.screen import keys
from eventclaims.screen.files import judge_file
from eventclaims.screen.gates import make_gate
from eventclaims.screen.judging import MOST_EXTRA_CELLS, Records, References, judge_rows
from eventclaims.screen.keys import Screened
from eventclaims.timing import measure

_LAYER = "structure"
_MOST_WORKERS = 4
FEW_ROWS = 2000
"""A package whose tables have no more rows is sooner judged than screened."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Tables on their way to their judge.

    Attributes:
        tables: The tables of which Frictionless needs to see some rows alone, by name.
        layouts: The layouts of their files.
        relations: Has their rows; None where all of them are few.
    """

    tables: dict[str, Screened]
    layouts: Mapping[str, Layout]
    relations: Relations | None


def judge_tables(
    package: frictionless.Package,
    tables: Sequence[Table],
    layouts: Mapping[str, Layout],
    relations: Relations,
    more: Mapping[str, Collection[str]],
) -> Iterator[tuple[Table, frictionless.Error]]:
    """Yield the errors that Frictionless finds in the tables of a package.

    Args:
        package: The package as Frictionless has it, its metadata valid.
        tables: Its tables.
        layouts: The layouts of their files.
        relations: Gets the tables, unless all are short.
        more: Columns of each table that are to be kept there beside those of keys.
    """
    with measure(_LAYER, "headers"):
        plain = {t.name: s for t in tables if (s := _read_header(package, t, layouts))}
    is_large = any(layouts[table.name].rows > FEW_ROWS for table in tables)
    if is_large:
        plain = _load_all(relations, plain, layouts, more)
    screen = Screen(_drop_unscreenable(plain), layouts, relations if is_large else None)
    for table in tables:
        if table.name in screen.tables:
            found = chain(_judge(screen, table), _judge_file(package, table))
        else:
            found = _judge_whole(package, table)
        for error in found:
            yield table, error


def _read_header(
    package: frictionless.Package, table: Table, layouts: Mapping[str, Layout]
) -> Screened | None:
    """Return a table if Frictionless reads it as plain CSV with just the columns of its schema."""
    resource = package.get_resource(table.name).to_copy()
    schema = resource.schema.to_copy()
    resource.schema.foreign_keys = []
    try:
        with resource:
            labels, dialect, is_valid = resource.labels, resource.dialect, resource.header.valid
    except frictionless.FrictionlessException:
        return None
    control = dialect.get_control("csv") if dialect.has_control("csv") else None
    is_csv = control is None or (control.delimiter, control.quote_char, control.escape_char) in (
        (",", '"', None),
        (",", '"', ""),
    )
    if control is not None and control.skip_initial_space:
        is_csv = is_csv and not layouts[table.name].has_outer_blanks
    if control is not None and control.null_sequence:
        is_csv = False
    has_comments = dialect.comment_char or dialect.comment_rows or dialect.skip_blank_rows
    is_usual = dialect.header and dialect.header_rows == [1] and dialect.header_case
    if not (is_csv and is_usual and is_valid) or has_comments or labels != [*table.fields]:
        return None
    gates = {
        field.name: make_gate(field, name_column(table, field.name)) for field in schema.fields
    }
    return Screened(table, schema, gates)


def _load_all(
    relations: Relations,
    plain: Mapping[str, Screened],
    layouts: Mapping[str, Layout],
    more: Mapping[str, Collection[str]],
) -> dict[str, Screened]:
    """Load tables side by side, and return those that DuckDB reads as Python does."""

    def load(name: str) -> bool:
        return _load(relations, plain[name], plain.values(), layouts[name], more.get(name, ()))

    rows = sum(layouts[name].rows for name in plain)
    with measure(_LAYER, "screen", rows), ThreadPoolExecutor(_count_workers()) as pool:
        return {
            name: plain[name]
            for name, is_sound in zip(plain, pool.map(load, plain), strict=True)
            if is_sound
        }


def _count_workers() -> int:
    return min(os.cpu_count() or 1, _MOST_WORKERS)


def _load(
    relations: Relations,
    screened: Screened,
    others: Iterable[Screened],
    layout: Layout,
    more: Collection[str],
) -> bool:
    """Load a table, and return whether DuckDB reads as many records in it as Python does."""
    kept = {*more} | {name for fields in keys.list_unique(screened.schema) for name in fields}
    for other in [screened, *others]:
        for reference in other.schema.foreign_keys:
            if other is screened:
                kept |= {*reference["fields"]}
            if (reference["reference"]["resource"] or other.table.name) == screened.table.name:
                kept |= {*reference["reference"]["fields"]}
    names = [*screened.gates]
    faultless = [f"NOT ({screened.is_missing(names)})"]
    faultless += [gate.passes for gate in screened.gates.values()]
    try:
        count = relations.load(screened.table, kept, " AND ".join(faultless))
    except duckdb.Error:
        return False
    if count != layout.filled:
        relations.drop(screened.table)
    return count == layout.filled


def _drop_unscreenable(plain: dict[str, Screened]) -> dict[str, Screened]:
    """Return the tables whose keys the screen can compare, and that refer to none but such."""
    kept = {
        name: s
        for name, s in plain.items()
        if all(s.gates[f].is_identity for fields in keys.list_unique(s.schema) for f in fields)
    }
    while True:
        good = {name: s for name, s in kept.items() if _has_screenable_references(s, kept)}
        if len(good) == len(kept):
            return good
        kept = good


def _has_screenable_references(screened: Screened, kept: dict[str, Screened]) -> bool:
    for reference in screened.schema.foreign_keys:
        target = kept.get(reference["reference"]["resource"] or screened.table.name)
        fields, others = reference["fields"], reference["reference"]["fields"]
        if target is None or len(fields) != len(others):
            return False
        for name, other in zip(fields, others, strict=True):
            if name not in screened.gates or other not in target.gates:
                return False
            kinds = {screened.schema.get_field(name).type, target.schema.get_field(other).type}
            is_identity = screened.gates[name].is_identity and target.gates[other].is_identity
            if len(kinds) > 1 or not is_identity:
                return False
    return True


def _judge_file(package: frictionless.Package, table: Table) -> list[frictionless.Error]:
    with measure(_LAYER, "hashes"):
        return list(judge_file(package, table))


def _judge(screen: Screen, table: Table) -> Iterator[frictionless.Error]:
    """Judge the suspect rows of a table, or all rows where there is no relation."""
    screened, layout = screen.tables[table.name], screen.layouts[table.name]
    with measure(_LAYER, "keys and references", layout.rows):
        suspects = None if screen.relations is None else _list_suspects(screen, screened)
    rows = None
    if suspects is not None:
        rows = sorted({layout.count(ordinal) for ordinal in suspects} | {*layout.blank})
        if not rows:
            return
    with measure(_LAYER, "values referred to"):
        references = _find_references(screen, screened, suspects)
    wide: list[tuple[int, list[str]]] = []
    width = len(table.fields) + MOST_EXTRA_CELLS

    def read() -> Records:
        wide.clear()
        for record in read_some(table.path, layout, rows):
            if len(record.cells) > width:
                wide.append((record.row, record.cells))
            yield record.row, record.cells[:width]

    schema = screened.schema.to_copy()
    judged = judge_rows(table.name, schema, [*table.fields], read, references)
    with measure(_LAYER, "judging by Frictionless", layout.rows if rows is None else len(rows)):
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
    relations = screen.relations
    if relations is None:
        raise AssertionError
    name = relations.names[screened.table.name]
    suspects = relations.list_numbers(f"SELECT {ORDINAL} FROM {name} WHERE {SUSPECT}")  # noqa: S608
    primary = tuple(screened.schema.primary_key)
    for fields in keys.list_unique(screened.schema):
        suspects |= keys.find_repeated(relations, screened, fields, is_primary=fields == primary)
    for reference in screened.schema.foreign_keys:
        target = screen.tables[reference["reference"]["resource"] or screened.table.name]
        fields, others = reference["fields"], reference["reference"]["fields"]
        suspects |= keys.find_unreferred(relations, screened, fields, target, others)
    return sorted(suspects)


def _find_references(screen: Screen, screened: Screened, suspects: list[int] | None) -> References:
    """Return what the foreign keys of the rows find in the tables that they refer to."""
    references: References = {}
    for reference in screened.schema.foreign_keys:
        target_name = reference["reference"]["resource"]
        target = screen.tables[target_name or screened.table.name]
        others = tuple(reference["reference"]["fields"])
        if screen.relations is None:
            present = _read_all(screen, target, others)
        else:
            wanted = keys.read_keys(screen.relations, screened, reference["fields"], suspects)
            present = keys.find_present(screen.relations, target, others, wanted)
        references.setdefault((target_name, others), set()).update(present)
    return references


def _read_all(screen: Screen, target: Screened, fields: tuple[str, ...]) -> set[keys.Key]:
    places = [target.table.fields.index(name) for name in fields]
    records = read_some(target.table.path, screen.layouts[target.table.name], None)
    found = {
        tuple(r.cells[place] if place < len(r.cells) else None for place in places) for r in records
    }
    return {key for key in (target.read(fields, cells) for cells in found) if set(key) != {None}}


def _judge_whole(package: frictionless.Package, table: Table) -> Iterator[frictionless.Error]:
    """Let Frictionless read the whole of a table, and of those that it refers to."""
    report = package.get_resource(table.name).validate(limit_errors=2**62)
    for task in report.tasks:
        yield from task.errors
