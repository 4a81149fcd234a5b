"""What is sent to a service and what comes back."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from eventclaims.errors import PublishingError

Query = dict[str, str | int]
_CHUNK = 64 * 1024
_LONGEST_PAGE = 100
_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})</title", re.IGNORECASE)
# Ten years: what is asked for beyond it is no number that a sentence should have.
_LONGEST_WAIT = 10 * 365 * 86_400.0


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
    """The bytes of an upload, in the form in which requests sends a body of known length.

    It gives as many bytes as it said it would, or none that follow: a file that has changed
    meanwhile neither runs over into the next request nor keeps the service waiting.
    """

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._sent = 0
        self._file = upload.path.open("rb")

    def __len__(self) -> int:
        return self._upload.size

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(_CHUNK):
            yield chunk

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, and tell how many they are.

        Raises:
            PublishingError: If the file is shorter than it was.
        """
        left = self._upload.size - self._sent
        chunk = self._file.read(left if size < 0 else min(size, left))
        if left and size and not chunk:
            raise PublishingError(f"{self._upload.path.name}: has changed while it was sent")
        self._sent += len(chunk)
        self._upload.advance(len(chunk))
        return chunk

    def take_back(self) -> None:
        """Tell that what was sent has to be sent again."""
        self._upload.advance(-self._sent)
        self._sent = 0

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


def require_object(reply: Reply) -> dict[str, Any]:
    """Return the object that a reply is.

    Raises:
        PublishingError: If it is something else.
    """
    if not isinstance(reply.body, dict):
        raise PublishingError("a reply that is not the object that was asked for")
    return reply.body


def parse_json(content: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Return the JSON of a reply as a value, None where it is empty.

    Raises:
        ValueError: If it is no JSON, or nested without end.
    """
    try:
        return json.loads(content) if content.strip() else None
    except RecursionError:
        raise ValueError("nested too deep") from None


def find_words(content: bytes) -> str:
    """Return what the reply of a refusal says, on one line; of a web page its title, or a bit."""
    try:
        value = parse_json(content)
    except ValueError:
        text = content.decode("utf-8", "replace")
        title = _TITLE.search(text)
        return " ".join((title[1] if title else text[:_LONGEST_PAGE]).split())
    if isinstance(value, dict):
        value = [value.get("message"), value.get("errors")]
    parts = value if isinstance(value, list) else [value]
    words = (part if isinstance(part, str) else json.dumps(part) for part in parts if part)
    return " ".join(" ".join(words).split())


def read_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a service asks to wait, from whichever header says so."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdecimal():
        # A number of thousands of digits is none that Python reads.
        return min(float(asked[:20]), _LONGEST_WAIT)
    with suppress(TypeError, ValueError, OverflowError):
        then = parsedate_to_datetime(asked)
        return _limit((then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp())
    reset = headers.get("X-RateLimit-Reset", "").strip()
    if headers.get("X-RateLimit-Remaining", "").strip() == "0" and reset.isdecimal():
        return _limit(float(reset))
    return None


def _limit(then: float) -> float:
    """Return the seconds until a time, none where it is past."""
    return min(max(0.0, then - time.time()), _LONGEST_WAIT)


def open_upload(upload: Upload) -> Stream:
    """Open the file of an upload.

    Raises:
        PublishingError: If it cannot be read.
    """
    try:
        return Stream(upload)
    except OSError as error:
        raise PublishingError(f"{upload.path.name}: cannot be read ({error.strerror})") from error
