"""The lint layer: whether the bytes of a file can be trusted to be a table."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from eventclaims.errors import TableError
from eventclaims.lint import rules
from eventclaims.lint.characters import check_characters
from eventclaims.lint.row_order import find_disorder
from eventclaims.lint.suspects import find_suspicious
from eventclaims.package.model import Table
from eventclaims.report.finding import Finding
from eventclaims.structure.rules import BLANK_ROW
from eventclaims.tables.blocks import Block, NeedsSlowPathError, Numbers, drop_repeated, read_blocks
from eventclaims.tables.canonical import format_record, sort_key
from eventclaims.tables.records import HEADER_ROW, Record, read_records
from eventclaims.tables.row_index import RowIndex, RowIndexBuilder, read_row_index


@dataclass(frozen=True, slots=True)
class Lint:
    """What the lint layer says of one file.

    Attributes:
        findings: Its findings.
        row_index: How the file is laid out, None where later layers cannot read it as a table.
    """

    findings: tuple[Finding, ...]
    row_index: RowIndex | None


def check_bytes(table: Table) -> Lint:
    """Check the file of one table, byte by byte and then record by record.

    Raises:
        TableError: If the file cannot be read from the disk.
    """
    try:
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
    """Check a file of the usual kind; of its records only the suspicious are looked at singly."""
    place: dict[str, Any] = {"table": table.name, "file": table.file}
    findings: list[Finding] = []
    header: list[str] = []
    key: list[int] = []
    drawing = RowIndexBuilder()
    last: list[str] = []
    odd, first_odd = 0, None
    returns, first_return = 0, None
    for block in read_blocks(table.path):
        if block.row == HEADER_ROW:
            header = block.get_record(0).cells
            if header in ([], [""]):
                raise NeedsSlowPathError
            if block.offset:
                findings.append(rules.BOM.find(**place, line=1))
            key = [header.index(name) for name in table.key if name in header]
        drawing.add(block)
        first_return = first_return or block.first_return
        returns += len(block.returns)
        for number in find_suspicious(block):
            record = block.get_record(number)
            findings += _describe_characters(place, record, header, key)
        changed = _find_changed(block)
        if len(changed) and first_odd is None:
            first_odd = block.get_record(changed[0])
        odd += len(changed)
        if len(key) == len(table.key) > 0:
            whole = _find_whole(block, len(header))
            fallen, last = find_disorder(block, whole, key, last)
            findings += [_describe_disorder(place, block.get_record(n), key) for n in fallen]
    if returns:
        findings.append(rules.CARRIAGE.find(**place, line=first_return, count=returns))
    if first_odd:
        at = place | {"line": first_odd.line, "row": first_odd.row}
        findings.append(rules.NOT_CANONICAL.find(**at, count=odd))
    return Lint(tuple(findings), drawing.finish())


def _find_whole(block: Block, width: int) -> Numbers:
    """Return the records, counted from 0 and without the header, that have all their cells."""
    whole = np.flatnonzero(block.widths == width)
    if width == 1:  # a blank record seems to have one, too
        whole = np.setdiff1d(whole, block.blank)
    return whole[whole + block.row > HEADER_ROW]


def _describe_disorder(place: dict[str, Any], record: Record, key: list[int]) -> Finding:
    at = place | {"line": record.line, "row": record.row}
    return rules.ROW_ORDER.find(**at, record=_name_record(record, key))


def _find_changed(block: Block) -> Numbers:
    """Return the records, counted from 0 and without the header, that stand in another form."""
    cells = np.flatnonzero(block.bare)
    records = block.find_records(cells)
    is_empty_row = (block.widths[records] == 1) & (block.ends[cells] - block.starts[cells] == 2)  # noqa: PLR2004 - its quotes
    changed = drop_repeated(records[~is_empty_row])
    if block.is_last_open:
        changed = np.union1d(changed, [block.count - 1])
    return changed[changed + block.row > HEADER_ROW]


def _describe_characters(
    place: dict[str, Any], record: Record, header: list[str], key: list[int]
) -> Iterator[Finding]:
    for rule, field, cell, what in check_characters(record, header):
        at = place | {"row": record.row, "field": field, "value": cell}
        yield rule.find(**at, record=_name_record(record, key), what=what)


def _check_lines(table: Table) -> tuple[list[Finding], bool]:
    place: dict[str, Any] = {"table": table.name, "file": table.file}
    findings: list[Finding] = []
    broken: list[Finding] = []
    returns: list[int] = []
    number = 0
    try:
        with table.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if number == 1 and line.startswith(codecs.BOM_UTF8):
                    findings.append(rules.BOM.find(**place, line=1))
                if b"\0" in line:
                    broken.append(rules.NUL.find(**place, line=number))
                if b"\r" in line:
                    returns.append(number)
                try:
                    line.decode()
                except UnicodeDecodeError as error:
                    position = error.start + 1
                    broken.append(rules.NOT_UTF8.find(**place, line=number, position=position))
    except OSError as error:
        raise TableError(f"{table.file}: cannot be read ({error.strerror})") from error
    if number == 0:
        broken.append(rules.EMPTY.find(**place, line=1))
    if returns:
        findings.append(rules.CARRIAGE.find(**place, line=returns[0], count=len(returns)))
    return [*broken, *findings], not broken


def _check_records(table: Table) -> Lint:
    place: dict[str, Any] = {"table": table.name, "file": table.file}
    findings: list[Finding] = []
    header: list[str] = []
    key: list[int] = []
    first_odd: Record | None = None
    odd, last = 0, sort_key([])
    for record in read_records(table.path, strict=True):
        if record.row == HEADER_ROW:
            header = record.cells
            if header in ([], [""]):  # readers differ on whether the next line is the header then
                blank = BLANK_ROW.find(**place, line=record.line, row=record.row)
                return Lint((*findings, blank), row_index=None)
            key = [header.index(name) for name in table.key if name in header]
        findings += _describe_characters(place, record, header, key)
        if record.row == HEADER_ROW:
            continue
        # A carriage return is a finding of its own; it does not also make the record odd.
        if format_record(record.cells) != record.raw.replace("\r\n", "\n"):
            odd += 1
            first_odd = first_odd or record
        if len(record.cells) == len(header) and len(key) == len(table.key) > 0:
            parts = [record.cells[n] for n in key]
            if sort_key(parts) < last:
                at = place | {"line": record.line, "row": record.row}
                findings.append(rules.ROW_ORDER.find(**at, record="/".join(parts)))
            last = sort_key(parts)
    if first_odd:
        at = place | {"line": first_odd.line, "row": first_odd.row}
        findings.append(rules.NOT_CANONICAL.find(**at, count=odd))
    return Lint(tuple(findings), read_row_index(table.path))


def _name_record(record: Record, key: list[int]) -> str | None:
    """Return the key of a record, None where it is too short to have one."""
    if record.row == HEADER_ROW or not key or max(key) >= len(record.cells):
        return None
    return "/".join(record.cells[place] for place in key)


def _explain(table: Table, reason: str) -> Finding:
    """Turn the error of the CSV reader into a finding at the line that it begins with."""
    where, _, what = reason.removeprefix("line ").partition(": ")
    place: dict[str, Any] = {"table": table.name, "file": table.file, "line": int(where)}
    if "unexpected end of data" in what:
        return rules.UNCLOSED.find(**place)
    return rules.STRAY.find(**place, reason=what)
