"""Where a record stands: its number and its physical line, read only for files with findings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from eventclaims.errors import EventClaimsError, TableError
from eventclaims.findings import Finding
from eventclaims.package import Package
from eventclaims.records import read_records


@dataclass(frozen=True, slots=True)
class _Index:
    """The physical line of each record, and the record numbers of those that are not blank."""

    lines: list[int]
    filled: list[int]


class Places:
    """The places of records in a package's files; each file is read at most once, when asked."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._indexes: dict[str, _Index] = {}

    def get_row(self, table: str, ordinal: int) -> int:
        """Return the record number (header = 1) of the row that is nth among those not blank.

        Raises:
            EventClaimsError: If the file has changed since it was checked.
        """
        filled = self._get_index(table).filled
        if ordinal >= len(filled):
            raise EventClaimsError(f"{table}: the file changed while it was being checked")
        return filled[ordinal]

    def locate(self, finding: Finding) -> Finding:
        """Return the finding with the physical line of its record, where it names a record."""
        if finding.line is not None or finding.row is None or finding.table is None:
            return finding
        lines = self._get_index(finding.table).lines
        line = lines[finding.row - 1] if finding.row <= len(lines) else None
        return replace(finding, line=line)

    def _get_index(self, name: str) -> _Index:
        if name not in self._indexes:
            table = self._package.get_table(name)
            if table is None:
                raise TableError(f"{name}: the package has no such table")
            lines, filled = [], []
            for record in read_records(table.path):
                lines.append(record.line)
                if record.cells:
                    filled.append(record.row)
            self._indexes[name] = _Index(lines, filled)
        return self._indexes[name]
