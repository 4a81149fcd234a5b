"""The result of an acceptance: as JSON, as one HTML page that needs no network, and as text."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from eventclaims.acceptance.suite import Expectation
from eventclaims.render.escaping import escape
from eventclaims.render.templates import render_page


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
        previous: Version of the previous release; None without one.
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


def to_html(acceptance: Acceptance) -> bytes:
    """Return an acceptance as one HTML page without scripts."""
    page = render_page(
        "acceptance/acceptance.html.jinja",
        acceptance=acceptance,
        outcome=describe_outcome(acceptance),
        compared=describe_comparison(acceptance),
        passed=acceptance.select(Status.PASSED),
        not_compared=acceptance.select(Status.NOT_COMPARED),
    )
    return f"{page}\n".encode()


def describe_outcome(acceptance: Acceptance) -> str:
    """Return in one line whether a release is accepted, and the counts."""
    counts = ", ".join(f"{len(acceptance.select(status))} {status}" for status in Status)
    # The last count is the number of expectations that were not compared.
    is_first = acceptance.previous is None and acceptance.select(Status.NOT_COMPARED)
    why = ", because no previous release was given" if is_first else ""
    return f"{'accepted' if acceptance.accepted else 'not accepted'}: {counts}{why}"


def describe_comparison(acceptance: Acceptance) -> str:
    """Return in one sentence what a release was compared with."""
    if acceptance.previous is None:
        return "Compared with fixed bounds only."
    return f"Compared with version {acceptance.previous} and with fixed bounds."


def to_text(acceptance: Acceptance) -> Iterator[str]:
    """Yield the lines of an acceptance for a terminal: failed and waived results, the outcome."""
    yield escape(f"{acceptance.package} {acceptance.version or ''}".strip())
    yield escape(describe_comparison(acceptance))
    for result in (*acceptance.failed, *acceptance.waived):
        yield escape(f"{result.status}: {result.name} ({result.severity})")
        parts = {
            "why": result.why,
            "expected": result.asked,
            "found": result.found,
            "previous": result.previous,
            "waived": result.reason,
        }
        for name, part in parts.items():
            if part is not None:
                yield escape(f"  {name}: {part}")
    yield describe_outcome(acceptance)
