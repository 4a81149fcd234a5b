"""The difference of two packages as text for a terminal."""

from collections.abc import Iterator
from itertools import groupby
from unicodedata import is_normalized, normalize

from eventclaims.comparison.diff import Diff
from eventclaims.comparison.package_changes import Change, Kind
from eventclaims.comparison.rows import RowChange, TableDiff
from eventclaims.render.escaping import escape
from eventclaims.report.report import count

_SHOWN = 5
_LONGEST = 60
# The number of common characters shown before two long values differ.
_COMMON = 20
_HEADINGS = {Kind.SCHEMA: "schema of ", Kind.CODES: "code list ", Kind.RESOURCE: "resource "}


def render_diff_text(diff: Diff) -> Iterator[str]:
    """Yield the lines of an open difference: schemas, code lists, rows, the required version.

    Only the first few changes of each table are shown.
    """
    yield from render_changes(diff)
    yield from render_outcome(diff)


def render_changes(diff: Diff) -> Iterator[str]:
    """Yield the lines of an open difference without what a release needs."""
    others = [change for change in diff.changes if change.kind is not Kind.ROWS]
    for (kind, name), changes in groupby(others, key=lambda change: (change.kind, change.name)):
        yield from _render_changes(kind, name, list(changes))
    for table in diff.tables:
        if not table.is_empty:
            yield from _render_table(diff, table)


def _render_changes(kind: Kind, name: str, changes: list[Change]) -> Iterator[str]:
    if kind is Kind.TABLE:
        yield from (describe_change(change) for change in changes)
        return
    yield escape(f"{_HEADINGS.get(kind, '')}{name}")
    yield from (f"  {describe_change(change)}" for change in changes)


def describe_change(change: Change) -> str:
    """Return a change as one line with the part of the version that it raises."""
    return f"{escape(change.what)} ({change.bump.name.lower()})"


def _render_table(diff: Diff, table: TableDiff) -> Iterator[str]:
    yield f"{escape(table.name)}: {describe_counts(table)}"
    shown = {"-": 0, "+": 0, "~": 0}
    for change in diff.read_changes(table.name, limit=_SHOWN):
        if change.record:
            sign = "~" if change.field else "-" if change.old else "+"
            shown[sign] += 1
            yield f"  {sign} {_describe_row_change(change)}"
    counts = table.removed, table.added, sum(table.cells.values())
    rest = sum(counts) - sum(shown.values())
    if rest:
        yield f"  … and {rest} more; --format csv lists all"


def describe_counts(table: TableDiff) -> str:
    """Return the numbers of removed, added and changed rows of a table that are not zero."""
    parts = []
    if table.removed:
        lost = f" ({table.unretired} not retired)" if table.unretired else ""
        parts.append(f"{count(table.removed, 'row')} removed{lost}")
    if table.added:
        parts.append(f"{count(table.added, 'row')} added")
    if table.changed:
        cells = count(sum(table.cells.values()), "cell")
        parts.append(f"{cells} changed in {count(table.changed, 'row')}")
    return ", ".join(parts)


def _describe_row_change(change: RowChange) -> str:
    reason = f" ({escape(change.reason)})" if change.reason else ""
    record = escape(change.record, _LONGEST)
    if not change.field:
        return record + reason
    values = (f'"{escape(value, _LONGEST)}"' for value in focus(change.old, change.new, _LONGEST))
    return f"{record} {escape(change.field, _LONGEST)}: {' → '.join(values)}{reason}"


def focus(old: str, new: str, longest: int) -> tuple[str, str]:
    """Shorten the common beginning of two values, and name their Unicode forms if they look alike.

    Args:
        old: One value.
        new: The other value.
        longest: The number of characters of each that will be shown.
    """
    if old != new and normalize("NFC", old) == normalize("NFC", new):
        old, new = (f"{value} ({_name_form(value)})" for value in (old, new))
    pairs = enumerate(zip(old, new, strict=False))
    common = next((n for n, (one, other) in pairs if one != other), min(len(old), len(new)))
    if max(len(old), len(new)) <= longest or common <= longest // 2:
        return old, new
    return f"…{old[common - _COMMON :]}", f"…{new[common - _COMMON :]}"


def _name_form(value: str) -> str:
    forms = (form for form in ("NFC", "NFD") if is_normalized(form, value))
    return next(forms, "neither NFC nor NFD")


def render_outcome(diff: Diff) -> Iterator[str]:
    """Yield the lines about retired ids, missing corrections and the required version."""
    if diff.retired:
        since = f" since {escape(diff.old_version)}" if diff.old_version else ""
        yield f"retired: {count(diff.retired, 'id')}{since}"
    if diff.uncorrected:
        yield f"uncorrected: {describe_uncorrected(diff)}"
    yield describe_version(diff)


def describe_uncorrected(diff: Diff) -> str:
    """Return the number of changed cells that lack a row in `corrections`."""
    lack = "lacks" if diff.uncorrected == 1 else "lack"
    return f"{count(diff.uncorrected, 'changed cell')} {lack} the required row in `corrections`"


def describe_version(diff: Diff) -> str:
    """Return in one line the required version and the reason."""
    old, new = (version or "(no version)" for version in (diff.old_version, diff.new_version))
    if diff.is_empty:
        return escape(f"No difference between {old} and {new}.")
    if diff.needed_version is None:
        bump = diff.bump.name.lower()
        return escape(f"The older package has no version; this is a {bump} change: {diff.reason}.")
    verdict = "too low" if diff.is_version_low else "valid"
    needed = f"{diff.needed_version} or higher is required"
    return escape(f"Version {new} is {verdict}: {diff.reason}, so {needed}.")
