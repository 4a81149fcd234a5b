"""The acceptance of a release as JSON and HTML."""

from collections.abc import Iterator

from eventclaims.acceptance.results import Acceptance, to_html, to_json
from eventclaims.release.files import ReleaseFile


def make_acceptance_files(acceptance: Acceptance) -> Iterator[ReleaseFile]:
    """Yield acceptance.json and acceptance.html."""
    yield ReleaseFile(
        "acceptance.json",
        "Expectations and results of the acceptance, for programs.",
        to_json(acceptance),
    )
    yield ReleaseFile(
        "acceptance.html",
        "Expectations and results of the acceptance, as a page.",
        to_html(acceptance),
    )
