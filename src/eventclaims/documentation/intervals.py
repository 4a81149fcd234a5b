"""The possible days of a row, and the years that a drawing of them shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from eventclaims.tables.edtf import THROUGHOUT, parse_day

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


def read_interval(row: Mapping[str, str], columns: dict[str, str]) -> Interval | None:
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


def describe_interval(interval: Interval) -> str:
    """Return an interval in words."""
    earliest, latest = interval.earliest, interval.latest
    if earliest == latest:
        return f"{earliest}"
    if earliest is None or latest is None:
        return f"{latest} or earlier" if earliest is None else f"{earliest} or later"
    words = f"{earliest} to {latest}"
    return words if interval.is_throughout else f"some time from {words}"
