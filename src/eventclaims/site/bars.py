"""Draw dates as bars from the first to the last possible day, as SVG inside a page."""

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from eventclaims.documentation.intervals import Interval, Scale, describe_interval

_STEPS = 5
_FADE = 12.0
_MIN_WIDTH = 0.8


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


def _draw_part(left: float, width: float, strength: float) -> str:
    return f'<rect x="{left:.2f}%" y="3" width="{width:.2f}%" height="8" opacity="{strength:.1f}"/>'
