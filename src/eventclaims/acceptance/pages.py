"""An acceptance for people: one HTML page that needs no network, and the lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eventclaims.acceptance.results import Acceptance, Result, Status
from eventclaims.render import escape
from eventclaims.render.pages import render_page


@dataclass(frozen=True, slots=True)
class _Group:
    """Results that are each shown whole."""

    id: str
    title: str
    about: str
    results: tuple[Result, ...]


def to_html(acceptance: Acceptance) -> bytes:
    """Return an acceptance as one HTML page without script, the same bytes each time."""
    groups = (
        _Group(
            "failed",
            "Failed",
            "Each of these stops the release until the data are mended or it is waived by name, "
            "with its reason, in the section of the version in CHANGELOG.md.",
            acceptance.failed,
        ),
        _Group(
            "waived",
            "Waived",
            "These failed, and CHANGELOG.md says why the release goes out all the same.",
            acceptance.waived,
        ),
    )
    page = render_page(
        "acceptance/acceptance.html.jinja",
        acceptance=acceptance,
        outcome=describe_outcome(acceptance),
        compared=describe_comparison(acceptance),
        groups=groups,
        passed=acceptance.select(Status.PASSED),
        not_compared=acceptance.select(Status.NOT_COMPARED),
    )
    return f"{page}\n".encode()


def describe_outcome(acceptance: Acceptance) -> str:
    """Return the outcome as one line: accepted or not, and the counts."""
    counts = ", ".join(f"{len(acceptance.select(status))} {status}" for status in Status)
    # The last of the counts is of those that were not compared.
    is_first = acceptance.previous is None and acceptance.select(Status.NOT_COMPARED)
    why = ", as there is no earlier release" if is_first else ""
    return f"{'accepted' if acceptance.accepted else 'not accepted'}: {counts}{why}"


def describe_comparison(acceptance: Acceptance) -> str:
    """Return as one sentence what the release was compared with."""
    if acceptance.previous is None:
        return "It was judged against stated floors alone."
    return f"Compared with version {acceptance.previous}, and with stated floors."


def to_text(acceptance: Acceptance) -> Iterator[str]:
    """Yield the lines of an acceptance for a terminal: what failed or is waived, the outcome."""
    yield escape(f"{acceptance.package} {acceptance.version or ''}".strip())
    yield escape(describe_comparison(acceptance))
    for result in (*acceptance.failed, *acceptance.waived):
        yield escape(f"{result.status}: {result.name} ({result.severity})")
        parts = {
            "why": result.why,
            "asked": result.asked,
            "found": result.found,
            "before": result.previous,
            "waived": result.reason,
        }
        for name, part in parts.items():
            if part is not None:
                yield escape(f"  {name}: {part}")
    yield describe_outcome(acceptance)
