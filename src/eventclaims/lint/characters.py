"""Check the characters of cells: invisible ones, and those that start a spreadsheet formula."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from eventclaims.lint import rules
from eventclaims.lint.joiners import is_joiner
from eventclaims.report.finding import Finding
from eventclaims.report.rule import Rule
from eventclaims.tables.cells import is_formula
from eventclaims.tables.records import Record

# Most records match nothing here and need no further check.
_SUSPECT = re.compile(r'[^\x20-\x7e\r\n]|(?:^|[,\n])"?[ =+\-@#]| "?(?:,|\r?\n?$)')
_CONTROL = re.compile(r"[\x00-\x08\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPREADSHEET_ERROR = re.compile(
    r"#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|ERROR!)"
)
_OUTER = re.compile("^\\s|\\s$|[\u00a0\u2007\u202f]")


def check_characters(
    record: Record,
    header: Sequence[str],
    place: dict[str, Any],
    missing: Collection[str] = (),
) -> Iterator[Finding]:
    """Yield the findings in the characters of one record.

    Args:
        record: The record.
        header: Column names; a cell beyond the last column has no field.
        place: Table, file and key of the record, as in `Rule.find`.
        missing: The texts that the schema declares as missing values, which are not checked.
    """
    if not _SUSPECT.search(record.raw):
        return
    for number, cell in enumerate(record.cells):
        if cell in missing:
            continue
        field = header[number] if number < len(header) else None
        name = field or f"cell {number + 1}"
        for rule, values in _check_cell(cell):
            at = place | {"row": record.row, "field": field, "value": cell}
            yield rule.find(**at, cell=name, **values)


def _check_cell(cell: str) -> Iterator[tuple[Rule, dict[str, Any]]]:
    control = _CONTROL.search(cell)
    matches = _INVISIBLE.finditer(cell)
    invisible = next((one for one in matches if not is_joiner(cell, one.start())), None)
    if control:
        yield rules.CONTROL, {"character": _describe(control[0])}
    if invisible:
        yield rules.INVISIBLE, {"character": _describe(invisible[0])}
    outer = _OUTER.search(cell)
    if outer:
        ends = {0: "begins with", len(cell) - 1: "ends with"}
        problem = ends.get(outer.start(), "contains")
        yield rules.OUTER_SPACE, {"problem": problem, "character": _describe(outer[0])}
    if not unicodedata.is_normalized("NFC", cell):
        yield rules.NOT_NFC, {}
    if is_formula(cell):
        yield rules.FORMULA, {"character": repr(cell[0])}
    if _SPREADSHEET_ERROR.fullmatch(cell):
        yield rules.SPREADSHEET_ERROR, {}


def _describe(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control character')}"
