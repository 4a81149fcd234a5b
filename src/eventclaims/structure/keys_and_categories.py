"""Check the unique keys and categories of a schema, which Frictionless 5.21 ignores."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from eventclaims.database.tables import IS_RAGGED, ORDINAL, LoadedTables
from eventclaims.package import standard
from eventclaims.package.model import Table
from eventclaims.report.columns import FindingColumns, Found, Numbers
from eventclaims.report.finding import Finding
from eventclaims.report.rule import NOT_CHECKED, Rule
from eventclaims.runtime.sql import literal
from eventclaims.structure import rules
from eventclaims.tables.records import Record, read_records
from eventclaims.tables.row_index import RowIndex, read_some

_Fault = tuple[int, tuple[str, ...], int]
"""A record, the columns of the key that it repeats, and the record that has this key first.

Or a record, the column of a category, and 0.
"""


def check_unenforced(table: Table, row_index: RowIndex, loaded: LoadedTables) -> Iterator[Found]:
    """Check the unique keys and categories of a table.

    In a unique key an empty cell is a value like any other, unless all cells of the key are empty.

    Args:
        table: A table whose file can be read.
        row_index: The row index of its file.
        loaded: Contains the table.

    Yields:
        The rows that repeat a unique key, and the cells that are not one of their categories; a
        note if the file has other columns than the schema.
    """
    keys = [key for key in _list_keys(table) if {*key} & {*table.fields}]
    categories = {name: allowed for name, allowed in _list_allowed(table).items() if allowed}
    if not (keys or categories):
        return
    records = loaded.records.get(table.name, ())
    header = records[0].cells if records else next(read_records(table.path)).cells
    if sorted(header) != sorted(table.fields):  # also another dialect, or no header
        what = f"unique keys and categories of `{table.name}`"
        cause = "the columns of the file differ from those of the schema"
        yield NOT_CHECKED.find(**table.position, what=what, cause=cause)
        return
    columns = {name: f"c{number}" for number, name in enumerate(header)}
    # To plan these queries takes longer than to see that a small table has nothing to find.
    keys = [key for key in keys if not _is_surely_unique(records, header, key)]
    if not (keys or categories):
        return
    name = loaded.names[table.name]
    repeated = [
        (row_index.count(ordinal), key, row_index.count(first))
        for key in keys
        for ordinal, first in loaded.list_rows(_find_repeated(name, key, columns))
    ]
    other = [
        (row_index.count(ordinal), (field,), 0)
        for field, allowed in categories.items()
        for ordinal in loaded.list_ordinals(name, _is_other(columns[field], allowed))
    ]
    order = {field: number for number, field in enumerate(table.fields)}
    for rule, found in ((rules.UNIQUE_KEY, repeated), (rules.CATEGORY, other)):
        if found:
            found.sort(key=lambda one: (one[0], order.get(one[1][0], -1)))
            yield FindingColumns(
                rule=rule.id,
                severity=rule.severity,
                table=table.name,
                file=table.file,
                count=len(found),
                describe=partial(_describe, table, header, row_index, rule, found),
            )


def _is_surely_unique(records: Sequence[Record], header: Sequence[str], key: Sequence[str]) -> bool:
    """Return whether the records of a small table have different keys; False without records."""
    numbers = [header.index(part) for part in key if part in header]
    filled = [r.cells for r in records if r.cells]
    if not filled or any(len(cells) != len(header) for cells in filled):
        return False
    return len({tuple(cells[number] for number in numbers) for cells in filled}) == len(filled)


def _find_repeated(name: str, key: Sequence[str], names: Mapping[str, str]) -> str:
    """Return the query for the rows that repeat a key, each with the first row that has it.

    Only rows that share a hash are compared: hashes take less time to group than long texts.
    """
    columns = [names[part] for part in key if part in names]
    shown, same = ", ".join(columns), " AND ".join(f"x.{c} = y.{c}" for c in columns)
    is_filled = " OR ".join(f"{column} <> ''" for column in columns)
    rows = (
        f"SELECT {ORDINAL}, {shown}, hash({shown}) AS hashed FROM {name} "  # noqa: S608 - by number
        f"WHERE NOT {IS_RAGGED} AND ({is_filled})"
    )
    shared = f"SELECT hashed FROM ({rows}) AS r GROUP BY hashed HAVING COUNT(*) > 1"  # noqa: S608
    alike = f"({rows}) AS a SEMI JOIN ({shared}) AS s ON a.hashed = s.hashed"
    firsts = f"SELECT {shown}, MIN({ORDINAL}) AS first FROM {alike} GROUP BY {shown}"  # noqa: S608
    return (
        f"SELECT x.{ORDINAL}, y.first FROM {name} AS x "  # noqa: S608 - as above
        f"JOIN ({firsts} HAVING COUNT(*) > 1) AS y ON {same} "
        f"WHERE x.{ORDINAL} > y.first AND NOT x.{IS_RAGGED}"
    )


def _is_other(column: str, allowed: Collection[str]) -> str:
    """Return SQL that is true if a cell has a text that is not allowed."""
    texts = ", ".join(literal(text) for text in allowed if "\0" not in text) or "NULL"
    return f"NOT {IS_RAGGED} AND {column} NOT IN ('', {texts})"


def _describe(  # noqa: PLR0913, PLR0917 - what the findings consist of
    table: Table,
    header: Sequence[str],
    row_index: RowIndex,
    rule: Rule,
    faults: Sequence[_Fault],
    chosen: Numbers,
) -> Iterator[Finding]:
    by_row: dict[int, list[_Fault]] = defaultdict(list)
    for number in chosen.tolist():
        by_row[faults[number][0]].append(faults[number])
    for record in read_some(table.path, row_index, [*by_row]):
        cells = dict(zip(header, record.cells, strict=True))
        key = "/".join(cells.get(name, "") for name in table.key)
        for _, columns, other in by_row[record.row]:
            yield rule.find(
                **table.position,
                row=record.row,
                record=key or None,
                field=columns[0],
                value=cells.get(columns[0]),
                columns=", ".join(columns),
                other=other,
            )


def _list_keys(table: Table) -> list[tuple[str, ...]]:
    stated = table.schema.get("uniqueKeys")
    stated = stated if isinstance(stated, list) else []
    return [tuple(map(str, key)) for key in stated if isinstance(key, list)]


def _list_allowed(table: Table) -> dict[str, set[str]]:
    """Return the texts that each field with categories allows, including its missing values."""
    missing = standard.list_texts(table.schema, "missingValues")
    allowed = {}
    for field in table.schema["fields"]:
        categories = standard.list_texts(field, "categories")
        own = standard.list_texts(field, "missingValues") if "missingValues" in field else missing
        allowed[field["name"]] = categories and categories | own
    return allowed
