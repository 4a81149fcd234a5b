"""Validate selected rows of a table with Frictionless, with their row numbers in the file.

Frictionless reads the cells. What it checks across rows is repeated here, so that it needs neither
a file nor a package.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import frictionless
from frictionless import errors
from frictionless.table.row import Row, create_cell_handlers

Keys = set[tuple[Any, ...]]
References = dict[tuple[str, tuple[str, ...]], Keys]
"""Existing keys, by the referenced resource (empty for the same table) and its fields."""
Records = Iterable[tuple[int, list[str]]]


def validate_rows(
    schema: frictionless.Schema, records: Records, references: References
) -> Iterator[frictionless.Error]:
    """Validate rows of a table whose header matches its schema.

    Args:
        schema: The schema; `references` must contain the target of each foreign key.
        records: The number and the cells of each row.
        references: The existing keys that these rows may reference.

    Yields:
        The errors, row by row.

    Raises:
        TooSlowError: If a pattern takes too long.
    """
    handlers = create_cell_handlers(schema.fields)
    unique: dict[str, dict[Any, int]] = {
        field.name: {} for field in schema.fields if field.constraints.get("unique")
    }
    primary: dict[tuple[Any, ...], int] = {}
    for number, cells in records:
        row = Row(cells, handlers=handlers, row_number=number)
        for name, seen in unique.items():
            _check_unique(row, name, seen)
        if schema.primary_key:
            _check_primary_key(row, schema.primary_key, primary)
        for key in schema.foreign_keys:
            _check_reference(row, key, references)
        yield from row.errors


def _check_unique(row: Row, name: str, seen: dict[Any, int]) -> None:
    value = row[name]
    if value is not None:
        if value in seen:
            note = _describe_same(seen[value])
            row.errors.append(errors.UniqueError.from_row(row, note=note, field_name=name))
        seen[value] = row.row_number


def _check_primary_key(row: Row, names: list[str], seen: dict[tuple[Any, ...], int]) -> None:
    key = tuple(row[name] for name in names)
    if set(key) == {None}:
        note = 'cells composing the primary keys are all "None"'
        row.errors.append(errors.PrimaryKeyError.from_row(row, note=note))
        return
    if key in seen:
        note = _describe_same(seen[key])
        row.errors.append(errors.PrimaryKeyError.from_row(row, note=note))
    seen[key] = row.row_number


def _check_reference(row: Row, key: dict[str, Any], references: References) -> None:
    fields, target = key["fields"], key["reference"]
    values = tuple(row[name] for name in fields)
    if set(values) == {None} or values in references[target["resource"], tuple(target["fields"])]:
        return
    note = (
        f'for "{", ".join(fields)}": values "{", ".join(map(str, values))}" not found '
        f'in the lookup table "{target["resource"]}" as "{", ".join(target["fields"])}"'
    )
    error = errors.ForeignKeyError.from_row(
        row,
        note=note,
        field_names=[*fields],
        field_values=[*values],
        reference_name=target["resource"],
        reference_field_names=[*target["fields"]],
    )
    row.errors.append(error)


def _describe_same(row: int) -> str:
    return f"the same as in the row at position {row}"
