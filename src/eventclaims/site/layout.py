"""Place labelled boxes so that connected ones are near each other and none overlap.

Only additions, multiplications, divisions and square roots are used, which give the same numbers
on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_LETTER, _WIDE, _HEIGHT, _PADDING = 7.0, 13.5, 24.0, 16.0
_GAP = np.array([12.0, 16.0])
# The length of a line between two boxes: to the side, and up or down.
_EDGE = np.array([94.0, 96.0])
_MARGIN = 10.0
# The width of a page.
_WIDTH = 900.0
# Boxes with some room between them are separated in few steps.
_ROOM = 2.0
_LONGEST = 28
_STEPS = 300
_PUSHES = 200
_PUSH = 0.6
_NEGLIGIBLE = 0.01


@dataclass(frozen=True, slots=True)
class Box:
    """A box by its centre and its width."""

    x: float
    y: float
    width: float
    height: float = _HEIGHT


def place_boxes(
    labels: Mapping[str, str], pairs: Sequence[tuple[str, str]]
) -> tuple[dict[str, Box], tuple[float, float]]:
    """Return the box of each name, and the width and height of the picture.

    The parts that no pair connects are placed one after another, the largest first.

    Args:
        labels: The label of each name.
        pairs: The connected names.
    """
    if not labels:
        return {}, (0.0, 0.0)
    boxes: dict[str, Box] = {}
    rows: list[list[tuple[list[str], Floats, Floats]]] = []
    widest, right = _WIDTH, 0.0
    for names in _list_components([*labels], pairs):
        sizes = np.array([[measure_label(labels[name]), _HEIGHT] for name in names])
        places = _separate(_arrange(names, pairs), sizes)
        low = (places - sizes / 2).min(axis=0)
        extent = (places + sizes / 2).max(axis=0) - low
        used = sum(float(each[0]) + 2 * float(_GAP[0]) for _, _, each in rows[-1]) if rows else 0.0
        if rows and used + extent[0] <= widest:
            rows[-1].append((names, places - low, extent))
        else:
            rows.append([(names, places - low, extent)])
            used = 0.0
            widest = max(widest, float(extent[0]))
        right = max(right, used + float(extent[0]))
    top = _MARGIN
    for row in rows:
        left = _MARGIN
        for names, places, extent in row:
            for name, place in zip(names, places, strict=True):
                x, y = round(left + float(place[0]), 1), round(top + float(place[1]), 1)
                boxes[name] = Box(x, y, round(measure_label(labels[name]), 1))
            left += float(extent[0]) + 2 * float(_GAP[0])
        top += max(float(extent[1]) for _, _, extent in row) + 2 * float(_GAP[1])
    height = top - 2 * float(_GAP[1]) + _MARGIN
    return boxes, (round(right + 2 * _MARGIN, 1), round(height, 1))


def shorten_label(text: str) -> str:
    """Return a text as one short line."""
    line = " ".join(text[: 2 * _LONGEST].split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def measure_label(label: str) -> float:
    """Return the width of a label with its padding; letters are as wide as in a wide font."""
    letters = sum(_WIDE if east_asian_width(each) in "WF" else _LETTER for each in label)
    return letters + _PADDING


def _list_components(names: list[str], pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    near: dict[str, set[str]] = {name: set() for name in names}
    for first, second in pairs:
        near[first].add(second)
        near[second].add(first)
    components, seen = [], set[str]()
    for name in names:
        if name not in seen:
            found = _walk(name, near)
            seen |= {*found}
            components.append(sorted(found))
    return sorted(components, key=lambda found: (-len(found), found))


def _walk(start: str, near: Mapping[str, set[str]]) -> dict[str, int]:
    """Return the distance of each connected name from a name."""
    distances, queue = {start: 0}, [start]
    for name in queue:
        for other in sorted(near[name]):
            if other not in distances:
                distances[other] = distances[name] + 1
                queue.append(other)
    return distances


def _arrange(names: list[str], pairs: Sequence[tuple[str, str]]) -> Floats:
    """Return places whose distances are like the distances in the network (stress majorisation)."""
    near: dict[str, set[str]] = {name: set() for name in names}
    for first, second in pairs:
        if first in near:
            near[first].add(second)
            near[second].add(first)
    walks = [_walk(name, near) for name in names]
    wanted = np.array([[float(walk[name]) for name in names] for walk in walks])
    number = len(names)
    weights = np.divide(1.0, wanted * wanted, out=np.zeros_like(wanted), where=wanted > 0)
    total = weights.sum(axis=1)
    places: Floats = _spread(number)
    for _ in range(_STEPS if number > 1 else 0):
        differences = places[:, None, :] - places[None, :, :]
        lengths = np.sqrt((differences * differences).sum(axis=2))
        scale = np.divide(wanted, lengths, out=np.zeros_like(wanted), where=lengths > 0)
        targets = places[None, :, :] + differences * scale[:, :, None]
        places = (targets * weights[:, :, None]).sum(axis=1) / total[:, None]
    arranged: Floats = places * _EDGE
    return arranged


def _spread(number: int) -> Floats:
    """Return different places on a spiral of squares, from which the search starts."""
    x, y, step = 0.0, 0.0, 0.9
    places = []
    for _ in range(number):
        places.append((x, y))
        # A turn by the angle with cosine 0.6 and sine 0.8, and a little outwards.
        x, y = 1.02 * (0.6 * x - 0.8 * y) + step, 1.02 * (0.8 * x + 0.6 * y)
    spread: Floats = np.array(places)
    return spread


def _separate(places: Floats, sizes: Floats) -> Floats:
    """Move overlapping boxes away from each other, along the shorter way."""
    extent = (places + sizes / 2).max(axis=0) - (places - sizes / 2).min(axis=0)
    room = _ROOM * (sizes + _GAP).prod(axis=1).sum() / extent.prod()
    places = places * np.sqrt(max(1.0, float(room)))
    needed = (sizes[:, None, :] + sizes[None, :, :]) / 2 + _GAP
    upper = np.triu(np.ones(needed.shape[:2], dtype=bool), 1)
    for _ in range(_PUSHES):
        differences = places[None, :, :] - places[:, None, :]
        overlap = needed - np.abs(differences)
        is_overlap = upper & (overlap > _NEGLIGIBLE).all(axis=2)
        if not is_overlap.any():
            break
        is_side = overlap[:, :, 0] < overlap[:, :, 1]
        axis = np.stack([is_side, ~is_side], axis=2)
        sign = np.where(differences >= 0, 1.0, -1.0)
        push = np.where(is_overlap[:, :, None] & axis, overlap * sign / 2, 0.0) * _PUSH
        places = places + push.sum(axis=0) - push.sum(axis=1)
    return _lower(places, needed)


def _lower(places: Floats, needed: Floats) -> Floats:
    """Move each box that still overlaps one above it below that one."""
    places = places.copy()
    placed: list[int] = []
    for box in np.argsort(places[:, 1], kind="stable").tolist():
        for other in sorted(placed, key=lambda each: float(places[each, 1])):
            distance = np.abs(places[box] - places[other])
            if (needed[box, other] - distance > _NEGLIGIBLE).all():
                places[box, 1] = places[other, 1] + needed[box, other, 1]
        placed.append(box)
    return places
