"""The way in which a resource must be read: as a plain table, or by Frictionless as a whole."""

import codecs
import re
from pathlib import PurePosixPath
from typing import Any

REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PARQUET = "parquet"
_COMPRESSED = {"gz", "zip", "bz2", "xz"}
_ENCODINGS = {"utf-8", "utf-8-sig"}
# The properties of a dialect that keep a file plain CSV, each with these values.
_PLAIN: dict[str, tuple[object, ...]] = {
    "delimiter": (",",),
    "quoteChar": ('"',),
    "doubleQuote": (True,),
    "lineTerminator": ("\r\n", "\n"),
    "header": (True,),
    "headerRows": ([1],),
    "caseSensitiveHeader": (True, False),
    "skipInitialSpace": (False,),
}
_IGNORED = {"$schema", "csvddfVersion", "name", "title", "description", "type"}


def why_not_a_table(resource: dict[str, Any]) -> str | None:
    """Return what a resource needs to be checked as a table, such as "a schema"; None if nothing.

    A resource with neither path nor data is invalid, not skipped.
    """
    paths, schema = list_paths(resource), resource.get("schema")
    texts = [path for path in paths if path and isinstance(path, str)]
    needs = (
        ("a data file", "data" in resource and "path" not in resource),
        ("a path for each part", len(paths) != 1 and len(texts) != max(len(paths), 1)),
        ("a data file inside the package", any(map(_is_remote, texts))),
        ("a CSV or Parquet file", bool(texts) and not _is_table(resource, texts)),
        ("an uncompressed file", any(_is_compressed(resource, path) for path in texts)),
        ("a schema", schema is None and "path" in resource),
        ("a schema inside the package", _is_remote(schema)),
    )
    return next((need for need, is_missing in needs if is_missing), None)


def list_paths(resource: dict[str, Any]) -> list[Any]:
    """Return the paths of the files of a resource, which may be any JSON values."""
    path, others = resource.get("path"), resource.get("extrapaths")
    if isinstance(path, list):
        return path
    return [path, *(others if isinstance(others, list) else ())]


def is_parquet(resource: dict[str, Any]) -> bool:
    """Return whether the files of a resource are declared as Parquet, by format or else by name."""
    suffixes = {_get_suffix(path) for path in list_paths(resource) if isinstance(path, str)}
    stated = resource.get("format")
    return stated == _PARQUET if stated else suffixes == {_PARQUET}


def is_plain(resource: dict[str, Any]) -> bool:
    """Return whether the file of a table is declared as plain CSV in UTF-8."""
    return is_plain_encoding(resource) and is_plain_dialect(resource)


def is_plain_encoding(resource: dict[str, Any]) -> bool:
    """Return whether a resource declares no encoding other than UTF-8."""
    try:
        return codecs.lookup(resource.get("encoding", "utf-8")).name in _ENCODINGS
    except (LookupError, TypeError, ValueError):
        return False


def is_plain_dialect(resource: dict[str, Any]) -> bool:
    """Return whether a resource declares no dialect other than comma and double quote."""
    dialect = resource.get("dialect", {})
    if not isinstance(dialect, dict):
        return False
    csv = dialect.get("csv", {})
    parts = dialect | csv if isinstance(csv, dict) else dialect
    return all(
        value is None or name in _IGNORED or name == "csv" or value in _PLAIN.get(name, ())
        for name, value in parts.items()
    )


def _is_remote(value: object) -> bool:
    return isinstance(value, str) and REMOTE.match(value) is not None


def _is_table(resource: dict[str, Any], paths: list[str]) -> bool:
    """Return whether files are Parquet, or CSV to Frictionless."""
    is_csv = (resource.get("format") or _get_suffix(paths[0])) == "csv"
    is_table = (resource.get("type") or "table") == "table"
    return is_table and (is_csv or is_parquet(resource))


def _is_compressed(resource: dict[str, Any], path: str) -> bool:
    return bool(resource.get("compression")) or _get_suffix(path) in _COMPRESSED


def _get_suffix(path: str) -> str:
    return PurePosixPath(path).suffix.removeprefix(".").lower()
