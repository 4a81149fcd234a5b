"""Line and column of findings; only files with findings are read."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from eventclaims.package.model import Package, Table
from eventclaims.package.parts import find_part, list_starts
from eventclaims.report.finding import Finding
from eventclaims.report.report import DEFAULT_LIMIT, Cells
from eventclaims.tables.records import Record, read_records
from eventclaims.tables.row_index import RowIndex, read_some

# A cell as the csv module reads one: quotes count only where they open it.
_CELL = re.compile(r'"(?:[^"]|"")*+"?[^,\r\n]*+|[^,\r\n]*+')
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def locate(
    package: Package,
    row_indexes: Mapping[str, RowIndex],
    findings: Sequence[Finding],
    elsewhere: Collection[str],
) -> tuple[list[Finding], Cells]:
    """Add line and column to findings that name a table and a row, in one pass over each file.

    The records of findings that have a line are only read for their cells.

    Args:
        package: The opened package.
        row_indexes: The row index of each readable table.
        findings: The findings.
        elsewhere: Names of tables that cannot be read as CSV; their findings stay as they are.

    Returns:
        The findings in their order, those of joined tables with their lines in the joined file;
        and the cells of the rows of the first `DEFAULT_LIMIT` findings of each rule in each
        table.
    """
    located = list(findings)
    wanted: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    shown: Counter[str] = Counter()
    for number, finding in enumerate(findings):
        table_name, row = finding.table, finding.row
        if table_name is not None and row is not None and table_name not in elsewhere:
            shown[finding.rule] += 1
            if finding.line is None or shown[finding.rule] <= DEFAULT_LIMIT:
                wanted[table_name][row].append(number)
    tables = {table.name: table for table in package.tables}
    cells: Cells = {}
    for name, numbers in wanted.items():
        table = tables[name]
        kept: Counter[str] = Counter()
        for record in _read(table, row_indexes.get(name), sorted(numbers)):
            for number in numbers.get(record.row, ()):
                finding = findings[number]
                if finding.line is None:
                    line, column = find_position(record, table.fields, finding.field)
                    located[number] = replace(finding, line=line, column=column)
                kept[finding.rule] += 1
                if kept[finding.rule] <= DEFAULT_LIMIT:
                    cells[name, record.row] = tuple(record.cells)
    return located, cells


def name_parts(package: Package, findings: list[Finding]) -> list[Finding]:
    """Replace lines of joined tables by the parts and their lines; Parquet has none."""
    joined = {table.name: table for table in package.tables if table.parts}
    starts: dict[str, list[tuple[int, int]]] = {}
    for number, finding in enumerate(findings) if joined else ():
        table = joined.get(finding.table or "")
        if table is not None and finding.line is not None:
            if table.name not in starts:
                starts[table.name] = [*list_starts(table.path, table.parts)]
            found = find_part(table.parts, starts[table.name], finding.line, finding.column)
            line, column = (None, None) if table.is_parquet else found[1:]
            findings[number] = replace(finding, file=found[0], line=line, column=column)
    return findings


def _read(table: Table, row_index: RowIndex | None, rows: list[int]) -> Iterator[Record]:
    """Yield records of a table; all records that can be read if the file is malformed."""
    return read_records(table.path) if row_index is None else read_some(table.path, row_index, rows)


def find_position(
    record: Record, fields: Sequence[str], field: str | None
) -> tuple[int, int | None]:
    """Return the line and the column of a cell; the line of the record if it has no such cell."""
    if field not in fields:
        return record.line, None
    start = _find_cell(record.raw, fields.index(field))
    breaks = list(_LINE_BREAK.finditer(record.raw, 0, start))
    line_start = breaks[-1].end() if breaks else 0
    return record.line + len(breaks), start - line_start + 1


def _find_cell(raw: str, number: int) -> int:
    """Return where the nth cell of a record starts, or where the record ends if it is shorter."""
    start = 0
    for _ in range(number):
        cell = _CELL.match(raw, start)
        end = cell.end() if cell else start
        if not raw.startswith(",", end):
            return end
        start = end + 1
    return start
