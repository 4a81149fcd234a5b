"""Write files and folders completely or not at all: build beside the target, then rename."""

import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EEXIST
from pathlib import Path
from typing import IO

from eventclaims.errors import TableError

if sys.platform != "win32":
    import fcntl

_RANDOM = re.compile("[0-9a-f]{8}")
_PREFIX = ".eventclaims-"


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file in one step; after a crash the old file is unchanged.

    Raises:
        TableError: If the file cannot be written.
    """
    with replace_file(path) as file:
        file.write(content)


@contextmanager
def replace_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file that replaces `path` when the block ends without an error.

    The new file is hidden beside the old one until then, as `.<name>-<random>`.

    Raises:
        TableError: If the file cannot be written.
    """
    try:
        target = Path(os.path.realpath(path))
        with _reserve_name(target.parent, f".{target.name}-") as temporary:
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
            with open(temporary, "xb", opener=_open_private) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            temporary.replace(target)
    except OSError as error:
        raise TableError(f"{path}: cannot be written ({error.strerror})") from error


@contextmanager
def build_folder(
    target: Path,
    *,
    within: Path | None = None,
    prefix: str = _PREFIX,
    replace: bool = False,
) -> Iterator[Path]:
    """Create a folder that is renamed to `target` when the block ends without an error.

    Args:
        target: The folder to create; only an empty one is replaced without `replace`.
        within: Folder to build in, on the same file system; by default the parent of the target.
        prefix: First part of the temporary name.
        replace: Whether to replace an existing folder, which is deleted after the new one has its
            name.

    Raises:
        OSError: If the folder cannot be created, renamed or, where it exists, deleted.
    """
    parent = within or target.parent
    with _reserve_name(parent, prefix) as building, _reserve_name(parent, prefix) as old:
        building.mkdir()
        yield building
        if replace and target.is_dir():
            target.rename(old)
        try:
            building.rename(target)
        except BaseException:
            if old.is_dir():
                old.rename(target)
            raise


@contextmanager
def fill_folder(target: Path) -> Iterator[Path]:
    """Create files in a new or existing folder when the block ends without an error.

    Args:
        target: The folder; nothing in it may have the name of a new file or folder.

    Yields:
        A hidden folder for the new files; its entries are moved in the order of their names.

    Raises:
        OSError: If a file cannot be created.
    """
    is_new = not target.exists()
    moved: list[Path] = []
    try:
        target.mkdir(exist_ok=True)
        with _reserve_name(target, _PREFIX) as building:
            building.mkdir()
            yield building
            for path in sorted(building.iterdir()):
                _require_free(target / path.name)
                moved.append(target / path.name)
                path.rename(moved[-1])
    except BaseException:
        for path in moved:
            _remove(path)
        if is_new and target.is_dir():
            target.rmdir()
        raise


def _require_free(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(EEXIST, "a file with that name was added meanwhile")


def remove_unfinished(folder: Path, prefix: str) -> None:
    """Remove what killed processes left in a folder; no other process may write there.

    Args:
        folder: The folder.
        prefix: First part of the temporary names; the rest is random.
    """
    for path in folder.iterdir():
        if path.name.startswith(prefix) and _RANDOM.fullmatch(path.name.removeprefix(prefix)):
            _remove(path)


@contextmanager
def _reserve_name(folder: Path, prefix: str) -> Iterator[Path]:
    """Yield the path of a temporary file or folder, which is removed when the block ends.

    Processes that write to a folder share a lock on it. One that is alone removes what killed
    processes left there.
    """
    handle = None
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    path = folder / f"{prefix}{secrets.token_hex(4)}"
    try:
        if handle is not None:
            _lock(handle, folder, prefix)
        yield path
    finally:
        _remove(path)
        if handle is not None:
            os.close(handle)


if sys.platform != "win32":

    def _lock(handle: int, folder: Path, prefix: str) -> None:
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # another process, or this one, writes there
                pass
            else:
                remove_unfinished(folder, prefix)
            fcntl.flock(handle, fcntl.LOCK_SH)
        except OSError:  # the file system has no locks
            return


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system supports it."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
