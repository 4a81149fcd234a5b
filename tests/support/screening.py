"""Validate packages with Frictionless alone and with the screen, to compare the errors."""

import json
from collections import Counter
from unittest.mock import patch

import frictionless

from eventclaims.database.embedded import open_tables
from eventclaims.package.opening import open_package
from eventclaims.structure.screen.screen import validate_tables
from eventclaims.structure.screen.surely_valid import screen_package
from eventclaims.tables.canonical import format_record
from eventclaims.tables.row_index import read_row_index

_PARTS = ("type", "row_number", "field_name", "note", "cell", "message", "label", "cells")


def list_errors(pairs):
    """Return errors as values to compare, in the order of their rows."""
    errors = [(name, *(repr(getattr(e, part, None)) for part in _PARTS)) for name, e in pairs]
    return sorted(errors, key=lambda error: (error[0], error[2].zfill(9), error))


def validate_alone(folder):
    report = frictionless.Package(str(folder / "datapackage.json")).validate(limit_errors=10**9)
    assert not report.errors
    return list_errors((task.name, error) for task in report.tasks for error in task.errors)


def differ(alone, found):
    """Return a few missing and a few additional errors."""
    missed, extra = Counter(alone) - Counter(found), Counter(found) - Counter(alone)
    return list(missed)[:5], list(extra)[:5]


def validate_screened(folder):
    with open_package(folder) as package, open_tables() as loaded:
        descriptor = package.descriptor | {"resources": [t.resource for t in package.tables]}
        judged = frictionless.Package.from_descriptor(descriptor, basepath=str(folder))
        resources = {resource.name: resource for resource in judged.resources}
        row_indexes = {table.name: read_row_index(table.path) for table in package.tables}
        with patch("eventclaims.database.embedded._SMALL_ROWS", -1):  # as large tables are
            loaded.load(package.tables, row_indexes)
        screening = screen_package(package, (), row_indexes, loaded)
        if screening and not screening.has_suspects:  # a validation then ends without Frictionless
            return []
        found = validate_tables(resources, package.tables, row_indexes, loaded, screening)
        return list_errors((table.name, error) for table, error in found)


def write(folder, tables, **more):
    """Write a package of tables: their schema and their rows, the header first."""
    resources = []
    for name, (schema, rows) in tables.items():
        (folder / f"{name}.csv").write_bytes("".join(map(format_record, rows)).encode())
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema} | more)
        resources[-1] |= {"encoding": "utf-8", "format": "csv", "type": "table"}
    descriptor = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json"}
    descriptor |= {"name": "awkward", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")


FIELDS = [
    {"name": "id", "type": "integer"},
    {"name": "up", "type": "integer"},
    {"name": "day", "type": "date", "constraints": {"minimum": "2000-01-01"}},
    {"name": "note", "type": "string", "constraints": {"required": True}},
]
DIALECT = {"csv": {"delimiter": ","}}
ROWS = [
    ["id", "up", "day", "note"],
    *([f"{n}", f"{n // 2}", "2024-01-05", "x"] for n in range(1, 40)),
]
SCHEMA = {"fields": FIELDS, "primaryKey": ["id"]}
SELF = {"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}}


def edit(**rows):
    """Return the rows with some changed, by number; several where a list of rows stands."""
    changed = [list(row) for row in ROWS]
    for number, row in sorted(rows.items(), reverse=True):
        at = int(number[1:]) - 1
        changed[at : at + 1] = row if row and isinstance(row[0], list) else [row]
    return changed
