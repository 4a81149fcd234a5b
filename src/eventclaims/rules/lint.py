"""Rules of the bytes: what must hold before a file can be read as a table at all."""

from __future__ import annotations

from eventclaims.findings import Severity
from eventclaims.rules.rule import Layer, Rule

RULES = (
    Rule(
        id="empty-file",
        layer=Layer.LINT,
        severity=Severity.ERROR,
        title="A table's file has at least a header",
        why="An empty file looks like a table without rows, and what it should hold is lost.",
        fix="Restore the file, or write the header alone where the table has no rows.",
        message="the file is empty",
    ),
    Rule(
        id="not-utf8",
        layer=Layer.LINT,
        severity=Severity.ERROR,
        title="Files are UTF-8",
        why="Names with diacritics turn into other characters where programs guess the encoding.",
        fix="Save the file as UTF-8 (in Excel: CSV UTF-8).",
        message="byte {position} of the line is not UTF-8",
    ),
    Rule(
        id="nul-byte",
        layer=Layer.LINT,
        severity=Severity.ERROR,
        title="Files hold no NUL bytes",
        why="Many readers end a text at the first NUL, so the rest of the cell or file is lost.",
        fix="Remove the byte; it often means that the file is UTF-16 or damaged.",
        message="the line holds a NUL byte",
    ),
    Rule(
        id="unclosed-quote",
        layer=Layer.LINT,
        severity=Severity.ERROR,
        title="Every quote that opens is closed",
        why="An open quote swallows the rest of the file into one cell, and no reader says so.",
        fix="Close the quote in the record that begins on this line; double a quote within a cell.",
        message="a quote opens in the record that begins here and is never closed",
    ),
    Rule(
        id="stray-quote",
        layer=Layer.LINT,
        severity=Severity.ERROR,
        title="Quotes stand around a whole cell, or doubled within it",
        why="Readers disagree on what a cell with text after its closing quote holds.",
        fix='Put the whole cell in quotes and double those within it: "say ""yes""".',
        message="the record that begins here cannot be read as CSV: {reason}",
    ),
    Rule(
        id="byte-order-mark",
        layer=Layer.LINT,
        severity=Severity.WARNING,
        title="Files begin without a byte order mark",
        why="Some readers take the mark as part of the first column's name.",
        fix="Run eventclaims derive, or save the file without the mark.",
        message="the file begins with a byte order mark",
    ),
    Rule(
        id="carriage-return",
        layer=Layer.LINT,
        severity=Severity.WARNING,
        title="Lines end with a line feed alone",
        why="Mixed line ends make every line differ from the last release.",
        fix="Run eventclaims derive, or save the file with LF line ends.",
        message="the line holds a carriage return; {count} such in the file, this is the first",
    ),
    Rule(
        id="not-canonical",
        layer=Layer.LINT,
        severity=Severity.WARNING,
        title="Records are quoted only where needed",
        why="One way to write a record keeps the difference between two releases readable.",
        fix="Run eventclaims derive.",
        message="the record is not in canonical form; {count} such in the file, this is the first",
    ),
    Rule(
        id="row-order",
        layer=Layer.LINT,
        severity=Severity.WARNING,
        title="Rows are sorted by their key",
        why="One order of rows keeps the difference between two releases readable.",
        fix="Run eventclaims derive.",
        message="the row with key {record} stands after a row with a later key",
    ),
)
EMPTY, NOT_UTF8, NUL, UNCLOSED, STRAY, BOM, CARRIAGE, NOT_CANONICAL, ROW_ORDER = RULES
