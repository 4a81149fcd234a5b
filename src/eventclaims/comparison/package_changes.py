"""What can change from one version of a package to the next, and which part of it that raises.

Each rule of the versions is written here and nowhere else: `diff` and the history layer read them.
Semantic versions for data follow the recipe of Data Package 2.0 (datapackage.org, "Data Package
version"), but for new columns, which ask for a minor version only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from eventclaims.comparison.schema_changes import list_schema_changes
from eventclaims.errors import TableError
from eventclaims.package.model import Package, Table
from eventclaims.package.paths import resolve_inside
from eventclaims.package.standard import CODELISTS, read_codelists
from eventclaims.package.versions import Bump

# What changes with every release, and what is compared table by table.
_UNREMARKABLE = {"version", "created", "resources"}
_RESOURCE_FACTS = {"name", "schema", "hash", "bytes", "rows"}
_LONGEST = 80
# Tables that tell of changes: a row that is new there asks for no more than what it tells of.
_LOGS = ("corrections", "retired")


class Kind(StrEnum):
    """What a change is a change of."""

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
        bump: Which part of the version it raises.
        kind: What it is a change of.
        name: The table, code list or file that it is in.
        what: What changed, as a sentence without its full stop; not escaped.
    """

    bump: Bump
    kind: Kind
    name: str
    what: str

    @property
    def sentence(self) -> str:
        """What changed and where, in one."""
        prefix = _PREFIXES.get(self.kind)
        return self.what if prefix is None else f"{prefix}{self.name}: {self.what}"


def list_package_changes(old: Package, new: Package) -> Iterator[Change]:
    """List what changed beside the rows: tables, schemas, code lists, the descriptor.

    Raises:
        EventClaimsError: If a code list cannot be read.
    """
    yield from _list_tables(old, new)
    for table in list_own_tables(new):
        before = old.get_table(table.name)
        if before is not None:
            for bump, what in list_schema_changes(before.schema, table.schema):
                yield Change(bump, Kind.SCHEMA, table.name, what)
            for name, what in _list_properties(before.resource, table.resource, _RESOURCE_FACTS):
                yield Change(Bump.PATCH, Kind.RESOURCE, table.name, f"{name}{what}")
    yield from _list_codes(old, new)
    yield from _list_files(old, new)
    yield from _list_descriptor(old, new)


def list_own_tables(package: Package) -> list[Table]:
    """Return the tables of a package that say something of their own.

    Not the sheets that are made from other tables: they only repeat what changed there. Not the
    code lists in one table, which a release adds to the lists themselves; these are compared.
    """
    made = f"data/{CODELISTS}.csv" if package.find_codelists() is not None else None
    return [
        table
        for table in package.tables
        if not (table.schema.get("derived") or (table.name == CODELISTS and table.file == made))
    ]


def list_row_changes(name: str, added: int, removed: int, changed: int) -> Iterator[Change]:
    """List what changed in the rows of a table of a name, from the numbers of rows."""
    if removed:
        yield Change(Bump.MAJOR, Kind.ROWS, name, f"rows of {name} are gone")
    if added:
        bump = Bump.PATCH if name in _LOGS else Bump.MINOR
        yield Change(bump, Kind.ROWS, name, f"rows of {name} are new")
    if changed:
        yield Change(Bump.PATCH, Kind.ROWS, name, f"rows of {name} are corrected")


def find_bump(changes: Iterable[Change]) -> tuple[Bump, str]:
    """Return the greatest bump of some changes, and the first change that asks for it."""
    first = Bump.NONE, ""
    for change in changes:
        if change.bump > first[0]:
            first = change.bump, change.sentence
    return first


def _list_tables(old: Package, new: Package) -> Iterator[Change]:
    for table in list_own_tables(old):
        if new.get_table(table.name) is None:
            yield Change(Bump.MAJOR, Kind.TABLE, table.name, f"table {table.name} is gone")
    for table in list_own_tables(new):
        if old.get_table(table.name) is None:
            yield Change(Bump.MINOR, Kind.TABLE, table.name, f"table {table.name} is new")


def _list_codes(old: Package, new: Package) -> Iterator[Change]:
    before, now = _read_codelists(old), _read_codelists(new)
    for name in sorted(before.keys() | now.keys()):
        if name not in now:
            yield Change(Bump.MAJOR, Kind.CODES, name, "it is gone")
        elif name not in before:
            yield Change(Bump.MINOR, Kind.CODES, name, "it is new")
        else:
            for bump, what in _compare_codes(before[name], now[name]):
                yield Change(bump, Kind.CODES, name, what)


def _compare_codes(
    before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]
) -> Iterator[tuple[Bump, str]]:
    """Yield what changed in a code list. Whether new words mean another thing, no tool can tell."""
    for code in sorted(before.keys() | now.keys()):
        if code not in now:
            yield Bump.MAJOR, f"code {code} is gone"
        elif code not in before:
            yield Bump.MINOR, f"code {code} is new"
        else:
            for column in sorted(before[code].keys() | now[code].keys()):
                was, is_now = before[code].get(column, ""), now[code].get(column, "")
                if was != is_now and column == "status":
                    yield Bump.MINOR, f"code {code} is {is_now or 'without status'}, was {was}"
                elif was != is_now:
                    yield Bump.PATCH, f"code {code} has another {column}"


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
    """Yield the files beside the table schemas that changed: crosswalks, ends of relations."""
    before, now = _find_files(old), _find_files(new)
    for name in sorted(before.keys() | now.keys()):
        if name not in now or name not in before:
            bump, what = (Bump.MAJOR, "gone") if name in before else (Bump.MINOR, "new")
            yield Change(bump, Kind.DESCRIPTOR, name, f"{name} is {what}")
        elif not _is_same(before[name], now[name]):
            yield Change(Bump.PATCH, Kind.DESCRIPTOR, name, f"{name} is another")


def _find_files(package: Package) -> dict[str, Path]:
    folder = resolve_inside(package.root, "schemas")
    names = [f"schemas/{path.name}" for path in folder.glob("*.*") if path.is_file()]
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
    """Yield the properties that differ, each with what it is now and what it was."""
    for name in sorted((before.keys() | now.keys()) - ignored):
        if name not in now:
            yield name, " is gone"
        elif before.get(name) != now[name]:
            was = f", was {_spell(before[name])}" if name in before else ""
            yield name, f" is {_spell(now[name])}{was}"


def _spell(value: Any) -> str:  # noqa: ANN401 - any JSON value
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
