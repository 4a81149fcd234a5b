"""The entries of a coder in a file of any format, and the faults that prevent their import."""

from dataclasses import dataclass, field

from eventclaims.errors import EventClaimsError
from eventclaims.exchange.layout import SheetPlan

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem at one place of a file.

    Attributes:
        sheet: The sheet or table; empty for the whole file.
        cell: Its cell, such as B7; empty for the whole sheet.
        value: What the cell contains.
        problem: The fault.
        hint: What to do.
        table: The table of the row that cannot be imported; empty if it is not about a row.
        line: The number of that row in its sheet; 0 if it is not about a row.
    """

    sheet: str
    cell: str
    value: str
    problem: str
    hint: str
    table: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        value = (
            self.value if len(self.value) <= _LONGEST_VALUE else f"{self.value[:_LONGEST_VALUE]}…"
        )
        parts = [place, f"`{value}`" if value else "", self.problem]
        return f"{': '.join(filter(None, parts))}; {self.hint}"


class CodingError(EventClaimsError):
    """A file with a coding cannot be imported at all, not even in part."""


class EntryError(ValueError):
    """An entry cannot be used.

    Attributes:
        problem: The fault.
        hint: What to do.
        column: The column that it is about; empty for the one that was read.
    """

    def __init__(self, problem: str, hint: str, column: str = "") -> None:
        super().__init__(problem)
        self.problem, self.hint, self.column = problem, hint, column


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


Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class EnteredTable:
    """A table that was read.

    Attributes:
        plan: What it should contain.
        title: Its name in the file, which can differ from that of the table.
        letters: The columns that it has, each with its letter in a sheet, or else with its name.
        rows: The cells of its rows as text, without those of missing columns, by the number of the
            row in the file; empty rows are left out. In a sheet, the header is usually 1.
        places: What messages call a row in place of its number, by number; empty in a sheet.
    """

    plan: SheetPlan
    title: str
    letters: dict[str, str]
    rows: dict[int, Row]
    places: dict[int, str] = field(default_factory=dict)

    def add(self, cells: Row, place: str) -> int:
        """Add a row that messages call by its place, and return its number."""
        line = len(self.rows) + 1
        self.rows[line] = cells
        self.places[line] = place
        return line

    def find_cell(self, line: int, column: str) -> str:
        """Return the address of a cell."""
        if line in self.places:
            return f"{self.places[line]}, {column}"
        return f"{self.letters.get(column, 'A')}{line}"

    def make_fault(self, line: int, column: str, value: str, problem: str, hint: str) -> Fault:
        """Return a fault of a cell."""
        cell = self.find_cell(line, column)
        return Fault(self.title, cell, value, problem, hint, self.plan.name, line)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The statements of a file about the package that it was written from.

    Attributes:
        package: Name of the package.
        version: Its version; empty if it had none.
        coder: The coder who got the file; empty if none was named.
        hashes: The SHA-256 of each table in canonical form; of the differences of two codings, that
            of each of their files.
        texts: The SHA-256 of each text by the name of its file, if positions were entered in them;
            None if words were.
        codings: Both codings, of their differences.
    """

    package: str
    version: str
    coder: str
    hashes: dict[str, str]
    texts: dict[str, str] | None = None
    codings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entries:
    """A file that was read.

    Attributes:
        manifest: What it was written from.
        base: The rows of each table when it was written, with the columns of that time.
        sheets: The tables that it has, by name.
        faults: The faults of its tables and cells.
        notes: What a person should know of the import, each as a line.
    """

    manifest: Manifest
    base: dict[str, list[Row]]
    sheets: dict[str, EnteredTable]
    faults: Faults = field(default_factory=Faults)
    notes: list[str] = field(default_factory=list)
