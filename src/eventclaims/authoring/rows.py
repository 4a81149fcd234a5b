"""Add rows to a table of a package."""

from collections.abc import Iterable
from pathlib import Path

from eventclaims.authoring.derive import Change
from eventclaims.authoring.working_copy import compare_copy, derive_copy
from eventclaims.errors import TableError
from eventclaims.package.model import Package
from eventclaims.tables.canonical import format_table
from eventclaims.tables.cells import read_table


def add_rows(
    package: Package, name: str, rows: Iterable[dict[str, str]], texts: Path | None = None
) -> list[Change]:
    """Return the changes that add rows to a table, with the derived columns filled.

    Args:
        package: The opened package.
        name: Name of the table.
        rows: The rows; missing cells are empty.
        texts: Folder of the texts; see `derive`.

    Raises:
        TableError: If the package does not have the table, or it cannot be read.
    """
    table = package.get_table(name)
    if table is None:
        raise TableError(f"the package has no table {name}")
    filled = [*read_table(package, name), *rows]
    content = format_table(table.fields, filled, table.key, table.key_types)
    with derive_copy(package, {name: content.encode()}, texts) as copy:
        return compare_copy(package, copy)
