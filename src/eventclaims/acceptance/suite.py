"""The suite: what a release is expected to be, read from JSON files.

A suite file is a JSON list with one expectation a line; docs/acceptance.md describes the entries.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from importlib import resources
from pathlib import Path
from typing import Any

from eventclaims.acceptance.expectation_types import TYPES
from eventclaims.acceptance.frames import MEASURED, Content
from eventclaims.errors import AcceptanceError

SEVERITIES = ("critical", "warning")
FLOOR, PREVIOUS = "floor", "previous"
_EVERY = "*"
_CLASSES = ("*coded", "*optional", "*date")
_NAME = re.compile(r"[A-Za-z0-9{][A-Za-z0-9{}._-]*")


@dataclass(frozen=True, slots=True)
class Expectation:
    """An entry of a suite file.

    Attributes:
        name: Its name in reports and waivers.
        severity: critical: something would be lost or out of bounds; warning: something changed
            more than is usual. Both stop a release until they are waived.
        against: floor: the entry states the bound; previous: the previous release does.
        table: A table or a measured frame; "*" for every table.
        column: A column, or a class of columns; None for a whole table.
        expectation: Its type in Great Expectations.
        arguments: Its arguments; {"previous": measure, "times": a, "plus": b} is the measure of
            the previous release, times a, plus b.
        why: Why it is expected, in one sentence.
    """

    name: str
    severity: str
    against: str
    table: str
    column: str | None
    expectation: str
    arguments: dict[str, Any]
    why: str


_KEYS = tuple(field.name for field in fields(Expectation))


def read_suite(path: Path | None = None) -> tuple[Expectation, ...]:
    """Read the expectations for any event-claim package, and those of a file.

    Args:
        path: The file; an entry with the name of a general expectation replaces it.

    Raises:
        AcceptanceError: If a file cannot be read or an entry is invalid.
    """
    general = resources.files("eventclaims.acceptance") / "expectations.json"
    entries = {entry.name: entry for entry in _parse(general.read_text("utf-8"), general.name)}
    if path is not None:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise AcceptanceError(f"{path.name}: the suite cannot be read as UTF-8") from error
        entries |= {entry.name: entry for entry in _parse(text, path.name)}
    return tuple(entries.values())


def _parse(text: str, file: str) -> Iterator[Expectation]:
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AcceptanceError(f"{file}: the suite is not JSON") from error
    if not isinstance(entries, list):
        raise AcceptanceError(f"{file}: the suite is not a list")
    names: set[str] = set()
    for number, entry in enumerate(entries, 1):
        fault = _find_fault(entry)
        if fault is None and entry["name"] in names:
            fault = f"duplicate name {entry['name']}"
        if fault:
            raise AcceptanceError(f"{file}: expectation {number}: {fault}")
        names.add(entry["name"])
        yield Expectation(**entry)


def _find_fault(entry: Any) -> str | None:  # noqa: ANN401, PLR0911 - any JSON value; one per fault
    if not isinstance(entry, dict) or tuple(entry) != _KEYS:
        return f"must have {', '.join(_KEYS)}, in this order"
    name, table, column = entry["name"], entry["table"], entry["column"]
    kind, arguments = entry["expectation"], entry["arguments"]
    if not all(isinstance(text, str) and text for text in (name, table, entry["why"])):
        return "name, table and why must be text"
    if not _NAME.fullmatch(name):
        return f"the name {name!r} must consist of letters, digits, dots, hyphens and underscores"
    if entry["severity"] not in SEVERITIES or entry["against"] not in (FLOOR, PREVIOUS):
        return "severity must be critical or warning, and against must be floor or previous"
    if not isinstance(kind, str) or kind not in TYPES:
        return f"{kind!r} is not a supported type; see expectation_types.py"
    if kind.startswith("expect_column") != isinstance(column, str):
        return f"{kind} {'requires a column' if column is None else 'must not have a column'}"
    if not isinstance(arguments, dict):
        return "arguments must be an object"
    if entry["against"] == FLOOR and '"previous"' in json.dumps(arguments):
        return "an expectation against floor must not refer to the previous release"
    return TYPES[kind].find_fault(arguments) or _find_fault_of_classes(name, table, column)


def _find_fault_of_classes(name: str, table: str, column: str | None) -> str | None:
    if isinstance(column, str) and column.startswith(_EVERY) and column not in _CLASSES:
        return f"{column!r} must be one of {', '.join(_CLASSES)}"
    wanted = {"{table}"} if table == _EVERY else set()
    wanted |= {"{column}"} if column in _CLASSES else set()
    if {*re.findall(r"\{\w*\}", name)} == wanted:
        return None
    return f"the name {name!r} must contain {' and '.join(sorted(wanted)) or 'no placeholder'}"


def expand(entries: tuple[Expectation, ...], content: Content) -> tuple[Expectation, ...]:
    """Return one expectation for each table and column that an entry applies to.

    Raises:
        AcceptanceError: If an entry names a table or column that the release does not contain, or
            two expectations have the same name.
    """
    expectations: dict[str, Expectation] = {}
    for entry in entries:
        for table, column in _list_columns(entry, content):
            name, why = (
                text.replace("{table}", table).replace("{column}", column or "")
                for text in (entry.name, entry.why)
            )
            if name in expectations:
                raise AcceptanceError(f"duplicate name of an expectation: {name}")
            expectations[name] = replace(entry, name=name, table=table, column=column, why=why)
    return tuple(expectations.values())


def _list_columns(entry: Expectation, content: Content) -> Iterator[tuple[str, str | None]]:
    for table in [*content.fields] if entry.table == _EVERY else [entry.table]:
        if table not in content.frames:
            raise AcceptanceError(f"{entry.name}: the release contains no table {table}")
        if entry.column in _CLASSES:
            yield from ((table, column) for column in _list_class(entry.column, table, content))
            continue
        if entry.column is not None and entry.column not in content.frames[table].columns:
            raise AcceptanceError(f"{entry.name}: {table} has no column {entry.column}")
        yield table, entry.column


def _list_class(name: str, table: str, content: Content) -> Iterator[str]:
    if table in MEASURED:
        return
    present = {*content.frames[table].columns}
    for field in content.fields[table]:
        belongs = {
            "*coded": "codelist" in field,
            "*optional": not field.get("constraints", {}).get("required", False),
            "*date": field["type"] == "date",
        }
        if belongs[name] and field["name"] in present:
            yield field["name"]
