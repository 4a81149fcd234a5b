"""Figures of a release: the timeline, and claims by group and by type."""

from collections.abc import Iterator

from eventclaims.documentation.charts import TIMELINE, draw_figures
from eventclaims.documentation.counts import count_package
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.release_input import ReleaseInput

_NAMES = (TIMELINE, "group", "claim_type")


def make_figures(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Draw `figures/<name>.svg` and `.png`; a package without claims and dates has none."""
    for file, title, content in draw_figures(count_package(release.package), _NAMES):
        yield ReleaseFile(f"figures/{file}", f"Figure: {title[0].lower()}{title[1:]}.", content)
