"""The reasons of changes, from the tables `corrections` and `retired` of the newer package."""

from pathlib import Path

import duckdb

from eventclaims.comparison.load_tables import load_table
from eventclaims.comparison.rows import REASONS, RETIREMENTS
from eventclaims.package import standard
from eventclaims.package.model import Package
from eventclaims.runtime.sql import quote

_VERSION = "list_transform(string_split(version, '.'), lambda part: try_cast(part AS BIGINT))"


def load_reasons(
    connection: duckdb.DuckDBPyConnection, old: Package, new: Package, folder: Path
) -> bool:
    """Create the table REASONS: the corrections that only the newer package has, one row a record.

    A cell that was corrected in several versions has the first old value, the last new value and
    all reasons.

    Args:
        connection: A connection.
        old: The older package.
        new: The newer package.
        folder: See `load_tables.load_table`.

    Returns:
        Whether the newer package has a table `corrections`.

    Raises:
        TableError: If the corrections of either package cannot be read.
    """
    is_kept = _load(connection, new, "newer", "corrections", folder)
    had = _load(connection, old, "older", "corrections", folder)
    key = standard.get_key(standard.load_schemas()["corrections"])
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
    """Create the table RETIREMENTS: the retired ids of a package, each with its reason."""
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
    """Load a table of the standard; an empty one if the package lacks it or some of its columns."""
    name = f"{side}_{table}"
    columns = standard.list_fields(standard.load_schemas()[table])
    declared = package.get_table(table)
    if declared is not None and {*columns} <= {*declared.fields}:
        load_table(connection, name, declared, side, folder)
        return True
    empty = ", ".join(f"{quote(column)} VARCHAR" for column in columns)
    connection.execute(f"CREATE TABLE {name} ({empty})")
    return False
