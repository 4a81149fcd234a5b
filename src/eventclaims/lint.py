"""The lint layer: whether the bytes of a file can be trusted to be a table."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from typing import Any

from eventclaims.characters import check_characters
from eventclaims.errors import TableError
from eventclaims.findings import Finding
from eventclaims.layouts import Layout, read_layout
from eventclaims.package import Table
from eventclaims.records import HEADER_ROW, Record, format_record, read_records, sort_key
from eventclaims.rules import lint as rules
from eventclaims.rules.structure import FRICTIONLESS

BLANK_ROW = next(rule for rule in FRICTIONLESS if rule.id == "blank-row")


@dataclass(frozen=True, slots=True)
class Lint:
    """What the lint layer says of one file.

    Attributes:
        findings: Its findings.
        layout: How the file is laid out, None where later layers cannot read it as a table.
    """

    findings: tuple[Finding, ...]
    layout: Layout | None


def check_bytes(table: Table) -> Lint:
    """Check the file of one table, byte by byte and then record by record.

    Raises:
        TableError: If the file cannot be read from the disk.
    """
    findings, is_readable = _check_lines(table)
    if not is_readable:
        return Lint(tuple(findings), layout=None)
    try:
        lint = _check_records(table)
    except TableError as error:
        finding = _explain(table, str(error))
        return Lint((*findings, finding), layout=None)
    return replace(lint, findings=(*findings, *lint.findings))


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
        for rule, field, cell, what in check_characters(record, header):
            at = place | {"row": record.row, "field": field, "value": cell}
            findings.append(rule.find(**at, record=_name_record(record, key), what=what))
        if record.row == HEADER_ROW:
            header = record.cells
            if header in ([], [""]):  # readers differ on whether the next line is the header then
                blank = BLANK_ROW.find(**place, line=record.line, row=record.row)
                return Lint((*findings, blank), layout=None)
            key = [header.index(name) for name in table.key if name in header]
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
    return Lint(tuple(findings), read_layout(table.path))


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
