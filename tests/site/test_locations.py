"""Each event and claim is at its most precise place, once."""

import pytest
from support.editing import change
from support.packages import ROOT

from eventclaims.package.opening import open_package
from eventclaims.site.edition import make_edition
from eventclaims.site.locations import locate_rows

PLACES = {
    "PLC-0001": {"place_type": "country", "country": "IRQ"},
    "PLC-0002": {"place_type": "governorate", "country": "IRQ", "admin1": "IQ-AN"},
    "PLC-0003": {"place_type": "city", "latitude": "34.4", "longitude": "41.0"},
    "PLC-0004": {"place_type": "building"},
    "PLC-0005": {"place_type": "base"},
    "PLC-0006": {"place_type": "waterway"},
    "PLC-0007": {"place_type": "country", "country": "SYR"},
    "PLC-0009": {"place_type": "base", "country": "IRQ"},
    "PLC-0010": {"place_type": "governorate", "country": "IRQ", "admin1": "IQ-NI"},
    "PLC-0011": {"place_type": "city", "admin1": "IQ-NI", "latitude": "36", "longitude": "43"},
    "PLC-0008": {"place_type": "city", "country": "XAA", "admin1": "XA-01"},
}
PART_OF = {
    "PLC-0002": "PLC-0001",
    "PLC-0003": "PLC-0002",
    "PLC-0004": "PLC-0003",
    "PLC-0005": "PLC-0002",
}


def read(package, *places):
    """Return where the first event is that has these places."""

    def make_places(rows):
        empty = dict.fromkeys(rows[0], "")
        return [
            empty
            | {"place_id": key, "name": f"Name of {key}", "part_of": PART_OF.get(key, "")}
            | row
            for key, row in PLACES.items()
        ]

    change(package, "places", make_places)
    change(package, "claim_places", lambda _: [])
    change(package, "event_places", lambda rows: [rows[0] | {"place_id": each} for each in places])
    with open_package(package) as opened:
        return locate_rows(make_edition(opened).rows)


@pytest.mark.parametrize(
    ("places", "spots"),
    [
        (["PLC-0001"], [("country", "IRQ")]),
        (["PLC-0002"], [("province", "IQ-AN")]),
        (["PLC-0003"], [("point", "PLC-0003")]),
        (["PLC-0004"], [("point", "PLC-0003")]),
        (["PLC-0005"], [("province", "IQ-AN")]),
        (["PLC-0001", "PLC-0002", "PLC-0003", "PLC-0004"], [("point", "PLC-0003")]),
        (["PLC-0001", "PLC-0005"], [("province", "IQ-AN")]),
        (["PLC-0001", "PLC-0007"], [("country", "IRQ"), ("country", "SYR")]),
        (["PLC-0003", "PLC-0007"], [("point", "PLC-0003"), ("country", "SYR")]),
        (["PLC-0006", "PLC-0007"], [("country", "SYR")]),
        (["PLC-0005", "PLC-0009"], [("province", "IQ-AN"), ("country", "IRQ")]),
        (["PLC-0001", "PLC-0009"], [("country", "IRQ")]),
        (["PLC-0001", "PLC-0010"], [("province", "IQ-NI")]),
        (["PLC-0010", "PLC-0011"], [("point", "PLC-0011")]),
        (["PLC-0006"], []),
        (["PLC-0008"], []),
        (["PLC-9999"], []),
    ],
)
def test_an_event_is_at_its_most_precise_places(full_copy, places, spots):
    found = read(full_copy, *places)
    assert sorted((s.level, s.key) for s in found.spots) == sorted(spots)
    for spot in found.spots:
        assert [row.row.record for row in spot.rows] == ["EVT-0001"]
    assert [row.row.record for row in found.undrawn] == ([] if spots else ["EVT-0001"])
    assert sum(found.counts.values()) == bool(spots)


def test_places_that_contain_each_other_do_not_hang(full_copy):
    read(full_copy, "PLC-0006")
    change(full_copy, "places", lambda rows: [row | {"part_of": "PLC-0006"} for row in rows])
    with open_package(full_copy) as opened:
        found = locate_rows(make_edition(opened).rows)
    assert [row.row.record for row in found.undrawn] == ["EVT-0001"]


def test_a_shape_has_the_name_that_the_package_gives_it(full_copy):
    assert read(full_copy, "PLC-0002").spots[0].name == "Name of PLC-0002"
    change(full_copy, "places", lambda rows: [row | {"place_type": "region"} for row in rows])
    with open_package(full_copy) as opened:
        (spot,) = locate_rows(make_edition(opened).rows).spots
    assert spot.name == "IQ-AN"


def test_the_rows_without_a_place_are_listed(full):
    with open_package(full) as opened:
        found = locate_rows(make_edition(opened).rows)
    assert [row.record for row in found.nowhere] == [
        *("EVT-0002", "EVT-0003", "CLM-0002", "CLM-0003", "CLM-0004"),
    ]


def test_every_event_and_claim_of_imse_is_counted_once():
    with open_package(ROOT) as opened:
        rows = make_edition(opened).rows
        found = locate_rows(rows)
    total = sum(found.counts.values()) + len(found.undrawn) + len(found.nowhere)
    assert total == len(rows.rows["events"]) + len(rows.rows["claims"])
    assert {spot.key: len(spot.rows) for spot in found.spots} == {
        "PLC-0030": 2,
        "PLC-0015": 6,
        "IQ-AN": 2,
        "IQ-DQ": 1,
        "IQ-AR": 2,
        "AFG": 2,
        "IRQ": 60,
        "ISR": 5,
        "JOR": 3,
        "PSE": 1,
        "SYR": 6,
    }
    assert [row.places[0].record for row in found.undrawn] == ["PLC-0026"]
