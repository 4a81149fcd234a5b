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
        line = Markup('<line class="deadline" x1="{0:.2f}%" x2="{0:.2f}%" y1="0" y2="14"/>')
        parts.append(line.format(place))
    kind = "throughout" if interval.is_throughout else "within"
    label = describe_interval(interval)
    svg = Markup('<svg class="bar {}" role="img" aria-label="{}">{}</svg>')
    return svg.format(kind, label, Markup().join(parts))


def draw_axis(scale: Scale) -> Markup:
    """Return the years below or above bars as SVG."""
    text = Markup('<text x="{:.2f}%" y="12">{}</text>')
    ticks = Markup().join(text.format(place, name) for name, place in scale.ticks)
    return Markup('<svg class="bar axis" aria-hidden="true">{}</svg>').format(ticks)


def _draw_part(left: float, width: float, strength: float) -> Markup:
    rect = Markup('<rect x="{:.2f}%" y="3" width="{:.2f}%" height="8" opacity="{:.1f}"/>')
    return rect.format(left, width, strength)
