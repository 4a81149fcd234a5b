"""The sheets of a workbook for coding, their columns, and the names of both."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eventclaims.comparison.parts import find_owner
from eventclaims.documentation.row_context import WORDS
from eventclaims.package import standard
from eventclaims.package.model import Package, Table
from eventclaims.package.standard import SPAN_TABLES

FORMAT = "1"
README, FINDINGS, CODES = "Read me", "Findings", "Codes"
MANIFEST, BASE, LISTS = "_manifest", "_base", "_lists"
OWN_SHEETS = (README, FINDINGS, CODES, MANIFEST, BASE, LISTS)
# The kinds of rows of the sheet with the exported rows.
COLUMNS, ROW = "columns", "row"
# Marks the header of a column that must not be empty.
REQUIRED_MARK = " *"
SEPARATOR = " · "
"""Between an id and the words that describe its row."""
_LABEL = re.compile(rf"\s*([A-Z]{{3}}-[0-9]{{4,}})\s*{SEPARATOR.strip()}.*", re.DOTALL)
# The end of the patterns of ids.
_ID_END = "-[0-9]{4,}"
_LONGEST_WORDS = 60
# Tables in this folder belong to the vocabulary, which coders do not change.
_VOCABULARY = "schemas/"
WORDS_COLUMN, NTH, CONTEXT = "words", "nth", "context"
# What a value outside a bound is, and what to enter.
BOUNDS = {
    "minimum": ("too small", "{} or more"),
    "maximum": ("too large", "{} or less"),
    "exclusiveMinimum": ("too small", "more than {}"),
    "exclusiveMaximum": ("too large", "less than {}"),
    "minLength": ("too short", "at least {} characters"),
    "maxLength": ("too long", "at most {} characters"),
}
# The columns of a sheet with spans that are only read: title and description.
_PASSAGE = {
    WORDS_COLUMN: (
        "Words of the passage",
        (
            "The words of the passage as the document has them; an ellipsis (…) leaves out words "
            "in the middle. The import finds their place in the text and does not keep the words."
        ),
    ),
    NTH: (
        "Which occurrence",
        "Only if the document has these words more than once: 1 for the first, 2 for the second.",
    ),
    CONTEXT: (
        "Context",
        "In place of a number: a longer part of the text that contains the words and occurs once.",
    ),
}


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes:
        name: Its name.
        field: The field of the schema; for a column that is only read, one like it.
        target: The table to which its ids refer; empty if it has none.
        is_passage: Whether it is only read to find a passage, and is not in the table.
    """

    name: str
    field: dict[str, Any]
    target: str = ""
    is_passage: bool = False

    @property
    def is_derived(self) -> bool:
        """Whether `eventclaims derive` fills the column."""
        return bool(self.field.get("derived"))

    @property
    def is_required(self) -> bool:
        """Whether a cell must not be empty."""
        return bool(self.field.get("constraints", {}).get("required"))

    @property
    def has_ids(self) -> bool:
        """Whether a cell contains an id."""
        pattern = str(self.field.get("constraints", {}).get("pattern", ""))
        return bool(self.target) or _ID_END in pattern

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that a cell may contain; empty if it may contain anything."""
        return tuple(map(str, self.field.get("constraints", {}).get("enum", ())))

    @cached_property
    def read(self) -> Callable[[str], tuple[Any, dict[str, str] | None]]:
        """The reader of a cell, which judges it as validation does."""
        from eventclaims.structure.screen.plugin import read_field  # noqa: PLC0415 - loads slowly

        return read_field(dict(self.field))

    @property
    def header(self) -> str:
        """The text of its header."""
        return self.name + (REQUIRED_MARK if self.is_required else "")


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """The sheet of a table, which has its name.

    Attributes:
        table: The table.
        columns: The columns of the sheet, in order.
    """

    table: Table
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """The name of the table and of the sheet."""
        return self.table.name

    @property
    def has_passages(self) -> bool:
        """Whether its rows are spans of a text."""
        return self.name in SPAN_TABLES

    @property
    def entered(self) -> tuple[Column, ...]:
        """The columns of the table that a coder fills."""
        return tuple(c for c in self.columns if not (c.is_passage or c.is_derived))

    @property
    def describing(self) -> str:
        """The column whose words describe a row in a list of ids."""
        names = self.table.fields
        others = (c.name for c in self.columns if c.name not in self.table.key)
        return next((name for name in WORDS if name in names), next(others, names[0]))


def plan_sheets(package: Package) -> list[SheetPlan]:
    """Return the sheets of the tables of a package, in the order in which a coder fills them.

    The tables that are coded from documents come first, each with its parts, then the spans, then
    all others. The vocabulary has no sheet.
    """
    tables = [t for t in package.tables if not t.file.startswith(_VOCABULARY)]
    names = {table.name: n for n, table in enumerate(tables)}
    coded = [name for name in standard.list_coded_tables() if name in names]
    parts = {name: [t.name for t in tables if find_owner(t) == name] for name in coded}
    ordered = [part for name in coded for part in (name, *parts[name])]
    ordered += [name for name in SPAN_TABLES if name in names]
    place = {name: n for n, name in enumerate(dict.fromkeys([*ordered, *names]))}
    ordered_tables = sorted(tables, key=lambda table: place[table.name])
    return [SheetPlan(table, tuple(_plan_columns(table))) for table in ordered_tables]


def list_coded(plans: list[SheetPlan]) -> list[SheetPlan]:
    """Return the sheets whose rows a coder makes from documents: not those that record the work.

    They are the coded tables of the standard with their parts and spans, and the tables that the
    standard does not have.
    """
    coded = {*standard.list_coded_tables(), *SPAN_TABLES}
    known = {*standard.load_schemas()}
    return [
        plan
        for plan in plans
        if plan.name in coded or plan.name not in known or find_owner(plan.table) in coded
    ]


def _plan_columns(table: Table) -> Iterator[Column]:
    targets = standard.list_targets(table.schema, table.name)
    for field in table.schema["fields"]:
        if field["name"] == "start" and table.name in SPAN_TABLES:
            for name, (title, description) in _PASSAGE.items():
                shown = {"name": name, "type": "string", "title": title, "description": description}
                yield Column(name, shown, is_passage=True)
        yield Column(field["name"], field, targets.get(field["name"], ""))


def list_codelists(plans: Sequence[SheetPlan], known: Collection[str]) -> list[str]:
    """Return the names of those code lists that a column uses, in order."""
    used = {str(c.field.get("codelist", "")) for plan in plans for c in plan.columns}
    return sorted(used & {*known})


def make_label(id_: str, words: str) -> str:
    """Return an id with the words that describe its row, such as `ACT-0003 · Group A`."""
    return f"{id_}{SEPARATOR}{words[:_LONGEST_WORDS]}" if words else id_


def make_label_formula(sheet: str, key: str, words: str, last: str) -> str:
    """Return the formula of the label of the row of a sheet with the number of the formula's row.

    Args:
        sheet: Name of the sheet.
        key: Letter of the column of the id.
        words: Letter of the column with the words.
        last: Letter of the last column; a row that only has an id has no label.
    """
    name = f"'{sheet.replace(chr(39), chr(39) * 2)}'!"
    id_, text = (f"INDEX({name}${letter}:${letter},ROW())" for letter in (key, words))
    cells = f"INDEX({name}$B:${last},ROW(),0)"
    label = f'{id_}&IF({text}="","","{SEPARATOR}"&LEFT({text},{_LONGEST_WORDS}))'
    return f'=IF(COUNTA({cells})=0,"",{label})'


def reduce_label(text: str) -> str:
    """Return the id of a label; any other text unchanged."""
    match = _LABEL.fullmatch(text)
    return match[1] if match else text
