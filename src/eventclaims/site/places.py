"""Events and claims at each place, by country, and the places that have coordinates."""

from collections import defaultdict
from dataclasses import dataclass

from eventclaims.documentation.row_context import PackageRows, Piece, Row
from eventclaims.site.layout import measure_label, shorten_label

_NO_COUNTRY = "No country, or several"
# A claim or event in such a place is known only to an area.
_AREAS = frozenset({"country", "governorate", "region", "waterway"})
_WIDTH, _MOST_HEIGHT, _MARGIN = 680.0, 520.0, 52.0
_STEPS = (0.5, 1, 2, 5, 10, 15, 30)
_MOST_LINES = 6
_LEAST_EXTENT = 2.0
_LINE = 18.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its events and claims.

    Attributes:
        place: The place.
        name: Its name.
        kind: Its type.
        within: The place of which it is part; None if the data do not say.
        coordinates: Latitude and longitude; None if the data have none.
        precision: What the coordinates represent.
        events: Each event with its relation to the place.
        claims: The claims about the place.
    """

    place: Piece
    name: str
    kind: Piece
    within: Piece | None
    coordinates: tuple[float, float] | None
    precision: Piece
    events: tuple[tuple[Piece, Piece], ...]
    claims: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of latitude or longitude in the drawing, with its ends and its label."""

    label: str
    ends: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the drawing, and where its label begins or, near the right edge, ends."""

    place: Place
    label: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The places with coordinates: longitude to the right, latitude upwards."""

    size: tuple[float, float]
    lines: tuple[Line, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The places with their events and claims.

    Attributes:
        countries: The places by country, the countries by name.
        chart: The places with coordinates; None without any.
        vague: The events and claims known only to an area, with its places.
        nowhere: The events and claims without a place.
    """

    countries: tuple[tuple[str, tuple[Place, ...]], ...]
    chart: Chart | None
    vague: tuple[tuple[Piece, tuple[Piece, ...]], ...]
    nowhere: tuple[Piece, ...]


def list_places(rows: PackageRows) -> Places:
    """Return the places by country, and the events and claims without a precise place."""
    listed: dict[str, list[Place]] = defaultdict(list)
    for row in rows.rows.get("places", ()):
        listed[row.get("country", "")].append(_make_place(rows, row))
    named = [(name_country(rows, code), tuple(places)) for code, places in listed.items()]
    located: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, key in (("events", "event_id"), ("claims", "claim_id")):
        for row in rows.rows.get(f"{name.removesuffix('s')}_places", ()):
            located[name, row.get(key, "")].append(row.get("place_id", ""))
    vague, nowhere = [], []
    for name in ("events", "claims") if listed else ():
        table = rows.tables.get(name)
        for row in rows.rows.get(name, ()) if table else ():
            key = rows.get_key(table, row) if table else ""
            found = located.get((name, key), [])
            if not found:
                nowhere.append(rows.describe(name, key))
            elif all(rows.find("places", each).get("place_type") in _AREAS for each in found):
                vague.append((rows.describe(name, key), tuple(_describe(rows, e) for e in found)))
    # The places without a country come last.
    countries = tuple(sorted(named, key=lambda each: (each[0] == _NO_COUNTRY, each[0])))
    chart = draw_chart([place for _, places in countries for place in places if place.coordinates])
    return Places(countries, chart, tuple(vague), tuple(nowhere))


def name_country(rows: PackageRows, code: str) -> str:
    """Return the name that the package gives a country, with its code; the code without one."""
    if not code:
        return _NO_COUNTRY
    for row in rows.list_rows("places", country=code, place_type="country"):
        if row.get("name"):
            return f"{row['name']} ({code})"
    return code


def draw_chart(places: list[Place]) -> Chart | None:
    """Return a drawing of places with coordinates; None without any.

    A degree of longitude is drawn as long as it is in the middle of the drawing.
    """
    found = [(place, *place.coordinates) for place in places if place.coordinates]
    if not found:
        return None
    south, north = _widen([latitude for _, latitude, _ in found], 90)
    west, east = _widen([longitude for *_, longitude in found], 180)
    # The cosine of the latitude to four terms, which is the same number on every machine.
    angle = (south + north) / 2 * 3.14159265 / 180
    shrink = max(0.2, 1 - angle**2 / 2 + angle**4 / 24 - angle**6 / 720)
    inner = _WIDTH - 2 * _MARGIN
    scale = min(inner / ((east - west) * shrink), (_MOST_HEIGHT - 2 * _MARGIN) / (north - south))
    width = (east - west) * shrink * scale + 2 * _MARGIN
    height = (north - south) * scale + 2 * _MARGIN

    def place_x(longitude: float) -> float:
        return round(_MARGIN + (longitude - west) * shrink * scale, 1)

    def place_y(latitude: float) -> float:
        return round(_MARGIN + (north - latitude) * scale, 1)

    lines = [
        Line(_write_degrees(d, "NS"), (_MARGIN, place_y(d), round(width - _MARGIN, 1), place_y(d)))
        for d in _list_degrees(south, north)
    ]
    lines += [
        Line(_write_degrees(d, "EW"), (place_x(d), _MARGIN, place_x(d), round(height - _MARGIN, 1)))
        for d in _list_degrees(west, east)
    ]
    points = _label([(place, place_x(lon), place_y(lat)) for place, lat, lon in found], width)
    return Chart((round(width, 1), round(height, 1)), tuple(lines), tuple(points))


def write_place(coordinates: tuple[float, float]) -> str:
    """Return coordinates as degrees with letters."""
    return ", ".join(map(_write_degrees, coordinates, ("NS", "EW")))


def _describe(rows: PackageRows, place: str) -> Piece:
    return rows.describe("places", place)


def _make_place(rows: PackageRows, row: Row) -> Place:
    table, key = rows.tables["places"], row.get("place_id", "")
    events = rows.list_rows("event_places", place_id=key)
    claims = rows.list_rows("claim_places", place_id=key)
    return Place(
        place=_describe(rows, key),
        name=row.get("name") or key,
        kind=rows.describe_cell(table, row, "place_type"),
        within=_describe(rows, row["part_of"]) if row.get("part_of") else None,
        coordinates=_read_coordinates(row),
        precision=rows.describe_cell(table, row, "coordinate_precision"),
        events=tuple(
            (
                rows.describe_cell(rows.tables["event_places"], each, "relation"),
                rows.describe("events", each.get("event_id", "")),
            )
            for each in events
        ),
        claims=tuple(rows.describe("claims", each.get("claim_id", "")) for each in claims),
    )


def _read_coordinates(row: Row) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(row.get("latitude", "")), float(row.get("longitude", ""))
    except ValueError:
        return None
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees
    return (latitude, longitude) if is_on_earth else None


def _widen(values: list[float], most: float) -> tuple[float, float]:
    """Return the bounds of a drawing: those of the values with a margin."""
    margin = max((max(values) - min(values)) * 0.15, _LEAST_EXTENT / 2)
    return max(min(values) - margin, -most), min(max(values) + margin, most)


def _list_degrees(low: float, high: float) -> list[float]:
    step = next((s for s in _STEPS if (high - low) / s <= _MOST_LINES), _STEPS[-1])
    first = -int(-low // step) if low % step else int(low // step)
    return [n * step for n in range(first, int(high // step) + 1)]


def _write_degrees(degrees: float, letters: str) -> str:
    letter = letters[degrees < 0] if degrees else ""
    return f"{abs(degrees):.7g}\u00b0 {letter}".rstrip()


def _label(places: list[tuple[Place, float, float]], width: float) -> list[Point]:
    """Return points with labels that do not overlap each other."""
    points: list[Point] = []
    taken: list[tuple[float, float, float]] = []
    for place, x, y in sorted(places, key=lambda each: (each[2], each[1], each[0].place.record)):
        label = shorten_label(place.name)
        length = measure_label(label)
        is_left = x + length > width
        start, end = (x - 8 - length, x - 8) if is_left else (x + 8, x + 8 + length)
        at = y
        while any(abs(at - other) < _LINE and start < e and s < end for s, e, other in taken):
            at += _LINE / 2
        taken.append((start, end, at))
        label_x, anchor = (x - 8, "end") if is_left else (x + 8, "start")
        points.append(Point(place, label, x, y, round(label_x, 1), at, anchor))
    return points
