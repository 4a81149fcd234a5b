"""What the sheets of a workbook hold, and what no cell of one can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from eventclaims.documentation.citation_styles import format_apa
from eventclaims.errors import EventClaimsError
from eventclaims.release.formats.cells import Value, list_codes, read_columns, unsupported
from eventclaims.release.metadata.description import describe_edition
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

_FORM = "Excel"
_MAX_ROWS = 1_048_576
_MAX_COLUMNS = 16_384
_MAX_TEXT = 32_767
# Before this day spreadsheets differ, as one of them has a 29 February 1900.
_MIN_DAY = date(1900, 3, 1)
_TEXT_DAYS = "date, as text: there is a day before those of Excel"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        name: Its name, that of its table.
        header: Names of its columns.
        types: What each column holds, as a type of Table Schema.
        hints: What to show beside the name of each column; empty for none.
        columns: The values of each column.
        is_prose: Whether its text is wrapped.
    """

    name: str
    header: tuple[str, ...]
    types: tuple[str, ...]
    hints: tuple[str, ...]
    columns: tuple[Sequence[Value | None], ...]
    is_prose: bool = False


def make_sheets(release_input: ReleaseInput) -> Iterator[Sheet]:
    """Yield the sheet that explains the columns, then that of each table.

    Raises:
        EventClaimsError: If Excel cannot hold so many rows or columns, or a cell.
    """
    sheets = [_make_sheet(table) for table in release_input.tables]
    yield _explain_columns(release_input, sheets)
    yield from sheets


def _make_sheet(table: ReleaseTable) -> Sheet:
    columns = read_columns(table)
    fields = table.schema["fields"]
    if len(table.rows) >= _MAX_ROWS or len(fields) > _MAX_COLUMNS:
        size = f"at most {_MAX_ROWS - 1} rows of {_MAX_COLUMNS} cells"
        raise unsupported(_FORM, table.name, fields[0]["name"], f"a sheet holds {size}")
    if table.name.lower() == "history":
        raise EventClaimsError(f"{_FORM}: table {table.name!r}: the name is kept for its own use")
    types = dict.fromkeys(columns, "")
    for field in fields:
        name, types[field["name"]] = field["name"], field["type"]
        for value in columns[name]:
            problem = _find_problem(value)
            if problem:
                raise unsupported(_FORM, table.name, name, problem)
        if any(isinstance(value, date) and value < _MIN_DAY for value in columns[name]):
            columns[name] = [value and str(value) for value in columns[name]]
            types[name] = _TEXT_DAYS
    return Sheet(
        name=table.name,
        header=table.columns,
        types=tuple(types.values()),
        hints=tuple(str(field.get("description", "")) for field in fields),
        columns=tuple(columns.values()),
    )


def _find_problem(value: Value | None) -> str | None:
    """Return why a cell of a workbook cannot hold a value, if it cannot."""
    if isinstance(value, float) and float(f"{value:.16G}") != value:
        return f"{value!r} has more digits than are written"
    if not isinstance(value, str):
        return None
    if len(value.encode("utf-16-le")) > 2 * _MAX_TEXT:
        return f"a cell is longer than {_MAX_TEXT} characters"
    if "\0" in value:
        return "a cell holds the character NUL"
    if value.startswith("<r>") and value.endswith("</r>"):
        return "a cell looks like the mark-up of a workbook"
    return None


def _explain_columns(release_input: ReleaseInput, sheets: Sequence[Sheet]) -> Sheet:
    header = ("table", "column", "title", "type", "description", "codes")
    rows = [
        (
            table.name,
            field["name"],
            str(field.get("title", "")),
            held,
            str(field.get("description", "")),
            "; ".join(list_codes(release_input, field)),
        )
        for table, sheet in zip(release_input.tables, sheets, strict=True)
        for field, held in zip(table.schema["fields"], sheet.types, strict=True)
    ]
    columns = tuple(zip(*rows, strict=True))
    types, hints = ("string",) * len(header), ("",) * len(header)
    return Sheet("Columns", header, types, hints, columns, is_prose=True)


def introduce(release_input: ReleaseInput) -> Iterator[str]:
    """Yield the lines of the sheet that is read first."""
    described = describe_edition(release_input)
    yield f"{release_input.title}, version {release_input.version}"
    yield str(release_input.descriptor.get("description", ""))
    yield f"DOI: {release_input.doi}" if release_input.doi else "This version has no DOI."
    yield "Licence: " + "; ".join(license_.title for license_ in described.licenses)
    yield ""
    yield f"Cite as: {format_apa(described.citation)}"
    yield ""
    yield (
        "Each table has its own sheet; the sheet Columns tells what each column holds, and "
        "codelists what each code means. An empty cell is missing. Where a table names another "
        "row, it gives its id, such as ACT-0001."
    )
    yield "The files in data/ are what is cited and archived; this workbook says the same."
    yield ""
    yield "Sheets"
    yield "Columns: what each column of each table holds"
    for table in release_input.tables:
        yield f"{table.name}: {table.title} ({len(table.rows)} rows)"
