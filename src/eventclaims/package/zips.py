"""Zips, unpacked as if their maker meant harm."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from eventclaims.errors import PackageError

MAX_UNPACKED_BYTES = 2 * 1024**3
MAX_ENTRIES = 10_000
_CHUNK = 1024 * 1024


def unpack(path: Path, folder: Path) -> None:
    """Unpack a zip into an empty folder.

    Args:
        path: The zip.
        folder: An empty folder that the caller removes.

    Raises:
        PackageError: If it is no zip, is damaged or encrypted, holds a link or a path that climbs
            out, or unpacks to more than MAX_UNPACKED_BYTES or MAX_ENTRIES.
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
        raise PackageError(
            f"{path.name}: cannot be unpacked ({error.strerror or error})"
        ) from error


def _refuse_unsafe(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MAX_ENTRIES:
        raise PackageError(f"{name}: refused; it holds more than {MAX_ENTRIES} entries")
    seen = set()
    for entry in entries:
        posix = PurePosixPath(entry.filename)
        odd = any(sign in entry.orig_filename for sign in ("\\", ":", "\0"))
        if posix.is_absolute() or ".." in posix.parts or odd:
            raise PackageError(f"{name}: refused; {entry.orig_filename!r} climbs out of the zip")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise PackageError(f"{name}: refused; {entry.filename!r} is a symbolic link")
        if posix in seen:
            raise PackageError(f"{name}: refused; {entry.filename!r} stands there twice")
        seen.add(posix)


def _unpack_entry(source: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path, left: int) -> int:
    """Write one entry; return how many bytes may still come. The header's size is not believed."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with source.open(entry) as compressed, to.open("xb") as file:
        while chunk := compressed.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                limit = MAX_UNPACKED_BYTES // 1024**2
                raise PackageError(f"{source.filename}: refused; unpacks to more than {limit} MiB")
            file.write(chunk)
    return left
