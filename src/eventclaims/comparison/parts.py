"""Parts: the rows of a table, such as the actors of a claim, that belong to a row of another.

All parts of a row are like one cell of it: if they differ, `corrections` must contain a row with
the table of the parts, the id of their owner, and the old and new parts.
"""

import duckdb

from eventclaims.comparison.rows import REASONS, ComparedTable, get_record_pattern
from eventclaims.package.model import Table
from eventclaims.runtime.sql import literal, quote
from eventclaims.tables.canonical import NUMERIC


def find_owner(table: Table) -> str:
    """Return the table whose rows have the rows of a table as parts; empty if there is none.

    The key of a part begins with the id of its owner. Numbers in a key are places in a text: a
    passage is not a part of its source.
    """
    column, *others = table.key or ("",)
    if not others or {*table.key_types} & {*NUMERIC}:
        return ""
    for reference in table.schema.get("foreignKeys", ()):
        if reference["fields"] in (column, [column]):
            return str(reference["reference"].get("resource", ""))
    return ""


def load_parts(connection: duckdb.DuckDBPyConnection, compared: ComparedTable) -> None:
    """Create the table of the owners whose parts differ without a correction.

    The parts are loaded as `older` and as `newer`; their columns are joined by "/", and the parts
    of an owner by "; ".
    """
    column, field, *_ = compared.new.key
    left_out = {column, *compared.derived}
    names = [n for n in compared.new.fields if n in compared.old.fields and n not in left_out]
    part = ", ".join(f"nullif({quote(name)}, '')" for name in names)
    sides = " UNION ALL ".join(
        f"SELECT {quote(column)} AS record, concat_ws('/', {part}) AS part, '{side}' AS side "  # noqa: S608 - quoted
        f"FROM {side}"
        for side in ("older", "newer")
    )
    lists = ", ".join(
        f"coalesce(string_agg(part, '; ' ORDER BY part) FILTER (side = '{side}'), '') AS {name}"
        for side, name in (("older", "old"), ("newer", "new"))
    )
    differing = " UNION ALL ".join(
        f"SELECT key_0 FROM {rows}"  # noqa: S608 - the names are ours
        for rows in (compared.added, compared.removed, compared.changed)
    )
    entry = f"c.fields[{literal(field)}]"
    connection.execute(
        f"""
        CREATE TABLE {compared.parts} AS
        SELECT p.* FROM (
            SELECT record, {lists} FROM ({sides})
            WHERE record IN ({differing})
            AND regexp_full_match(record, {literal(get_record_pattern())})
            GROUP BY record
        ) AS p LEFT JOIN {REASONS} AS c
        ON c."table" = {literal(compared.new.name)} AND c.record = p.record
        WHERE p.old <> p.new
        AND NOT coalesce({entry}.old = p.old AND {entry}.new = p.new, false)
        """  # noqa: S608 - quoted
    )


def leave_out_owners(
    connection: duckdb.DuckDBPyConnection, part: ComparedTable, owner: ComparedTable
) -> None:
    """Ask no correction for the parts of an owner that was itself added or removed."""
    if part.is_same or owner.is_same:
        return
    for rows in (owner.added, owner.removed):
        connection.execute(
            f"DELETE FROM {part.parts} WHERE record IN (SELECT record FROM {rows})"  # noqa: S608 - the names are ours
        )
