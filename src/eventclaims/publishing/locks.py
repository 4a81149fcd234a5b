"""The folder in which a service keeps what it has done, for one publishing process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.runtime.locks import lock_folder


@contextmanager
def lock_work_folder(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Create a folder if it is missing, lock it, and remove unfinished files from it.

    Args:
        folder: The folder.
        wait: How many seconds to wait for another publishing process.

    Raises:
        EventClaimsError: If it cannot be locked, or another process still has the lock.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishingError(f"{folder}: cannot be created ({error.strerror})") from error
    with lock_folder(folder, wait):
        # What a process that was killed had not finished writing.
        for path in folder.glob(".*.json-*"):
            path.unlink()
        yield
