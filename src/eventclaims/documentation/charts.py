"""Figures of a package as PNG and SVG files: bar charts of counts, and dates as intervals."""

import io
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from eventclaims.documentation.counts import Count, Statistics
from eventclaims.documentation.intervals import Interval, Scale, make_scale
from eventclaims.errors import EventClaimsError

# The name of the figure of all dates; months as categories would leave out most of them.
TIMELINE = "timeline"
_MONTHS = ("statement_month", "event_month")
_FORMS = ("png", "svg")
_SHOWN = 20
_LABEL_WIDTH = 42
_BAR_HEIGHT = 0.32
_LINE_HEIGHT = 0.055
# More lines of a group could not be distinguished.
_MOST_LINES = 150
_MARGIN = 1.1
_WITHIN, _THROUGHOUT = "#c26a00", "#3b6a8f"
# An open end fades over this part of the width, in so many steps.
_FADE, _STEPS = 0.06, 8
# A single day is at least this part of the width.
_LEAST = 0.004


def write_plots(statistics: Statistics, folder: Path) -> list[Path]:
    """Write the figures of a package; the same counts produce the same bytes.

    Args:
        statistics: The counts.
        folder: Folder of the figures; created if it does not exist.

    Returns:
        The written files.

    Raises:
        EventClaimsError: If a file cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, _, content in draw_figures(statistics):
            written.append(folder / name)
            written[-1].write_bytes(content)
    except OSError as error:
        raise EventClaimsError(f"{folder}: cannot be written ({error.strerror})") from error
    return written


def draw_figures(
    statistics: Statistics, names: Iterable[str] = ()
) -> Iterator[tuple[str, str, bytes]]:
    """Yield the file name, title and content of each figure that is not empty.

    Args:
        statistics: The counts.
        names: The names of the figures; by default all.
    """
    source = f"{statistics.package} {statistics.version or ''}".strip()
    figures = {
        count.name: (count.title, _draw_count(count, source))
        for count in statistics.counts
        if count.counts and count.name not in _MONTHS and (not names or count.name in names)
    }
    scale = make_scale(days for _, dated in statistics.dated for days in dated)
    if scale and (not names or TIMELINE in names):
        title = "Statements by group, and events, from first to last possible day"
        figures[TIMELINE] = (title, _draw_timeline(statistics, scale, title, source))
    for name, (title, figure) in figures.items():
        for form in _FORMS:
            yield f"{name}.{form}", title, _save(figure, form)


def _draw_count(count: Count, source: str) -> Figure:
    shown = count.counts[:_SHOWN]
    numbers = [number for _, number in shown]
    figure = Figure(figsize=(8, _MARGIN + _BAR_HEIGHT * len(shown)), layout="constrained")
    axes = figure.subplots()
    bars = axes.barh(range(len(shown)), numbers, color=_THROUGHOUT)
    axes.set_yticks(range(len(shown)), [_write_label(label) for label, _ in shown])
    axes.invert_yaxis()
    axes.bar_label(bars, padding=3)
    axes.set_xlim(0, max(numbers) * 1.08)
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    rest = f", the first {_SHOWN} of {len(count.counts)}" if len(count.counts) > _SHOWN else ""
    axes.set_title(f"{count.title}{rest} ({source})", loc="left", fontsize=11)
    return figure


def _draw_timeline(statistics: Statistics, scale: Scale, title: str, source: str) -> Figure:
    """Draw a line for each row, and a band for each group; the groups with fewest are left out."""
    *groups, last = statistics.dated
    shown = [_limit_lines(*group) for group in (*groups[: _SHOWN - 1], last)]
    # A group of one row still has room for its name.
    heights = [max(_BAR_HEIGHT, _LINE_HEIGHT * len(dated)) for _, dated in shown]
    figure = Figure(figsize=(9, _MARGIN + sum(heights)), layout="constrained")
    axes = figure.subplots()
    first, end = date(scale.first, 1, 1), date(scale.last, 12, 31)
    width = (end - first).days
    places, top = [], 0.0
    for number, ((_, dated), height) in enumerate(zip(shown, heights, strict=True)):
        if number % 2 == 0:
            axes.axhspan(top, top + height, color="#f2f2f2", linewidth=0)
        places.append(top + height / 2)
        step = height / len(dated)
        for line, interval in enumerate(dated):
            middle = top + (line + 0.5) * step
            _draw_interval(axes, interval, middle, 0.7 * min(step, _BAR_HEIGHT / 3), width)
        top += height
    axes.set_yticks(places, [_write_label(label) for label, _ in shown])
    axes.set_ylim(top, 0)
    axes.set_xlim(_count_days(first), _count_days(end))
    axes.xaxis_date()
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    left = len(statistics.dated) - len(shown)
    rest = f"; groups with fewer statements that are not shown: {left}" if left else ""
    axes.set_title(f"{title}\n({source}{rest})", loc="left", fontsize=11)
    labels = {_WITHIN: "one of these days", _THROUGHOUT: "on all of these days"}
    handles = [Patch(color=color, label=label) for color, label in labels.items()]
    figure.legend(handles=handles, loc="outside lower right", ncols=2, frameon=False, fontsize=9)
    return figure


def _limit_lines(label: str, dated: tuple[Interval, ...]) -> tuple[str, tuple[Interval, ...]]:
    """Return a group with a part of its rows, evenly chosen, if it has too many."""
    step = -(-len(dated) // _MOST_LINES)
    return (label, dated) if step == 1 else (f"{label} (1 in {step})", dated[::step])


def _draw_interval(
    axes: Axes, interval: Interval, middle: float, height: float, width: int
) -> None:
    """Draw a bar from the first to the last possible day; it fades at an open end."""
    color = _THROUGHOUT if interval.is_throughout else _WITHIN
    earliest, latest = interval.earliest, interval.latest
    known = earliest or latest
    if earliest and latest:
        days = (latest - earliest + timedelta(1)).days
        least = max(days, width * _LEAST)
        axes.barh(middle, least, height, left=_count_days(earliest), color=color)
    elif known:
        step = width * _FADE / _STEPS * (1 if earliest else -1)
        for number in range(_STEPS):
            start = _count_days(known) + number * step
            part = 1 - number / _STEPS
            axes.barh(middle, step, height, left=start, color=color, alpha=part, linewidth=0)


def _count_days(day: date) -> float:
    return float(date2num(day))  # type: ignore[no-untyped-call] # matplotlib has no types for it


def _write_label(label: str) -> str:
    """Return a short label; a dollar sign must not start a formula."""
    return textwrap.shorten(label, _LABEL_WIDTH, placeholder="…").replace("$", r"\$")


def _save(figure: Figure, form: str) -> bytes:
    metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    content = io.BytesIO()
    # Text stays text, and the same figure always has the same bytes.
    with mpl.rc_context({"svg.hashsalt": "eventclaims", "svg.fonttype": "none"}):
        figure.savefig(content, format=form, dpi=150, metadata=metadata)
    return content.getvalue()
