"""The result of an acceptance."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from eventclaims.acceptance.suite import Expectation


class Status(StrEnum):
    """The status of an expectation."""

    FAILED = "failed"
    WAIVED = "waived"
    PASSED = "passed"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True)
class Result(Expectation):
    """The result of one expectation.

    Attributes:
        status: Its status.
        previous: The value of the previous release as text; None if it is not compared.
        asked: The expected value as text; None if it is not compared.
        found: The value found as text; why it is not compared if it is not.
        reason: The reason of its waiver; None if it is not waived.
        shares: The expected and the observed share of each code, if it compares shares.
    """

    status: Status
    previous: str | None
    asked: str | None
    found: str
    reason: str | None
    shares: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The results of a release, in the order of the suite.

    Attributes:
        package: Name of the package.
        version: Its version; None if it has none.
        previous: Version of the previous release; None if there is none.
        great_expectations: Version of Great Expectations.
        results: One result for each expectation.
    """

    package: str
    version: str | None
    previous: str | None
    great_expectations: str
    results: tuple[Result, ...]

    @property
    def accepted(self) -> bool:
        """Whether every expectation that failed is waived."""
        return not self.failed

    @property
    def failed(self) -> tuple[Result, ...]:
        """The results that failed and are not waived."""
        return self.select(Status.FAILED)

    @property
    def waived(self) -> tuple[Result, ...]:
        """The results that failed and are waived."""
        return self.select(Status.WAIVED)

    def select(self, status: Status) -> tuple[Result, ...]:
        """Return the results with a status."""
        return tuple(result for result in self.results if result.status is status)


def to_json(acceptance: Acceptance) -> bytes:
    """Return an acceptance as JSON."""
    counts = {str(status): len(acceptance.select(status)) for status in Status}
    value = {
        "accepted": acceptance.accepted,
        "package": acceptance.package,
        "version": acceptance.version,
        "previous": acceptance.previous,
        "great_expectations": acceptance.great_expectations,
        "counts": counts,
        "expectations": [asdict(result) for result in acceptance.results],
    }
    return (json.dumps(value, indent=2) + "\n").encode()
