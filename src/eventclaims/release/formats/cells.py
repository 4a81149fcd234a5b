"""The cells of an edition as typed values, for the formats that have types of their own."""

from __future__ import annotations

import re
from datetime import date

from eventclaims.errors import EventClaimsError
from eventclaims.package.standard import Schema
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

Value = str | int | float | bool | date

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_TRUTH = {"true": True, "false": False}
# R, Stata and Excel hold whole numbers as doubles, which are exact up to here.
_MAX_INTEGER = 2**53 - 1
# Stata ends here, and Excel has no smaller numbers but 0.
_MAX_NUMBER, _MIN_NUMBER = 8.98e307, 2.3e-308


def list_codes(release_input: ReleaseInput, field: Schema) -> tuple[str, ...]:
    """Return the codes that a column can hold in the order of their list, empty for any text."""
    if field["type"] != "string":
        return ()
    listed = tuple(release_input.get_labels(field.get("codelist", "")))
    return listed or tuple(map(str, field.get("constraints", {}).get("enum", ())))


def is_required(field: Schema, table: ReleaseTable) -> bool:
    """Return whether no cell of a column can be empty."""
    return bool(field.get("constraints", {}).get("required")) or field["name"] in table.key


def read_columns(table: ReleaseTable) -> dict[str, list[Value | None]]:
    """Return the values of each column of a table, in the order of its rows.

    Whole numbers are int, numbers float, true and false bool, days date, all else str; an empty
    cell is None.

    Raises:
        EventClaimsError: If a cell has not the type of its column, or a number is too large or
            too small for some format.
    """
    return {field["name"]: _read_column(table, field) for field in table.schema["fields"]}


def _read_column(table: ReleaseTable, field: Schema) -> list[Value | None]:
    name, values = field["name"], list[Value | None]()
    for row in table.rows:
        cell = row.get(name, "")
        try:
            values.append(_read(cell, field["type"]) if cell else None)
        except (ValueError, KeyError) as error:
            problem = f"{cell!r} is no {field['type']} that every format can hold"
            raise EventClaimsError(f"{table.file}: {name}: {problem}") from error
    return values


def _read(cell: str, field_type: str) -> Value:
    if field_type == "integer":
        return _read_integer(cell)
    if field_type == "number":
        return _read_number(cell)
    if field_type == "boolean":
        return _TRUTH[cell]
    if field_type == "date":
        if not _DAY.fullmatch(cell):
            raise ValueError("no day")
        return date.fromisoformat(cell)
    return cell


def _read_integer(cell: str) -> int:
    if not _INTEGER.fullmatch(cell) or abs(int(cell)) > _MAX_INTEGER:
        raise ValueError("no whole number, or too large")
    return int(cell)


def _read_number(cell: str) -> float:
    size = abs(float(cell))
    if not _NUMBER.fullmatch(cell) or size > _MAX_NUMBER or 0 < size < _MIN_NUMBER:
        raise ValueError("no number, or too large or small")
    return float(cell)


def unsupported(form: str, table: str, column: str, reason: str) -> EventClaimsError:
    """Return the error that a format cannot hold what a column says.

    Args:
        form: The format, as it is given to people.
        table: Name of the table.
        column: Name of the column.
        reason: What it cannot hold, in a few words.
    """
    return EventClaimsError(f"{form}: table {table!r}, column {column!r}: {reason}")
