"""What is sent to a service and what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from eventclaims.errors import PublishingError

Query = dict[str, str | int]
_CHUNK = 64 * 1024


class RefusedError(PublishingError):
    """A service refused a request.

    Attributes:
        status: The status of its reply.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service replied: its status, and its JSON as a value, None where it has no body."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send, and whom to tell how many bytes have gone."""

    path: Path
    size: int
    media_type: str
    advance: Callable[[int], object]


class Stream:
    """The bytes of an upload, in the form in which requests sends a body of known length."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._file = upload.path.open("rb")

    def __len__(self) -> int:
        return self._upload.size

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(_CHUNK):
            yield chunk

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, and tell how many they are."""
        chunk = self._file.read(size)
        self._upload.advance(len(chunk))
        return chunk

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def pick(reply: Reply, *keys: str) -> list[dict[str, Any]]:
    """Return the list of objects that stands in a reply under some keys, one within the other.

    Raises:
        PublishingError: If there is none.
    """
    value = reply.body
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise PublishingError(f"a reply without the list {'.'.join(keys) or 'that was asked for'}")
    return value


def read_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a service asks to wait, from whichever header says so."""
    retry = headers.get("Retry-After")
    if retry is not None:
        try:
            return Retry().parse_retry_after(retry)
        except InvalidHeader:
            return None
    reset = headers.get("X-RateLimit-Reset", "").strip()
    if headers.get("X-RateLimit-Remaining", "").strip() == "0" and reset.isdecimal():
        return max(0.0, float(reset) - time.time())
    return None


def open_upload(upload: Upload) -> Stream:
    """Open the file of an upload.

    Raises:
        PublishingError: If it cannot be read.
    """
    try:
        return Stream(upload)
    except OSError as error:
        raise PublishingError(f"{upload.path.name}: cannot be read ({error.strerror})") from error
