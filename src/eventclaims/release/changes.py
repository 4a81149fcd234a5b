"""What a release changed: changes.csv for programs, changes.md for people."""

from __future__ import annotations

import io
from collections.abc import Iterator

from eventclaims.comparison.diff import Diff, write_changes_csv
from eventclaims.release.files import ReleaseFile
from eventclaims.render.diff_documents import render_diff_markdown

_FIRST = "# Changes\n\nThis is the first release; there is none to compare it with.\n"


def make_changes(diff: Diff | None) -> Iterator[ReleaseFile]:
    """Make the files that say what changed since the release before.

    Args:
        diff: The difference, open; None for a first release.

    Yields:
        changes.csv and changes.md.
    """
    table = io.BytesIO()
    write_changes_csv(diff, table)
    yield ReleaseFile("changes.csv", "Every cell that changed, and why.", table.getvalue())
    text = _FIRST if diff is None else "\n".join(render_diff_markdown(diff)) + "\n"
    yield ReleaseFile("changes.md", "What changed since the last release.", text.encode())
