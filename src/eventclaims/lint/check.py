"""Check whether a file can be read as a table, byte by byte and record by record."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from eventclaims.errors import TableError
from eventclaims.lint import rules
from eventclaims.lint.faults import Faults
from eventclaims.lint.file_kind import find_other_kind
from eventclaims.lint.row_order import find_disorder
from eventclaims.package.model import Table
from eventclaims.report.columns import Found
from eventclaims.report.finding import Finding
from eventclaims.report.rule import MAX_FINDINGS, Layer, report_limit
from eventclaims.structure.rules import BLANK_ROW
from eventclaims.tables.blocks import Block, NeedsSlowPathError, Numbers, drop_repeated, read_blocks
from eventclaims.tables.canonical import format_record, sort_key
from eventclaims.tables.records import HEADER_ROW, LONGEST_CELL, Record, read_header, read_records
from eventclaims.tables.row_index import RowIndex, RowIndexBuilder, read_row_index

_PARQUET = "a table in Parquet"
_OF_LINES = {rules.CARRIAGE.id, rules.NOT_CANONICAL.id}


@dataclass(frozen=True, slots=True)
class Lint:
    """Result of the lint layer for one file.

    Attributes:
        findings: Its findings.
        row_index: Row index of the file; None if later layers cannot read it as a table.
    """

    findings: tuple[Found, ...]
    row_index: RowIndex | None


def check_bytes(table: Table) -> Lint:
    """Check the file of a table, or its joined files; of Parquet its cells and their order.

    Raises:
        TableError: If the file cannot be read from the disk.
    """
    if table.fault:
        finding = rules.OTHER_KIND.find(**table.position, kind=_PARQUET, cause=table.fault)
        return Lint((finding,), row_index=None)
    lint = _check_file(table)
    if table.is_parquet:  # the toolkit writes its lines, in which only a cell has a carriage return
        kept = tuple(f for f in lint.findings if f.rule not in _OF_LINES)
        return replace(lint, findings=kept)
    return replace(lint, findings=(*_check_parts(table), *lint.findings)) if table.parts else lint


def _check_parts(table: Table) -> Iterator[Finding]:
    """Report the files of a table that do not begin with its header."""
    csv.field_size_limit(LONGEST_CELL)
    header = next(csv.reader([read_header(table.path)]), [])
    for part in table.parts[1:]:
        line = part.left_out.removeprefix(codecs.BOM_UTF8).decode(errors="replace").rstrip("\r\n")
        if part.left_out and next(csv.reader([line]), []) != header:
            yield rules.PART_HEADER.find(table=table.name, file=part.file)


def _check_file(table: Table) -> Lint:
    try:
        other = find_other_kind(table)
        if other:
            line, cause = other
            kind = _PARQUET if table.is_parquet else "CSV"
            finding = rules.OTHER_KIND.find(**table.position, line=line, kind=kind, cause=cause)
            return Lint((finding,), row_index=None)
        return _check_blocks(table)
    except NeedsSlowPathError:
        findings, is_readable = _check_lines(table)
    except OSError as error:
        raise TableError(f"{table.file}: cannot be read ({error.strerror})") from error
    if not is_readable:
        return Lint(tuple(findings), row_index=None)
    try:
        lint = _check_records(table)
    except TableError as error:
        finding = _explain(table, str(error))
        return Lint((*findings, finding), row_index=None)
    return replace(lint, findings=(*findings, *lint.findings))


def _check_blocks(table: Table) -> Lint:
    """Check a regular file with NumPy; only suspect cells are judged one by one."""
    findings: list[Found] = []
    header: list[str] = []
    key: list[int] = []
    faults, builder = Faults(table), RowIndexBuilder()
    last: list[str] = []
    changed_count, first_changed = 0, None
    return_count, first_return = 0, None
    for block in read_blocks(table.path):
        if block.row == HEADER_ROW:
            header = block.get_record(0).cells
            if header in ([], [""]):
                raise NeedsSlowPathError
            if block.offset:
                findings.append(rules.BOM.find(**table.position, line=1))
            key = [header.index(name) for name in table.key if name in header]
        builder.add(block)
        first_return = first_return or block.first_return
        return_count += block.return_count
        faults.add_block(block)
        changed = _find_changed(block)
        if len(changed) and first_changed is None:
            first_changed = block.get_record(changed[0])
        changed_count += len(changed)
        if len(key) == len(table.key) > 0:
            complete = _find_complete(block, key, len(header))
            unordered, last = find_disorder(block, complete, key, table.key_types, last)
            faults.add_disorder((unordered + block.row).tolist())
    if return_count:
        findings.append(
            rules.CARRIAGE.find(**table.position, line=first_return, count=return_count)
        )
    findings += _report_changed(table, first_changed, changed_count)
    row_index = builder.finish()
    return Lint((*findings, *faults.finish(header, key, row_index)), row_index)


def _note_limit(table: Table, findings: list[Finding]) -> Iterator[Finding]:
    if len(findings) >= MAX_FINDINGS:
        yield report_limit(table.name, table.file, Layer.LINT)


def _find_complete(block: Block, key: list[int], width: int) -> Numbers:
    """Return the records, except the header, with a cell for each column and a key."""
    complete = np.flatnonzero(block.widths == width)
    cells = block.firsts[complete, np.newaxis] + np.asarray(key)
    lengths = block.ends[cells] - block.starts[cells]
    has_key = (lengths > 2 * block.quoted[cells]).any(axis=1)
    found: Numbers = complete[has_key & (complete + block.row > HEADER_ROW)]
    return found


def _find_changed(block: Block) -> Numbers:
    """Return the numbers of the records, except the header, that are not in canonical form."""
    cells = np.flatnonzero(block.bare)
    records = block.find_records(cells)
    is_empty_row = (block.widths[records] == 1) & (block.ends[cells] - block.starts[cells] == 2)  # noqa: PLR2004 - its quotes
    changed = drop_repeated(records[~is_empty_row])
    if block.is_last_open:
        changed = np.union1d(changed, [block.count - 1])
    return changed[changed + block.row > HEADER_ROW]


def _check_lines(table: Table) -> tuple[list[Finding], bool]:
    """Check the bytes line by line; also return whether the file can be read as text."""
    findings: list[Finding] = []
    fatal: list[Finding] = []
    return_count = first_return = number = 0
    try:
        with table.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if number == 1 and line.startswith(codecs.BOM_UTF8):
                    findings.append(rules.BOM.find(**table.position, line=1))
                if b"\0" in line and len(fatal) < MAX_FINDINGS:
                    fatal.append(rules.NUL.find(**table.position, line=number))
                if b"\r" in line:
                    first_return = first_return or number
                    return_count += line.count(b"\r")
                try:
                    line.decode()
                except UnicodeDecodeError as error:
                    position = error.start + 1
                    if len(fatal) < MAX_FINDINGS:
                        fatal.append(
                            rules.NOT_UTF8.find(**table.position, line=number, position=position)
                        )
    except OSError as error:
        raise TableError(f"{table.file}: cannot be read ({error.strerror})") from error
    if number == 0:
        fatal.append(rules.EMPTY.find(**table.position, line=1))
    if return_count:
        findings.append(
            rules.CARRIAGE.find(**table.position, line=first_return, count=return_count)
        )
    findings += _note_limit(table, fatal)
    return [*fatal, *findings], not fatal


def _check_records(table: Table) -> Lint:
    header: list[str] = []
    key: list[int] = []
    faults = Faults(table)
    first_changed: Record | None = None
    changed_count, last = 0, sort_key(())
    for record in read_records(table.path, strict=True):
        if record.row == HEADER_ROW:
            header = record.cells
            if header in ([], [""]):  # readers differ on whether the next line is the header then
                blank = BLANK_ROW.find(**table.position, line=record.line, row=record.row)
                return Lint((blank,), row_index=None)
            key = [header.index(name) for name in table.key if name in header]
        faults.add_record(record)
        if record.row == HEADER_ROW:
            continue
        # A carriage return has its own rule and does not make the record non-canonical.
        if format_record(record.cells) != re.sub("\r\n|\r$", "\n", record.raw):
            changed_count += 1
            first_changed = first_changed or record
        parts = [record.cells[n] for n in key] if len(record.cells) == len(header) else []
        if len(key) == len(table.key) and any(parts):
            current = sort_key(parts, table.key_types)
            if current < last:
                faults.add_disorder([record.row])
            last = current
    findings = _report_changed(table, first_changed, changed_count)
    row_index = read_row_index(table.path)
    return Lint((*findings, *faults.finish(header, key, row_index)), row_index)


def _report_changed(table: Table, first: Record | None, count: int) -> Iterator[Finding]:
    if first:
        yield rules.NOT_CANONICAL.find(
            **table.position, line=first.line, row=first.row, count=count
        )


def _explain(table: Table, reason: str) -> Finding:
    """Turn an error of the CSV reader, "line N: reason", into a finding."""
    number, _, what = reason.removeprefix("line ").partition(": ")
    if "unexpected end of data" in what:
        return rules.UNCLOSED.find(**table.position, line=int(number))
    return rules.STRAY.find(**table.position, line=int(number), reason=what)
