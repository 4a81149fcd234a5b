"""A package as it is in a revision of a git repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from eventclaims.errors import PackageError
from eventclaims.package import zips as archive
from eventclaims.package.model import Package
from eventclaims.package.opening import DESCRIPTOR, open_package
from eventclaims.package.paths import read_json

_PREFIX = "git:"
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_LINK, _FILE = "120000", ("100644", "100755")
# Nothing is fetched and nobody is asked, whatever the repository is set up to do.
_QUIETLY = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    blob: str
    size: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, as it is named in messages, and the folder in whose repository."""

    location: str
    around: Path

    def __str__(self) -> str:
        return self.location


@contextmanager
def open_version(location: str, around: Path | None = None) -> Iterator[Package]:
    """Open a package from a folder, a descriptor, a zip or a git revision.

    A file or folder of that name comes first; after "git:" it is a revision for certain. A revision
    is whatever git takes for one. After a colon follows the folder of the package in the
    repository, or beneath the current folder where it begins with "./"; without one it is the
    current folder. Only the descriptor, the files that it names and the folder schemas are taken,
    as they are stored: no filter of the repository is run, and nothing is fetched.

    Args:
        location: A path, or REVISION, REVISION:FOLDER or git:REVISION.
        around: The folder that counts as the current one for a revision.

    Yields:
        The package.

    Raises:
        PackageError: If there is no package, it is not safe to open, or git is missing.
    """
    if not location.startswith(_PREFIX) and (not location or _is_there(location)):
        with open_package(location) as package:
            yield package
        return
    with TemporaryDirectory(prefix="eventclaims-") as folder:
        asked = _Asked(location, around or Path())
        _extract(location.removeprefix(_PREFIX), asked, Path(folder))
        with open_package(folder) as package:
            yield package


def _is_there(location: str) -> bool:
    try:
        return Path(location).exists()
    except (OSError, ValueError):
        return False


def _extract(revision: str, asked: _Asked, folder: Path) -> None:
    """Write the files of a package in a revision into an empty folder."""
    name, colon, inside = revision.partition(":")
    commit = _resolve(name, asked)
    if not colon or inside.split("/")[0] == ".":
        here = _run(["rev-parse", "--show-prefix"], asked)
        inside = f"{os.fsdecode(here).removesuffix(chr(10))}{inside}"
    if PurePosixPath(inside).is_absolute() or ".." in PurePosixPath(inside).parts:
        raise PackageError(f"{asked}: refused; the folder climbs out of the repository")
    inside = PurePosixPath(inside).as_posix()
    tree = f"{commit}:{'' if inside == '.' else inside}"
    entries = dict(_list_entries(tree, asked))
    if DESCRIPTOR not in entries:
        raise PackageError(f"{asked}: holds no {DESCRIPTOR}")
    _write(entries, [DESCRIPTOR], folder, asked)
    named = _list_named(read_json(folder / DESCRIPTOR, DESCRIPTOR), entries)
    _write(entries, named, folder, asked)


def _resolve(name: str, asked: _Asked) -> str:
    """Return the commit of a revision; its name can never be taken for an option of git."""
    words = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    if name.startswith("-") or not name.isprintable() or not name:
        raise PackageError(f"{asked}: no such file or folder, and no name of a revision")
    found = _run(words, asked, may_fail=True).decode().strip()
    if not _COMMIT.fullmatch(found):
        raise PackageError(f"{asked}: no such file or folder, and git knows no such revision")
    return found


def _list_entries(tree: str, asked: _Asked) -> Iterator[tuple[str, _Entry]]:
    listed = _run(["ls-tree", "-r", "-z", "--long", "--full-tree", tree], asked)
    for line in listed.split(b"\0"):
        if line:
            facts, _, path = line.partition(b"\t")
            mode, _, blob, size = facts.decode().split()
            yield os.fsdecode(path), _Entry(mode, blob, int(size) if size.isdigit() else 0)


def _list_named(descriptor: dict[str, Any], entries: Iterable[str]) -> list[str]:
    """Return the files that a descriptor names, those of schemas, and links in place of either."""
    resources = descriptor.get("resources")
    parts = (
        [part for part in resources if isinstance(part, dict)]
        if isinstance(resources, list)
        else []
    )
    named = [
        descriptor.get("profile"),
        *(part.get(n) for part in parts for n in ("path", "schema")),
    ]
    wanted = {PurePosixPath(path).as_posix() for path in named if isinstance(path, str)}
    wanted |= {parent.as_posix() for path in wanted for parent in PurePosixPath(path).parents}
    return [path for path in entries if path in wanted or path.split("/")[0] == "schemas"]


def _write(entries: dict[str, _Entry], paths: list[str], folder: Path, asked: _Asked) -> None:
    total = sum(entries[path].size for path in paths)
    if total > archive.MAX_UNPACKED_BYTES or len(paths) > archive.MAX_ENTRIES:
        raise PackageError(f"{asked}: refused; the package is too large")
    for path in paths:
        entry = entries[path]
        if entry.mode == _LINK:
            raise PackageError(f"{asked}: refused; {path!r} is a symbolic link")
        parts = PurePosixPath(path).parts
        if entry.mode not in _FILE or ".." in parts or "\\" in path or path.startswith("/"):
            raise PackageError(f"{asked}: refused; {path!r} is no file of the package")
        target = folder / path
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            _run(["cat-file", "blob", entry.blob], asked, file=file)


def _run(
    words: list[str],
    asked: _Asked,
    *,
    may_fail: bool = False,
    file: Any = subprocess.PIPE,  # noqa: ANN401 - what Popen takes
) -> bytes:
    """Run git in the folder; return what it prints, nothing where it may fail and does."""
    git = shutil.which("git")
    if git is None:
        raise PackageError(f"{asked}: no such file or folder, and git is not installed")
    command = [git, "--no-pager", *words]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; names from outside are no options
            command,
            cwd=asked.around,
            stdout=file,
            stderr=subprocess.PIPE,
            env=os.environ | _QUIETLY,
            check=False,
        )
    except OSError as error:
        raise PackageError(f"{asked}: git cannot be run ({error.strerror})") from error
    if done.returncode == 0:
        return done.stdout or b""
    said = done.stderr.decode(errors="replace").strip().splitlines()
    if "not a git repository" in " ".join(said):
        raise PackageError(f"{asked}: no such file or folder, and this is no git repository")
    if may_fail and not said:
        return b""
    if said and "Not a valid object name" in said[0]:
        raise PackageError(f"{asked}: the repository has no such folder in this revision")
    raise PackageError(f"{asked}: git says: {said[0] if said else 'nothing'}")
