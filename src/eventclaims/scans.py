"""A CSV table as DuckDB scans it: every cell as text, names and paths quoted."""

from __future__ import annotations

from eventclaims.package import Table

_MAX_LINE_BYTES = 16 * 1024**2


def scan_csv(table: Table) -> str:
    """Return the DuckDB source of a CSV as text; it pads ragged rows, and drops blank ones only."""
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in table.fields)
    options = (
        f"columns={{{columns}}}, auto_detect=false, header=true, delim=',', quote='\"', "
        "escape='\"', parallel=false, null_padding=true, strict_mode=false, ignore_errors=true, "
        f"max_line_size={_MAX_LINE_BYTES}"
    )
    path = literal(escape_glob(str(table.path)))
    return f"(SELECT row_number() OVER () AS ordinal, * FROM read_csv({path}, {options}))"  # noqa: S608


def quote(name: str) -> str:
    """Return a name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def escape_glob(path: str) -> str:
    """Return a path in which DuckDB sees no pattern."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)
