"""The characters of cells: those that cannot be seen, and those that a spreadsheet would run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from eventclaims.lint import rules
from eventclaims.report.rule import Rule
from eventclaims.tables.cells import is_formula
from eventclaims.tables.records import Record

# A record without any of these has nothing to find, and most have none.
_SUSPECT = re.compile(r'[^\x20-\x7e\r\n]|(?:^|[,\n])"?[ =+\-@]| "?(?:,|\r?\n?$)')
_CONTROL = re.compile(r"[\x00-\x08\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OUTER = re.compile("^\\s|\\s$|[\u00a0\u2007\u202f]")


def check_characters(
    record: Record, header: Sequence[str]
) -> Iterator[tuple[Rule, str | None, str, str]]:
    """Check the characters of one record.

    Args:
        record: The record.
        header: The names of the columns; a cell beyond them has no field.

    Yields:
        The rule that a cell breaks, its field, the cell, and what is wrong in a few words.
    """
    if not _SUSPECT.search(record.raw):
        return
    for place, cell in enumerate(record.cells):
        field = header[place] if place < len(header) else None
        for rule, what in _check_cell(cell):
            yield rule, field, cell, what


def _check_cell(cell: str) -> Iterator[tuple[Rule, str]]:
    control, invisible = _CONTROL.search(cell), _INVISIBLE.search(cell)
    if control:
        yield rules.CONTROL, _name(control[0])
    if invisible:
        yield rules.INVISIBLE, _name(invisible[0])
    outer = _OUTER.search(cell)
    if outer:
        yield rules.OUTER_SPACE, _name(outer[0])
    if not unicodedata.is_normalized("NFC", cell):
        yield rules.NOT_NFC, "other code points"
    if is_formula(cell):
        yield rules.FORMULA, repr(cell[0])


def _name(sign: str) -> str:
    return f"U+{ord(sign):04X} {unicodedata.name(sign, 'control character')}"
