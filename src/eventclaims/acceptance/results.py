"""The outcome of an acceptance, as one value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """What became of an expectation."""

    FAILED = "failed"
    WAIVED = "waived"
    PASSED = "passed"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one expectation.

    Attributes:
        name: What it is called by.
        severity: critical or warning.
        against: floor or previous: what it compares with.
        table: Name of the table or of the measured frame.
        column: Name of the column, None where it is about the whole table.
        expectation: Its kind, as Great Expectations names it.
        arguments: Its arguments as the suite has them.
        why: Why it is expected.
        status: What became of it.
        previous: What the release before had, as text; None where nothing was asked of it.
        asked: What is asked for, as text; None where it was not compared.
        found: What was found, as text; where it was not compared, why not.
        reason: The reason of its waiver; None where it is not waived.
        shares: Where it is about shares: by code its share as expected and as found.
    """

    name: str
    severity: str
    against: str
    table: str
    column: str | None
    expectation: str
    arguments: Mapping[str, Any]
    why: str
    status: Status
    previous: str | None
    asked: str | None
    found: str
    reason: str | None
    shares: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of a release.

    Attributes:
        package: Short name of the package.
        version: Its version, None where it gives none.
        previous: Version of the release before, None where there is none.
        great_expectations: Version of Great Expectations that judged.
        results: A result for each expectation, in the order of the suite.
    """

    package: str
    version: str | None
    previous: str | None
    great_expectations: str
    results: tuple[Result, ...]

    @property
    def accepted(self) -> bool:
        """Whether nothing failed that is not waived."""
        return not self.failed

    @property
    def failed(self) -> tuple[Result, ...]:
        """What failed and is not waived."""
        return self.select(Status.FAILED)

    @property
    def waived(self) -> tuple[Result, ...]:
        """What failed and is waived."""
        return self.select(Status.WAIVED)

    def select(self, status: Status) -> tuple[Result, ...]:
        """Return the results of a status."""
        return tuple(result for result in self.results if result.status is status)

    def to_dict(self) -> dict[str, Any]:
        """Return the acceptance as plain values, ready for JSON."""
        return {
            "accepted": self.accepted,
            "package": self.package,
            "version": self.version,
            "previous": self.previous,
            "great_expectations": self.great_expectations,
            "counts": {str(status): len(self.select(status)) for status in Status},
            "expectations": [asdict(result) for result in self.results],
        }


def to_json(acceptance: Acceptance) -> bytes:
    """Return an acceptance as JSON, the same bytes each time."""
    return (json.dumps(acceptance.to_dict(), indent=2) + "\n").encode()
