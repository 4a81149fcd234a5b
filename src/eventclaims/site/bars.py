"""Draw dates as bars from the first to the last possible day, as SVG inside a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from eventclaims.tables.edtf import THROUGHOUT, parse_day

_STEPS = 5
_FADE = 12.0
_MIN_WIDTH = 0.8
_MAX_TICKS = 7
# A name further to the right would not fit.
_LAST_TICK = 90
# A few old or future days would leave no room for all others.
_FAR = 0.05


@dataclass(frozen=True, slots=True)
class Interval:
    """The days of a row: None for an unknown bound, and whether it lasted for all of them."""

    earliest: date | None
    latest: date | None
    is_throughout: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """The years that the width of a drawing shows."""

    first: int
    last: int

    def place(self, day: date) -> float:
        """Return the distance of a day from the left in percent; at the edge if it is outside."""
        start, end = date(self.first, 1, 1).toordinal(), date(self.last, 12, 31).toordinal() + 1
        return min(100.0, max(0.0, (day.toordinal() - start) / (end - start) * 100))

    @property
    def ticks(self) -> list[tuple[str, float]]:
        """Some years, or the quarters of a single one, with their places."""
        step = -(-(self.last - self.first + 1) // _MAX_TICKS)
        days = [(f"{y}", date(y, 1, 1)) for y in range(self.first, self.last + 1, step)]
        if self.first == self.last:
            days = [(f"{self.first}-{m:02}", date(self.first, m, 1)) for m in (1, 4, 7, 10)]
        ticks = [(name, self.place(day)) for name, day in days]
        return [(name, place) for name, place in ticks if place < _LAST_TICK]


def read_interval(row: dict[str, str], columns: dict[str, str]) -> Interval | None:
    """Return the interval of a row, None if it has no date.

    Args:
        row: The row.
        columns: The names of its columns: `interval` of the Table Schema.
    """
    earliest, latest = (parse_day(row.get(columns.get(n, ""), "")) for n in ("earliest", "latest"))
    if earliest is None and latest is None:
        return None
    return Interval(earliest, latest, row.get(columns.get("type", "")) == THROUGHOUT)


def make_scale(intervals: Iterable[Interval]) -> Scale | None:
    """Return the scale of the years of the bounds, without a few far ones; None without any."""
    years = sorted(day.year for i in intervals for day in (i.earliest, i.latest) if day)
    far = int(len(years) * _FAR)
    return Scale(years[far], years[-1 - far]) if years else None


def draw_bar(interval: Interval, scale: Scale, deadlines: Iterable[date] = ()) -> Markup:
    """Return a bar as SVG; it fades at an open end, and a line marks each deadline."""
    start = None if interval.earliest is None else scale.place(interval.earliest)
    end = None if interval.latest is None else scale.place(interval.latest)
    parts = []
    if start is not None and end is not None:
        left = min(start, 100 - _MIN_WIDTH)
        parts.append(_draw_part(left, max(end - left, _MIN_WIDTH), 1))
    else:
        step = _FADE / _STEPS
        for number in range(_STEPS):
            strength = 1 - number / _STEPS
            left = (end or 0) - step * (number + 1) if start is None else start + step * number
            parts.append(_draw_part(left, step, strength))
    for day in sorted(deadlines):
        place = min(scale.place(day), 100 - _MIN_WIDTH / 2)
        line = f'<line class="deadline" x1="{place:.2f}%" x2="{place:.2f}%" y1="0" y2="14"/>'
        parts.append(line)
    kind = "throughout" if interval.is_throughout else "within"
    label = describe_interval(interval)
    svg = f'<svg class="bar {kind}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
    # Safe: days and numbers need no escaping, which is slow for a bar on each page.
    return Markup(svg)  # noqa: S704


def draw_axis(scale: Scale) -> Markup:
    """Return the years below or above bars as SVG."""
    ticks = (f'<text x="{place:.2f}%" y="12">{name}</text>' for name, place in scale.ticks)
    # Safe, see above.
    return Markup(f'<svg class="bar axis" aria-hidden="true">{"".join(ticks)}</svg>')  # noqa: S704


def describe_interval(interval: Interval) -> str:
    """Return an interval in words."""
    earliest, latest = interval.earliest, interval.latest
    if earliest == latest:
        return f"{earliest}"
    if earliest is None or latest is None:
        return f"{latest} or earlier" if earliest is None else f"{earliest} or later"
    words = f"{earliest} to {latest}"
    return words if interval.is_throughout else f"some time from {words}"


def _draw_part(left: float, width: float, strength: float) -> str:
    return f'<rect x="{left:.2f}%" y="3" width="{width:.2f}%" height="8" opacity="{strength:.1f}"/>'
