"""Resolve paths inside a package, and describe files by their names and first bytes."""

import re
import unicodedata
from codecs import BOM_UTF8
from pathlib import Path, PurePosixPath

from eventclaims.errors import PackageError
from eventclaims.package.resources import REMOTE

_DRIVE = re.compile(r"[A-Za-z]:[/\\]")
_SYSTEM_NAMES = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
_SYSTEM_STARTS = ("._", ".~", "~$")


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


def has_mark(path: Path) -> bool:
    """Return whether a file begins with a byte order mark of UTF-8."""
    with path.open("rb") as file:
        return file.read(len(BOM_UTF8)) == BOM_UTF8


def describe_similar(path: Path) -> str:
    """Return a remark on what is in place of a missing file, or has nearly its name."""
    key = _normalise(path.name)
    try:
        if path.exists():
            return f"; `{path.name}` is a folder, a pipe or a device"
        names = [other.name for other in path.parent.iterdir() if _normalise(other.name) == key]
    except OSError:
        return ""
    if not names:
        return ""
    return f"; the file `{names[0]}` differs in case or Unicode form (NFC, NFD): rename it"


def _normalise(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def is_system_file(path: str) -> bool:
    """Return whether an operating system or a program left a file, such as .DS_Store."""
    return any(part in _SYSTEM_NAMES or part.startswith(_SYSTEM_STARTS) for part in path.split("/"))
