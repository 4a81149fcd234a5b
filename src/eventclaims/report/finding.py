"""A problem with the data, as a value."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding weighs: errors make a package invalid, warnings only under --strict."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    Attributes:
        rule: Id of the rule that is broken.
        severity: Weight of the rule.
        table: Name of the table, None where the descriptor or the package is at fault.
        file: Path of the file, relative to the package.
        line: Physical line in that file, counted from 1; where the finding names a field, the line
            of the cell, which may be later than that of the record.
        column: Physical column on that line at which the cell begins, with its quote if it has one,
            counted from 1 in code points; of a cell that is missing, where the record ends. None
            where no field is named.
        row: Number of the record, header = 1.
        field: Name of the column.
        record: Primary key of the record; the parts of a composite key joined by "/".
        value: The cell as it stands in the file.
        message: What is wrong, in one sentence.
        hint: What to do about it.
    """

    rule: str
    severity: Severity
    table: str | None
    file: str | None
    line: int | None
    column: int | None
    row: int | None
    field: str | None
    record: str | None
    value: str | None
    message: str
    hint: str

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain values, in the order of the attributes."""
        return {name: getattr(self, name) for name in _NAMES}


_NAMES = tuple(field.name for field in fields(Finding))
