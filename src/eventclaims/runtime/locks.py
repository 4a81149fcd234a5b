"""A lock on a folder, so that processes change its files one after another."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventclaims.errors import TableError

if sys.platform != "win32":
    import fcntl

_LOCK = ".eventclaims-lock"


@contextmanager
def wait_for_lock(folder: Path) -> Iterator[None]:
    """Wait until no other process has the lock on a folder, and have it during the block.

    The system releases the lock of a process that is killed. Systems without such locks have none.

    Args:
        folder: The folder.

    Raises:
        TableError: If a file cannot be created there.
    """
    path = folder / _LOCK
    try:
        handle = _open_locked(path)
    except OSError as error:
        raise TableError(f"{path}: cannot be written ({error.strerror})") from error
    try:
        yield
    finally:
        if handle is not None:
            # Removed before it is released: a process that waits for it then opens a new one.
            path.unlink(missing_ok=True)
            os.close(handle)


def _open_locked(path: Path) -> int | None:
    if sys.platform == "win32":
        return None
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
        try:
            _lock(handle)
            if _is_same_file(handle, path):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


if sys.platform != "win32":

    def _lock(handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:  # the file system has no locks
            return


def _is_same_file(handle: int, path: Path) -> bool:
    """Return whether the open file still has its name; the process before may have removed it."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False
