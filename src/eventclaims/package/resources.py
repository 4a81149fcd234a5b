"""Resources that cannot be checked as tables, and why."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FORMATS = {"", "csv", "txt"}


def why_not_a_table(resource: dict[str, Any]) -> str | None:
    """Return what a resource needs to be checked as a table, such as "a schema"; None if nothing.

    A resource with neither path nor data is invalid, not skipped.
    """
    path, schema = resource.get("path"), resource.get("schema")
    needs = (
        ("a data file", "data" in resource and "path" not in resource),
        ("a single data file", isinstance(path, list)),
        ("a data file inside the package", _is_remote(path)),
        ("a CSV file", isinstance(path, str) and not _is_csv(resource, path)),
        ("a schema", schema is None and "path" in resource),
        ("a schema inside the package", _is_remote(schema)),
    )
    return next((need for need, is_missing in needs if is_missing), None)


def _is_remote(value: object) -> bool:
    return isinstance(value, str) and REMOTE.match(value) is not None


def _is_csv(resource: dict[str, Any], path: str) -> bool:
    stated = resource.get("format")
    suffix = PurePosixPath(path).suffix.removeprefix(".")
    return (stated if isinstance(stated, str) else suffix).lower() in _FORMATS
