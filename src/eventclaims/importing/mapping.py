"""The map of an import: which rows and cells of a package a row of a foreign table gives."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventclaims.errors import EventClaimsError

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LARGEST = 1024**2
_SOURCE = {"encoding": str, "delimiter": str, "missing": list, "ragged": bool}
_SECTION = {"table": str, "key": str, "where": str, "each": dict, "cells": dict}
_EACH = {"value": str, "separator": str, "name": str}
BOUNDS = ("earliest", "latest")
# The parts of a cell, by the part that decides its kind.
_KINDS: dict[str, dict[str, type]] = {
    "table": {"table": str, "key": str, "where": str},
    "bound": {"bound": str, "year": str, "month": str, "day": str},
    "value": {"value": str, "codes": dict, "otherwise": str, "date": str, "where": str},
}


class MappingError(EventClaimsError):
    """A map, or a cell that it reads, is invalid; the message names the line of the map."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and the part of the map that makes it.

    Attributes:
        column: Its column.
        parts: The parts of its description in the map, such as `value` and `codes`.
        line: Line of the map.
    """

    column: str
    parts: Mapping[str, Any]
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one table that each row of the foreign table gives.

    Attributes:
        table: The table of the package.
        key: Template of the natural key; rows with the same key are one row.
        where: Template that must not be empty, or no row is made; empty for every row.
        each: How a cell with several values is split: value, separator, and the name of a value.
        cells: How its cells are made.
        line: Line of the map.
    """

    table: str
    key: str
    where: str
    each: Mapping[str, str]
    cells: tuple[Cell, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Map:
    """A map.

    Attributes:
        name: Name of its file.
        encoding: Encoding of the foreign table.
        delimiter: Its delimiter.
        missing: The cells that mean a missing value.
        ragged: Whether a row may lack its last cells, as some spreadsheets leave out empty ones.
        sections: Its sections in the order of the file.
    """

    name: str
    encoding: str
    delimiter: str
    missing: frozenset[str]
    ragged: bool
    sections: tuple[Section, ...]


def read_map(path: Path) -> Map:
    """Read a map in TOML; docs/import.md describes its form.

    Raises:
        MappingError: If the file cannot be read, or is not a map.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise MappingError(f"{path.name}: a map must not be larger than 1 MiB")
        text = path.read_text("utf-8-sig")
        content = tomllib.loads(text)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise MappingError(f"{path.name}: cannot be read ({reason})") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(f"{path.name}: not TOML: {error}") from error
    lines = _Lines(path.name, text)
    source = content.get("source", {})
    lines.check(source, _SOURCE, "source", lines.find("[source]"))
    if unknown := next((name for name in content if name not in ("source", "rows")), None):
        raise MappingError(f"{path.name}: `{unknown}` is unknown; a map has [source] and [[rows]]")
    sections = content.get("rows")
    if not isinstance(sections, list) or not sections:
        raise MappingError(f"{path.name}: has no [[rows]]")
    delimiter = source.get("delimiter", ",")
    if len(delimiter) != 1:
        raise MappingError(f"{path.name}: the delimiter must be one character")
    missing = source.get("missing", [])
    if not all(isinstance(one, str) for one in missing):
        raise lines.refuse(lines.find("missing"), "`missing` must be a list of texts")
    return Map(
        name=path.name,
        encoding=source.get("encoding", "utf-8-sig"),
        delimiter=delimiter,
        missing=frozenset(missing) | {""},
        ragged=source.get("ragged", False),
        sections=tuple(lines.read_sections(sections)),
    )


def list_placeholders(*templates: str) -> list[str]:
    """Return the columns that templates name in braces."""
    return [name for template in templates for name in PLACEHOLDER.findall(template)]


class _Lines:
    """Finds the lines of a map, which the TOML reader does not report."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()
        self.starts = [n for n, line in enumerate(self.lines) if line.strip() == "[[rows]]"]

    def find(self, start: str, section: int | None = None) -> int:
        """Return the number of the first line that begins with a text, in a section if given."""
        first, last = 0, len(self.lines)
        if section is not None and section < len(self.starts):
            first, *more = self.starts[section:]
            last = more[0] if more else last
        found = (n for n in range(first, last) if self.lines[n].strip().startswith(start))
        return next(found, first) + 1

    def refuse(self, line: int, reason: str) -> MappingError:
        """Return an error at a line."""
        return MappingError(f"{self.name}:{line}: {reason}")

    def check(self, value: object, parts: Mapping[str, type], name: str, line: int) -> None:
        """Refuse a value that is not a table of these parts.

        Raises:
            MappingError: If it has an unknown part, or one of another type.
        """
        if not isinstance(value, dict):
            raise self.refuse(line, f"`{name}` must be a table")
        for part, content in value.items():
            if part not in parts:
                known = ", ".join(f"`{one}`" for one in parts)
                raise self.refuse(line, f"`{part}` of `{name}` is unknown; it has {known}")
            if not isinstance(content, parts[part]):
                raise self.refuse(line, f"`{part}` of `{name}` must be a {parts[part].__name__}")

    def read_sections(self, sections: list[Any]) -> Iterator[Section]:
        """Yield the sections."""
        for number, section in enumerate(sections):
            line = self.find("[[rows]]", number)
            self.check(section, _SECTION, "rows", line)
            for part in ("table", "key", "cells"):
                if part not in section:
                    raise self.refuse(line, f"`{part}` is missing")
            each = section.get("each", {})
            if each:
                self.check(each, _EACH, "each", self.find("each", number))
                if {*each} != {*_EACH}:
                    raise self.refuse(line, "`each` needs `value`, `separator` and `name`")
            cells = [
                Cell(column, self._read_cell(column, parts, self.find(column, number)), at)
                for column, parts in section["cells"].items()
                for at in [self.find(column, number)]
            ]
            where = section.get("where", "")
            yield Section(section["table"], section["key"], where, each, tuple(cells), line)

    def _read_cell(self, column: str, parts: object, line: int) -> Mapping[str, Any]:
        if isinstance(parts, str):
            return {"value": parts}
        kind = next((kind for kind in _KINDS if isinstance(parts, dict) and kind in parts), None)
        if kind is None:
            raise self.refuse(line, f"`{column}` needs a text, or `value`, `table` or `bound`")
        assert isinstance(parts, dict)  # noqa: S101 - it has the part that decides its kind
        self.check(parts, _KINDS[kind], column, line)
        if kind == "table" and "key" not in parts:
            raise self.refuse(line, f"`{column}` needs the `key` of a row of `{parts['table']}`")
        if kind == "bound" and (parts["bound"] not in BOUNDS or "year" not in parts):
            raise self.refuse(
                line, f"`{column}` needs a `year`, and the `bound` earliest or latest"
            )
        return parts
