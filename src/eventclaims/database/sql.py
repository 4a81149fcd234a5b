"""Quote names and values for SQL."""


def quote(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def escape_glob(path: str) -> str:
    """Return a path whose characters DuckDB does not read as a glob pattern."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in path)
