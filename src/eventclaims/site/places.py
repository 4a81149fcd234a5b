"""Events and claims at each place, by country, and the map of them."""

from collections import defaultdict
from dataclasses import dataclass

from eventclaims.documentation.row_context import PackageRows, Piece, Row
from eventclaims.site.locations import (
    Locations,
    locate_rows,
    name_spot,
    read_coordinates,
    trace_place,
)
from eventclaims.site.map import Map, Mark, draw_map, write_degrees

_NO_COUNTRY = "No country, or several"


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
class Places:
    """The places with their events and claims.

    Attributes:
        countries: The places by country, the countries by name.
        map: The countries, provinces and points of the events and claims; None without any.
        locations: The events and claims by where the map has them.
    """

    countries: tuple[tuple[str, tuple[Place, ...]], ...]
    map: Map | None
    locations: Locations


def list_places(rows: PackageRows) -> Places:
    """Return the places by country, and the events and claims by where a map can show them."""
    listed: dict[str, list[Place]] = defaultdict(list)
    for row in rows.rows.get("places", ()):
        listed[row.get("country", "")].append(_make_place(rows, row))
    named = [(name_country(rows, code), tuple(places)) for code, places in listed.items()]
    # The places without a country come last.
    countries = tuple(sorted(named, key=lambda each: (each[0] == _NO_COUNTRY, each[0])))
    locations = locate_rows(rows)
    counts = {spot.key: len(spot.rows) for spot in locations.spots if spot.level == "point"}
    marks = [
        Mark(place.place, place.name, place.coordinates, counts.get(place.place.record, 0))
        for _, places in countries
        for place in places
        if place.coordinates and trace_place(rows, place.place.record)[2] == place.place.record
    ]
    return Places(countries, draw_map(locations.spots, marks), locations)


def name_country(rows: PackageRows, code: str) -> str:
    """Return the name that the package gives a country, with its code; the code without one."""
    name = name_spot(rows, "country", code) if code else _NO_COUNTRY
    return name if name in {code, _NO_COUNTRY} else f"{name} ({code})"


def write_place(coordinates: tuple[float, float]) -> str:
    """Return coordinates as degrees with letters."""
    return ", ".join(map(write_degrees, coordinates, ("NS", "EW")))


def _make_place(rows: PackageRows, row: Row) -> Place:
    table, key = rows.tables["places"], row.get("place_id", "")
    events = rows.list_rows("event_places", place_id=key)
    claims = rows.list_rows("claim_places", place_id=key)
    return Place(
        place=rows.describe("places", key),
        name=row.get("name") or key,
        kind=rows.describe_cell(table, row, "place_type"),
        within=rows.describe("places", row["part_of"]) if row.get("part_of") else None,
        coordinates=read_coordinates(row),
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
