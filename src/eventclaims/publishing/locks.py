"""A lock on a folder that ends with the process that holds it, and says who that is."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from eventclaims.errors import PublishingError
from eventclaims.render.escaping import escape
from eventclaims.runtime.atomic_files import write_atomically

_LOCK = ".lock"
OWNER = ".lock-owner.json"


@contextmanager
def hold(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold a folder alone; the system itself frees it when the process ends, however it ends.

    Args:
        folder: The folder; it is made where it is not there.
        wait: Seconds to wait for another holder.

    Raises:
        PublishingError: If another process still holds it; the message names the process.
    """
    lock = _acquire(folder, wait)
    try:
        owner = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        write_atomically(folder / OWNER, json.dumps(owner).encode())
        yield
    finally:
        (folder / OWNER).unlink(missing_ok=True)
        lock.release()


def _acquire(folder: Path, wait: float) -> FileLock:
    # Never the kind of lock that is a mere file, which a dead process would hold for ever.
    lock = FileLock(folder / _LOCK, timeout=wait, fallback_to_soft=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise PublishingError(
            f"{folder}: another publisher is at work{_describe_owner(folder)}; try again later"
        ) from None
    except NotImplementedError:
        raise PublishingError(f"{folder}: its file system knows no locks") from None
    except OSError as error:
        raise PublishingError(f"{folder}: cannot be locked ({error.strerror or error})") from error
    return lock


def _describe_owner(folder: Path) -> str:
    try:
        owner = json.loads((folder / OWNER).read_bytes())
        words = f" (process {owner['pid']} on {owner['host']} since {owner['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return escape(words)
