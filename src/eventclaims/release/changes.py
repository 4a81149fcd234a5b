"""The changes since the previous release: changes.csv and changes.md."""

import io
from collections.abc import Iterator

from eventclaims.comparison.diff import HEADER, Diff
from eventclaims.release.files import ReleaseFile
from eventclaims.render.diff_documents import render_diff_markdown
from eventclaims.tables.canonical import format_record

_FIRST = "# Changes\n\nThis is the first release.\n"


def make_changes(diff: Diff | None) -> Iterator[ReleaseFile]:
    """Make `changes.csv` and `changes.md`.

    Args:
        diff: The open diff with the previous release; None for a first release.
    """
    table = io.BytesIO()
    if diff is None:
        table.write(format_record(HEADER).encode())
        text = _FIRST
    else:
        diff.write_csv(table)
        text = "\n".join(render_diff_markdown(diff)) + "\n"
    yield ReleaseFile("changes.csv", "Every changed cell, with the reason.", table.getvalue())
    yield ReleaseFile("changes.md", "The changes since the previous release.", text.encode())
