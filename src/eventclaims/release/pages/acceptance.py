"""The acceptance result of a release, as JSON and HTML."""

from __future__ import annotations

from collections.abc import Iterator

from eventclaims.acceptance.pages import to_html
from eventclaims.acceptance.results import Acceptance, to_json
from eventclaims.release.files import ReleaseFile


def make_acceptance_files(acceptance: Acceptance) -> Iterator[ReleaseFile]:
    """Make the files of a release that say how it was accepted.

    Args:
        acceptance: The acceptance.

    Yields:
        acceptance.json and acceptance.html, the same bytes each time.
    """
    yield ReleaseFile(
        "acceptance.json",
        "What the release was expected to be, and what was found, for programs.",
        to_json(acceptance),
    )
    yield ReleaseFile(
        "acceptance.html",
        "What the release was expected to be, and what was found, as a page.",
        to_html(acceptance),
    )
