"""Rules of the structure layer: the descriptor, and everything Frictionless checks."""

from dataclasses import replace
from functools import partial
from typing import TypeVar

from eventclaims.report.columns import FindingColumns
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.rule import NOT_CHECKED, Breaks, Layer, Rule

F = TypeVar("F", bound=Finding | FindingColumns)


_error = partial(Rule, layer=Layer.STRUCTURE, severity=Severity.ERROR)

PROFILE = _error(
    id="profile",
    title="The descriptor must follow the profile of event-claim packages",
    why="Tools look for tables, versions and licences where the profile defines them.",
    hint="Correct datapackage.json as the message says; schemas/ contains the profile.",
    message="{where}: {reason}",
)
MISSING_TABLE = _error(
    id="missing-table",
    title="The descriptor must declare every table that the profile requires",
    why="References from other tables to a missing table cannot be resolved.",
    hint="Add the resource to datapackage.json, with its file and its schema.",
    message="the package has no table `{table}`",
)
MISSING_FILE = _error(
    id="missing-file",
    title="The file of every declared table must exist",
    why="Programs that read the package fail at the first missing file.",
    hint="Add the file, or remove the resource from datapackage.json.",
    message="file not found{similar}",
)
SCHEMA_DEPARTS = _error(
    id="schema-departs",
    title="A table of the standard must have the columns, types and constraints of the standard",
    why="Checks and users rely on a column having the same meaning in every package.",
    hint="Copy the schema from the standard. You may add columns.",
    message="the schema of `{table}` differs from the standard: {reason}",
)
CODE_LIST = _error(
    id="code-list",
    title="The code lists of a package and the enums of its schemas must have the same codes",
    why="A code that only one of them has is refused in every row, or has no definition.",
    hint="Run eventclaims add code, which writes both, or remove the code from both.",
    message="{reason}",
)

# These rules have the names of Frictionless error types.
BLANK_ROW = _error(
    id="blank-row",
    title="A row must not be blank",
    why="Programs differ on whether a blank row counts, so row numbers differ.",
    hint="Remove the line.",
    message="the row is blank",
    breaks=Breaks.ROWS,
)
PRIMARY_KEY = _error(
    id="primary-key",
    title="The primary key of each row must be present and unique",
    why="A reference to a duplicate or missing key matches two rows, or none.",
    hint="Give one of the rows a new id; never reuse an old one.",
    message="primary key: {note}",
    breaks=Breaks.KEYS,
)
_CHANGED = "`{file}` has changed since `datapackage.json` was written"
HASH_COUNT = _error(
    id="hash-count",
    title="The hash of a file must match the descriptor",
    why="A file with another hash is not the file that was released.",
    hint="If you meant to change the file, run `eventclaims derive`; otherwise restore it.",
    message=f"{_CHANGED}: {{note}}",
)
BYTE_COUNT = _error(
    id="byte-count",
    title="The size of a file must match the descriptor",
    why="A file with another size is not the file that was released.",
    hint="If you meant to change the file, run `eventclaims derive`; otherwise restore it.",
    message=f"{_CHANGED}: {{note}}",
)
STRUCTURE = _error(
    id="structure",
    title="Frictionless must be able to read the package",
    why="Other programs that use Frictionless cannot read the package either.",
    hint="Correct the package as the message says.",
    message="{type}: {note}",
)
FRICTIONLESS = (
    HASH_COUNT,
    BYTE_COUNT,
    _error(
        id="missing-label",
        title="The header must contain every column of the schema",
        why="Scripts that read the column fail.",
        hint="Add the column; its cells may be empty if the schema allows it.",
        message="the header ends before the column `{field}`",
        breaks=Breaks.HEADER,
    ),
    _error(
        id="extra-label",
        title="The header must not contain columns that are not in the schema",
        why="A column without a description cannot be used or checked.",
        hint="Describe the column in the schema, or remove it.",
        message="the column `{value}` is not in the schema",
        breaks=Breaks.HEADER,
    ),
    _error(
        id="incorrect-label",
        title="The header must contain the columns of the schema in the same order",
        why="Scripts cannot find a column that has another name.",
        hint="Rename the column, or move it to its position in the schema.",
        message="the header contains `{value}` where the schema has `{field}`",
        breaks=Breaks.HEADER,
    ),
    _error(
        id="duplicate-label",
        title="Column names must be unique",
        why="Programs rename or drop one of two columns with the same name.",
        hint="Rename or remove one of the columns.",
        message="the header contains the column `{value}` twice",
        breaks=Breaks.HEADER,
    ),
    _error(
        id="blank-label",
        title="Every column must have a name",
        why="A column without a name cannot be described.",
        hint="Name the column, or remove it.",
        message="a column of the header has no name",
        breaks=Breaks.HEADER,
    ),
    BLANK_ROW,
    _error(
        id="missing-cell",
        title="A row must have as many cells as the header",
        why="Programs shift the cells into other columns, or drop the row.",
        hint="Add the missing cells; an empty cell still needs its comma.",
        message="{count} values, {width} columns. The cell of `{field}` is missing.",
        breaks=Breaks.ROWS,
    ),
    _error(
        id="extra-cell",
        title="A row must not have more cells than the header",
        why="Programs shift the cells into other columns, or drop the row.",
        hint="Quote the value that contains a comma, or remove the extra cell.",
        message="{count} values, {width} columns. A value containing a comma must be quoted.",
        breaks=Breaks.ROWS,
    ),
    _error(
        id="type-error",
        title="A cell must have the type of its column",
        why="A column with one cell of another type is loaded as text, or not at all.",
        hint="Write the value in the format that the data dictionary defines.",
        message="`{field}` is {shown}: {note}",
    ),
    _error(
        id="constraint-error",
        title="A cell must meet the constraints of its column",
        why="Queries miss a code or format that is not in the data dictionary.",
        hint="Use a value that the data dictionary allows.",
        message="`{field}` is {shown}: {note}",
    ),
    _error(
        id="unique-error",
        title="The values of a unique column must be unique",
        why="Two rows with the same value cannot be distinguished by it.",
        hint="Change one of the two values.",
        message="`{field}` is {shown}: {note}",
    ),
    PRIMARY_KEY,
    _error(
        id="foreign-key",
        title="A reference must name a row that exists",
        why="Joins lose the row.",
        hint="Correct the id, or add the missing row.",
        message="{note}",
    ),
    STRUCTURE,
)
UNIQUE_KEY = _error(
    id="unique-key",
    title="Rows must differ in each unique key of the schema",
    why="Frictionless does not check unique keys, and two rows with the same key are duplicates.",
    hint="Merge the rows, or correct the column that should distinguish them.",
    message="record {other} has the same values in {columns}",
)
CATEGORY = _error(
    id="category",
    title="A cell must be one of the categories of its column",
    why="Frictionless does not check categories, and statistics programs read others as missing.",
    hint="Use one of the categories that the schema lists.",
    message="`{field}` is `{value}`, not one of its categories",
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
