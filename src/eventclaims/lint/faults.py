"""Collect the faults in the cells and in the order of a file, in columns."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from eventclaims.lint import rules
from eventclaims.lint.characters import explain_fault, list_faults
from eventclaims.lint.suspects import find_suspects
from eventclaims.package.model import Table
from eventclaims.package.standard import list_texts
from eventclaims.report.columns import Describe, FindingColumns
from eventclaims.report.finding import Finding
from eventclaims.report.positions import find_position
from eventclaims.report.rule import Rule
from eventclaims.tables.blocks import Block, Numbers
from eventclaims.tables.records import HEADER_ROW, Record
from eventclaims.tables.row_index import RowIndex, read_some

_RULES = {rule.id: rule for rule in rules.RULES}


class Faults:
    """The faults in a table: record and cell of each, by rule, in the order of the file."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._missing = _list_missing(table)
        self._rows: dict[str, array[int]] = defaultdict(lambda: array("q"))
        self._cells: dict[str, array[int]] = defaultdict(lambda: array("q"))

    def add_block(self, block: Block) -> None:
        """Add the faults in the cells of a block."""
        cells = find_suspects(block)
        records = block.find_records(cells)
        rows, numbers = records + block.row, cells - block.firsts[records]
        texts = block.read_cells(cells)
        self._add(zip(texts, rows.tolist(), numbers.tolist(), strict=True))

    def add_record(self, record: Record) -> None:
        """Add the faults in the cells of a record."""
        self._add((cell, record.row, number) for number, cell in enumerate(record.cells) if cell)

    def _add(self, cells: Iterable[tuple[str, int, int]]) -> None:
        for cell, row, number in cells:
            if cell in self._missing:
                continue
            for rule, _ in list_faults(cell):
                self._rows[rule.id].append(row)
                self._cells[rule.id].append(number)

    def add_disorder(self, rows: Sequence[int]) -> None:
        """Add rows that sort before the row above them."""
        if rows:
            self._rows[rules.ROW_ORDER.id].extend(rows)

    def finish(
        self, header: Sequence[str], key: Sequence[int], row_index: RowIndex
    ) -> Iterator[FindingColumns]:
        """Yield the findings of each rule.

        Args:
            header: The columns in the order of the file.
            key: Numbers of the key columns in it.
            row_index: The row index of the file.
        """
        for rule_id, rows in self._rows.items():
            rule, cells = _RULES[rule_id], self._cells.get(rule_id)
            yield FindingColumns(
                rule=rule_id,
                severity=rule.severity,
                table=self._table.name,
                file=self._table.file,
                count=len(rows),
                describe=self._describe(rule, rows, cells, (header, key, row_index)),
            )

    def _describe(
        self,
        rule: Rule,
        rows: Sequence[int],
        cells: Sequence[int] | None,
        file: tuple[Sequence[str], Sequence[int], RowIndex],
    ) -> Describe:
        header, key, row_index = file

        def describe(chosen: Numbers) -> Iterator[Finding]:
            by_row: dict[int, list[int]] = defaultdict(list)
            for number in chosen.tolist():
                by_row[rows[number]].append(number if cells is None else cells[number])
            for record in read_some(self._table.path, row_index, [*by_row]):
                at = self._table.position | {"row": record.row, "record": get_key(record, key)}
                for number in by_row[record.row]:
                    if cells is None:
                        yield rule.find(**at, line=record.line)
                    else:
                        yield _describe_cell(rule, record, number, header, at)

        return describe


def _describe_cell(
    rule: Rule, record: Record, number: int, header: Sequence[str], at: dict[str, Any]
) -> Finding:
    """Return a finding on a cell; one beyond the last column has no field."""
    field, cell = header[number] if number < len(header) else None, record.cells[number]
    fault = next(fault for fault in list_faults(cell) if fault[0] is rule)
    line, column = find_position(record, header, field)
    where = at | {"line": line, "column": column, "field": field}
    name = field or f"cell {number + 1}"
    return rule.find(**where, value=cell, cell=name, **explain_fault(cell, fault))


def get_key(record: Record, key: Sequence[int]) -> str | None:
    """Return the key of a record; None for the header and for a record without all key cells."""
    if record.row == HEADER_ROW or not key or max(key) >= len(record.cells):
        return None
    parts = [record.cells[number] for number in key]
    return "/".join(parts) if any(parts) else None


def _list_missing(table: Table) -> Collection[str]:
    """Return the missing values of a schema and its fields."""
    parts = (table.schema, *table.schema["fields"])
    return {text for part in parts for text in list_texts(part, "missingValues")}
