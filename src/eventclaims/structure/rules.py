"""Rules of the shape: the descriptor, and what Frictionless holds a table to."""

from __future__ import annotations

from eventclaims.report.finding import Severity
from eventclaims.report.rule import NOT_CHECKED, Layer, Rule


def _error(id_: str, title: str, why: str, fix: str, message: str) -> Rule:
    return Rule(
        id=id_,
        layer=Layer.STRUCTURE,
        severity=Severity.ERROR,
        title=title,
        why=why,
        fix=fix,
        message=message,
    )


PROFILE = _error(
    "profile",
    "The descriptor keeps to the event-claim profile",
    "Tools find tables, versions and licences where the profile puts them.",
    "Change datapackage.json as the message says; the profile lies in schemas/.",
    "{where}: {reason}",
)
MISSING_TABLE = _error(
    "missing-table",
    "Every table that the profile requires is declared",
    "Without it the references of other tables lead nowhere.",
    "Add the resource to datapackage.json, with its file and its schema.",
    "the package has no table {table}",
)
MISSING_FILE = _error(
    "missing-file",
    "Every declared table has its file",
    "A reader of the package stops at the first file that is not there.",
    "Add the file, or take the resource out of datapackage.json.",
    "there is no such file",
)
SCHEMA_DEPARTS = _error(
    "schema-departs",
    "A table of the standard has the standard's columns, types and constraints",
    "Checks and users rely on a column meaning the same in every package.",
    "Copy the schema from the standard; columns of your own may stand beside it.",
    "the schema of {table} departs from the standard: {reason}",
)

# What Frictionless finds keeps the name of its error type.
FRICTIONLESS = (
    _error(
        "hash-count",
        "A file has the hash that the descriptor gives",
        "A file that differs from its descriptor is not the file that was released.",
        "Run eventclaims derive where the change is meant, or restore the file.",
        "{note}",
    ),
    _error(
        "byte-count",
        "A file has the length that the descriptor gives",
        "A file that differs from its descriptor is not the file that was released.",
        "Run eventclaims derive where the change is meant, or restore the file.",
        "{note}",
    ),
    _error(
        "missing-label",
        "The header has every column of the schema",
        "Scripts that read the column stop.",
        "Add the column, empty where there is nothing to say.",
        "the header has no column {field} at its end",
    ),
    _error(
        "extra-label",
        "The header has no column beyond the schema",
        "A column without a description cannot be used or checked.",
        "Describe the column in the schema, or remove it.",
        "the header has a column {value} that the schema does not know",
    ),
    _error(
        "incorrect-label",
        "The header has the schema's columns in their order",
        "A column under another name is another column to every script.",
        "Give the column the name that the schema has at this place.",
        "the header has {value} where the schema has {field}",
    ),
    _error(
        "duplicate-label",
        "No two columns have one name",
        "Readers rename or drop one of them.",
        "Rename or remove one of the columns.",
        "the header has the column {value} twice",
    ),
    _error(
        "blank-label",
        "Every column has a name",
        "A column without a name cannot be described.",
        "Name the column, or remove it.",
        "a column of the header has no name",
    ),
    _error(
        "blank-row",
        "No row is blank",
        "Programs differ on whether it counts, and row numbers shift.",
        "Remove the line.",
        "the row is blank",
    ),
    _error(
        "missing-cell",
        "A row has as many cells as the header",
        "Cells move into other columns, or the row is dropped.",
        "Add the missing cells; an empty cell still needs its comma.",
        "the row ends before the cell for {field}",
    ),
    _error(
        "extra-cell",
        "A row has as many cells as the header",
        "Cells move into other columns, or the row is dropped.",
        "Remove the cell, or put a text with a comma in quotes.",
        "the row has a cell more than the header: {value}",
    ),
    _error(
        "type-error",
        "A cell has the type of its column",
        "A column with one cell of another type loads as text, or not at all.",
        "Write the value in the form that the data dictionary gives.",
        "{field} is {value}: {note}",
    ),
    _error(
        "constraint-error",
        "A cell keeps to the constraints of its column",
        "A code or form outside the dictionary is missed by every query.",
        "Use a value that the data dictionary allows.",
        "{field} is {value}: {note}",
    ),
    _error(
        "unique-error",
        "A value of a unique column stands once",
        "Two rows cannot be told apart by it.",
        "Change one of the two values.",
        "{field} is {value}: {note}",
    ),
    _error(
        "primary-key",
        "A row has a key of its own",
        "A reference to the key meets two rows, or none.",
        "Give one of the rows a new id; never reuse an old one.",
        "{note}",
    ),
    _error(
        "foreign-key",
        "A reference leads to a row that exists",
        "Joins lose the row.",
        "Correct the id, or add the row that it names.",
        "{note}",
    ),
    _error(
        "structure",
        "Frictionless can read the package",
        "What Frictionless refuses, its other users cannot read either.",
        "Change the package as the message says.",
        "{type}: {note}",
    ),
)
UNIQUE_KEY = _error(
    "unique-key",
    "Rows differ in each of the schema's unique keys",
    "Frictionless does not check unique keys, and two such rows are one row twice.",
    "Merge the rows, or correct what should tell them apart.",
    "the same {columns} stand in the row on record {other}",
)
CATEGORY = _error(
    "category",
    "A cell is one of its column's categories",
    "Frictionless does not check categories, and statistics programs take others for missing.",
    "Use one of the categories that the schema lists.",
    "{field} is {value}, which is none of its categories",
)
RULES = (
    PROFILE,
    MISSING_TABLE,
    MISSING_FILE,
    SCHEMA_DEPARTS,
    NOT_CHECKED,
    *FRICTIONLESS,
    UNIQUE_KEY,
    CATEGORY,
)
