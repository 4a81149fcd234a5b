"""What a coder has entered in a file of any format, before it is checked."""

from dataclasses import dataclass, field

from eventclaims.exchange.faults import Fault, Faults
from eventclaims.exchange.layout import SheetPlan

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

    def make_fault(self, line: int, column: str, value: str, problem: str, remedy: str) -> Fault:
        """Return a fault of a cell."""
        cell = self.find_cell(line, column)
        return Fault(self.title, cell, value, problem, remedy, self.plan.name, line)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file says about the package that it was written from.

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
