"""The map: what it shows, where, in which shade and with which labels."""

import re

import pytest

from eventclaims.documentation.row_context import Piece
from eventclaims.site.borders import read_countries
from eventclaims.site.layout import measure_label
from eventclaims.site.locations import Located, Spot
from eventclaims.site.map import Mark, draw_map


def shade(key, number=1, level="country"):
    return Spot(level, key, key, (Located(Piece(""), ()),) * number)


def mark(name, latitude, longitude, number=0):
    return Mark(Piece(name, "places", name), name, (latitude, longitude), number)


def read_path(path):
    """Return the points of a path in pixels; each must be written in whole tenths."""
    points = []
    for part in path.split("z")[:-1]:
        x, y, *steps = map(int, re.findall(r"-?\d+", part))
        points.append((x / 10, y / 10))
        for right, down in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + right, y + down
            points.append((x / 10, y / 10))
    return points


def check(drawn):
    """Check that nothing is outside of the map."""
    left, top, right, bottom = drawn.inner
    for path in (drawn.land, drawn.divisions, *(area.path for area in drawn.areas)):
        assert all(
            left - 0.1 <= x <= right + 0.1 and top - 0.1 <= y <= bottom + 0.1
            for x, y in read_path(path)
        )
    for dot in drawn.dots:
        assert left <= dot.x <= right
        assert top <= dot.y <= bottom
    assert max(drawn.size) <= 900
    assert right > left + 300
    assert bottom > top + 300


def test_north_is_up_east_is_right_and_labels_of_near_places_do_not_overlap():
    drawn = draw_map([], [mark("A", 10, 20), mark("B", 12, 25, 3), mark("C", 10.01, 20.01)])
    dots = {dot.mark.name: dot for dot in drawn.dots}
    assert dots["B"].y < dots["A"].y
    assert dots["B"].x > dots["A"].x
    assert dots["B"].label.text == "B: 3"
    first, second = dots["A"].label, dots["C"].label
    is_aside = abs(first.x - second.x) >= min(map(measure_label, "AC"))
    assert is_aside or abs(first.y - second.y) >= 18
    assert {"10\u00b0 N", "20\u00b0 E"} <= {line.label for line in drawn.lines}
    check(drawn)


def test_the_shade_grows_with_the_number_and_the_legend_has_the_numbers():
    drawn = draw_map([shade("IRQ", 59), shade("SYR", 6), shade("JOR", 3), shade("AFG")], [])
    assert {area.spot.key: area.shade for area in drawn.areas} == {
        "IRQ": 5,
        "SYR": 2,
        "JOR": 1,
        "AFG": 1,
    }
    assert drawn.shades == ((1, 3), (4, 6), (7, 12), (13, 27), (28, 59))
    assert [label.text for label in drawn.labels] == ["IRQ: 59", "SYR: 6", "JOR: 3", "AFG: 1"]
    assert {"IRN", "SAU"} <= {code.text for code in drawn.codes}
    assert not {"IRQ", "SYR"} & {code.text for code in drawn.codes}
    check(drawn)


def test_few_numbers_have_a_shade_each():
    drawn = draw_map([shade("IRQ", 2), shade("SYR", 1)], [])
    assert drawn.shades == ((1, 1), (2, 2))
    assert draw_map([], [mark("A", 0, 0)]).shades == ()


def test_a_province_is_over_its_country_and_the_others_have_lines():
    drawn = draw_map([shade("IQ-AN", 2, "province"), shade("IRQ", 5)], [])
    assert [area.spot.key for area in drawn.areas] == ["IRQ", "IQ-AN"]
    assert drawn.divisions.count("M") == 17
    assert draw_map([shade("IRQ", 5)], []).divisions == ""


def test_a_shape_too_small_to_be_seen_has_a_circle():
    drawn = draw_map([shade("BHR"), shade("IRN"), shade("VAT"), shade("NOR")], [])
    assert {area.spot.key for area in drawn.areas if area.circle} == {"BHR", "VAT"}
    check(drawn)


@pytest.mark.parametrize(
    ("spots", "marks", "bounds"),
    [
        # The frame of Russia does not go around the Earth, nor that of places on both sides.
        ([shade("RUS")], [], (17, 201)),
        ([shade("FJI")], [], (175, 182)),
        ([], [mark("A", -17, 178), mark("B", -14, -171)], (176, 191)),
        # Distant islands do not widen the frame of a country.
        ([shade("USA")], [], (-175, -60)),
        ([shade("FRA")], [], (-8, 13)),
    ],
)
def test_the_frame_is_around_what_is_shown(spots, marks, bounds):
    drawn = draw_map(spots, marks)
    check(drawn)
    lines = [line for line in drawn.lines if line.ends[0] == line.ends[2]]
    degrees = [
        float(line.label.split("\u00b0")[0]) * (-1 if "W" in line.label else 1) for line in lines
    ]
    low, high = bounds
    assert degrees
    assert all(low <= each <= high or low <= each + 360 <= high for each in degrees)


@pytest.mark.long
@pytest.mark.parametrize("code", sorted(code for code in read_countries() if code))
def test_every_country_can_be_shown_alone(code):
    drawn = draw_map([shade(code)], [])
    check(drawn)
    assert drawn.areas[0].path or drawn.areas[0].circle
    assert drawn == draw_map([shade(code)], [])


def test_a_map_of_the_whole_earth_is_small_and_without_labels_far_from_their_country():
    codes = [code for code in read_countries() if code and code != "ATA"]
    drawn = draw_map([shade(code, 1 + at) for at, code in enumerate(codes)], [])
    check(drawn)
    assert len(drawn.land) + sum(len(area.path) for area in drawn.areas) < 100_000
    assert 50 < len(drawn.labels) < len(codes)


def test_places_all_over_the_earth_and_at_its_poles_are_drawn():
    drawn = draw_map([], [mark("A", 90, 180), mark("B", -90, -180), mark("C", 0, 0)])
    labels = [line.label for line in drawn.lines]
    assert {"0\u00b0", "90\u00b0 N", "90\u00b0 S"} <= {*labels}
    assert len(labels) == len({(line.label, line.ends) for line in drawn.lines})
    check(drawn)


def test_without_places_there_is_no_map():
    assert draw_map([], []) is None
