"""A lock on a folder, which the system releases when the process ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from eventclaims.errors import PublishingError

LOCK = ".lock"


@contextmanager
def lock_folder(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Create a folder if it is missing, lock it, and remove unfinished files from it.

    Raises:
        PublishingError: If another process still has the lock after `wait` seconds.
    """
    # No soft lock: a file alone would stay locked after its process was killed.
    lock = FileLock(folder / LOCK, timeout=wait, fallback_to_soft=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise PublishingError(
            f"{folder}: another publishing process is using this folder; try again later"
        ) from None
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PublishingError(f"{folder}: cannot be locked ({reason})") from error
    try:
        # What a process that was killed had not finished writing.
        for path in folder.glob(".*.json-*"):
            path.unlink()
        yield
    finally:
        lock.release()
