"""Check the characters of cells: invisible ones, and those that start a spreadsheet formula."""

import re
import unicodedata
from typing import Any

from eventclaims.lint import rules
from eventclaims.lint.joiners import is_joiner
from eventclaims.report.rule import Rule
from eventclaims.tables.cells import is_formula

_CONTROL = re.compile(r"[\x00-\x08\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPREADSHEET_ERROR = re.compile(
    r"#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|ERROR!)"
)
_NO_BREAK = re.compile("[\u00a0\u2007\u202f]")
Fault = tuple[Rule, int]


def list_faults(cell: str) -> list[Fault]:
    """Return the rules that a cell breaks, each with the position of the character that breaks it.

    Args:
        cell: The cell, not empty.
    """
    found = []
    # A printable text has no blank but the space, and nothing invisible.
    is_printable = cell.isprintable()
    if not is_printable:
        if control := _CONTROL.search(cell):
            found.append((rules.CONTROL, control.start()))
        starts = (match.start() for match in _INVISIBLE.finditer(cell))
        invisible = next((start for start in starts if not is_joiner(cell, start)), None)
        if invisible is not None:
            found.append((rules.INVISIBLE, invisible))
    if cell[0].isspace():
        found.append((rules.OUTER_SPACE, 0))
    elif not is_printable and (blank := _NO_BREAK.search(cell)):
        found.append((rules.OUTER_SPACE, blank.start()))
    elif cell[-1].isspace():
        found.append((rules.OUTER_SPACE, len(cell) - 1))
    if not unicodedata.is_normalized("NFC", cell):
        found.append((rules.NOT_NFC, 0))
    if is_formula(cell):
        found.append((rules.FORMULA, 0))
    if cell[0] == "#" and _SPREADSHEET_ERROR.fullmatch(cell):
        found.append((rules.SPREADSHEET_ERROR, 0))
    return found


def explain_fault(cell: str, fault: Fault) -> dict[str, Any]:
    """Return the values of the message of a fault; see `Rule.find`."""
    rule, position = fault
    if rule is rules.FORMULA:
        return {"character": repr(cell[0])}
    ends = {0: "begins with", len(cell) - 1: "ends with"}
    name = unicodedata.name(cell[position], "control character")
    character = f"U+{ord(cell[position]):04X} {name}"
    return {"character": character, "problem": ends.get(position, "contains")}
