"""Draw a map of the known places: shaded countries and provinces, and points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eventclaims.documentation.row_context import Piece
from eventclaims.site.borders import Ring, measure_ring, read_countries, read_provinces
from eventclaims.site.layout import measure_label, shorten_label
from eventclaims.site.locations import Spot
from eventclaims.site.map_frame import (
    Box,
    Frame,
    Point,
    find_centre,
    list_boxes,
    make_frame,
    measure_box,
    write_path,
)

_STEPS = (0.5, 1, 2, 5, 10, 15, 30)
_MOST_LINES = 6
_LINE = 18.0
_SHADES = 5
# A smaller shape gets a circle, and a smaller country without a count no code.
_LEAST_SHAPE, _LEAST_CODE = 8.0, 26.0
_CODE_WIDTH = 26.0
# How a label is moved from where it should be, the nearest places first. Further away it would
# seem to belong to something else.
_MOVES = sorted(
    ((15.0 * x, _LINE / 2 * y) for x in range(-3, 4) for y in range(-4, 5)),
    key=lambda move: (move[0] ** 2 / 4 + move[1] ** 2, move),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place with coordinates, and the number of events and claims at it."""

    place: Piece
    name: str
    coordinates: tuple[float, float]
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of latitude or longitude in the drawing, with its ends and its label."""

    label: str
    ends: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A text in the drawing, and where it begins, has its middle or ends."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Area:
    """A shaded country or province.

    Attributes:
        spot: The events and claims in it.
        shade: Number of its shade, from 1.
        path: Commands of its path, in tenths of a pixel.
        circle: Centre of the circle that a shape gets which is too small to be seen.
    """

    spot: Spot
    shade: int
    path: str
    circle: Point | None


@dataclass(frozen=True, slots=True)
class Dot:
    """A place with coordinates in the drawing, with its label."""

    mark: Mark
    x: float
    y: float
    label: Label | None


@dataclass(frozen=True, slots=True)
class Map:
    """A map.

    Attributes:
        size: Width and height in pixels.
        inner: Left, top, right and bottom of the drawing.
        lines: Lines of latitude and longitude.
        land: Path of the countries in the frame.
        divisions: Path of the provinces of a country of which one is shaded.
        areas: The shaded countries, then provinces.
        dots: The places with coordinates.
        labels: Labels of the shaded areas that have room for one.
        codes: Codes of other countries.
        shades: The lowest and highest number of each shade.
    """

    size: tuple[float, float]
    inner: Box
    lines: tuple[Line, ...]
    land: str
    divisions: str
    areas: tuple[Area, ...]
    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]
    codes: tuple[Label, ...]
    shades: tuple[tuple[int, int], ...]


class _Labels:
    """The labels of a map, none of which is over another one."""

    def __init__(self, frame: Frame) -> None:
        self._bounds = frame.inner
        self._taken: list[tuple[float, float, float]] = []

    def reserve(self, start: float, end: float, y: float) -> None:
        """Keep a place free."""
        self._taken.append((start, end, y))

    def is_free(self, start: float, end: float, y: float) -> bool:
        """Return whether a place is in the map and nothing is written there."""
        left, top, right, bottom = self._bounds
        is_in = left <= start and end <= right and top <= y - _LINE / 2 and y + _LINE / 2 <= bottom
        return is_in and not any(
            abs(y - other) < _LINE and start < e and s < end for s, e, other in self._taken
        )

    def add(self, text: str, start: float, y: float, anchor: str = "start") -> Label | None:
        """Return a label at the free place that is nearest to a place; None if none is near.

        Args:
            text: Its text.
            start: The left end of the place.
            y: Its middle.
            anchor: The part of the text whose position does not depend on the font.
        """
        length = measure_label(text)
        for right, down in _MOVES:
            left = start + right
            if self.is_free(left, left + length, y + down):
                self.reserve(left, left + length, y + down)
                offset = {"start": 0.0, "middle": length / 2, "end": length}[anchor]
                return Label(text, round(left + offset, 1), round(y + down, 1), anchor)
        return None


def draw_map(spots: Sequence[Spot], marks: Sequence[Mark]) -> Map | None:
    """Return a map of shaded areas and points; None without any."""
    shown = [spot for spot in spots if spot.level != "point"]
    # Provinces are over their country.
    shown.sort(key=lambda spot: (spot.level != "country", spot.key))
    boxes = [box for spot in shown for box in list_boxes(_get_rings(spot))]
    boxes += [(x, y, x, y) for y, x in (mark.coordinates for mark in marks)]
    if not boxes:
        return None
    frame = make_frame(boxes)
    limits = _divide(max((len(spot.rows) for spot in shown), default=0))
    parts = {(s.level, s.key): frame.cut_rings(_get_rings(s)) for s in shown}
    areas = [_make_area(frame, s, parts[s.level, s.key], limits) for s in shown]
    labels = _Labels(frame)
    dots = _place_dots(frame, marks, labels)
    # The label of a country goes around those of its provinces. If there is no room for all
    # labels, the largest numbers have one.
    ordered = sorted(
        areas,
        key=lambda area: (area.spot.level == "country", -len(area.spot.rows), area.spot.key),
    )
    named = [
        _label_area(frame, area, parts[area.spot.level, area.spot.key], labels) for area in ordered
    ]
    shaded = {spot.key for spot in shown}
    others = {
        code: frame.cut_rings(rings)
        for code, rings in read_countries().items()
        if code not in shaded
    }
    countries = {spot.key[:2] for spot in shown if spot.level == "province"}
    return Map(
        size=frame.size,
        inner=frame.inner,
        lines=tuple(_list_lines(frame)),
        land=write_path(ring for rings in others.values() for ring in rings),
        divisions=write_path(
            ring
            for code, rings in read_provinces().items()
            if code[:2] in countries and code not in shaded
            for ring in frame.cut_rings(rings)
        ),
        areas=tuple(areas),
        dots=tuple(dots),
        labels=tuple(label for label in named if label),
        codes=tuple(_list_codes(others, labels)),
        shades=tuple(zip((1, *(limit + 1 for limit in limits)), limits, strict=False)),
    )


def _get_rings(spot: Spot) -> tuple[Ring, ...]:
    return (read_countries() if spot.level == "country" else read_provinces())[spot.key]


def _divide(most: int) -> list[int]:
    """Return the highest number of each shade: each is about the same multiple of the last one."""
    if most <= _SHADES:
        return [*range(1, most + 1)]
    # Integer roots, because powers of fractions differ between machines.
    steps = range(1, _SHADES + 1)
    return [next(n for n in range(most + 1) if n**_SHADES >= most**step) for step in steps]


def _make_area(frame: Frame, spot: Spot, rings: list[list[Point]], limits: list[int]) -> Area:
    shade = next(at for at, limit in enumerate(limits, 1) if len(spot.rows) <= limit)
    boxes = [measure_box(tuple(ring)) for ring in rings]
    is_seen = any(max(east - west, low - top) >= _LEAST_SHAPE for west, top, east, low in boxes)
    circle = None if is_seen else _find_middle(frame, spot, rings)
    return Area(spot, shade, write_path(rings), circle)


def _find_middle(frame: Frame, spot: Spot, rings: list[list[Point]]) -> Point:
    """Return the middle of the largest part of an area."""
    if rings:
        x, y = find_centre(max(rings, key=lambda ring: measure_ring(tuple(ring))))
        return round(x, 1), round(y, 1)
    west, south, east, north = list_boxes(_get_rings(spot))[0]
    return frame.place_point((west + east) / 2, (south + north) / 2)


def _label_area(
    frame: Frame, area: Area, rings: list[list[Point]], labels: _Labels
) -> Label | None:
    text = f"{shorten_label(area.spot.name)}: {len(area.spot.rows)}"
    x, y = area.circle or _find_middle(frame, area.spot, rings)
    start = x + _LEAST_SHAPE if area.circle else x - measure_label(text) / 2
    return labels.add(text, start, y, "start" if area.circle else "middle")


def _place_dots(frame: Frame, marks: Iterable[Mark], labels: _Labels) -> list[Dot]:
    placed = []
    for mark in marks:
        latitude, longitude = mark.coordinates
        placed.append((mark, *frame.place_point(longitude, latitude)))
    placed.sort(key=lambda each: (each[2], each[1], each[0].place.record))
    for _, x, y in placed:
        labels.reserve(x - 5, x + 5, y)
    dots = []
    for mark, x, y in placed:
        text = shorten_label(mark.name) + (f": {mark.count}" if mark.count else "")
        length = measure_label(text)
        is_left = x + 8 + length > frame.inner[2]
        start = x - 8 - length if is_left else x + 8
        dots.append(Dot(mark, x, y, labels.add(text, start, y, "end" if is_left else "start")))
    return dots


def _list_codes(countries: dict[str, list[list[Point]]], labels: _Labels) -> Iterable[Label]:
    """Yield the code of each country that has room for it."""
    for code, rings in countries.items():
        if code and rings:
            ring = max(rings, key=lambda each: measure_ring(tuple(each)))
            west, top, east, low = measure_box(tuple(ring))
            x, y = find_centre(ring)
            start, end = x - _CODE_WIDTH / 2, x + _CODE_WIDTH / 2
            is_large = east - west >= _LEAST_CODE and low - top >= _LINE
            if is_large and labels.is_free(start, end, y):
                labels.reserve(start, end, y)
                yield Label(code, round(x, 1), round(y, 1), "middle")


def _list_lines(frame: Frame) -> Iterable[Line]:
    """Yield the lines of latitude and longitude."""
    (west, south, east, north), (left, top, right, bottom) = frame.box, frame.inner
    for degrees in _list_degrees(south, north):
        y = frame.place(west, degrees)[1]
        yield Line(write_degrees(degrees, "NS"), (left, y, right, y))
    for degrees in _list_degrees(west, east):
        x = frame.place(degrees, north)[0]
        turned = (degrees + 180) % 360 - 180
        yield Line(write_degrees(turned, "EW"), (x, top, x, bottom))


def _list_degrees(low: float, high: float) -> list[float]:
    step = next((s for s in _STEPS if (high - low) / s <= _MOST_LINES), 60)
    first = -int(-low // step) if low % step else int(low // step)
    return [n * step for n in range(first, int(high // step) + 1)]


def write_degrees(degrees: float, letters: str) -> str:
    """Return degrees with the letter of their direction."""
    letter = "" if degrees in {0, 180, -180} else letters[degrees < 0]
    return f"{abs(degrees):.7g}\u00b0 {letter}".rstrip()
