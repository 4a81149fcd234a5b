"""The log of requests: one line of JSON before each request, one after it, no secret in either."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from eventclaims.errors import PublishingError


class RequestLog:
    """A file to which every request and its outcome is added; headers never are.

    Args:
        path: The file; one line of JSON an entry.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0

    @contextmanager
    def note(
        self,
        method: str,
        url: str,
        query: Mapping[str, str | int] | None,
        size: int | None,
    ) -> Iterator[dict[str, object]]:
        """Note a request, then what the caller puts into the outcome that it is given."""
        self._count += 1
        parts = urlsplit(url)
        request: dict[str, object] = {
            "request": self._count,
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": method,
            "url": f"{parts.scheme}://{parts.netloc}{parts.path}",
        }
        if query:
            request["query"] = dict(query)
        if size is not None:
            request["bytes"] = size
        self._write(request)
        outcome: dict[str, object] = {"request": self._count}
        began = time.monotonic()
        try:
            yield outcome
        finally:
            outcome["seconds"] = round(time.monotonic() - began, 3)
            self._write(outcome)

    def _write(self, entry: dict[str, object]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        except OSError as error:
            raise PublishingError(f"{self._path}: cannot be written ({error.strerror})") from error
