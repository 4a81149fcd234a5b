"""The request log: one line of JSON before each request and one after it, without headers."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from eventclaims.errors import PublishingError


class RequestLog:
    """A file to which every request and its outcome is appended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0
        self._request: dict[str, object] = {}
        self._began = 0.0

    @contextmanager
    def note(
        self, method: str, url: str, query: Mapping[str, str | int] | None, size: int | None
    ) -> Iterator[dict[str, object]]:
        """Log a request, then the outcome that the caller puts into the yielded object."""
        parts = urlsplit(url)
        self._request = {
            "method": method,
            "url": f"{parts.scheme}://{parts.netloc}{parts.path}",
        }
        if query:
            self._request["query"] = dict(query)
        if size is not None:
            self._request["bytes"] = size
        self.begin()
        outcome: dict[str, object] = {}
        try:
            yield outcome
        finally:
            self.end(**outcome)

    def begin(self) -> None:
        """Log that the request is sent, or sent again."""
        self._count += 1
        self._began = time.monotonic()
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._write({"request": self._count, "time": now, **self._request})

    def end(self, **outcome: object) -> None:
        """Log the outcome of the attempt that began last."""
        seconds = round(time.monotonic() - self._began, 3)
        self._write({"request": self._count, **outcome, "seconds": seconds})

    def _write(self, entry: dict[str, object]) -> None:
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        except OSError as error:
            raise PublishingError(f"{self._path}: cannot be written ({error.strerror})") from error
