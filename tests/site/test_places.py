"""Places by country, and where they are."""

import re

from support import sites
from support.editing import change
from support.packages import ROOT
from support.pictures import HOSTILE

from eventclaims.documentation.row_context import Piece
from eventclaims.package.opening import open_package
from eventclaims.site.edition import make_edition
from eventclaims.site.places import Place, draw_chart, list_places, write_place

PAGE = "1.0.0/places.html"


def read(package):
    with open_package(package) as opened:
        return list_places(make_edition(opened).rows)


def make(number, latitude, longitude):
    name = f"Place {number}"
    piece = Piece(name, "places", f"PLC-{number}")
    return Place(piece, name, Piece(""), None, (latitude, longitude), Piece(""), (), ())


def test_places_are_listed_by_country_with_what_happened_and_what_is_claimed(full):
    places = read(full)
    assert [(name, [p.name for p in found]) for name, found in places.countries] == [
        ("IRQ", ["Northtown"]),
        ("No country, or several", ["Northland"]),
    ]
    ((_, (town,)), _) = places.countries
    assert [(r.text, e.record) for r, e in town.events] == [("At", "EVT-0001")]
    assert [claim.record for claim in town.claims] == ["CLM-0001"]
    assert town.coordinates == (0.5, -0.25)
    assert town.within.record == "PLC-0001"


def test_a_country_has_the_name_that_the_package_gives_it(full_copy):
    def name_country(rows):
        return [rows[0] | {"country": "IRQ"}, *rows[1:]]

    change(full_copy, "places", name_country)
    assert [name for name, _ in read(full_copy).countries] == ["Northland (IRQ)"]


def test_events_and_claims_are_listed_by_how_little_is_known_of_their_place(full_copy):
    places = read(full_copy)
    assert places.vague == ()
    assert [row.record for row in places.nowhere] == [
        *("EVT-0002", "EVT-0003", "CLM-0002", "CLM-0003", "CLM-0004"),
    ]
    change(full_copy, "event_places", lambda rows: [rows[0] | {"place_id": "PLC-0001"}])
    ((row, found),) = read(full_copy).vague
    assert (row.record, [place.record for place in found]) == ("EVT-0001", ["PLC-0001"])


def test_every_place_with_coordinates_is_drawn_and_has_its_coordinates_in_the_table():
    places = read(ROOT)
    drawn = [point.place.place.record for point in places.chart.points]
    listed = [p for _, found in places.countries for p in found if p.coordinates]
    assert sorted(drawn) == sorted(place.place.record for place in listed)
    assert sum(len(found) for _, found in places.countries) == 26
    assert write_place((33.34058, -44.40088)) == "33.34058\u00b0 N, 44.40088\u00b0 W"
    assert write_place((0, 0)) == "0\u00b0, 0\u00b0"


def test_north_is_up_east_is_right_and_labels_of_near_places_do_not_overlap():
    chart = draw_chart([make(1, 10, 20), make(2, 12, 25), make(3, 10.01, 20.01)])
    points = {point.label: point for point in chart.points}
    assert points["Place 2"].y < points["Place 1"].y
    assert points["Place 2"].x > points["Place 1"].x
    assert abs(points["Place 1"].label_y - points["Place 3"].label_y) >= 18
    assert all(0 <= p.x <= chart.size[0] and 0 <= p.y <= chart.size[1] for p in chart.points)
    assert {"10\u00b0 N", "20\u00b0 E"} <= {line.label for line in chart.lines}


def test_places_all_over_the_earth_and_at_its_poles_are_drawn():
    chart = draw_chart([make(1, 90, 180), make(2, -90, -180), make(3, 0, 0)])
    labels = [line.label for line in chart.lines]
    assert {"0\u00b0", "90\u00b0 N", "90\u00b0 S", "180\u00b0 W"} <= {*labels}
    assert len(labels) == len({(line.label, line.ends) for line in chart.lines})
    assert all(0 <= p.x <= chart.size[0] and 0 <= p.y <= chart.size[1] for p in chart.points)
    assert draw_chart([]) is None


def test_places_without_coordinates_need_no_drawing(full_copy, tmp_path):
    wrong = [{"latitude": "", "longitude": ""}, {"latitude": "91", "longitude": "x"}]
    change(
        full_copy,
        "places",
        lambda rows: [row | each for row, each in zip(rows, wrong, strict=True)],
    )
    assert read(full_copy).chart is None
    site = sites.build(full_copy, tmp_path / "site")
    assert "<svg" not in (site / PAGE).read_text("utf-8")
    assert "Northtown (PLC-0002)" in sites.read_text(site, PAGE)


def test_a_package_without_places_says_so(full_copy, tmp_path):
    for table in ("places", "event_places", "claim_places"):
        change(full_copy, table, lambda _: [])
    site = sites.build(full_copy, tmp_path / "site")
    assert "No place is recorded." in sites.read_text(site, PAGE)


def test_hostile_names_change_only_their_text(full_copy, tmp_path):
    change(full_copy, "places", lambda rows: [row | {"name": HOSTILE} for row in rows])
    site = sites.build(full_copy, tmp_path / "site")
    assert not {"src", "onerror"} & sites.read_pages(site)[PAGE].attributes
    page = (site / PAGE).read_text("utf-8")
    assert "<script" not in page
    assert "\u202e" not in page
    assert len(re.findall("<circle ", page)) == 1
