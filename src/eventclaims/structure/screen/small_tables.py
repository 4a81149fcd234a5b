"""Find the suspect rows of small tables in Python, which takes less time than to plan queries.

The gates are those of `gates` and `keys`: a row that passes is surely valid to Frictionless.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import compress

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.compute as pc  # type: ignore[import-untyped]  # likewise

from eventclaims.database.arrays import make_array
from eventclaims.structure.screen.keys import list_unique
from eventclaims.structure.screen.patterns import find_safe_length, translate_pattern
from eventclaims.tables.plain_schema import PlainField, PlainSchema
from eventclaims.tables.records import HEADER_ROW, Record

_Records = Sequence[Record]
_Cells = list[str | None]


def find_suspects_of_small(
    schemas: Mapping[str, PlainSchema], records: Mapping[str, _Records]
) -> dict[str, list[int]]:
    """Return the ordinals of the rows in which Frictionless could find an error, by table.

    A table is left to DuckDB if it refers to one that is not small, or has a key with a cell of
    another form.

    Args:
        schemas: The schemas of the tables that can be screened, by name.
        records: The records of the small tables, by name.
    """
    columns = {
        name: _read_columns(schema, records[name])
        for name, schema in schemas.items()
        if name in records
    }
    found = {}
    for name in columns:
        suspects = _find_suspects(name, schemas, columns)
        if suspects is not None:
            found[name] = sorted(suspects | _find_ragged(schemas[name], records[name]))
    return found


def _read_columns(schema: PlainSchema, records: _Records) -> dict[str, _Cells]:
    """Return the cells of each field; None where a row is too short or the cell is missing."""
    rows = [*_list_filled(records)]
    columns = {}
    for number, field in enumerate(schema.fields):
        cells = [row[number] if number < len(row) else None for row in rows]
        columns[field.name] = [None if cell in field.missing_values else cell for cell in cells]
    return columns


def _list_filled(records: _Records) -> Iterator[list[str]]:
    return (record.cells for record in records if record.row > HEADER_ROW and record.cells)


def _find_ragged(schema: PlainSchema, records: _Records) -> set[int]:
    rows = enumerate(_list_filled(records), 1)
    return {ordinal for ordinal, cells in rows if len(cells) != len(schema.fields)}


def _find_suspects(
    name: str, schemas: Mapping[str, PlainSchema], columns: Mapping[str, Mapping[str, _Cells]]
) -> set[int] | None:
    """Return the rows with a suspect cell, key or reference; None if DuckDB must find them."""
    schema, own = schemas[name], columns[name]
    keys = list_unique(schema)
    in_keys = {field for key in keys for field in key}
    suspects: set[int] = set()
    for field in schema.fields:
        cells = own[field.name]
        distinct = {cell for cell in cells if cell is not None}
        if field.name in in_keys and any(field.read(cell) is None for cell in distinct):
            return None
        good: set[str | None] = {*_list_valid(field, distinct)}
        if not field.required:
            good.add(None)
        suspects |= {ordinal for ordinal, cell in enumerate(cells, 1) if cell not in good}
    for key in keys:
        suspects |= _find_repeated([own[field] for field in key])
    suspects |= _find_empty([own[field] for field in schema.primary_key or own])
    for reference in schema.foreign_keys:
        target = reference["reference"]["resource"] or name
        if target not in columns:
            return None
        (field,), (other,) = reference["fields"], reference["reference"]["fields"]
        read = schemas[target].get_field(other).read
        others = {cell for cell in columns[target][other] if cell is not None}
        known = {None, *(cell for cell in others if read(cell) is not None)}
        suspects |= {ordinal for ordinal, cell in enumerate(own[field], 1) if cell not in known}
    return suspects


def _find_repeated(columns: Sequence[_Cells]) -> set[int]:
    """Return the rows that have the key of another row, of which some part is not missing."""
    first: dict[tuple[str | None, ...], int] = {}
    repeated: set[int] = set()
    for ordinal, key in enumerate(zip(*columns, strict=True), 1):
        if first.setdefault(key, ordinal) != ordinal and any(part is not None for part in key):
            repeated |= {first[key], ordinal}
    return repeated


def _find_empty(columns: Sequence[_Cells]) -> set[int]:
    rows = enumerate(zip(*columns, strict=True), 1)
    return {ordinal for ordinal, cells in rows if all(cell is None for cell in cells)}


def _list_valid(field: PlainField, cells: Collection[str]) -> Collection[str]:
    """Return which of the cells that are not missing are surely valid."""
    constraints = field.constraints
    if "enum" in constraints:
        return {*constraints["enum"]}
    valid = [cell for cell in cells if field.read(cell) is not None]
    if "pattern" in constraints:
        valid = _match(constraints["pattern"], valid)
    shortest, longest = constraints.get("minLength", 0), constraints.get("maxLength")
    valid = [cell for cell in valid if len(cell) >= shortest]
    if longest is not None:
        valid = [cell for cell in valid if len(cell) <= longest]
    least, most = constraints.get("minimum"), constraints.get("maximum")
    if least is not None:
        valid = [cell for cell in valid if Decimal(cell) >= least]
    return valid if most is None else [cell for cell in valid if Decimal(cell) <= most]


def _match(pattern: str, cells: list[str]) -> list[str]:
    """Return the cells that a pattern surely matches, in linear time."""
    compiled, safe_length = _compile(pattern)
    if all(len(cell) <= safe_length for cell in cells):
        return [cell for cell in cells if compiled.match(cell)]
    translated = translate_pattern(pattern)
    if translated is None:
        return []
    texts = make_array(cells, pa.large_string())
    try:
        matches = pc.match_substring_regex(texts, translated).to_pylist()
    except pa.ArrowInvalid:  # RE2 refuses it, such as a large one
        return []
    return [*compress(cells, matches)]


@lru_cache(maxsize=1000)  # as in `patterns`
def _compile(pattern: str) -> tuple[re.Pattern[str], int]:
    return re.compile(f"^{pattern}$"), find_safe_length(pattern)
