"""Resolve paths inside a package and read its JSON files."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

from eventclaims.errors import PackageError
from eventclaims.package.resources import REMOTE


def resolve_inside(root: Path, relative: str) -> Path:
    """Return where a path of a descriptor leads, if that is inside the package.

    Args:
        root: Folder of the package, resolved.
        relative: The path as the descriptor gives it.

    Raises:
        PackageError: If it is a URL, absolute, climbs out, or a link leads it out.
    """
    posix = PurePosixPath(relative)
    if not relative.isprintable():
        raise PackageError(f"{relative!r}: refused; a path must be of printable characters")
    if REMOTE.match(relative):
        raise PackageError(f"{relative}: refused; a path must be a file of the package, not a URL")
    if posix.is_absolute() or "\\" in relative or ".." in posix.parts:
        raise PackageError(f"{relative!r}: refused; a path must stay inside the package")
    try:
        resolved = (root / posix).resolve()
        resolved.exists()
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "links in a circle"
        raise PackageError(f"{relative}: cannot be followed ({reason})") from error
    if not resolved.is_relative_to(root):
        raise PackageError(f"{relative}: refused; a symbolic link leads it out of the package")
    return resolved


def read_json(path: Path, name: str) -> dict[str, Any]:
    """Read a JSON object from a file that may mean harm.

    Args:
        path: The file.
        name: What it is called in messages.

    Raises:
        PackageError: If it is not there, is not JSON in UTF-8, or is no object.
    """
    if not path.is_file():
        raise PackageError(f"{name}: no such file in {path.parent}")
    try:
        value = json.loads(path.read_text("utf-8-sig"))
        json.dumps(value, ensure_ascii=False).encode()  # refuses halves of characters
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise PackageError(f"{name}: not JSON: {error.msg} at {where}") from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else "not UTF-8"
        raise PackageError(f"{name}: not JSON: {reason}") from error
    except OSError as error:
        raise PackageError(f"{name}: cannot be read ({error.strerror})") from error
    if not isinstance(value, dict):
        raise PackageError(f"{name}: not a JSON object")
    return value
