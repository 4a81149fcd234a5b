"""A problem with the data, as a value."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """Severity of a finding: errors make a package invalid, warnings only with --strict."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation of a rule at one position.

    Attributes:
        rule: Id of the rule.
        severity: Severity of the rule.
        table: Name of the table; None if the finding concerns the descriptor or the package.
        file: Path of the file, relative to the package.
        line: Physical line in that file, counted from 1: the first line of the cell if the finding
            names a field, of the record otherwise. None in Parquet, which has no lines.
        column: Physical column on that line at which the cell starts, including its quote, counted
            from 1 in code points; for a missing cell, where the record ends. None if the finding
            names no field.
        row: Number of the record; the header is 1.
        field: Name of the column.
        record: Primary key of the record; the parts of a composite key joined by "/".
        value: The cell as it is in the file.
        message: The fault and the value.
        hint: How to fix it.
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
        """Return the finding as a dict, in the order of the attributes."""
        return {name: getattr(self, name) for name in _NAMES}


_NAMES = tuple(field.name for field in fields(Finding))
