"""Rules of the structure layer: the descriptor, and everything Frictionless checks."""

from dataclasses import replace
from typing import TypeVar

from eventclaims.report.columns import FindingColumns
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.rule import NOT_CHECKED, Breaks, Layer, Rule

F = TypeVar("F", bound=Finding | FindingColumns)


def _error(  # noqa: PLR0913, PLR0917 - one for each part of a rule
    id_: str, title: str, why: str, hint: str, message: str, breaks: Breaks | None = None
) -> Rule:
    return Rule(
        id=id_,
        layer=Layer.STRUCTURE,
        severity=Severity.ERROR,
        title=title,
        why=why,
        hint=hint,
        message=message,
        breaks=breaks,
    )


PROFILE = _error(
    "profile",
    "The descriptor must follow the profile of event-claim packages",
    "Tools look for tables, versions and licences where the profile defines them.",
    "Correct datapackage.json as the message says; schemas/ contains the profile.",
    "{where}: {reason}",
)
MISSING_TABLE = _error(
    "missing-table",
    "The descriptor must declare every table that the profile requires",
    "References from other tables to a missing table cannot be resolved.",
    "Add the resource to datapackage.json, with its file and its schema.",
    "the package has no table `{table}`",
)
MISSING_FILE = _error(
    "missing-file",
    "The file of every declared table must exist",
    "Programs that read the package fail at the first missing file.",
    "Add the file, or remove the resource from datapackage.json.",
    "file not found{similar}",
)
SCHEMA_DEPARTS = _error(
    "schema-departs",
    "A table of the standard must have the columns, types and constraints of the standard",
    "Checks and users rely on a column having the same meaning in every package.",
    "Copy the schema from the standard. You may add columns.",
    "the schema of `{table}` differs from the standard: {reason}",
)
CODE_LIST = _error(
    "code-list",
    "The code lists of a package and the enums of its schemas must have the same codes",
    "A code that only one of them has is refused in every row, or has no definition.",
    "Run eventclaims add code, which writes both, or remove the code from both.",
    "{reason}",
)

# These rules have the names of Frictionless error types.
BLANK_ROW = _error(
    "blank-row",
    "A row must not be blank",
    "Programs differ on whether a blank row counts, so row numbers differ.",
    "Remove the line.",
    "the row is blank",
    Breaks.ROWS,
)
PRIMARY_KEY = _error(
    "primary-key",
    "The primary key of each row must be present and unique",
    "A reference to a duplicate or missing key matches two rows, or none.",
    "Give one of the rows a new id; never reuse an old one.",
    "primary key: {note}",
    Breaks.KEYS,
)
_CHANGED = "`{file}` has changed since `datapackage.json` was written"
HASH_COUNT = _error(
    "hash-count",
    "The hash of a file must match the descriptor",
    "A file with another hash is not the file that was released.",
    "If you meant to change the file, run `eventclaims derive`; otherwise restore it.",
    f"{_CHANGED}: {{note}}",
)
BYTE_COUNT = _error(
    "byte-count",
    "The size of a file must match the descriptor",
    "A file with another size is not the file that was released.",
    "If you meant to change the file, run `eventclaims derive`; otherwise restore it.",
    f"{_CHANGED}: {{note}}",
)
STRUCTURE = _error(
    "structure",
    "Frictionless must be able to read the package",
    "Other programs that use Frictionless cannot read the package either.",
    "Correct the package as the message says.",
    "{type}: {note}",
)
FRICTIONLESS = (
    HASH_COUNT,
    BYTE_COUNT,
    _error(
        "missing-label",
        "The header must contain every column of the schema",
        "Scripts that read the column fail.",
        "Add the column; its cells may be empty if the schema allows it.",
        "the header ends before the column `{field}`",
        Breaks.HEADER,
    ),
    _error(
        "extra-label",
        "The header must not contain columns that are not in the schema",
        "A column without a description cannot be used or checked.",
        "Describe the column in the schema, or remove it.",
        "the column `{value}` is not in the schema",
        Breaks.HEADER,
    ),
    _error(
        "incorrect-label",
        "The header must contain the columns of the schema in the same order",
        "Scripts cannot find a column that has another name.",
        "Rename the column, or move it to its position in the schema.",
        "the header contains `{value}` where the schema has `{field}`",
        Breaks.HEADER,
    ),
    _error(
        "duplicate-label",
        "Column names must be unique",
        "Programs rename or drop one of two columns with the same name.",
        "Rename or remove one of the columns.",
        "the header contains the column `{value}` twice",
        Breaks.HEADER,
    ),
    _error(
        "blank-label",
        "Every column must have a name",
        "A column without a name cannot be described.",
        "Name the column, or remove it.",
        "a column of the header has no name",
        Breaks.HEADER,
    ),
    BLANK_ROW,
    _error(
        "missing-cell",
        "A row must have as many cells as the header",
        "Programs shift the cells into other columns, or drop the row.",
        "Add the missing cells; an empty cell still needs its comma.",
        "{count} values, {width} columns. The cell of `{field}` is missing.",
        Breaks.ROWS,
    ),
    _error(
        "extra-cell",
        "A row must not have more cells than the header",
        "Programs shift the cells into other columns, or drop the row.",
        "Quote the value that contains a comma, or remove the extra cell.",
        "{count} values, {width} columns. A value containing a comma must be quoted.",
        Breaks.ROWS,
    ),
    _error(
        "type-error",
        "A cell must have the type of its column",
        "A column with one cell of another type is loaded as text, or not at all.",
        "Write the value in the format that the data dictionary defines.",
        "`{field}` is {shown}: {note}",
    ),
    _error(
        "constraint-error",
        "A cell must meet the constraints of its column",
        "Queries miss a code or format that is not in the data dictionary.",
        "Use a value that the data dictionary allows.",
        "`{field}` is {shown}: {note}",
    ),
    _error(
        "unique-error",
        "The values of a unique column must be unique",
        "Two rows with the same value cannot be distinguished by it.",
        "Change one of the two values.",
        "`{field}` is {shown}: {note}",
    ),
    PRIMARY_KEY,
    _error(
        "foreign-key",
        "A reference must name a row that exists",
        "Joins lose the row.",
        "Correct the id, or add the missing row.",
        "{note}",
    ),
    STRUCTURE,
)
UNIQUE_KEY = _error(
    "unique-key",
    "Rows must differ in each unique key of the schema",
    "Frictionless does not check unique keys, and two rows with the same key are duplicates.",
    "Merge the rows, or correct the column that should distinguish them.",
    "record {other} has the same values in {columns}",
)
CATEGORY = _error(
    "category",
    "A cell must be one of the categories of its column",
    "Frictionless does not check categories, and statistics programs read others as missing.",
    "Use one of the categories that the schema lists.",
    "`{field}` is `{value}`, not one of its categories",
)
RULES = (
    PROFILE,
    MISSING_TABLE,
    MISSING_FILE,
    SCHEMA_DEPARTS,
    CODE_LIST,
    NOT_CHECKED,
    *FRICTIONLESS,
    UNIQUE_KEY,
    CATEGORY,
)


def soften(found: F) -> F:
    """Return an error as a warning."""
    is_error = found.severity is Severity.ERROR
    return replace(found, severity=Severity.WARNING) if is_error else found
