"""What prevents the import of a coding, each with its place and what to do."""

from dataclasses import dataclass

from eventclaims.errors import EventClaimsError

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem at one place of a file.

    Attributes:
        sheet: The sheet or table; empty for the whole file.
        cell: Its cell, such as B7; empty for the whole sheet.
        value: What the cell contains.
        problem: The fault.
        remedy: What to do.
        table: The table of the row that cannot be imported; empty if it is not about a row.
        line: The number of that row in its sheet; 0 if it is not about a row.
    """

    sheet: str
    cell: str
    value: str
    problem: str
    remedy: str
    table: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        value = (
            self.value if len(self.value) <= _LONGEST_VALUE else f"{self.value[:_LONGEST_VALUE]}…"
        )
        parts = [place, f"`{value}`" if value else "", self.problem]
        return f"{': '.join(filter(None, parts))}; {self.remedy}"


class CodingError(EventClaimsError):
    """A file with a coding cannot be imported at all, not even in part."""


class EntryError(ValueError):
    """What was entered cannot be used.

    Attributes:
        problem: The fault.
        remedy: What to do.
        column: The column that it is about; empty for the one that was read.
    """

    def __init__(self, problem: str, remedy: str, column: str = "") -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.column = problem, remedy, column


class Faults:
    """The faults that were found so far, each once, and the rows with faults."""

    def __init__(self) -> None:
        self._found: dict[Fault, None] = {}
        self._lines: set[tuple[str, int]] = set()
        self._cells: set[tuple[str, str]] = set()

    def add(self, fault: Fault) -> None:
        """Add a fault."""
        self._found[fault] = None
        self._cells.add((fault.sheet, fault.cell))
        if fault.line:
            self._lines.add((fault.table, fault.line))

    def has_line(self, table: str, line: int) -> bool:
        """Return whether a row of a sheet has a fault, and cannot be imported."""
        return (table, line) in self._lines

    def has_cell(self, sheet: str, cell: str) -> bool:
        """Return whether a cell of a sheet has a fault."""
        return (sheet, cell) in self._cells

    @property
    def found(self) -> tuple[Fault, ...]:
        """The faults, in the order in which they were found."""
        return tuple(self._found)
