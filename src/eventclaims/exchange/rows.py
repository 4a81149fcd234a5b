"""The rows of a package for coders: their keys, labels and references, and the next free ids."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from eventclaims.exchange import layout
from eventclaims.exchange.entries import CodingError, Row
from eventclaims.exchange.layout import SheetPlan
from eventclaims.importing import ids
from eventclaims.package.model import Table
from eventclaims.tables.canonical import format_table
from eventclaims.tables.cells import read_matching_table

RETIRED = "retired"
# These name rows that may be gone.
_PAST = (RETIRED, "corrections", "accepted", "adjudications")
Rows = list[Row]
Tables = Mapping[str, Sequence[Row]]
Key = tuple[str, ...]


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


def make_registry(plans: Iterable[SheetPlan], *versions: Tables) -> ids.Registry:
    """Return what gives new ids, after those of the rows and of the retired ones of tables."""
    registry = ids.Registry("")
    for plan in plans:
        if plan.name == RETIRED or ids.has_ids(plan.table):
            column = "record_id" if plan.name == RETIRED else plan.table.key[0]
            for rows in versions:
                registry.reserve(row.get(column, "") for row in rows.get(plan.name, ()))
    return registry


class Reference(NamedTuple):
    """A cell with the id of a row of another table."""

    table: str
    key: Key
    column: str
    id: str
    target: str


def get_key(plan: SheetPlan, row: Row) -> Key:
    """Return the key of a row; without a primary key, all its cells."""
    return tuple(row.get(name, "") for name in plan.table.key or plan.table.fields)


def index_rows(plan: SheetPlan, rows: Iterable[Row]) -> dict[Key, Row]:
    """Return rows by their key."""
    return {get_key(plan, row): row for row in rows}


def join_key(plan: SheetPlan, row: Row) -> str:
    """Return the key of a row as findings have it."""
    return "/".join(get_key(plan, row))


def find_broken(plans: Sequence[SheetPlan], tables: Tables) -> set[Reference]:
    """Return the references to a row that none of these tables contains."""
    known = {
        plan.name: {row.get(plan.table.key[0], "") for row in tables.get(plan.name, ())}
        for plan in plans
        if len(plan.table.key) == 1
    }
    return {
        reference
        for reference in _list_references(plans, tables)
        if reference.target in known and reference.id not in known[reference.target]
    }


def _list_references(plans: Sequence[SheetPlan], tables: Tables) -> Iterator[Reference]:
    for plan in plans:
        targets = {column.name: column.target for column in plan.columns if column.target}
        # Some tables name the table of a row in one column and the row in another.
        has_records = {"table", "record_id"} <= {*plan.table.fields} and plan.name not in _PAST
        for row in tables.get(plan.name, ()):
            key = get_key(plan, row)
            for column, target in targets.items():
                if row.get(column):
                    yield Reference(plan.name, key, column, row[column], target)
            if has_records and row.get("record_id"):
                yield Reference(plan.name, key, "record_id", row["record_id"], row["table"])
