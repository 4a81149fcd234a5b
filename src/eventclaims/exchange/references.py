"""The references between the rows of tables that lead to no row."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from eventclaims.exchange.entries import Row
from eventclaims.exchange.layout import SheetPlan

Tables = Mapping[str, Sequence[Row]]
Key = tuple[str, ...]


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


# These name rows that may be gone.
_PAST = ("retired", "corrections", "accepted", "adjudications")
