"""A table of a release, and its text cells as typed values within the limits of every format."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from eventclaims.errors import EventClaimsError
from eventclaims.package import standard
from eventclaims.package.standard import Schema
from eventclaims.release.metadata.description import Rows

Value = str | int | float | bool | date

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BOOLEANS = {"true": True, "false": False}
# R, Stata and Excel store integers as doubles, which are exact up to this one.
_MAX_INTEGER = 2**53 - 1
# The largest number of Stata, and the smallest of Excel.
_MAX_NUMBER, _MIN_NUMBER = 8.98e307, 2.3e-308


def read_cells(file: str, field: Schema, cells: Iterable[str]) -> list[Value | None]:
    """Return the cells of a column as int, float, bool, date or str; None for an empty cell.

    Raises:
        EventClaimsError: If a cell does not have the type of its column, or a number is too large
            or too small for one of the formats.
    """
    values = list[Value | None]()
    for cell in cells:
        try:
            values.append(_read_cell(cell, field["type"]) if cell else None)
        except (ValueError, KeyError) as error:
            problem = f"{cell!r} is not a valid {field['type']}, or is out of range"
            raise EventClaimsError(f"{file}: {field['name']}: {problem}") from error
    return values


def _read_cell(cell: str, field_type: str) -> Value:
    if field_type == "integer":
        return _read_integer(cell)
    if field_type == "number":
        return _read_number(cell)
    if field_type == "boolean":
        return _BOOLEANS[cell]
    if field_type == "date":
        if not _DAY.fullmatch(cell):
            raise ValueError("not YYYY-MM-DD")
        return date.fromisoformat(cell)
    return cell


def _read_integer(cell: str) -> int:
    if not _INTEGER.fullmatch(cell) or abs(int(cell)) > _MAX_INTEGER:
        raise ValueError("not an integer, or too large")
    return int(cell)


def _read_number(cell: str) -> float:
    size = abs(float(cell))
    if not _NUMBER.fullmatch(cell) or size > _MAX_NUMBER or 0 < size < _MIN_NUMBER:
        raise ValueError("not a number, or out of range")
    return float(cell)


def make_format_error(form: str, table: str, column: str, reason: str) -> EventClaimsError:
    """Return the error that a format cannot represent a column."""
    return EventClaimsError(f"{form}: table {table!r}, column {column!r}: {reason}")


@dataclass(frozen=True)
class ReleaseTable:
    """A table of a release.

    Attributes:
        name: Name of the table, such as "claims".
        title: Its title in the descriptor.
        file: Path of its CSV in the release, such as "data/claims.csv".
        schema: Its Table Schema.
        rows: Its rows as text cells by column, in the order of the file; empty means missing.
    """

    name: str
    title: str
    file: str
    schema: Schema
    rows: Rows

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names in order."""
        return standard.list_fields(self.schema)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return standard.get_key(self.schema)

    @cached_property
    def values(self) -> dict[str, list[Value | None]]:
        """The typed values by column; see `read_cells`, which raises for an invalid cell."""
        return {
            field["name"]: read_cells(
                self.file, field, [row.get(field["name"], "") for row in self.rows]
            )
            for field in self.schema["fields"]
        }

    def is_required(self, field: Schema) -> bool:
        """Return whether each cell of a column must have a value."""
        return bool(field.get("constraints", {}).get("required")) or field["name"] in self.key
