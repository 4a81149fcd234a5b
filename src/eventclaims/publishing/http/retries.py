"""The one policy of trying again that all publishers share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential, wait_random

from eventclaims.errors import PublishingError

_Result = TypeVar("_Result")


def _keep_silent(_: str) -> None:
    """Tell nobody."""


class TryAgainError(PublishingError):
    """Something that may pass when it is tried again.

    Attributes:
        wait: Seconds that the service asked us to wait, None where it did not say.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class OutcomeUnknownError(TryAgainError):
    """A request got no reply that says whether its work was done; look before it is repeated."""


class DamagedError(TryAgainError):
    """What arrived at the service is not what was sent."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long to try.

    Attributes:
        factor: What every wait is multiplied with; 0 is for tests against a local server.
        attempts: How often one thing is tried in all.
        first_wait: Seconds before the second attempt; doubled each time.
        jitter: The most seconds that chance adds, so that two publishers fall out of step.
        longest_wait: The most seconds of such a wait.
        longest_ask: The most seconds that a service may ask for (Retry-After and the like); where
            it asks for more the run ends and says when to come back.
        timeout: Seconds to wait for a connection or for the next byte of a reply.
        looks: How often to look for something that may not show yet in a search.
        poll_seconds: Seconds between two such looks.
        on_wait: What is told of each wait, in a sentence.
    """

    factor: float = 1.0
    attempts: int = 6
    first_wait: float = 2.0
    jitter: float = 1.0
    longest_wait: float = 120.0
    longest_ask: float = 900.0
    timeout: float = 120.0
    looks: int = 4
    poll_seconds: float = 10.0
    on_wait: Callable[[str], object] = field(default=_keep_silent, repr=False)

    def run(self, work: Callable[[], _Result]) -> _Result:
        """Do some work, again and again while it raises TryAgainError, up to the limit.

        Raises:
            TryAgainError: The last one, where the limit is reached.
            PublishingError: If the service asks for a longer wait than is allowed.
        """
        retrying = Retrying(
            stop=stop_after_attempt(self.attempts),
            wait=self._measure_wait,
            retry=retry_if_exception_type(TryAgainError),
            sleep=self.sleep,
            before_sleep=self._tell_wait,
            reraise=True,
        )
        return retrying(work)

    def poll(self, find: Callable[[], _Result | None]) -> _Result | None:
        """Look for something that may not show yet, several times; return None if it never does."""
        for attempt in range(self.looks):
            if attempt:
                self.sleep(self.poll_seconds)
            found = find()
            if found is not None:
                return found
        return None

    def sleep(self, seconds: float) -> None:
        """Wait some seconds, times the factor."""
        if self.factor and seconds:
            time.sleep(seconds * self.factor)

    def _tell_wait(self, attempt: RetryCallState) -> None:
        seconds = attempt.upcoming_sleep * self.factor
        failure = attempt.outcome.exception() if attempt.outcome else None
        if seconds:
            self.on_wait(f"{failure}; next attempt in {seconds:.0f} seconds")

    def _measure_wait(self, attempt: RetryCallState) -> float:
        failure = attempt.outcome.exception() if attempt.outcome else None
        asked = failure.wait if isinstance(failure, TryAgainError) else None
        if asked is not None and asked > self.longest_ask:
            raise PublishingError(
                f"{failure}; it asks to wait {asked:.0f} seconds: run this again then"
            )
        if asked is not None:
            return asked
        longest = self.longest_wait - self.jitter
        growing = wait_exponential(multiplier=self.first_wait, max=longest)
        return (growing + wait_random(0, self.jitter))(attempt)
