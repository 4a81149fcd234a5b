"""Find for each event and claim the most precise thing of a map: a point, province or country."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from eventclaims.documentation.row_context import PackageRows, Piece, Row
from eventclaims.package.standard import map_to_broader
from eventclaims.site.borders import read_countries, read_provinces

# Coordinates of such a place or with such a precision represent an area, not a point.
_WIDE_TYPES = {"country": "country", "governorate": "province"}
_WIDE_PRECISIONS = frozenset({"country", "admin1"})
# From the least to the most precise.
LEVELS = ("country", "province", "point")
# The country, province and point in which a place is; "" for each that is not known.
Trail = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Located:
    """An event or claim and its places."""

    row: Piece
    places: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing of a map with what is known to be there and not more precisely.

    Attributes:
        level: One of `LEVELS`.
        key: ISO 3166-1 alpha-3 code, ISO 3166-2 code, or the id of the place with coordinates.
        name: The name that the package gives it; its key without one.
        rows: The events and claims.
    """

    level: str
    key: str
    name: str
    rows: tuple[Located, ...]


@dataclass(frozen=True, slots=True)
class Locations:
    """The events and claims of a package by where a map can show them.

    Attributes:
        spots: The things of the map. A row with places in several of them is in each.
        counts: Number of rows by the level of their most precise place.
        undrawn: The rows of which no place can be drawn.
        nowhere: The rows without a place.
    """

    spots: tuple[Spot, ...]
    counts: dict[str, int]
    undrawn: tuple[Located, ...]
    nowhere: tuple[Piece, ...]


def locate_rows(rows: PackageRows) -> Locations:
    """Return the events and claims by where a map can show them."""
    found: dict[tuple[str, str], list[Located]] = defaultdict(list)
    counts = dict.fromkeys(LEVELS, 0)
    undrawn, nowhere = [], []
    for row, places in _list_rows(rows):
        paths = {trace_place(rows, place) for place in _drop_wider(rows, places)}
        located = Located(row, tuple(rows.describe("places", place) for place in places))
        ends = sorted({_get_end(path) for path in paths if any(path)}, key=_order)
        for end in ends:
            found[end].append(located)
        if ends:
            counts[ends[-1][0]] += 1
        elif places:
            undrawn.append(located)
        else:
            nowhere.append(row)
    spots = [
        Spot(level, key, name_spot(rows, level, key), tuple(found[level, key]))
        for level, key in found
    ]
    spots.sort(key=lambda spot: (-LEVELS.index(spot.level), spot.name, spot.key))
    return Locations(tuple(spots), counts, tuple(undrawn), tuple(nowhere))


def trace_place(rows: PackageRows, place: str) -> Trail:
    """Return the country, province and point in which a place is, by what it is part of.

    A country or province counts only if the toolkit has its borders.
    """
    within = [*_list_within(rows, place)]
    points = (
        row.get("place_id", "")
        for row in within
        if read_coordinates(row)
        and _get_type(rows, row) not in _WIDE_TYPES
        and row.get("coordinate_precision") not in _WIDE_PRECISIONS
    )
    provinces = (row["admin1"] for row in within if row.get("admin1", "") in read_provinces())
    known = read_countries().keys() - {""}
    countries = (row["country"] for row in within if row.get("country", "") in known)
    return next(countries, ""), next(provinces, ""), next(points, "")


def name_spot(rows: PackageRows, level: str, key: str) -> str:
    """Return the name that the package gives a thing of the map; its key without one."""
    if level == "point":
        return rows.find("places", key).get("name") or key
    column, wanted = ("country", "country") if level == "country" else ("admin1", "governorate")
    for row in rows.list_rows("places", **{column: key}):
        if _get_type(rows, row) == wanted and row.get("name"):
            return row["name"]
    return key


def read_coordinates(row: Row) -> tuple[float, float] | None:
    """Return latitude and longitude of a row of places; None if it has none on the Earth."""
    try:
        latitude, longitude = float(row.get("latitude", "")), float(row.get("longitude", ""))
    except ValueError:
        return None
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 - degrees
    return (latitude, longitude) if is_on_earth else None


def _list_rows(rows: PackageRows) -> Iterator[tuple[Piece, list[str]]]:
    """Yield each event and claim with the keys of its places."""
    for name, key in (("events", "event_id"), ("claims", "claim_id")):
        places: dict[str, dict[str, None]] = defaultdict(dict)
        for row in rows.rows.get(f"{name.removesuffix('s')}_places", ()):
            places[row.get(key, "")][row.get("place_id", "")] = None
        table = rows.tables.get(name)
        for row in rows.rows.get(name, ()) if table else ():
            record = rows.get_key(table, row) if table else ""
            yield rows.describe(name, record), [*places.get(record, ())]


def _list_within(rows: PackageRows, place: str) -> Iterator[Row]:
    """Yield a place and the places that contain it, from the inside."""
    seen = set()
    while place and place not in seen:
        seen.add(place)
        row = rows.find("places", place)
        yield row
        place = row.get("part_of", "")


def _drop_wider(rows: PackageRows, places: list[str]) -> list[str]:
    """Return places without those that contain another one of them."""
    return [
        place
        for place in places
        if not any(other != place and _contains(rows, place, other) for other in places)
    ]


def _contains(rows: PackageRows, place: str, other: str) -> bool:
    """Return whether a place contains another one, by part_of or by the codes of both."""
    within = [*_list_within(rows, other)]
    if any(row.get("place_id") == place for row in within[1:]):
        # In a circle, neither contains the other.
        return not any(row.get("place_id") == other for row in [*_list_within(rows, place)][1:])
    row = rows.find("places", place)
    level = _WIDE_TYPES.get(_get_type(rows, row), "")
    if not level or _get_type(rows, within[0]) == _get_type(rows, row):
        return False
    at, path = LEVELS.index(level), trace_place(rows, other)
    return trace_place(rows, place)[at] == path[at] != ""


def _get_type(rows: PackageRows, row: Row) -> str:
    """Return the type of a place, as a code of the standard."""
    types = map_to_broader(rows.codes.get("place_type", {}).values())
    return types.get(row.get("place_type", ""), row.get("place_type", ""))


def _get_end(path: Trail) -> tuple[str, str]:
    """Return the most precise level that a path has, and its key."""
    pairs = [*zip(LEVELS, path, strict=True)]
    return next(((level, key) for level, key in reversed(pairs) if key), ("", ""))


def _order(end: tuple[str, str]) -> tuple[int, str]:
    return LEVELS.index(end[0]), end[1]
