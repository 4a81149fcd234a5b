"""A lock on a folder, so that processes change its files one after another."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from eventclaims.errors import EventClaimsError

LOCK = ".eventclaims-lock"


@contextmanager
def lock_folder(folder: Path, wait: float = -1.0) -> Iterator[None]:
    """Have the lock on a folder during the block.

    The system releases the lock of a process that is killed.

    Args:
        folder: The folder.
        wait: How many seconds to wait for a process that has the lock; negative for as long as it
            has it.

    Raises:
        EventClaimsError: If the folder cannot be locked, or another process still has the lock.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - takes as long as most commands

    path = folder / LOCK
    # No soft lock: a file alone would stay locked after its process was killed.
    lock = FileLock(path, timeout=wait, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise EventClaimsError(f"{folder}: another process is using it; try again later") from None
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or error
        raise EventClaimsError(f"{folder}: cannot be locked ({reason})") from error
    try:
        yield
    finally:
        # Before the release: who waits sees that the file has no name, and opens a new one.
        with suppress(PermissionError):  # Windows does not remove an open file
            path.unlink(missing_ok=True)
        lock.release()
