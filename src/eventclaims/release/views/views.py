"""The rows of the views, computed with SQLite from the SELECT that the release contains too."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from eventclaims.errors import EventClaimsError
from eventclaims.package import standard
from eventclaims.package.standard import Codelists
from eventclaims.release.release_table import ReleaseTable
from eventclaims.release.views.definitions import ITEMS, JOINS, Column, copy_column
from eventclaims.runtime.sql import quote
from eventclaims.tables.canonical import sort_key

_DESCRIPTION = (
    "One readable row for each row of the table, generated from all tables: names in place of ids, "
    "labels in place of codes, no column that is empty in every row. Several values in a cell are "
    "separated by a semicolon and a space."
)
# The file of each view in a release, by its name.
VIEW_FILES = {f"{name}_view": f"views/{name}_view.csv" for name in ITEMS}
_MISSING = re.compile(r"no such column: (\w+\.\w+)")


@dataclass(frozen=True, slots=True)
class View:
    """A view: its rows and fields as a table, and its SELECT, for SQLite."""

    table: ReleaseTable
    sql: str


def make_views(tables: Sequence[ReleaseTable], codelists: Codelists) -> tuple[View, ...]:
    """Return the views of the tables that a package has with rows.

    Raises:
        EventClaimsError: If SQLite cannot represent a table.
    """
    known = {table.name: table for table in tables if table.name in standard.load_schemas()}
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            for table in known.values():
                _copy(connection, table)
            views = [
                _make_view(connection, known[name], [*_list_columns(known, name, codelists)])
                for name in ITEMS
                if name in known
            ]
        except (sqlite3.Error, ValueError) as error:  # a ValueError is a NUL in a name
            raise EventClaimsError(f"views: {error}") from error
    return tuple(filter(None, views))


def _list_columns(
    tables: dict[str, ReleaseTable], name: str, codelists: Codelists
) -> Iterator[Column]:
    """Yield the columns of a view, then those that only the package has."""
    schemas = {table: tables[table].schema for table in tables}
    standard_columns = standard.list_fields(standard.load_schemas()[name])
    own = (f"{name}.{column}" for column in tables[name].columns if column not in standard_columns)
    for item in (*ITEMS[name](codelists), *own):
        column = copy_column(schemas, item) if isinstance(item, str) else item
        if column:
            yield column


def _copy(connection: sqlite3.Connection, table: ReleaseTable) -> None:
    """Copy a table as text, with an index for each column by which views join."""
    name, columns = quote(table.name), ", ".join(map(quote, table.columns))
    connection.execute(f"CREATE TABLE {name} ({columns})")
    marks = ", ".join("?" * len(table.columns))
    rows = ([row.get(column) or None for column in table.columns] for row in table.rows)
    connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    for column in table.columns:
        if column.endswith("_id") or column == "code":
            index = quote(f"{table.name}.{column}")
            connection.execute(f"CREATE INDEX {index} ON {name} ({quote(column)})")


def _make_view(
    connection: sqlite3.Connection, table: ReleaseTable, columns: Sequence[Column]
) -> View | None:
    key = standard.get_key(standard.load_schemas()[table.name])
    if not table.rows or table.key != key:  # another table of that name
        return None
    source = quote(table.name)
    for join in JOINS[table.name]:
        if _complete(connection, "1", f"{source} {join}"):
            source += f"\n{join}"
    found = [
        Column(field, sql)
        for field, column in zip(_name_once(table.name, columns), columns, strict=True)
        if (sql := _complete(connection, column.sql, source))
    ]
    rows = connection.execute(_select(found, source)).fetchall()
    filled = [n for n in range(len(found)) if any(row[n] is not None for row in rows)]
    kept = [found[n] for n in filled]
    names = [column.field["name"] for column in kept]
    cells = [
        dict(zip(names, ("" if row[n] is None else str(row[n]) for n in filled), strict=True))
        for row in rows
    ]
    types = standard.list_key_types(table.schema)
    cells.sort(key=lambda row: sort_key([row[column] for column in table.key], types))
    name, title = f"{table.name}_view", f"{table.title}: one readable row each"
    schema = {
        "$schema": standard.load_schemas()["claims"]["$schema"],
        "name": name,
        "title": title,
        "description": _DESCRIPTION,
        "derived": True,
        "fields": [column.field for column in kept],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    made = ReleaseTable(name, title, VIEW_FILES[name], schema, cells)
    return View(made, _select(kept, source))


def _name_once(table: str, columns: Iterable[Column]) -> Iterator[standard.Schema]:
    """Yield the fields, with the table before a name that an earlier column has."""
    taken: set[str] = set()
    for column in columns:
        name = str(column.field["name"])
        while name in taken:
            name = f"{table}_{name}"
        taken.add(name)
        yield column.field | {"name": name}


def _complete(connection: sqlite3.Connection, sql: str, source: str) -> str | None:
    """Return an expression with NULL for the columns that the package lacks.

    None if it lacks a table that the expression needs.
    """
    while True:
        try:
            connection.execute(f"SELECT {sql} FROM {source} LIMIT 0")
        except sqlite3.OperationalError as error:
            missing = _MISSING.fullmatch(str(error))
            if missing is None or missing[1] not in sql:
                return None
            sql = re.sub(rf"\b{re.escape(missing[1])}\b", "NULL", sql)
        else:
            return sql


def _select(columns: Iterable[Column], source: str) -> str:
    listed = ",\n".join(f"  {column.sql} AS {quote(column.field['name'])}" for column in columns)
    return f"SELECT\n{listed}\nFROM {source}"
