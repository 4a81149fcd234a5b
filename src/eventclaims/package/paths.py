"""Resolve paths inside a package and read its JSON files."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

from eventclaims.errors import PackageError
from eventclaims.package.resources import REMOTE

_DRIVE = re.compile(r"[A-Za-z]:[/\\]")


def resolve_inside(root: Path, relative: str) -> Path:
    """Return the absolute path of a file in a package.

    Args:
        root: Folder of the package, resolved.
        relative: The path as in the descriptor.

    Raises:
        PackageError: If it is a URL, absolute, or outside the package, also by a symbolic link.
    """
    posix = PurePosixPath(relative)
    if not relative.isprintable():
        raise PackageError(f"{relative!r}: refused; a path must not contain control characters")
    is_outside = posix.is_absolute() or ".." in posix.parts or _DRIVE.match(relative)
    if is_outside or "\\" in relative:
        reason = "be inside the package" if is_outside else "not contain a backslash"
        raise PackageError(f"{relative!r}: refused; a path must {reason}")
    if REMOTE.match(relative):
        reason = "not be a URL" if "//" in relative else "not begin with a name and a colon"
        raise PackageError(f"{relative}: refused; a path must {reason}")
    try:
        resolved = (root / posix).resolve()
        resolved.exists()
    except (OSError, RuntimeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "its links form a cycle"
        raise PackageError(f"{relative}: cannot be resolved ({cause})") from error
    if not resolved.is_relative_to(root):
        raise PackageError(f"{relative}: refused; a symbolic link leads out of the package")
    return resolved


def read_object(path: Path, name: str) -> dict[str, Any]:
    """Read a JSON object, or a YAML object if the name says so, from an untrusted file.

    Raises:
        PackageError: If it does not exist or is not an object in UTF-8.
    """
    if PurePosixPath(name).suffix.lower() in {".yaml", ".yml"} and path.is_file():
        from eventclaims.package.yaml_files import read_yaml  # noqa: PLC0415 - rarely needed

        return read_yaml(path, name)
    return read_json(path, name)


def read_json(path: Path, name: str) -> dict[str, Any]:
    """Read a JSON object from an untrusted file.

    Args:
        path: The file.
        name: Its name in messages.

    Raises:
        PackageError: If it does not exist or is not a JSON object in UTF-8.
    """
    if not path.is_file():
        raise PackageError(f"{name}: no such file in {path.parent}")
    try:
        value = json.loads(path.read_text("utf-8-sig"))
        json.dumps(value, ensure_ascii=False).encode()  # fails for unpaired surrogates
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
