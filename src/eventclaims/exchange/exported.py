"""What a workbook is made from: the rows of a package, their labels and the next free ids."""

import hashlib
from collections.abc import Mapping, Sequence

from eventclaims.errors import TableError
from eventclaims.exchange import layout
from eventclaims.exchange.layout import SheetPlan
from eventclaims.importing import ids
from eventclaims.package.model import Package, Table
from eventclaims.tables.canonical import format_table
from eventclaims.tables.cells import read_table
from eventclaims.tables.records import read_rows

Rows = list[dict[str, str]]


def read_plan_rows(plan: SheetPlan) -> Rows:
    """Return the rows of the table of a sheet.

    Raises:
        TableError: If it cannot be read, or its header does not match its schema.
    """
    table = plan.table
    try:
        header, rows = read_rows(table.path)
    except TableError as error:
        raise TableError(f"{table.shown_path}: {error}") from error
    if {*header} != {*table.fields}:
        raise TableError(
            f"{table.file}: the header does not match the schema; run eventclaims validate"
        )
    return rows


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


def make_registry(package: Package, rows: Mapping[str, Rows]) -> ids.Registry:
    """Return what gives new ids, after those of these rows and those that were retired."""
    registry = ids.Registry("")
    for table in package.tables:
        if ids.has_ids(table):
            registry.reserve(row[table.key[0]] for row in rows.get(table.name, ()))
    registry.reserve(row["record_id"] for row in read_table(package, "retired", ["record_id"]))
    return registry
