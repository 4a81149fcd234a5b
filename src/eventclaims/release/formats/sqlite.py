"""SQLite: one database of every table, with its keys, and a search over the summaries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date

from eventclaims.database.sql import literal, quote
from eventclaims.errors import EventClaimsError
from eventclaims.package import standard as schemas
from eventclaims.package.versions import parse_version
from eventclaims.release.files import ReleaseFile
from eventclaims.release.formats.cells import Value, read_columns, unsupported
from eventclaims.release.formats.ddl import create_indexes, create_table
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

SEARCH = "summaries"
ABOUT = "release"
_FORM = "SQLite"
_PAGE_BYTES = 4096
# "EvCl": tells a database of this kind from others, as `file` and the header do.
_APPLICATION = int.from_bytes(b"EvCl")
_HIGHEST = 999
_SEARCHED = ("statements", "claims", "events")


def make(release_input: ReleaseInput, files: tuple[ReleaseFile, ...]) -> Iterator[ReleaseFile]:
    """Make one SQLite database of every table, code lists included.

    Text is TEXT, whole numbers and true and false INTEGER, numbers REAL, days TEXT as ISO 8601;
    an empty cell is NULL. CHECKs hold each column to its type and codes; STRICT tables would, too,
    but a SQLite older than 3.37 could then not open the file at all. Foreign keys are declared and
    clean; a connection that writes must itself set `PRAGMA foreign_keys = ON`. The table
    `summaries` is a full-text index (FTS5, stemmed as English) that keeps its own copy of the
    summaries of statements, claims and events: one that leans on the row numbers of another table
    is lost after a VACUUM. The table `release` tells what the database is (what it has not, such
    as a DOI, is NULL), `PRAGMA user_version` its version as MMmmmppp. A database that never was on
    a disk leaves the release of SQLite out of its header (bytes 96 to 99 are 0); another release
    may still lay out pages otherwise, so files of two machines are compared by their dump.

    Args:
        release_input: What is released.
        files: What was made before; not used.

    Yields:
        `<name>.sqlite`.

    Raises:
        EventClaimsError: If a name, key or cell is not one that the database can hold.
    """
    del files
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        try:
            content = _write(connection, release_input)
        except sqlite3.Error as error:
            raise EventClaimsError(f"{_FORM}: {error}") from error
    yield ReleaseFile(
        f"{release_input.name}.sqlite",
        "Every table, as a SQLite database with keys and a search.",
        content,
    )


def _write(connection: sqlite3.Connection, release_input: ReleaseInput) -> bytes:
    tables = release_input.tables
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_number_version(release_input.version)}")
    connection.execute("BEGIN")
    _create_about(connection, release_input)
    for table in tables:
        _fill(connection, release_input, table, tables)
    _create_search(connection, tables)
    _commit(connection)
    connection.execute("VACUUM")
    return connection.serialize()


def _number_version(version: str) -> int:
    """Return a version as one number: 1.2.3 as 1002003; 0 for one of another form."""
    numbers = parse_version(version)
    if numbers is None or max(numbers) > _HIGHEST:
        return 0
    major, minor, patch = numbers
    return (major * 1000 + minor) * 1000 + patch


def _create_about(connection: sqlite3.Connection, release_input: ReleaseInput) -> None:
    licences = release_input.descriptor.get("licenses", [])
    facts = {
        "name": release_input.name,
        "title": release_input.title,
        "version": release_input.version,
        "day": release_input.day,
        "doi": release_input.doi,
        "licence": "; ".join(str(licence.get("name", "")) for licence in licences),
    }
    connection.execute(f"CREATE TABLE {ABOUT} (fact TEXT PRIMARY KEY, value TEXT)")
    connection.executemany(f"INSERT INTO {ABOUT} VALUES (?, ?)", facts.items())  # noqa: S608 - a constant


def _fill(
    connection: sqlite3.Connection,
    release_input: ReleaseInput,
    table: ReleaseTable,
    tables: tuple[ReleaseTable, ...],
) -> None:
    columns = read_columns(table)
    for name, values in columns.items():
        if any(isinstance(value, str) and "\0" in value for value in values):
            raise unsupported(_FORM, table.name, name, "a cell holds the character NUL")
    marks = ", ".join("?" * len(columns))
    rows = zip(*([_bind(value) for value in values] for values in columns.values()), strict=True)
    try:
        connection.execute(create_table(release_input, table, tables))
        connection.executemany(f"INSERT INTO {quote(table.name)} VALUES ({marks})", rows)  # noqa: S608 - quoted
        for statement in create_indexes(table):
            connection.execute(statement)
    except (sqlite3.Error, ValueError) as error:  # a ValueError is a NUL in a name
        raise EventClaimsError(f"{_FORM}: table {table.name!r}: {error}") from error


def _bind(value: Value | None) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value


def _create_search(connection: sqlite3.Connection, tables: tuple[ReleaseTable, ...]) -> None:
    connection.execute(
        f"CREATE VIRTUAL TABLE {SEARCH} USING fts5("
        '"table" UNINDEXED, record_id UNINDEXED, summary, '
        "tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    for table in tables:
        if table.name in _SEARCHED and "summary" in schemas.list_fields(table.schema):
            record = quote(table.key[0])
            connection.execute(
                f"INSERT INTO {SEARCH} SELECT {literal(table.name)}, {record}, summary "  # noqa: S608 - quoted
                f"FROM {quote(table.name)} ORDER BY rowid"
            )
    connection.execute(f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('optimize')")  # noqa: S608 - a constant


def _commit(connection: sqlite3.Connection) -> None:
    """Commit, unless a row refers to one that is not there."""
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        problem = f"a row refers to one that is not in {broken[2]!r}"
        raise EventClaimsError(f"{_FORM}: table {broken[0]!r}: {problem}")
    connection.execute("COMMIT")
