"""The suite: what a release is expected to be, read from files that people review.

A suite file is a JSON list with one expectation a line. `table` may be "*" for every table, and
`column` a class of columns ("*coded", "*optional", "*date"); such a line stands for one
expectation for each, and {table} and {column} in its name and its reason are filled in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from eventclaims.acceptance.expectations import KINDS, Kind
from eventclaims.acceptance.frames import MEASURED, Content
from eventclaims.errors import AcceptanceError

SEVERITIES = ("critical", "warning")
FLOOR, PREVIOUS = "floor", "previous"
_KEYS = ("name", "severity", "against", "table", "column", "expectation", "arguments", "why")
_EVERY = "*"
_CLASSES = ("*coded", "*optional", "*date")
_NAME = re.compile(r"[A-Za-z0-9{][A-Za-z0-9{}._-]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a suite file.

    Attributes:
        name: What the expectation is called by, in reports and waivers.
        severity: critical: something would be lost or out of bounds; warning: something moved
            more than is usual. Both stop a release until they are waived.
        against: floor: what the line itself states; previous: the release before.
        table: Name of a table or of a measured frame, or "*" for every table.
        column: Name of a column, or a class of columns; None for a whole table.
        kind: The kind of expectation.
        arguments: Its arguments; {"previous": measure, "times": a, "plus": b} stands for what is
            measured on the release before, times a, plus b.
        why: Why it is expected, in one sentence.
    """

    name: str
    severity: str
    against: str
    table: str
    column: str | None
    kind: Kind
    arguments: dict[str, Any]
    why: str


def read_suite(path: Path | None = None) -> tuple[Line, ...]:
    """Read the expectations for any event-claim package, and those of a file of one's own.

    Args:
        path: The file; a line in it with the name of a general one takes its place.

    Returns:
        The lines, general ones first.

    Raises:
        AcceptanceError: If a file cannot be read, or a line is not of the form above.
    """
    general = resources.files("eventclaims.acceptance") / "expectations.json"
    lines = {line.name: line for line in _parse(general.read_text("utf-8"), general.name)}
    if path is not None:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise AcceptanceError(f"{path.name}: the suite cannot be read as UTF-8") from error
        lines |= {line.name: line for line in _parse(text, path.name)}
    return tuple(lines.values())


def _parse(text: str, file: str) -> Iterator[Line]:
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AcceptanceError(f"{file}: the suite is not JSON") from error
    if not isinstance(entries, list):
        raise AcceptanceError(f"{file}: the suite is not a list")
    names: set[str] = set()
    for number, entry in enumerate(entries, 1):
        try:
            line = _parse_line(entry)
        except ValueError as error:
            raise AcceptanceError(f"{file}: expectation {number}: {error}") from error
        if line.name in names:
            raise AcceptanceError(f"{file}: expectation {number}: {line.name} stands there twice")
        names.add(line.name)
        yield line


def _parse_line(entry: Any) -> Line:  # noqa: ANN401 - any JSON value
    if not isinstance(entry, dict) or tuple(entry) != _KEYS:
        raise ValueError(f"must have {', '.join(_KEYS)}, in this order")
    name, severity, against, table, column, kind, arguments, why = (entry[key] for key in _KEYS)
    if not all(isinstance(text, str) and text for text in (name, table, why)):
        raise ValueError("name, table and why must be text")
    if not _NAME.fullmatch(name):
        raise ValueError(f"the name {name!r} must be letters, digits, dots and hyphens")
    if severity not in SEVERITIES or against not in (FLOOR, PREVIOUS):
        raise ValueError("severity is critical or warning, against is floor or previous")
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"{kind!r} is not among the kinds that can be told to a reader")
    if KINDS[kind].has_column != isinstance(column, str):
        raise ValueError(f"{kind} {'is about a column' if column is None else 'has no column'}")
    is_object = isinstance(arguments, dict)
    fault = KINDS[kind].find_fault(arguments) if is_object else "arguments must be an object"
    if fault:
        raise ValueError(fault)
    if against == FLOOR and '"previous"' in json.dumps(arguments):
        raise ValueError("a floor cannot look at the release before")
    _check_placeholders(name, table, column)
    return Line(name, severity, against, table, column, KINDS[kind], arguments, why)


def _check_placeholders(name: str, table: str, column: str | None) -> None:
    if isinstance(column, str) and column.startswith(_EVERY) and column not in _CLASSES:
        raise ValueError(f"{column!r} is no class of columns; there are {', '.join(_CLASSES)}")
    wanted = {"{table}"} if table == _EVERY else set()
    wanted |= {"{column}"} if column in _CLASSES else set()
    if {*re.findall(r"\{\w*\}", name)} != wanted:
        raise ValueError(f"the name {name!r} must have a place for each class, and no other")


@dataclass(frozen=True, slots=True)
class Target:
    """A line with the table and the column that it is about, none of them a class any more."""

    line: Line
    name: str
    table: str
    column: str | None

    @property
    def why(self) -> str:
        """Why it is expected, with the names filled in."""
        return _fill(self.line.why, self.table, self.column)


def expand(lines: tuple[Line, ...], content: Content) -> tuple[Target, ...]:
    """Return one target for each table and column of a release that a line stands for.

    Raises:
        AcceptanceError: If a line names what the release does not hold, or two expectations have
            the same name.
    """
    targets: dict[str, Target] = {}
    for line in lines:
        for table, column in _list_places(line, content):
            name = _fill(line.name, table, column)
            if name in targets:
                raise AcceptanceError(f"two expectations are called {name}")
            targets[name] = Target(line, name, table, column)
    return tuple(targets.values())


def _fill(text: str, table: str, column: str | None) -> str:
    return text.replace("{table}", table).replace("{column}", column or "")


def _list_places(line: Line, content: Content) -> Iterator[tuple[str, str | None]]:
    tables = [*content.fields] if line.table == _EVERY else [line.table]
    for table in tables:
        if table not in content.frames:
            raise AcceptanceError(f"{line.name}: the release holds no table {table}")
        if line.column in _CLASSES:
            yield from ((table, column) for column in _list_class(line.column, table, content))
            continue
        if line.column is not None and line.column not in content.frames[table].columns:
            raise AcceptanceError(f"{line.name}: {table} has no column {line.column}")
        yield table, line.column


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
