"""Packages in memory, which a test can change before it writes them."""

from __future__ import annotations

import calendar
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from eventclaims.evidence.spans import describe_span
from eventclaims.package import standard
from eventclaims.tables.canonical import format_table
from eventclaims.tables.edtf import format_edtf
from support.packages import ROOT

Row = dict[str, str]


def days(number: int) -> timedelta:
    return timedelta(days=number)


def print_day(day: date, style: int = 0) -> str:
    month = calendar.month_name[day.month]
    return f"{month} {day.day}, {day.year}" if style else f"{day.day} {month} {day.year}"


def write_dates(
    table: str, earliest: date | None, latest: date | None, date_type: str = "within"
) -> Row:
    """Return the cells that an interval has in a table."""
    bounds = [day.isoformat() if day else "" for day in (earliest, latest)]
    edtf = format_edtf(earliest, latest, date_type)
    basis = "derived" if edtf else "unknown"
    if table == "sources":
        names = ("published_earliest", "published_latest", "published_basis", "published")
        return dict(zip(names, (*bounds, basis, edtf), strict=True))
    names = ("date_earliest", "date_latest", "date_type", "date_basis", "date")
    return dict(zip(names, (*bounds, date_type if edtf else "", basis, edtf), strict=True))


@dataclass
class Draft:
    """A package in memory.

    Attributes:
        rows: The rows of each table, as text.
        texts: The text of each document, by its source id.
        descriptor: The content of datapackage.json.
        edits: Changes to the folder after the package is written.
        spans: Passages that are evidence of some row, by source id.
    """

    rows: dict[str, list[Row]]
    texts: dict[str, str] = field(default_factory=dict)
    descriptor: dict[str, Any] = field(default_factory=dict)
    edits: list[Callable[[Path], object]] = field(default_factory=list)
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def add(self, table: str, /, **cells: str) -> Row:
        """Add a row, with the next id of its table unless one is given."""
        schema = standard.load_schemas()[table]
        (key, *more) = standard.get_key(schema)
        row = dict.fromkeys(standard.list_fields(schema), "") | cells
        if not more and not row[key]:
            pattern = next(f for f in schema["fields"] if f["name"] == key)["constraints"][
                "pattern"
            ]
            row[key] = f"{pattern[:3]}-{len(self.rows[table]) + 1:04d}"
        self.rows[table].append(row)
        return row

    def get(self, table: str, record: str) -> Row:
        """Return the row of an id."""
        key = standard.get_key(standard.load_schemas()[table])[0]
        return next(row for row in self.rows[table] if row[key] == record)

    def cite(self, table: str, record: str, source: str, words: str, field_name: str = "") -> None:
        """Write a sentence into a text, and make it the evidence of a record."""
        start = len(self.texts[source])
        self.spans[source].append((start, start + len(words)))
        self.texts[source] += f"{words}\r\n" if len(words) % 2 else f"{words} "
        self.vouch(table, record, source, self.spans[source][-1], field_name)

    def vouch(
        self, table: str, record: str, source: str, span: tuple[int, int], field_name: str = ""
    ) -> Row:
        """Make a passage of a text the evidence of a record."""
        cells = {"table": table, "record_id": record, "field": field_name, "source_id": source}
        return self.add("evidence", **cells, **describe_span(self.texts[source], *span))

    def describe(self, created: date) -> None:
        """Fill in the descriptor."""
        shape = {"type": "table", "profile": "tabular-data-resource", "format": "csv"}
        shape |= {"encoding": "utf-8"}
        resources = [
            {"name": n, "path": f"data/{n}.csv", "schema": f"schemas/{n}.schema.json"} | shape
            for n in self.rows
        ]
        declared = {"standard": "2.0", "level": "anchored", "rule_sets": ["house-style"]}
        profile = "https://datapackage.org/profiles/2.0/datapackage.json"
        self.descriptor = {"$schema": profile, "eventclaims": declared, "resources": resources}
        self.descriptor |= {"name": "generated", "title": "A generated package"}
        self.descriptor |= {"version": "1.0.0", "created": f"{created}T00:00:00Z"}
        self.descriptor |= {
            "licenses": [{"name": "CC0-1.0"}],
            "contributors": [{"title": "Chance"}],
        }


def write(draft: Draft, folder: Path) -> tuple[Path, Path]:
    """Write a draft, and return the folder of the package and that of its texts."""
    package, texts = folder / "package", folder / "texts"
    shutil.copytree(ROOT / "schemas", package / "schemas", copy_function=shutil.copyfile)
    (package / "data").mkdir()
    texts.mkdir()
    for name, rows in draft.rows.items():
        schema = standard.load_schemas()[name]
        header = standard.list_fields(schema)
        content = format_table(
            header, rows, standard.get_key(schema), standard.list_key_types(schema)
        )
        (package / "data" / f"{name}.csv").write_bytes(content.encode())
    for number, text in enumerate(draft.texts.values(), 1):
        (texts / f"report-{number}.txt").write_bytes(text.encode())
    descriptor = json.dumps(draft.descriptor, ensure_ascii=False)
    (package / "datapackage.json").write_text(descriptor, "utf-8")
    for edit in draft.edits:
        edit(package)
    return package, texts
