"""Resources of a package that are no table to check: which they are, and what they lack."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FORMATS = {"", "csv", "txt"}
_Resource = dict[str, Any]


def _is_remote(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(value, str) and REMOTE.match(value) is not None


def _has_other_format(resource: _Resource) -> bool:
    path, stated = resource.get("path"), resource.get("format")
    if not isinstance(path, str):
        return False
    form = stated if isinstance(stated, str) else PurePosixPath(path).suffix.removeprefix(".")
    return form.lower() not in _FORMATS


_LACKS: tuple[tuple[str, Callable[[_Resource], bool]], ...] = (
    ("a file of its own", lambda resource: "path" not in resource and "data" in resource),
    ("one file that has it all", lambda resource: isinstance(resource.get("path"), list)),
    ("a file within the package", lambda resource: _is_remote(resource.get("path"))),
    ("a CSV file", _has_other_format),
    ("a schema", lambda resource: "path" in resource and resource.get("schema") is None),
    ("a schema within the package", lambda resource: _is_remote(resource.get("schema"))),
)


def why_not_a_table(resource: _Resource) -> str | None:
    """Return what a resource lacks to be a table that can be checked, None for a table.

    Args:
        resource: The resource as the descriptor gives it.
    """
    return next((lack for lack, is_so in _LACKS if is_so(resource)), None)
