"""Unpack zips without trusting their content."""

import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from eventclaims.errors import PackageError
from eventclaims.package.json_files import read_json
from eventclaims.package.paths import is_system_file

MAX_UNPACKED_BYTES = 2 * 1024**3
MAX_ENTRIES = 10_000
_MOST_PARTS = 32
_LONGEST_PATH = 4096
_CHUNK = 1024 * 1024
_DRIVE = re.compile(r"[A-Za-z]:")
_REFUSED = {
    ":": "contains a colon, which is reserved on Windows",
    "\\": "contains a backslash, which separates folders on Windows",
    "\0": "contains a NUL character",
}


def unpack(path: Path, folder: Path, descriptor: str) -> Path:
    """Unpack the descriptor of a zip and the files that its package needs into an empty folder.

    Args:
        path: The zip.
        folder: The folder.
        descriptor: Name of the descriptor, which is at the top of the zip or in its only folder.

    Returns:
        The unpacked descriptor.

    Raises:
        PackageError: If it is not a zip, is damaged or encrypted, contains a link or an unsafe
            path, does not contain the descriptor, or unpacks to more than MAX_UNPACKED_BYTES or
            MAX_ENTRIES.
    """
    try:
        with zipfile.ZipFile(path) as source:
            _refuse_unsafe(source.infolist(), path.name)
            entries = {
                entry.filename: entry
                for entry in source.infolist()
                if not entry.is_dir() and not is_system_file(entry.filename)
            }
            top = _find_top(entries, descriptor, path.name)
            found = folder / top / descriptor
            left = _unpack_entry(source, entries[top + descriptor], found, MAX_UNPACKED_BYTES)
            inside = [name.removeprefix(top) for name in entries if name.startswith(top)]
            needed = {*list_needed(read_json(found, descriptor), inside)}
            for name in inside:
                # The evidence layer reads the pages in Markdown.
                if name != descriptor and (name in needed or name.endswith(".md")):
                    left = _unpack_entry(source, entries[top + name], folder / top / name, left)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, UnicodeError) as error:
        raise PackageError(f"{path.name}: not a zip, or damaged ({error})") from error
    except (RuntimeError, NotImplementedError) as error:
        raise PackageError(f"{path.name}: cannot be unpacked ({error})") from error
    except OSError as error:
        reason = error.strerror or error
        raise PackageError(f"{path.name}: cannot be unpacked ({reason})") from error
    return found


def list_needed(descriptor: dict[str, Any], paths: Iterable[str]) -> list[str]:
    """Return which of the files in an archive a package needs.

    They are those in `schemas`, and the files, and links in place of folders, that the descriptor
    names.
    """
    named = {PurePosixPath(text).as_posix() for text in _list_texts(descriptor)}
    named |= {parent.as_posix() for path in named for parent in PurePosixPath(path).parents}
    named.add("schemas")
    return [path for path in paths if path in named or path.startswith("schemas/")]


def _list_texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if isinstance(value, str) and len(value) <= _LONGEST_PATH:
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _list_texts(part)


def _find_top(paths: Collection[str], descriptor: str, name: str) -> str:
    """Return the folder of the descriptor with its slash; empty if it is at the top."""
    tops = {path.split("/")[0] for path in paths}
    only = f"{next(iter(tops))}/" if len(tops) == 1 else ""
    for top in ("", only):
        if top + descriptor in paths:
            return top
    raise PackageError(f"{name}: does not contain {descriptor}")


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
    if len(parts) > _MOST_PARTS:
        return "is in too many folders"
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
