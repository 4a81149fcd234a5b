"""The content of requests and replies."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from eventclaims.errors import PublishingError

Json = dict[str, Any]
Query = dict[str, str | int]
_CHUNK = 64 * 1024
_LONGEST_PAGE = 100
_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})</title", re.IGNORECASE)


class RefusedError(PublishingError):
    """A service refused a request."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Upload:
    """The bytes of a file as the body of a request, which urllib3 can rewind.

    It always has the announced size: if the file has grown, the rest is not sent; if it has shrunk,
    the run stops. `advance` is called with each number of bytes sent, and with a negative number
    when the body is rewound.
    """

    def __init__(self, path: Path, size: int, advance: Callable[[int], object]) -> None:
        self._name, self._size, self._advance = path.name, size, advance
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise PublishingError(f"{path.name}: cannot be read ({error.strerror})") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._size

    # requests takes a body for a stream only if it can be iterated.
    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(_CHUNK), b"")

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        left = self._size - self._file.tell()
        chunk = self._file.read(left if size < 0 else min(size, left))
        if left and size and not chunk:
            raise PublishingError(f"{self._name}: has changed while it was sent")
        self._advance(len(chunk))
        return chunk

    def tell(self) -> int:
        """Return the number of bytes read."""
        return self._file.tell()

    def seek(self, position: int) -> None:
        """Move to a position, before the body is sent again."""
        self._advance(position - self._file.tell())
        self._file.seek(position)


def require_list(value: Any, *keys: str) -> list[Json]:  # noqa: ANN401 - any JSON value
    """Return the list of objects below some keys of a reply, or raise PublishingError."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise PublishingError(f"the reply is not a list of objects {'.'.join(keys)}".rstrip())
    return value


def require_object(value: Any) -> Json:  # noqa: ANN401 - any JSON value
    """Return a reply that is an object, or raise PublishingError."""
    if not isinstance(value, dict):
        raise PublishingError("the reply is not an object")
    return value


def parse_json(content: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Return the JSON value of a reply, None if it is empty.

    Raises:
        ValueError: If it is not JSON, or nested too deeply.
    """
    try:
        return json.loads(content) if content.strip() else None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def find_reason(content: bytes) -> str:
    """Return the reason in the reply of a refusal on one line; of a web page its title or start."""
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
