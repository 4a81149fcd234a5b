"""The sources, actors and places that a row of another table uses."""

from collections.abc import Collection, Iterator

from eventclaims.database.tables import LoadedTables, name_column
from eventclaims.package import standard
from eventclaims.package.model import Package, Table
from eventclaims.runtime.sql import literal, quote

_USED = ("sources", "actors", "places")
# These foreign keys are not a use of the row: a name is a part of its actor, and a cited source is
# used by the document that cites it, not the reverse.
_NOT_USES = {("actor_names", "actor_id"), ("sources", "cited_by")}
# The tables that use a row by its table and id; an identifier is a part of its row.
_BY_RECORD = ("evidence", "discrepancy_records")


def create_uses(
    loaded: LoadedTables, package: Package, unreadable: Collection[str], filled: Collection[str]
) -> None:
    """Create the table `uses` of the used ids, from foreign keys, evidence and discrepancies.

    Args:
        loaded: The loaded tables, also those outside the standard.
        package: The opened package.
        unreadable: Names of the tables that cannot be read. All rows that such a table may use
            count as used; `list_unread_users` names it. So do all rows that no table of the
            package can use.
        filled: Names of the tables with rows that can be read.
    """
    queries = [
        f"SELECT {literal(target)}, {_select(loaded, table, field)}"
        for table, field, target in _list_references(package)
        if table.name in filled
    ]
    used = ", ".join(map(literal, _USED))
    queries += [
        f'SELECT "table", record_id FROM {name} WHERE "table" IN ({used})'  # noqa: S608 - ours
        for name in _BY_RECORD
        if name in filled
    ]
    for target in _USED:
        if target not in filled:
            continue
        users = _list_users(package, target)
        if not users or list_unread_users(package, target, unreadable):
            key = standard.get_key(standard.load_schemas()[target])[0]
            queries.append(f"SELECT {literal(target)}, {key} FROM {quote(target)}")  # noqa: S608 - ours
    types = {"table": "VARCHAR", "record_id": "VARCHAR"}
    every = f"SELECT DISTINCT * FROM ({' UNION ALL '.join(queries)}) AS u"  # noqa: S608 - ours
    loaded.define("uses", types, [every] if queries else [])


def _select(loaded: LoadedTables, table: Table, field: str) -> str:
    """Return a column and its table: as the standard types it, or as it is loaded."""
    known = standard.load_schemas().get(table.name)
    if known and field in standard.list_fields(known):
        return f"{quote(field)} FROM {quote(table.name)}"
    return f"{name_column(table, field)} FROM {loaded.names[table.name]}"


def list_unread_users(package: Package, target: str, unreadable: Collection[str]) -> list[str]:
    """Return the tables that may use rows of another table and cannot be read, in their order."""
    if not unreadable:
        return []
    return [name for name in _list_users(package, target) if name in unreadable]


def _list_users(package: Package, target: str) -> list[str]:
    """Return the tables of the package that may use rows of another table, in their order."""
    users = [table.name for table, _, used in _list_references(package) if used == target]
    if target in _USED:
        users += [name for name in _BY_RECORD if package.get_table(name)]
    return [name for name in dict.fromkeys(users) if name != target]


def _list_references(package: Package) -> Iterator[tuple[Table, str, str]]:
    """Yield each foreign key to the id of a source, actor or place: table, field and target."""
    keys = {name: standard.get_key(standard.load_schemas()[name])[0] for name in _USED}
    for table in package.tables:
        for reference in table.schema.get("foreignKeys", ()):
            target = reference["reference"].get("resource") or table.name
            fields = standard.list_names(reference["fields"])
            others = standard.list_names(reference["reference"]["fields"])
            for field, other in zip(fields, others, strict=False):
                is_use = (table.name, field) not in _NOT_USES
                if is_use and other == keys.get(target) and field in table.fields:
                    yield table, field, target
