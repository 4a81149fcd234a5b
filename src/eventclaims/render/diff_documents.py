"""The difference of two packages as Markdown and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from eventclaims.comparison.diff import Diff
from eventclaims.comparison.package_changes import Kind
from eventclaims.comparison.rows import TableDiff
from eventclaims.render.diff_text import (
    describe_counts,
    describe_uncorrected,
    describe_version,
    focus,
)
from eventclaims.render.escaping import escape_markdown
from eventclaims.render.json_report import dump_json
from eventclaims.render.tables import render_markdown

SHOWN_IN_MARKDOWN = 20
SHOWN_IN_JSON = 1000
_LONGEST = 100


def render_diff_markdown(diff: Diff) -> Iterator[str]:
    """Yield the lines of an open difference as Markdown, the required version first."""
    versions = (version or "(no version)" for version in (diff.old_version, diff.new_version))
    name, old, new = (escape_markdown(text) for text in (diff.name, *versions))
    yield f"# {name}: {old} and {new}"
    yield from ("", f"**{escape_markdown(describe_version(diff))}**")
    if diff.uncorrected:
        yield from ("", escape_markdown(f"{describe_uncorrected(diff)}."))
    changed = [table for table in diff.tables if not table.is_empty]
    if changed:
        yield ""
        yield from render_markdown(
            ("table", "rows and cells"),
            ([escape_markdown(table.name), describe_counts(table)] for table in changed),
        )
    others = [change for change in diff.changes if change.kind is not Kind.ROWS]
    if others:
        yield from ("", "## Tables, schemas and codes", "")
        rows = ([c.kind, c.name, c.what, c.bump.name.lower()] for c in others)
        escaped = ([escape_markdown(cell) for cell in row] for row in rows)
        yield from render_markdown(("kind", "name", "change", "raises"), escaped)
    for table in changed:
        yield from _render_table(diff, table)


def _render_table(diff: Diff, table: TableDiff) -> Iterator[str]:
    yield from ("", f"## {escape_markdown(table.name)}", "")
    changes = [c for c in diff.read_changes(table.name, limit=SHOWN_IN_MARKDOWN) if c.record]
    rows = (
        [change.record, change.field, *focus(change.old, change.new, _LONGEST), change.reason]
        for change in changes
    )
    escaped = ([escape_markdown(cell, _LONGEST) for cell in row] for row in rows)
    yield from render_markdown(("record", "field", "old", "new", "reason"), escaped)
    rest = table.removed + table.added + sum(table.cells.values()) - len(changes)
    if rest:
        yield from ("", f"… and {rest} more; changes.csv lists all")


def render_diff_json(diff: Diff) -> str:
    """Return an open difference as one JSON object.

    It counts all changes, and lists at most SHOWN_IN_JSON removed rows, added rows and changed
    cells of each table.
    """
    value: dict[str, Any] = {
        "package": diff.name,
        "old_version": diff.old_version,
        "new_version": diff.new_version,
        "differ": not diff.is_empty,
        "bump": diff.bump.name.lower(),
        "reason": diff.reason,
        "needed_version": diff.needed_version,
        "version_low": diff.is_version_low,
        "uncorrected": diff.uncorrected,
        "retired": diff.retired,
        "changes": [
            {"bump": c.bump.name.lower(), "kind": c.kind, "name": c.name, "what": c.what}
            for c in diff.changes
        ],
        "tables": [_list_table(diff, table) for table in diff.tables if not table.is_empty],
    }
    return dump_json(value)


def _list_table(diff: Diff, table: TableDiff) -> dict[str, Any]:
    listed = [asdict(c) for c in diff.read_changes(table.name, limit=SHOWN_IN_JSON) if c.record]
    total = table.removed + table.added + sum(table.cells.values())
    return {**asdict(table), "complete": len(listed) == total, "rows": listed}
