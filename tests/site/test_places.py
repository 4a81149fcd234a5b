"""Places by country, and where they are."""

import re
from itertools import pairwise

import pytest
from support import sites
from support.editing import change
from support.packages import ROOT
from support.pictures import HOSTILE

from eventclaims.package.opening import open_package
from eventclaims.site.edition import make_edition
from eventclaims.site.places import list_places, write_place

PAGE = "1.0.0/places.html"


def read(package):
    with open_package(package) as opened:
        return list_places(make_edition(opened).rows)


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


def test_every_place_with_coordinates_is_drawn_and_has_its_coordinates_in_the_table():
    places = read(ROOT)
    drawn = [dot.mark.place.record for dot in places.map.dots]
    listed = [p for _, found in places.countries for p in found if p.coordinates]
    assert sorted(drawn) == sorted(place.place.record for place in listed)
    assert sum(len(found) for _, found in places.countries) == 26
    assert write_place((33.34058, -44.40088)) == "33.34058\u00b0 N, 44.40088\u00b0 W"
    assert write_place((0, 0)) == "0\u00b0, 0\u00b0"


def test_coordinates_that_represent_a_country_or_province_are_not_drawn_as_a_point(full_copy):
    wide = {"coordinate_precision": "country"}
    change(full_copy, "places", lambda rows: [row | wide for row in rows])
    places = read(full_copy)
    assert places.map.dots == ()
    assert [area.spot.key for area in places.map.areas] == ["IQ-AN"]


def test_each_shaded_shape_leads_to_the_list_of_what_is_known_of_it(dataset_site):
    page = (dataset_site / "2.0.0/places.html").read_bytes()
    assert len(page) < 150_000
    text = page.decode()
    shapes = re.findall(r'<a href="#([a-z]+-[A-Z-]+)"><title>([^<]+)</title><path', text)
    assert ("country-IRQ", "Iraq: 60") in shapes
    assert ("province-IQ-AN", "Al-Anbar: 2") in shapes
    listed = dict(re.findall(r'<h3 id="([^"]+)">([^<]+)</h3>', text))
    assert {target: shown.replace(f" ({target[-3:]})", "") for target, shown in shapes} == {
        target: re.sub(r" \([A-Z-]+\)", "", shown) for target, shown in listed.items()
    }
    assert "They imply no position" in text
    assert 'id="nowhere">Known to no place: 123<' in text
    sites.Reader(text)


@pytest.mark.long
def test_every_tag_of_the_site_of_the_dataset_is_closed(dataset_site):
    assert len(sites.read_pages(dataset_site)) > 1000


def test_places_that_cannot_be_drawn_are_listed(full_copy, tmp_path):
    unknown = {"country": "XAA", "admin1": ""}
    wrong = [{"latitude": "", "longitude": ""}, {"latitude": "91", "longitude": "x"}]
    change(
        full_copy,
        "places",
        lambda rows: [row | unknown | e for row, e in zip(rows, wrong, strict=True)],
    )
    assert read(full_copy).map is None
    site = sites.build(full_copy, tmp_path / "site")
    assert "<svg" not in (site / PAGE).read_text("utf-8")
    assert "In places that cannot be drawn" in sites.read_text(site, PAGE)
    assert "Northtown (PLC-0002)" in sites.read_text(site, PAGE)


def measure_light(colour):
    values = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return sum(part * share for part, share in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def test_names_have_a_contrast_of_4_5_with_every_shade_in_light_and_dark(full, tmp_path):
    page = (sites.build(full, tmp_path / "site") / PAGE).read_text("utf-8")
    texts = re.findall(r"--text: (#[0-9a-f]{6});", page)
    shades = re.findall(r"--s\d: (#[0-9a-f]{6});", page)
    assert (len(texts), len(shades)) == (2, 10)
    for text, scale in ((texts[0], shades[:5]), (texts[1], shades[5:])):
        lights = [measure_light(shade) for shade in scale]
        for light in lights:
            low, high = sorted((light, measure_light(text)))
            assert (high + 0.05) / (low + 0.05) >= 4.5
        assert lights in (sorted(lights), sorted(lights, reverse=True))
        assert all(abs(a - b) > 0.01 for a, b in pairwise(lights))


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
