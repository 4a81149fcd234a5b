"""The changes since the previous release: changes.csv and changes.md."""

import io
from collections.abc import Iterator

from eventclaims.comparison.diff import Diff, write_changes_csv
from eventclaims.release.files import ReleaseFile
from eventclaims.render.diff_documents import render_diff_markdown

_FIRST = "# Changes\n\nThis is the first release.\n"


def make_changes(diff: Diff | None) -> Iterator[ReleaseFile]:
    """Make `changes.csv` and `changes.md`.

    Args:
        diff: The open diff with the previous release; None for a first release.
    """
    table = io.BytesIO()
    write_changes_csv(diff, table)
    yield ReleaseFile("changes.csv", "Every changed cell, with the reason.", table.getvalue())
    text = _FIRST if diff is None else "\n".join(render_diff_markdown(diff)) + "\n"
    yield ReleaseFile("changes.md", "The changes since the previous release.", text.encode())
