"""What files for coders are made from: rows of a package, their labels and the next free ids."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eventclaims.exchange import layout
from eventclaims.exchange.entries import Row
from eventclaims.exchange.faults import CodingError
from eventclaims.exchange.layout import SheetPlan
from eventclaims.importing import ids
from eventclaims.package.model import Table
from eventclaims.tables.canonical import format_table
from eventclaims.tables.cells import read_matching_table

RETIRED = "retired"
Rows = list[Row]


def read_plans(plans: Iterable[SheetPlan]) -> dict[str, Rows]:
    """Return the rows of the tables of sheets, by table.

    Raises:
        TableError: If one cannot be read, or its header does not match its schema.
    """
    return {plan.name: read_matching_table(plan.table) for plan in plans}


def list_cells(plan: SheetPlan, rows: Rows) -> dict[str, Any]:
    """Return the rows of a table as a JSON object; `read_cells` reads it."""
    columns = plan.table.fields
    return {"columns": columns, "rows": [[row[name] for name in columns] for row in rows]}


def read_cells(file: str, name: str, table: Mapping[str, Any]) -> Rows:
    """Return the rows of a table in a JSON object.

    Raises:
        CodingError: If a row does not have one cell for each column.
    """
    columns = table["columns"]
    for number, cells in enumerate(table["rows"], 1):
        if len(cells) != len(columns):
            raise CodingError(
                f"{file}: damaged at row {number} of {name}: {len(cells)} cells for "
                f"{len(columns)} columns"
            )
    return [dict(zip(columns, cells, strict=True)) for cells in table["rows"]]


def hash_rows(table: Table, rows: Rows) -> str:
    """Return the SHA-256 of a table with these rows in canonical form."""
    content = format_table(table.fields, rows, table.key, table.key_types)
    return hashlib.sha256(content.encode()).hexdigest()


def make_labels(plans: Sequence[SheetPlan], rows: Mapping[str, Rows]) -> dict[str, dict[str, str]]:
    """Return the labels of the rows of each table with ids, by id."""
    labels: dict[str, dict[str, str]] = {}
    for plan in plans:
        if not ids.has_ids(plan.table):
            continue
        (key,) = plan.table.key
        column = next(c for c in plan.columns if c.name == plan.describing)
        named = labels.get(column.target, {})
        words = {row[key]: row[column.name] for row in rows[plan.name]}
        labels[plan.name] = {
            id_: layout.make_label(id_, named.get(text, text)) for id_, text in words.items()
        }
    return labels


def make_registry(
    plans: Iterable[SheetPlan], *versions: Mapping[str, Sequence[Row]]
) -> ids.Registry:
    """Return what gives new ids, after those of the rows and of the retired ones of tables."""
    registry = ids.Registry("")
    for plan in plans:
        if plan.name == RETIRED or ids.has_ids(plan.table):
            column = "record_id" if plan.name == RETIRED else plan.table.key[0]
            for rows in versions:
                registry.reserve(row.get(column, "") for row in rows.get(plan.name, ()))
    return registry
