"""The corrections that a new version brings: the reasons of its changed cells."""

from __future__ import annotations

from pathlib import Path

import duckdb

from eventclaims.comparison.load_tables import load_table
from eventclaims.comparison.rows import REASONS, RETIREMENTS
from eventclaims.database.sql import quote
from eventclaims.package import standard as schemas
from eventclaims.package.model import Package

_VERSION = "list_transform(string_split(version, '.'), lambda part: try_cast(part AS BIGINT))"


def load_reasons(
    connection: duckdb.DuckDBPyConnection, old: Package, new: Package, folder: Path
) -> bool:
    """Make the table of the corrections that only the newer package has, by table and record.

    A cell that was corrected in several versions since has the old value of the first, the new one
    of the last, and the reasons of all.

    Args:
        connection: A connection.
        old: The older package.
        new: The newer one.
        folder: See `rowdiff.load_table`.

    Returns:
        Whether the newer package keeps corrections at all.

    Raises:
        TableError: If the corrections of either cannot be read.
    """
    is_kept = _load(connection, new, "newer", "corrections", folder)
    had = _load(connection, old, "older", "corrections", folder)
    key = schemas.get_key(schemas.load_schemas()["corrections"])
    if is_kept and had:
        same = " AND ".join(
            f"newer_corrections.{quote(name)} = older_corrections.{quote(name)}" for name in key
        )
        connection.execute(f"DELETE FROM newer_corrections USING older_corrections WHERE {same}")  # noqa: S608 - quoted
    connection.execute(
        f"""
        CREATE TABLE {REASONS} AS
        SELECT
            "table",
            record_id AS record,
            map_from_entries(list({{
                'key': field, 'value': {{'old': old, 'new': new, 'reason': reason}}
            }})) AS fields
        FROM (
            SELECT
                "table", record_id, field,
                first(old ORDER BY {_VERSION}) AS old,
                last(new ORDER BY {_VERSION}) AS new,
                string_agg(reason, '; ' ORDER BY {_VERSION}) AS reason
            FROM newer_corrections GROUP BY ALL
        ) GROUP BY ALL
        """  # noqa: S608 - all names are ours
    )
    connection.execute("DROP TABLE newer_corrections")
    connection.execute("DROP TABLE older_corrections")
    return is_kept


def load_retirements(connection: duckdb.DuckDBPyConnection, new: Package, folder: Path) -> None:
    """Make the table of the retired ids of a package, each with its reason in a few words."""
    _load(connection, new, "newer", "retired", folder)
    connection.execute(
        f"""
        CREATE TABLE {RETIREMENTS} AS
        SELECT
            record_id AS record,
            concat_ws(', ', reason, 'replaced by ' || nullif(replaced_by, '')) AS reason
        FROM newer_retired
        """  # noqa: S608 - all names are ours
    )
    connection.execute("DROP TABLE newer_retired")


def _load(
    connection: duckdb.DuckDBPyConnection, package: Package, side: str, table: str, folder: Path
) -> bool:
    """Load a table of the standard, empty where the package has none with the same columns."""
    name = f"{side}_{table}"
    columns = schemas.list_fields(schemas.load_schemas()[table])
    declared = package.get_table(table)
    if declared is not None and {*columns} <= {*declared.fields}:
        load_table(connection, name, declared, side, folder)
        return True
    empty = ", ".join(f"{quote(column)} VARCHAR" for column in columns)
    connection.execute(f"CREATE TABLE {name} ({empty})")
    return False
