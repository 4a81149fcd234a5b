"""The registry of ids: the id of each natural key, so that a second import keeps it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from eventclaims.package.model import Table
from eventclaims.tables.canonical import format_table

COLUMNS = ("table", "key", "id", "map")
_ID = re.compile(r"([A-Z]{3})-([0-9]{4,})")
_PATTERN = re.compile(r"([A-Z]{3})-\[0-9\]\{4,\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """An id, and the name of the map whose import made it."""

    id: str
    map: str


@dataclass(slots=True)
class Registry:
    """The ids by table and natural key, and the highest number of each prefix."""

    map: str
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    highest: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def reserve(self, ids: Iterable[str]) -> None:
        """Give none of these ids to a new row."""
        for match in filter(None, map(_ID.fullmatch, ids)):
            self.highest[match[1]] = max(self.highest[match[1]], int(match[2]))

    def get(self, table: Table, key: str) -> str:
        """Return the id of a natural key, a new one if it has none."""
        place = (table.name, key)
        if place not in self.entries:
            prefix = get_prefix(table)
            self.highest[prefix] += 1
            self.entries[place] = Entry(f"{prefix}-{self.highest[prefix]:04d}", self.map)
        return self.entries[place].id

    def list_own(self) -> set[str]:
        """Return the ids that imports with this map made."""
        return {entry.id for entry in self.entries.values() if entry.map == self.map}

    def format(self) -> bytes:
        """Return the content of the file of the registry."""
        rows = [
            dict(zip(COLUMNS, (*place, entry.id, entry.map), strict=True))
            for place, entry in self.entries.items()
        ]
        return format_table(COLUMNS, rows, ("table", "id")).encode()


def read_registry(rows: Iterable[dict[str, str]], name: str) -> Registry:
    """Return the registry with the rows of its file, for imports with the map of this name."""
    entries = {(row["table"], row["key"]): Entry(row["id"], row["map"]) for row in rows}
    registry = Registry(name, entries)
    registry.reserve(entry.id for entry in entries.values())
    return registry


def get_prefix(table: Table) -> str:
    """Return the prefix of the ids of a table, such as EVT; empty if its key is not an id."""
    for column in table.schema["fields"]:
        if (column["name"],) == table.key:
            match = _PATTERN.fullmatch(str(column.get("constraints", {}).get("pattern", "")))
            return match[1] if match else ""
    return ""


def has_ids(table: Table) -> bool:
    """Return whether the rows of a table have ids."""
    return bool(get_prefix(table))
