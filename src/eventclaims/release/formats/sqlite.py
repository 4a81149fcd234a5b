"""A SQLite database of all views and tables, with keys, checks and full-text search."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date

from eventclaims.errors import EventClaimsError
from eventclaims.package import standard
from eventclaims.package.model import read_day
from eventclaims.package.standard import Schema
from eventclaims.package.versions import parse_version
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.release_input import ReleaseInput
from eventclaims.release.release_table import ReleaseTable, Value, make_format_error
from eventclaims.runtime.sql import literal, quote

SEARCH = "summaries"
_ABOUT = "release"
_FORM = "SQLite"
_PAGE_BYTES = 4096
# "EvCl" in the header identifies a database of this toolkit, for `file` and others.
_APPLICATION = int.from_bytes(b"EvCl")
_HIGHEST = 999
_SEARCHED = ("statements", "claims", "events")
_TYPES = {"integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
_CHECKS = {
    "integer": "typeof({0}) = 'integer'",
    "boolean": "{0} IN (0, 1)",
    "number": "typeof({0}) = 'real'",
    "date": "{0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
}


def make_sqlite(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `<name>.sqlite` with a table for each table, and the views.

    Text is TEXT, integer and boolean INTEGER, number REAL, date TEXT in ISO 8601; an empty cell
    is NULL. CHECKs enforce types and codes, because STRICT tables cannot be opened by SQLite below
    3.37. Foreign keys are declared and valid; a connection that writes must set `PRAGMA
    foreign_keys = ON` itself.

    The table `summaries` is a full-text index (FTS5, stemmed as English) with its own copy of the
    summaries, because the row numbers of an external-content index change with VACUUM. The table
    `release` describes the release; `PRAGMA user_version` is its version as MMmmmppp.

    The header of a database that was never on disk has no SQLite version (bytes 96 to 99 are 0).
    Another version of SQLite may still lay out pages differently: compare dumps between machines.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        try:
            content = _write(connection, release)
        except sqlite3.Error as error:
            raise EventClaimsError(f"{_FORM}: {error}") from error
    title = "Every view and table, as a SQLite database with keys and full-text search."
    yield ReleaseFile(f"{release.name}.sqlite", title, content)


def _write(connection: sqlite3.Connection, release: ReleaseInput) -> bytes:
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_number_version(release.version)}")
    connection.execute("BEGIN")
    _create_about(connection, release)
    for table in release.tables:
        _fill(connection, release, table)
    for view in release.views:
        connection.execute(f"CREATE VIEW {quote(view.table.name)} AS\n{view.sql}")
    _create_search(connection, release.tables)
    _commit(connection)
    connection.execute("VACUUM")
    return connection.serialize()


def _number_version(version: str) -> int:
    """Return a version as one number: 1.2.3 as 1002003; 0 for another form."""
    numbers = parse_version(version)
    if numbers is None or max(numbers) > _HIGHEST:
        return 0
    major, minor, patch = numbers
    return (major * 1000 + minor) * 1000 + patch


def _create_about(connection: sqlite3.Connection, release: ReleaseInput) -> None:
    licences = release.descriptor.get("licenses", [])
    facts = {
        "name": release.name,
        "title": release.title,
        "version": release.version,
        "day": read_day(release.descriptor),
        "doi": release.description.citation.doi,
        "licence": "; ".join(str(licence.get("name", "")) for licence in licences),
    }
    connection.execute(f"CREATE TABLE {_ABOUT} (fact TEXT PRIMARY KEY, value TEXT)")
    connection.executemany(f"INSERT INTO {_ABOUT} VALUES (?, ?)", facts.items())  # noqa: S608 - a constant


def _fill(connection: sqlite3.Connection, release: ReleaseInput, table: ReleaseTable) -> None:
    for name, values in table.values.items():
        if any(isinstance(value, str) and "\0" in value for value in values):
            raise make_format_error(_FORM, table.name, name, "a cell contains a NUL character")
    marks = ", ".join("?" * len(table.values))
    columns = ([_bind(value) for value in values] for values in table.values.values())
    rows = zip(*columns, strict=True)
    try:
        connection.execute(_create_table(release, table))
        connection.executemany(f"INSERT INTO {quote(table.name)} VALUES ({marks})", rows)  # noqa: S608 - quoted
        for statement in _create_indexes(table):
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
        if table.name in _SEARCHED and "summary" in table.columns:
            connection.execute(
                f"INSERT INTO {SEARCH} SELECT {literal(table.name)}, {quote(table.key[0])}, "  # noqa: S608 - quoted
                f"summary FROM {quote(table.name)} ORDER BY rowid"
            )
    connection.execute(f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('optimize')")  # noqa: S608 - a constant


def _commit(connection: sqlite3.Connection) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        problem = f"a row refers to a row that is not in {broken[2]!r}"
        raise EventClaimsError(f"{_FORM}: table {broken[0]!r}: {problem}")
    connection.execute("COMMIT")


def _create_table(release: ReleaseInput, table: ReleaseTable) -> str:
    """Return the CREATE TABLE with the description of each column as a comment."""
    fields = table.schema["fields"]
    lines = [_define_column(release, table, field) for field in fields]
    rules = list(_define_keys(table, release.tables))
    ends = [","] * (len(lines) + len(rules) - 1) + [""]
    parts = [
        f"  {line}{end}  -- {_comment(field)}" if _comment(field) else f"  {line}{end}"
        for line, end, field in zip(lines, ends, fields, strict=False)
    ]
    parts += [f"  {rule}{end}" for rule, end in zip(rules, ends[len(lines) :], strict=True)]
    body = "\n".join(parts)
    return f"CREATE TABLE {quote(table.name)} (\n{body}\n)"


def _create_indexes(table: ReleaseTable) -> Iterator[str]:
    """Yield a CREATE INDEX for each foreign key that is not a prefix of the primary key."""
    seen = {table.key}
    for reference in table.schema.get("foreignKeys", ()):
        fields = standard.list_names(reference["fields"])
        if fields not in seen and table.key[: len(fields)] != fields:
            seen.add(fields)
            name = quote("_".join((table.name, *fields)))
            yield f"CREATE INDEX {name} ON {quote(table.name)} ({_join(fields)})"


def _define_column(release: ReleaseInput, table: ReleaseTable, field: Schema) -> str:
    name, field_type = quote(field["name"]), field["type"]
    codes = release.list_codes(field)
    check = f"{name} IN ({', '.join(map(literal, codes))})" if codes else ""
    check = check or _CHECKS.get(field_type, "").format(name)
    parts = [name, _TYPES.get(field_type, "TEXT")]
    if table.is_required(field):
        parts.append("NOT NULL")
    elif check:
        check = f"{name} IS NULL OR {check}"
    if field.get("constraints", {}).get("unique"):
        parts.append("UNIQUE")
    return " ".join((*parts, f"CHECK ({check})")) if check else " ".join(parts)


def _define_keys(table: ReleaseTable, tables: tuple[ReleaseTable, ...]) -> Iterator[str]:
    if table.key:
        yield f"PRIMARY KEY ({_join(table.key)})"
    for fields in table.schema.get("uniqueKeys", ()):
        yield f"UNIQUE ({_join(standard.list_names(fields))})"
    keys = {other.name: other.key for other in tables}
    for reference in table.schema.get("foreignKeys", ()):
        target = reference["reference"].get("resource") or table.name
        fields, target_fields = (
            standard.list_names(part["fields"]) for part in (reference, reference["reference"])
        )
        if keys.get(target) == target_fields:
            yield (
                f"FOREIGN KEY ({_join(fields)}) REFERENCES {quote(target)} ({_join(target_fields)})"
                " DEFERRABLE INITIALLY DEFERRED"
            )


def _join(names: tuple[str, ...]) -> str:
    return ", ".join(map(quote, names))


def _comment(field: Schema) -> str:
    return " ".join(str(field.get("description", "")).split())
