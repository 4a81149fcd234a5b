"""Quote names and values for SQL."""

from eventclaims.errors import EventClaimsError


def quote(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an SQL literal; EventClaimsError if it is a path that is not UTF-8."""
    require_utf8(text)
    return "'" + text.replace("'", "''") + "'"


def require_utf8(path: str) -> None:
    """Raise EventClaimsError for a path that is not UTF-8, which DuckDB cannot read."""
    if not path.isprintable():
        try:
            path.encode()
        except UnicodeEncodeError as error:
            message = f"{path}: the path is not UTF-8; rename the folder"
            raise EventClaimsError(message) from error


def escape_glob(path: str) -> str:
    """Return a path whose characters DuckDB does not read as a glob pattern."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in path)
