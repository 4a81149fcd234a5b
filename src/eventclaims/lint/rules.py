"""Rules for the bytes and characters of a file, checked before it is read as a table."""

from functools import partial

from eventclaims.report.finding import Severity
from eventclaims.report.rule import Layer, Rule
from eventclaims.tables.records import NOT_UTF8_MESSAGE

_error = partial(Rule, layer=Layer.LINT, severity=Severity.ERROR)
_warning = partial(Rule, layer=Layer.LINT, severity=Severity.WARNING)

RULES = (
    _error(
        id="wrong-file-kind",
        title="The file of a table must be a CSV file with commas, or a Parquet file",
        why="The cells of another kind of file cannot be read, so nothing in it is checked.",
        hint="Replace the file with the table as CSV, in UTF-8 with commas between the cells, or "
        "as Parquet, and state its format in datapackage.json.",
        message="the file is not {kind}: {cause}",
    ),
    _error(
        id="empty-file",
        title="A file must contain at least a header",
        why="An empty file looks like a table without rows and hides that data is missing.",
        hint="Restore the file, or write the header if the table has no rows.",
        message="the file is empty",
    ),
    _error(
        id="not-utf8",
        title="A file must be encoded in UTF-8",
        why="Programs that guess another encoding show wrong characters in names with diacritics.",
        hint="Save the file as UTF-8 (in Excel: CSV UTF-8).",
        message=NOT_UTF8_MESSAGE,
    ),
    _error(
        id="nul-byte",
        title="A file must not contain NUL bytes",
        why="Many programs stop reading a cell or file at the first NUL byte.",
        hint="Remove the byte. If there are many, the file is UTF-16 or damaged: save it as UTF-8.",
        message="the line contains a NUL byte",
    ),
    _error(
        id="unclosed-quote",
        title="A quotation mark that opens a cell must be closed",
        why="Otherwise the rest of the file is read as part of one cell.",
        hint='Close the quotation mark in this record; write one within a cell as "".',
        message="a quotation mark in the record that begins here is not closed",
    ),
    _error(
        id="stray-quote",
        title="A quotation mark must enclose a whole cell or be doubled",
        why="Programs read a cell with text after its closing quotation mark in different ways.",
        hint='Enclose the whole cell and double the marks within it: "say ""yes""".',
        message="the record that begins here is not valid CSV: {reason}",
    ),
    _warning(
        id="byte-order-mark",
        is_of_standard=True,
        title="A file must not begin with a byte order mark",
        why="Some programs read the mark as part of the first column name.",
        hint="Run eventclaims derive, or save the file without the mark.",
        message="the file begins with a byte order mark",
    ),
    _warning(
        id="carriage-return",
        is_of_standard=True,
        title="A line must end with a line feed only",
        why="Other line ends make every line differ from the previous release.",
        hint="Run eventclaims derive, or save the file with LF line ends.",
        message="the line contains a carriage return, the first of {count} in the file",
    ),
    _warning(
        id="not-canonical",
        is_of_standard=True,
        title="A record must be written in canonical form, with quotes only where needed",
        why="With one way to write a record, a diff of two releases shows only real changes.",
        hint="Run eventclaims derive.",
        message="the record is not in canonical form, the first of {count} in the file",
    ),
    _warning(
        id="row-order",
        is_of_standard=True,
        title="Rows must be sorted by their key",
        why="With one order of rows, a diff of two releases shows only real changes.",
        hint="Run eventclaims derive.",
        message="{record} must be placed before the row above it",
    ),
    _error(
        id="control-character",
        title="A cell must not contain control characters other than line breaks",
        why="They are invisible, break terminals and reports, and make equal values differ.",
        hint="Remove the character.",
        message="{cell} contains {character}",
    ),
    _warning(
        id="invisible-character",
        title="A cell must contain zero-width characters only where a script requires them, "
        "and no bidirectional control characters",
        why="Names that look the same do not match, and text may be displayed in another order.",
        hint="Remove the character.",
        message="{cell} contains {character}",
    ),
    _warning(
        id="outer-space",
        title="A cell must not begin or end with a space, or contain a no-break space",
        why="Values that look the same do not match.",
        hint="Remove the space at the beginning or end; replace a no-break space with a space.",
        message="{cell} {problem} {character}",
    ),
    _warning(
        id="not-nfc",
        title="Text must be in Unicode normalization form C (NFC)",
        why="Names that look the same consist of different characters and do not match.",
        hint="Convert the text to NFC.",
        message="{cell} is not in NFC",
    ),
    _error(
        id="formula-cell",
        title="A cell must not be a spreadsheet formula",
        why="A spreadsheet runs the formula when the file is opened. Negative numbers are allowed.",
        hint="Write the value without the formula, or begin the text with another character.",
        message="{cell} begins a formula with {character}",
    ),
    _warning(
        id="spreadsheet-error",
        title="A cell must not contain the error of a spreadsheet formula",
        why="The value was lost when a formula failed, and the error is read as text.",
        hint="Restore the value, or leave the cell empty.",
        message="{cell} is the spreadsheet error {value}",
    ),
    _error(
        id="part-header",
        title="Each file of a table must begin with the header of the table",
        why="The first line is left out. A row in its place is lost, and columns in another order "
        "are mixed up.",
        hint="Begin the file with the header of the first file, and order the columns by it.",
        message="the first line is not the header of the table, and is left out",
    ),
)
OTHER_KIND, EMPTY, NOT_UTF8, NUL, UNCLOSED, STRAY, BOM, CARRIAGE, NOT_CANONICAL = RULES[:9]
ROW_ORDER, CONTROL, INVISIBLE, OUTER_SPACE, NOT_NFC, FORMULA, SPREADSHEET_ERROR = RULES[9:16]
PART_HEADER = RULES[16]
