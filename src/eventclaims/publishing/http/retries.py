"""When requests are retried, and how long a run waits before it tries again.

urllib3 repeats what can be repeated without looking: reading, deleting, and whatever the service
refused because of too many requests. Any other request may have had an effect although its reply
is missing; the client then raises `TryAgainError`, and `repeat` starts the steps again, which look
at the service before they act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC
from email.utils import parsedate_to_datetime
from time import sleep, time
from types import TracebackType
from typing import TypeVar

from urllib3 import BaseHTTPResponse, Retry
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import ConnectTimeoutError

from eventclaims.errors import PublishingError
from eventclaims.publishing.http.request_log import RequestLog

_Result = TypeVar("_Result")
ATTEMPTS = 6
# A service that asks for a longer wait ends the run.
_LONGEST_WAIT = 900.0
# Ten years: the largest number that a message shows.
_LARGEST = 10 * 365 * 86_400.0
REPEATABLE = frozenset({"GET", "DELETE"})
_FORBIDDEN = 403
_THROTTLED = 429
# A search may show a new draft, or a new public record, only after some time.
_LOOKS = 4
_LOOK_SECONDS = 10.0


class TryAgainError(PublishingError):
    """A request may or may not have had its effect; look at the service, then try again.

    Attributes:
        wait: Seconds that the service asked to wait.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class LoggedRetry(Retry):
    """The retries of urllib3, with each attempt in the request log."""

    log: RequestLog

    def new(self, **changes: object) -> LoggedRetry:
        """Return a copy with some changes."""
        retry = super().new(**changes)
        retry.log = self.log
        return retry

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: FBT001, FBT002 - the signature of urllib3
        """Return whether a reply with this status is followed by another attempt."""
        was_refused = status_code == _THROTTLED or (status_code == _FORBIDDEN and has_retry_after)
        return was_refused or super().is_retry(method, status_code, has_retry_after)

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> LoggedRetry:
        """Count a failed attempt.

        urllib3 alone would repeat any method after some errors, TLS errors for one, which can
        happen when the service has done its work.
        """
        if error and method not in REPEATABLE and not isinstance(error, ConnectTimeoutError):
            raise error.with_traceback(_stacktrace)
        retry = super().increment(method, url, response, error, _pool, _stacktrace)
        if response is not None:
            self.log.end(status=response.status)
        else:
            self.log.end(failure=type(error).__name__)
        return retry

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait before the next attempt, for as long as the service asked if it did."""
        asked = None if response is None else read_wait(response.headers)
        pause(self.get_backoff_time() if asked is None else asked)
        self.log.begin()


def make_retry(log: RequestLog) -> LoggedRetry:
    """Return the rules of all requests; the last reply is returned, not raised."""
    retry = LoggedRetry(
        total=ATTEMPTS - 1,
        allowed_methods=REPEATABLE,
        status_forcelist=range(500, 600),
        backoff_factor=2.0,
        backoff_jitter=1.0,
        raise_on_status=False,
    )
    retry.log = log
    return retry


def repeat(work: Callable[[], _Result]) -> _Result:
    """Do some work, again while it raises TryAgainError, up to the limit of attempts.

    Raises:
        TryAgainError: The last one.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return work()
        except TryAgainError as failure:
            wait = 2.0**attempt if failure.wait is None else failure.wait
        pause(wait)
    return work()


def poll(find: Callable[[], _Result | None]) -> _Result | None:
    """Look several times for something that may not show yet; return None if it never does."""
    for look in range(_LOOKS):
        if look:
            pause(_LOOK_SECONDS)
        found = find()
        if found is not None:
            return found
    return None


def pause(seconds: float) -> None:
    """Wait.

    Raises:
        PublishingError: If the wait is longer than a run should take.
    """
    if seconds > _LONGEST_WAIT:
        raise PublishingError(
            f"the service asks to wait {seconds:.0f} seconds; run the same command again then"
        )
    sleep(seconds)


def read_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a service asks to wait, from the header that says so."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdecimal():
        # Python refuses to convert thousands of digits.
        return min(float(asked[:20]), _LARGEST)
    with suppress(TypeError, ValueError, OverflowError):
        then = parsedate_to_datetime(asked)
        return _count_seconds((then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp())
    reset = headers.get("X-RateLimit-Reset", "").strip()
    if headers.get("X-RateLimit-Remaining", "").strip() == "0" and reset.isdecimal():
        return _count_seconds(float(reset))
    return None


def _count_seconds(then: float) -> float:
    return min(max(0.0, then - time()), _LARGEST)
