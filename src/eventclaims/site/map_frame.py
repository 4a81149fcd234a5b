"""The part of the Earth that a map shows, and the lines of borders in it.

Only additions, multiplications and divisions are used, which give the same numbers on every
machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from eventclaims.site.borders import Ring, measure_ring

# West, south, east and north in degrees.
Box = tuple[float, float, float, float]
Point = tuple[float, float]

_WIDTH, _MOST_HEIGHT = 900.0, 600.0
# Room for degrees at the left and below.
LEFT, BELOW, _MARGIN = 48.0, 24.0, 4.0
_LEAST_EXTENT, _SPACE = 6.0, 0.06
# Of the height to the width of the drawing, and of the width to the height.
_LEAST_HEIGHT, _LEAST_WIDTH = 0.45, 0.75
# A part of a country below this share of its largest part, and further away, is not in the frame.
_LEAST_SHARE, _FAR = 0.2, 5.0
_POLE, _TURN = 90.0, 360.0
# A point nearer to the last one does not change a line that a reader sees.
_NEAR = 0.7
# Paths have tenths of a pixel as whole numbers.
UNIT = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the Earth that a map shows; east is to the right, north is up.

    A degree of longitude is drawn as long as it is in the middle of the map.

    Attributes:
        box: The degrees; the east can be beyond 180.
        scale: Pixels of a degree of longitude and of latitude.
        size: Width and height with margins.
    """

    box: Box
    scale: tuple[float, float]
    size: tuple[float, float]

    @property
    def inner(self) -> Box:
        """Left, top, right and bottom of the drawing, in pixels."""
        return (*self.place(self.box[0], self.box[3]), *self.place(self.box[2], self.box[1]))

    def place(self, longitude: float, latitude: float) -> Point:
        """Return the pixels of a point."""
        x = LEFT + (longitude - self.box[0]) * self.scale[0]
        y = _MARGIN + (self.box[3] - latitude) * self.scale[1]
        return round(x, 1), round(y, 1)

    def place_point(self, longitude: float, latitude: float) -> Point:
        """Return the pixels of a point whose longitude can be a turn away from the frame."""
        turn = _TURN if longitude < self.box[0] else 0.0
        return self.place(longitude + turn, latitude)

    def cut_rings(self, rings: Iterable[Ring]) -> list[list[Point]]:
        """Return the parts of rings in the frame in pixels, without points that nobody sees."""
        found = []
        for ring in rings:
            west, south, east, north = measure_box(ring)
            for turn in (-_TURN, 0.0, _TURN):
                if west + turn >= self.box[2] or east + turn <= self.box[0]:
                    continue
                if south >= self.box[3] or north <= self.box[1]:
                    continue
                part = _clip([(x + turn, y) for x, y in ring], self.box)
                line = _thin([self.place(x, y) for x, y in part])
                if line:
                    found.append(line)
        return found


def make_frame(boxes: Sequence[Box]) -> Frame:
    """Return a frame around boxes, with some space."""
    south, north = _widen(min(box[1] for box in boxes), max(box[3] for box in boxes))
    shrink = _find_cosine((south + north) / 2)
    west, east = _widen(*_span([(box[0], box[2]) for box in boxes]))
    west, east = _extend(west, east, (north - south) * _LEAST_WIDTH / shrink)
    if east - west > _TURN:
        west, east = (west + east - _TURN) / 2, (west + east + _TURN) / 2
    south, north = _extend(south, north, (east - west) * _LEAST_HEIGHT * shrink)
    south, north = max(south, -_POLE), min(north, _POLE)
    inner, most = _WIDTH - LEFT - _MARGIN, _MOST_HEIGHT - BELOW - _MARGIN
    scale = min(inner / ((east - west) * shrink), most / (north - south))
    width, height = (east - west) * shrink * scale, (north - south) * scale
    size = (round(width + LEFT + _MARGIN, 1), round(height + BELOW + _MARGIN, 1))
    return Frame((west, south, east, north), (shrink * scale, scale), size)


def list_boxes(rings: Iterable[Ring]) -> list[Box]:
    """Return the boxes of the main parts of a country: distant small parts are left out."""
    sized = sorted(((measure_ring(ring), measure_box(ring)) for ring in rings), reverse=True)
    largest, main = sized[0]
    return [
        box
        for area, box in sized
        if area >= largest * _LEAST_SHARE or _measure_gap(box, main) <= _FAR
    ]


def measure_box(ring: Ring) -> Box:
    """Return the bounds of a ring."""
    longitudes, latitudes = [x for x, _ in ring], [y for _, y in ring]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def write_path(rings: Iterable[Sequence[Point]]) -> str:
    """Return the commands of an SVG path in tenths of a pixel, each step from the point before."""
    parts: list[str] = []
    last = (0, 0)
    for ring in rings:
        for at, (x, y) in enumerate(ring):
            here = (round(x * UNIT), round(y * UNIT))
            if not at:
                parts.append(f"M{here[0]} {here[1]}l")
            else:
                step_x, step_y = here[0] - last[0], here[1] - last[1]
                between = "" if at == 1 or step_x < 0 else " "
                parts.append(f"{between}{step_x}{'' if step_y < 0 else ' '}{step_y}")
            last = here
        parts.append("z")
    return "".join(parts)


def find_centre(ring: Sequence[Point]) -> Point:
    """Return the centre of gravity of a ring."""
    twice = x = y = 0.0
    left, top = ring[0]
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = (ax - left) * (by - top) - (bx - left) * (ay - top)
        twice += cross
        x += cross * (ax + bx - 2 * left)
        y += cross * (ay + by - 2 * top)
    return (left + x / twice / 3, top + y / twice / 3) if twice else (left, top)


def _find_cosine(degrees: float) -> float:
    """Return the cosine to four terms; at least 0.2, so that maps near a pole are not narrow."""
    angle = degrees * 3.14159265 / 180
    return max(0.2, 1 - angle**2 / 2 + angle**4 / 24 - angle**6 / 720)


def _widen(low: float, high: float) -> tuple[float, float]:
    margin = max((high - low) * _SPACE, (_LEAST_EXTENT - (high - low)) / 2)
    return low - margin, high + margin


def _extend(low: float, high: float, least: float) -> tuple[float, float]:
    missing = max(least - (high - low), 0.0)
    return low - missing / 2, high + missing / 2


def _span(ranges: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the bounds of the shortest arc around the Earth that contains all longitudes."""
    parts = sorted((w + _TURN, e + _TURN) if w < -_TURN / 2 else (w, e) for w, e in ranges)
    ends = [*accumulate((end for _, end in parts), max)]
    # The arc begins after the largest gap, at 180 degrees if that is as large as any.
    gaps = [parts[0][0] + _TURN - ends[-1]]
    gaps += [start - end for (start, _), end in zip(parts[1:], ends, strict=False)]
    first = gaps.index(max(gaps))
    if not first:
        return parts[0][0], ends[-1]
    return parts[first][0], max(ends[first - 1] + _TURN, *(end for _, end in parts[first:]))


def _measure_gap(box: Box, other: Box) -> float:
    """Return the degrees between two boxes along the parallel or the meridian."""
    aside = min(
        max(other[0] - box[2] - turn, box[0] + turn - other[2], 0.0)
        for turn in (-_TURN, 0.0, _TURN)
    )
    return max(aside, other[1] - box[3], box[1] - other[3])


def _clip(ring: list[Point], box: Box) -> list[Point]:
    """Return the part of a ring in a box (Sutherland and Hodgman)."""
    west, south, east, north = box
    for axis, limit, sign in ((0, west, 1), (1, south, 1), (0, east, -1), (1, north, -1)):
        kept: list[Point] = []
        for point, last in zip(ring, (*ring[-1:], *ring[:-1]), strict=True):
            is_in, was_in = ((each[axis] - limit) * sign >= 0 for each in (point, last))
            if is_in != was_in:
                share = (limit - last[axis]) / (point[axis] - last[axis])
                crossed = [last[n] + share * (point[n] - last[n]) for n in (0, 1)]
                crossed[axis] = limit
                kept.append((crossed[0], crossed[1]))
            if is_in:
                kept.append(point)
        ring = kept
    return ring


def _thin(line: list[Point]) -> list[Point]:
    """Return a ring without points near the one before; empty if it is smaller than a pixel."""
    kept = line[:1]
    for x, y in line[1:]:
        if abs(x - kept[-1][0]) >= _NEAR or abs(y - kept[-1][1]) >= _NEAR:
            kept.append((x, y))
    return kept if len(kept) > 2 else []  # noqa: PLR2004 - two points do not make an area
