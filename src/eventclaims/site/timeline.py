"""The timeline: dated statements by group, and dated events."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from eventclaims.documentation.counts import get_group
from eventclaims.documentation.intervals import Scale, make_scale, read_interval
from eventclaims.documentation.row_context import PackageRows, Piece, Row
from eventclaims.site.edition import Edition
from eventclaims.site.filters import make_item, render_filters
from eventclaims.site.views import Bar
from eventclaims.tables.edtf import parse_day

_EVENTS = "Events"
# More would make the page too slow.
MOST_DRAWN = 5000


@dataclass(frozen=True, slots=True)
class Timeline:
    """The dated rows by group, the years that the drawing shows, and how many rows it has not."""

    groups: tuple[tuple[Piece, tuple[Bar, ...]], ...]
    scale: Scale | None
    left_out: int = 0


def render_timeline(edition: Edition, path: str) -> dict[str, Any]:
    """Return the values of the page: the bars, the filters and the script."""
    rows = edition.rows
    timeline = make_timeline(rows)
    shown = [bar.row for _, bars in timeline.groups for bar in bars]
    items = [make_item(rows, rows.tables[r.table], rows.find(r.table, r.record)) for r in shown]
    # The script reads the words from the page.
    items = [replace(item, words="") for item in items]
    values = {"timeline": timeline, "digest": ""}
    if items:
        values |= render_filters(edition, path, items, "site/timeline.js", "startTimeline")
    return values


def make_timeline(rows: PackageRows) -> Timeline:
    """Return the dated statements by group, the largest first, and the dated events.

    The scale shows the years of the statements; without any, those of the events.
    """
    found: list[tuple[str | None, Bar]] = []
    for row in rows.rows.get("statements", ()):
        claims = rows.list_rows("claims", statement_id=row.get("statement_id", ""))
        days = [day for claim in claims if (day := parse_day(claim.get("deadline", "")))]
        found += [(get_group(row), bar) for bar in _list_bars(rows, "statements", row, days)]
    for row in rows.rows.get("events", ()):
        found += [(None, bar) for bar in _list_bars(rows, "events", row)]
    drawn = sorted(found, key=lambda each: each[1].interval.latest or date.max, reverse=True)
    groups: dict[str | None, list[Bar]] = defaultdict(list)
    for group, bar in drawn[:MOST_DRAWN]:
        groups[group].append(bar)
    events = groups.pop(None, [])
    ordered = sorted(groups.items(), key=lambda each: (-len(each[1]), each[0] or ""))
    listed = [(rows.describe("actors", group or ""), _sort_bars(bars)) for group, bars in ordered]
    said = [bar.interval for _, bars in listed for bar in bars]
    if events:
        listed.append((Piece(_EVENTS), _sort_bars(events)))
    scale = make_scale(said or [bar.interval for bar in events])
    return Timeline(tuple(listed), scale, len(found) - len(drawn[:MOST_DRAWN]))


def _list_bars(
    rows: PackageRows, name: str, row: Row, deadlines: list[date] | None = None
) -> Iterator[Bar]:
    """Yield the bar of a row if it is dated."""
    table = rows.tables[name]
    interval = read_interval(row, table.schema.get("interval", {}))
    if interval:
        yield Bar(rows.describe(name, rows.get_key(table, row)), interval, tuple(deadlines or ()))


def _sort_bars(bars: list[Bar]) -> tuple[Bar, ...]:
    """Return bars by their first and last day; an unknown first day comes before all others."""

    def get_days(bar: Bar) -> tuple[date, date]:
        return bar.interval.earliest or date.min, bar.interval.latest or date.max

    return tuple(sorted(bars, key=get_days))
