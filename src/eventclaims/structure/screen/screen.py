"""Validate tables with Frictionless, but only the rows that DuckDB could not find valid.

The errors are those that Frictionless finds in the whole package. Frictionless reads a table whole
if its keys or its CSV dialect cannot be expressed in SQL, or if its header is invalid.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import duckdb
import frictionless
from frictionless.errors import ExtraCellError, FieldCountError, RowCountError
from frictionless.resources import FileResource

from eventclaims.database.tables import LoadedTables
from eventclaims.errors import EventClaimsError
from eventclaims.package.model import Table
from eventclaims.report.rule import MAX_FINDINGS, NOT_CHECKED, Layer, describe_limit
from eventclaims.runtime.connection import is_interruption
from eventclaims.runtime.profiling import measure
from eventclaims.structure.screen import keys
from eventclaims.structure.screen.failures import explain_schema
from eventclaims.structure.screen.file_hashes import find_differing
from eventclaims.structure.screen.headers import read_header
from eventclaims.structure.screen.keys import Screened
from eventclaims.structure.screen.row_validation import Records, References, validate_rows
from eventclaims.structure.screen.surely_valid import Screening
from eventclaims.structure.screen.suspects import drop_unscreenable, list_suspects
from eventclaims.structure.screen.time_limit import TooSlowError
from eventclaims.tables.row_index import RowIndex, read_some

_MOST_EXTRA_CELLS = 100
Resources = Mapping[str, frictionless.Resource]
"""The resources of a package by name; `get_resource` of Frictionless goes through all of them."""


@dataclass(frozen=True, slots=True)
class _Screen:
    """The tables that can be screened, the row index of every file, and the suspects, by name."""

    tables: dict[str, Screened]
    row_indexes: Mapping[str, RowIndex]
    loaded: LoadedTables
    suspects: Mapping[str, list[int]]


def validate_tables(
    resources: Resources,
    tables: Sequence[Table],
    row_indexes: Mapping[str, RowIndex],
    loaded: LoadedTables,
    screening: Screening | None = None,
) -> Iterator[tuple[Table, frictionless.Error]]:
    """Yield the errors that Frictionless finds in the tables of a package.

    An error of the type `not-checked` explains why the other rows of a table were not validated.

    Args:
        resources: The resources of the package by name, with valid metadata.
        tables: Its tables.
        row_indexes: The row index of each file, by table name.
        loaded: Contains the tables.
        screening: The rows and files that may be invalid; None if they must still be found.
    """
    with measure(Layer.STRUCTURE, "headers"):
        read = [
            read_header(resources[table.name], table, row_indexes[table.name]) for table in tables
        ]
        plain = {one.table.name: one for one in read if one}
    suspects = screening.suspects if screening else {}
    screen = _Screen(drop_unscreenable(plain), row_indexes, loaded, suspects)
    if screening:
        differing = screening.differing
    else:
        with measure(Layer.STRUCTURE, "hashes"):
            named = [t for t in tables if t.name in screen.tables or t.is_parquet]
            differing = _find_differing(resources, named)
    for table in tables:
        for error in _validate_table(resources, screen, table, differing.get(table.name, {})):
            yield table, error


def _find_differing(resources: Resources, tables: Sequence[Table]) -> dict[str, dict[str, Any]]:
    named = {table.name: resources[table.name] for table in tables}
    stated = {name: {"hash": r.hash, "bytes": r.bytes} for name, r in named.items()}
    return find_differing(tables, stated)


def _validate_table(
    resources: Resources, screen: _Screen, table: Table, differing: dict[str, Any]
) -> Iterator[frictionless.Error]:
    """Yield the errors of a table; a failure of Frictionless does not stop the other tables."""
    try:
        is_screened = table.name in screen.tables
        resource = resources[table.name]
        if table.is_parquet:  # stated of the Parquet files, not of what Frictionless reads
            resource.hash = resource.bytes = None
        errors = _validate(screen, table) if is_screened else _validate_whole(resource)
        yield from islice(errors, MAX_FINDINGS)
        if next(errors, None):
            yield _make_error(NOT_CHECKED.id, describe_limit(Layer.STRUCTURE))
        if is_screened or table.is_parquet:
            yield from _validate_file(resources, table, differing)
        if is_screened:
            yield from _validate_counts(resources, table, screen.row_indexes[table.name].rows)
    except TooSlowError as error:
        yield _make_error(NOT_CHECKED.id, str(error))
    except frictionless.FrictionlessException as exception:
        yield from exception.reasons or [exception.error]
    except (EventClaimsError, duckdb.Error, MemoryError):
        raise
    except Exception as exception:  # Frictionless raises any type on malformed metadata
        if is_interruption(exception):
            raise
        yield _make_error("schema-error", explain_schema(resources[table.name].schema))


def _make_error(type_: str, note: str) -> frictionless.Error:
    error = type("Error", (frictionless.Error,), {"type": type_})(note=note)
    assert isinstance(error, frictionless.Error)  # noqa: S101 - for mypy
    return error


def _validate(screen: _Screen, table: Table) -> Iterator[frictionless.Error]:
    screened, row_index = screen.tables[table.name], screen.row_indexes[table.name]
    suspects = screen.suspects.get(table.name)
    if suspects is None:
        suspects = list_suspects(screen.tables, screened, row_index, screen.loaded)
    rows = sorted({row_index.count(ordinal) for ordinal in suspects} | {*row_index.blank})
    if not rows:
        return
    with measure(Layer.STRUCTURE, "referenced keys"):
        references = _find_references(screen, screened, suspects)
    width = len(table.fields)
    wide: dict[int, list[str]] = {}

    def read() -> Records:
        for record in read_some(table.path, row_index, rows):
            cells = record.cells
            if len(cells) > width + _MOST_EXTRA_CELLS:
                wide[record.row] = cells
                cells = cells[:width]
            yield record.row, cells

    with measure(Layer.STRUCTURE, "validation by Frictionless", len(rows)):
        schema = screened.schema
        assert isinstance(schema, frictionless.Schema)  # noqa: S101 - for mypy
        for error in validate_rows(schema, read(), references):
            if isinstance(error, frictionless.errors.BlankRowError):  # replaces other errors
                wide.pop(error.row_number, None)
            yield error
    for row, cells in wide.items():
        yield from _list_extra_cells(row, cells, width)


def _list_extra_cells(row: int, cells: list[str], width: int) -> Iterator[frictionless.Error]:
    """Yield the errors of a very long row; Frictionless would copy the row into each of them."""
    for number, cell in enumerate(cells[width:], width + 1):
        error = ExtraCellError(
            note="", cells=[], row_number=row, cell=cell, field_name="", field_number=number
        )
        error.cells = cells
        yield error


def _find_references(screen: _Screen, screened: Screened, suspects: list[int]) -> References:
    """Return the keys that exist in the referenced tables, among those of the suspect rows."""
    references: References = {}
    for reference in screened.schema.foreign_keys:
        target_name = reference["reference"]["resource"]
        target = screen.tables[target_name or screened.table.name]
        others = tuple(reference["reference"]["fields"])
        wanted = keys.read_keys(screen.loaded, screened, reference["fields"], suspects)
        present = keys.find_present(screen.loaded, target, others, wanted)
        references.setdefault((target_name, others), set()).update(present)
    return references


def _validate_whole(resource: frictionless.Resource) -> Iterator[frictionless.Error]:
    report = resource.validate(limit_errors=MAX_FINDINGS + 1)
    for task in report.tasks:
        yield from task.errors


def _validate_file(
    resources: Resources, table: Table, stated: dict[str, Any]
) -> Iterator[frictionless.Error]:
    """Yield the errors of a file whose hash or size is wrong; see `find_differing`."""
    if stated:
        base = resources[table.name].basepath
        path, *others = table.files
        if table.is_parquet:  # the resource is the converted file
            base = os.path.commonpath([part.path.parent for part in table.parts])
            path, *others = (os.path.relpath(part.path, base) for part in table.parts)
        file = FileResource(name=table.name, path=path, extrapaths=others, basepath=base, **stated)
        for task in file.validate().tasks:
            yield from task.errors


def _validate_counts(resources: Resources, table: Table, rows: int) -> Iterator[frictionless.Error]:
    """Yield the errors of a table with other numbers of rows and fields than the descriptor."""
    resource = resources[table.name]
    counts = (
        (FieldCountError, resource.fields, len(table.fields)),
        (RowCountError, resource.rows, rows),
    )
    for error, expected, actual in counts:
        if expected and expected != actual:
            yield error(note=f'expected is "{expected}" and actual is "{actual}"')
