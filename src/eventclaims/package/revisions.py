"""Open a package as it is in a revision of a git repository."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from eventclaims.errors import PackageError
from eventclaims.package import zips
from eventclaims.package.git import GitError, GitMissingError, run_git
from eventclaims.package.json_files import read_json
from eventclaims.package.model import Package
from eventclaims.package.opening import DESCRIPTOR, open_package
from eventclaims.package.paths import is_system_file

_PREFIX = "git:"
_SHALLOW = (
    "this clone is shallow and may lack tags: run `git fetch --unshallow --tags`, or set "
    "`fetch-depth: 0` of actions/checkout"
)
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_CHUNK = 1 << 20
_LINK, _FILE = "120000", ("100644", "100755")


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class _Request:
    """A revision as the user named it, and a folder of the repository."""

    location: str
    folder: Path

    def __str__(self) -> str:
        return self.location

    def run_git(
        self, *words: str, file: IO[bytes] | None = None, lines: Iterable[str] | None = None
    ) -> bytes:
        try:
            return run_git(self.folder, *words, file=file, lines=lines)
        except GitMissingError as error:
            raise PackageError(f"{self}: no such file or folder, and {error}") from error
        except GitError as error:
            if "not a git repository" in str(error):
                reason = "no such file or folder, and not in a git repository"
            elif "Not a valid object name" in str(error):
                reason = "no such folder in this revision"
            else:
                reason = f"git failed: {error}"
            raise PackageError(f"{self}: {reason}") from error


@contextmanager
def open_version(location: str, around: Path | None = None) -> Iterator[Package]:
    """Open a package from a folder, a descriptor, a zip or a git revision.

    If a file or folder with that name exists, it is opened; the prefix "git:" forces a revision.
    A revision may be anything that git accepts as one. REVISION:FOLDER names the folder of the
    package within the repository, or below the current folder if it begins with "./"; the default
    is the current folder. Only the descriptor, the files named in it and the folder `schemas` are
    read, as they are stored: without filters of the repository, and without downloads.

    Args:
        location: A path, or REVISION, REVISION:FOLDER or git:REVISION.
        around: The current folder for a revision.

    Raises:
        PackageError: If there is no package, it is not safe to open, or git is missing.
    """
    if not location.startswith(_PREFIX) and (not location or _exists(location)):
        with open_package(location) as package:
            yield package
        return
    with TemporaryDirectory(prefix="eventclaims-") as folder:
        request = _Request(location, around or Path())
        _extract(location.removeprefix(_PREFIX), request, Path(folder))
        with open_package(folder) as package:
            yield package


def _exists(location: str) -> bool:
    try:
        return Path(location).exists()
    except (OSError, ValueError):
        return False


def _extract(revision: str, request: _Request, folder: Path) -> None:
    """Write the files of a package in a revision into an empty folder."""
    name, colon, inside = revision.partition(":")
    commit = _resolve(name, request)
    if not colon or inside.split("/")[0] == ".":
        current = os.fsdecode(request.run_git("rev-parse", "--show-prefix"))
        inside = f"{current.removesuffix(chr(10))}{inside}"
    if PurePosixPath(inside).is_absolute() or ".." in PurePosixPath(inside).parts:
        raise PackageError(f"{request}: refused; the folder is outside the repository")
    inside = PurePosixPath(inside).as_posix()
    tree = f"{commit}:{'' if inside == '.' else inside}"
    entries = dict(_list_entries(tree, request))
    if DESCRIPTOR not in entries:
        raise PackageError(f"{request}: does not contain {DESCRIPTOR}")
    _write(entries, [DESCRIPTOR], folder, request)
    paths = (path for path in entries if not is_system_file(path))
    needed = zips.list_needed(read_json(folder / DESCRIPTOR, DESCRIPTOR), paths)
    _write(entries, needed, folder, request)


def _resolve(name: str, request: _Request) -> str:
    """Return the commit of a revision; git never reads the name as an option."""
    if name.startswith("-") or not name.isprintable() or not name:
        raise PackageError(f"{request}: no such file or folder, and not a valid revision name")
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    try:
        found = request.run_git(*words).decode().strip()
    except PackageError as error:
        # With --quiet, git prints nothing about a revision that does not exist.
        if str(error.__cause__):
            raise
        found = ""
    if not _COMMIT.fullmatch(found):
        is_shallow = request.run_git("rev-parse", "--is-shallow-repository").strip() == b"true"
        cause = f"; {_SHALLOW}" if is_shallow else ""
        raise PackageError(f"{request}: no such file, folder or git revision{cause}")
    return found


def _list_entries(tree: str, request: _Request) -> Iterator[tuple[str, _Entry]]:
    listed = request.run_git("ls-tree", "-r", "-z", "--long", "--full-tree", tree)
    for line in listed.split(b"\0"):
        if line:
            properties, _, path = line.partition(b"\t")
            mode, _, blob, size = properties.decode().split()
            yield os.fsdecode(path), _Entry(mode, blob, int(size) if size.isdigit() else 0)


def _write(entries: dict[str, _Entry], paths: list[str], folder: Path, request: _Request) -> None:
    total = sum(entries[path].size for path in paths)
    if total > zips.MAX_UNPACKED_BYTES or len(paths) > zips.MAX_ENTRIES:
        raise PackageError(f"{request}: refused; the package is too large")
    for path in paths:
        reason = _why_unsafe(path, entries[path].mode)
        if reason:
            raise PackageError(f"{request}: refused; {path!r} {reason}")
    wanted = {path: entries[path] for path in paths if not (folder / path).exists()}
    with TemporaryFile() as blobs:
        ids = (entry.blob for entry in wanted.values())
        request.run_git("cat-file", "--batch", file=blobs, lines=ids)
        blobs.seek(0)
        for path, entry in wanted.items():
            header = blobs.readline().decode().rstrip("\n")
            if header != f"{entry.blob} blob {entry.size}":
                raise PackageError(f"{request}: git cannot read {path} ({header})")
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                _copy(blobs, file, entry.size)
            blobs.read(1)  # a line end follows each


def _copy(source: IO[bytes], target: IO[bytes], size: int) -> None:
    """Copy the next bytes of a file, not all at once."""
    for start in range(0, size, _CHUNK):
        target.write(source.read(min(_CHUNK, size - start)))


def _why_unsafe(path: str, mode: str) -> str | None:
    if mode == _LINK:
        return "is a symbolic link"
    if mode not in _FILE:
        return "is not a file"
    if ".." in PurePosixPath(path).parts or path.startswith("/"):
        return "is outside the package"
    return "contains a backslash" if "\\" in path else None
