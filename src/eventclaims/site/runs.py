"""Who coded the documents of a row: the runs of persons, models and programs."""

from collections.abc import Sequence

from eventclaims.documentation.provenance import DOCUMENT_COLUMNS
from eventclaims.documentation.row_context import Entry, PackageRows

_TABLE = "coding_runs"
_HIDDEN = ("documents",)
Run = tuple[frozenset[str], Entry]
"""The ids of the documents of a run, none if it does not name them, and its cells in words."""


def read_runs(rows: PackageRows) -> list[Run]:
    """Return the runs of a package; none without the table."""
    table = rows.tables.get(_TABLE)
    return [
        (frozenset(row.get("documents", "").split()), rows.describe_entry(table, row, _HIDDEN))
        for row in rows.rows.get(_TABLE, ())
        if table
    ]


def list_runs(rows: PackageRows, runs: Sequence[Run], table: str, record: str) -> list[Entry]:
    """Return the runs on the documents of a coded row; none for a row that nobody coded."""
    if (table, record) not in rows.by_models:
        return []
    evidence = rows.list_rows("evidence", table=table, record_id=record)
    spans = {row.get("source_id", "") for row in evidence}
    row = rows.find(table, record)
    documents = spans or {row[name] for name in DOCUMENT_COLUMNS if row.get(name)}
    return [entry for named, entry in runs if not named or named & documents]
