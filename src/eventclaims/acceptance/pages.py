"""An acceptance for people: one HTML page that needs no network, and text for a terminal."""

from collections.abc import Iterator

from eventclaims.acceptance.results import Acceptance, Status
from eventclaims.render.escaping import escape
from eventclaims.render.templates import render_page


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
    why = ", because there is no previous release" if is_first else ""
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
