"""Unpack zips without trusting their content."""

from __future__ import annotations

import lzma
import re
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from eventclaims.errors import PackageError

MAX_UNPACKED_BYTES = 2 * 1024**3
MAX_ENTRIES = 10_000
_CHUNK = 1024 * 1024
_DRIVE = re.compile(r"[A-Za-z]:")
_REFUSED = {
    ":": "contains a colon, which is reserved on Windows",
    "\\": "contains a backslash, which separates folders on Windows",
    "\0": "contains a NUL character",
}


def unpack(path: Path, folder: Path) -> None:
    """Unpack a zip into an empty folder.

    Raises:
        PackageError: If it is not a zip, is damaged or encrypted, contains a link or an unsafe
            path, or unpacks to more than MAX_UNPACKED_BYTES or MAX_ENTRIES.
    """
    try:
        with zipfile.ZipFile(path) as source:
            entries = source.infolist()
            _refuse_unsafe(entries, path.name)
            left = MAX_UNPACKED_BYTES
            for entry in entries:
                if not entry.is_dir():
                    left = _unpack_entry(source, entry, folder / entry.filename, left)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, UnicodeError) as error:
        raise PackageError(f"{path.name}: not a zip, or damaged ({error})") from error
    except (RuntimeError, NotImplementedError) as error:
        raise PackageError(f"{path.name}: cannot be unpacked ({error})") from error
    except OSError as error:
        reason = error.strerror or error
        raise PackageError(f"{path.name}: cannot be unpacked ({reason})") from error


def _refuse_unsafe(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MAX_ENTRIES:
        raise PackageError(f"{name}: refused; it contains more than {MAX_ENTRIES} entries")
    seen: set[PurePosixPath] = set()
    for entry in entries:
        reason = _why_unsafe(entry, seen)
        if reason:
            raise PackageError(f"{name}: refused; {entry.orig_filename!r} {reason}")
        seen.add(PurePosixPath(entry.filename))


def _why_unsafe(entry: zipfile.ZipInfo, seen: set[PurePosixPath]) -> str | None:
    # zipfile cuts `filename` at a NUL and replaces backslashes on Windows.
    written, path = entry.orig_filename, PurePosixPath(entry.filename)
    parts = written.replace("\\", "/").split("/")
    if path.is_absolute() or not parts[0] or ".." in parts or _DRIVE.match(written):
        return "leads out of the zip"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a symbolic link"
    if path in seen:
        return "is a duplicate"
    return next((reason for character, reason in _REFUSED.items() if character in written), None)


def _unpack_entry(source: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path, left: int) -> int:
    """Write one entry and return how many bytes are left; the size in the header may be false."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with source.open(entry) as compressed, to.open("xb") as file:
        while chunk := compressed.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                limit = MAX_UNPACKED_BYTES // 1024**2
                raise PackageError(f"{source.filename}: refused; unpacks to more than {limit} MiB")
            file.write(chunk)
    return left
