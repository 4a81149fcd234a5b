"""Read the borders of countries and provinces that are part of the toolkit."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from eventclaims.render.scripts import read_script

# Longitude and latitude in degrees; the last point is not the first. A ring that crosses the
# longitude of 180 degrees has longitudes beyond it.
Ring = tuple[tuple[float, float], ...]

_HALF_TURN = 180.0


@cache
def read_countries() -> Mapping[str, tuple[Ring, ...]]:
    """Return the rings of each country by ISO 3166-1 alpha-3 code; "" is land without a code."""
    return _read_shapes("site/borders/countries.json")


@cache
def read_provinces() -> Mapping[str, tuple[Ring, ...]]:
    """Return the rings of each province by ISO 3166-2 code. Most countries have none."""
    return _read_shapes("site/borders/provinces.json")


def measure_ring(ring: Ring) -> float:
    """Return the area of a ring in the square of its unit."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise((*ring, *ring[:1])))) / 2


def _read_shapes(file: str) -> Mapping[str, tuple[Ring, ...]]:
    content = json.loads(read_script(file))
    lines = [tuple(_decode(text)) for text in content["lines"]]
    return MappingProxyType(
        {
            code: tuple(_join(lines, numbers) for numbers in rings)
            for code, rings in content["shapes"].items()
        }
    )


def _decode(text: str) -> Iterator[tuple[float, float]]:
    """Yield the points of an encoded polyline of hundredths of a degree, longitude first."""
    steps, number, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        number |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:  # noqa: PLR2004 - the last letter of a number
            steps.append(~(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    x = y = 0
    for step_x, step_y in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + step_x, y + step_y
        yield x / 100, y / 100


def _join(lines: list[Ring], numbers: list[int]) -> Ring:
    """Return the ring that lines form one after another; ~n is line n reversed."""
    points: list[tuple[float, float]] = []
    for number in numbers:
        points += lines[number][:-1] if number >= 0 else lines[~number][:0:-1]
    ring = _unwrap(points)
    if abs(ring[-1][0] - ring[0][0]) > _HALF_TURN:
        # The ring is around a pole.
        first = points.index(min(points))
        ring = _unwrap([*points[first:], *points[:first]])
        pole = 90.0 if ring[0][1] > 0 else -90.0
        return (*ring, (ring[-1][0], pole), (ring[0][0], pole))
    middle = (min(x for x, _ in ring) + max(x for x, _ in ring)) / 2
    turn = round(middle / 360) * 360
    return tuple((x - turn, y) for x, y in ring)


def _unwrap(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return points of which none is more than half a turn from the one before it."""
    ring: list[tuple[float, float]] = []
    for x, y in points:
        turn = round((ring[-1][0] - x) / 360) * 360 if ring else 0
        ring.append((x + turn, y))
    return ring
