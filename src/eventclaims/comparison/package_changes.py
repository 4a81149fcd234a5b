"""The changes between two versions of a package, and the part of the version that each raises.

The rules follow the recipe of Data Package 2.0 (datapackage.org, "Data Package version"), except
that a new column requires only a minor version.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from eventclaims.comparison.rows import TableDiff
from eventclaims.comparison.schema_changes import list_schema_changes
from eventclaims.errors import TableError
from eventclaims.package.model import Package, Table
from eventclaims.package.paths import is_system_file, resolve_inside
from eventclaims.package.standard import CODELISTS, read_codelists
from eventclaims.package.versions import Bump

# These change with every release, or are compared table by table.
_UNREMARKABLE = {"version", "created", "resources"}
_RESOURCE_FACTS = {"name", "schema", "hash", "bytes", "rows"}
_OF_FILES = {"path", "extrapaths", "format", "mediatype", "dialect", "encoding"}
_LONGEST = 80
# Tables that record changes: a new row requires no more than the change that it records.
LOGS = ("corrections", "retired")


class Kind(StrEnum):
    """The kind of a change."""

    TABLE = "table"
    SCHEMA = "schema"
    ROWS = "rows"
    CODES = "codes"
    RESOURCE = "resource"
    DESCRIPTOR = "descriptor"


_PREFIXES = {Kind.SCHEMA: "", Kind.CODES: "code list ", Kind.RESOURCE: "resource "}


@dataclass(frozen=True, slots=True)
class Change:
    """A change that raises the version.

    Attributes:
        bump: The part of the version that it raises.
        kind: What it is about.
        name: The table, code list or file.
        what: The change as a sentence without full stop; not escaped.
    """

    bump: Bump
    kind: Kind
    name: str
    what: str

    @property
    def sentence(self) -> str:
        """The change with the table or code list that it is in."""
        prefix = _PREFIXES.get(self.kind)
        return self.what if prefix is None else f"{prefix}`{self.name}`: {self.what}"


def list_package_changes(old: Package, new: Package) -> Iterator[Change]:
    """List the changes of tables, schemas, code lists and the descriptor, but not of rows.

    Raises:
        EventClaimsError: If a code list cannot be read.
    """
    yield from _list_tables(old, new)
    for table in list_own_tables(new):
        before = old.get_table(table.name)
        if before is not None:
            for bump, what in list_schema_changes(before.schema, table.schema):
                yield Change(bump, Kind.SCHEMA, table.name, what)
            # A release has one CSV file in place of the parts.
            left_out = _OF_FILES if before.parts or table.parts else set()
            facts = _RESOURCE_FACTS | left_out
            for name, what in _list_properties(before.resource, table.resource, facts):
                yield Change(Bump.PATCH, Kind.RESOURCE, table.name, f"{name}{what}")
    yield from _list_codes(old, new)
    yield from _list_files(old, new)
    yield from _list_descriptor(old, new)


def list_own_tables(package: Package) -> list[Table]:
    """Return the tables of a package that do not repeat others.

    A release also contains sheets that are derived from tables, and one table of all code lists.
    """
    return [
        table
        for table in package.tables
        if not (table.schema.get("derived") or _is_made(package, table))
    ]


def _is_made(package: Package, table: Table) -> bool:
    is_named = table.name == CODELISTS and table.file == f"data/{CODELISTS}.csv"
    return is_named and package.find_codelists() is not None


def list_row_changes(diff: TableDiff, *, is_part: bool) -> Iterator[Change]:
    """List the changes of the rows of a table from their numbers.

    Changed parts of a row are a correction of it; if the row itself was added or removed, that
    raises the version.
    """
    name = diff.name
    if diff.removed:
        bump = Bump.PATCH if is_part else Bump.MAJOR
        yield Change(bump, Kind.ROWS, name, f"rows were removed from `{name}`")
    if diff.added:
        bump = Bump.PATCH if is_part or name in LOGS else Bump.MINOR
        yield Change(bump, Kind.ROWS, name, f"rows were added to `{name}`")
    if diff.changed:
        yield Change(Bump.PATCH, Kind.ROWS, name, f"cells were changed in `{name}`")


def find_bump(changes: Iterable[Change]) -> tuple[Bump, str]:
    """Return the greatest bump of some changes, and the first change that requires it."""
    first = Bump.NONE, ""
    for change in changes:
        if change.bump > first[0]:
            first = change.bump, change.sentence
    return first


def _list_tables(old: Package, new: Package) -> Iterator[Change]:
    for table in list_own_tables(old):
        if new.get_table(table.name) is None:
            yield Change(Bump.MAJOR, Kind.TABLE, table.name, f"table `{table.name}` was removed")
    for table in list_own_tables(new):
        if old.get_table(table.name) is None:
            yield Change(Bump.MINOR, Kind.TABLE, table.name, f"table `{table.name}` was added")


def _list_codes(old: Package, new: Package) -> Iterator[Change]:
    before, now = _read_codelists(old), _read_codelists(new)
    for name in sorted(before.keys() | now.keys()):
        if name not in now:
            yield Change(Bump.MAJOR, Kind.CODES, name, "the list was removed")
        elif name not in before:
            yield Change(Bump.MINOR, Kind.CODES, name, "the list was added")
        else:
            for bump, what in _compare_codes(before[name], now[name]):
                yield Change(bump, Kind.CODES, name, what)


def _compare_codes(
    before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]
) -> Iterator[tuple[Bump, str]]:
    """Yield the changes of a code list. Whether a new definition has a new meaning is unknown."""
    for code in sorted(before.keys() | now.keys()):
        if code not in now:
            yield Bump.MAJOR, f"code `{code}` was removed"
        elif code not in before:
            yield Bump.MINOR, f"code `{code}` was added"
        else:
            for column in sorted(before[code].keys() | now[code].keys()):
                was, is_now = before[code].get(column, ""), now[code].get(column, "")
                if was != is_now and column == "status":
                    yield Bump.MINOR, f"code `{code}` is {is_now or 'without status'}, was {was}"
                elif was != is_now:
                    yield Bump.PATCH, f"code `{code}` has a different {column}"


def _read_codelists(package: Package) -> dict[str, dict[str, dict[str, str]]]:
    """Return the rows of a package's own code lists, by list and code."""
    folder = package.find_codelists()
    lists = {} if folder is None else read_codelists(folder)
    return {name: _index_codes(name, rows) for name, rows in lists.items()}


def _index_codes(name: str, rows: Iterable[dict[str, str]]) -> dict[str, dict[str, str]]:
    codes: dict[str, dict[str, str]] = {}
    for row in rows:
        if "code" not in row:
            raise TableError(f"code list {name}.csv: the column code is missing")
        if codes.setdefault(row["code"], row) is not row:
            raise TableError(f"code list {name}.csv: duplicate code {row['code']!r}")
    return codes


def _list_files(old: Package, new: Package) -> Iterator[Change]:
    """Yield the changes of other files of the standard, such as crosswalks."""
    before, now = _find_files(old), _find_files(new)
    # Such tables are compared row by row, whatever their files.
    tables = (*old.tables, *new.tables)
    joined = {table.name for table in tables if table.parts}
    files = {file for table in tables if table.name in joined for file in table.files}
    for name in sorted((before.keys() | now.keys()) - files):
        if name not in now or name not in before:
            bump, what = (Bump.MAJOR, "removed") if name in before else (Bump.MINOR, "added")
            yield Change(bump, Kind.DESCRIPTOR, name, f"{name} was {what}")
        elif not _is_same(before[name], now[name]):
            yield Change(Bump.PATCH, Kind.DESCRIPTOR, name, f"{name} was changed")


def _find_files(package: Package) -> dict[str, Path]:
    folder = resolve_inside(package.root, "schemas")
    paths = [path for path in folder.glob("*.*") if path.is_file()]
    names = [f"schemas/{path.name}" for path in paths if not is_system_file(path.name)]
    schemas = [table.resource.get("schema") for table in package.tables]
    return {
        name: resolve_inside(package.root, name)
        for name in names
        if name not in schemas and not name.endswith(".schema.json")
    }


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.read_bytes().replace(b"\r\n", b"\n") == other.read_bytes().replace(
            b"\r\n", b"\n"
        )
    except OSError as error:
        raise TableError(f"{one.name}: cannot be read ({error.strerror})") from error


def _list_descriptor(old: Package, new: Package) -> Iterator[Change]:
    for name, what in _list_properties(old.descriptor, new.descriptor, _UNREMARKABLE):
        bump = Bump.MAJOR if name == "name" else Bump.PATCH
        yield Change(bump, Kind.DESCRIPTOR, "package", f"{name}{what}")


def _list_properties(
    before: dict[str, Any], now: dict[str, Any], ignored: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield the properties that differ, each with its new and its old value."""
    for name in sorted((before.keys() | now.keys()) - ignored):
        if name not in now:
            yield name, " was removed"
        elif before.get(name) != now[name]:
            was = f", was {_spell(before[name])}" if name in before else ""
            yield name, f" is {_spell(now[name])}{was}"


def _spell(value: Any) -> str:  # noqa: ANN401 - any JSON value
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
