"""Dates as bars."""

import re
from datetime import date

import pytest

from eventclaims.documentation.intervals import Interval, Scale, describe_interval, make_scale
from eventclaims.site.bars import draw_bar

START, END = date(2020, 7, 1), date(2021, 6, 30)
SCALE = Scale(2020, 2021)


def list_rects(interval, deadlines=()):
    """Return the left edge, width and opacity of each part of a bar."""
    svg = draw_bar(interval, SCALE, deadlines)
    found = re.findall(r'x="([\d.-]+)%" y="3" width="([\d.]+)%" height="8" opacity="([\d.]+)"', svg)
    return [tuple(map(float, rect)) for rect in found]


def test_a_bar_goes_from_the_first_to_the_last_possible_day():
    assert list_rects(Interval(START, END)) == [(24.9, 49.79, 1.0)]


def test_an_open_end_fades_away_from_the_known_day():
    later = list_rects(Interval(START, None))
    assert [left for left, _, _ in later] == [24.9, 27.3, 29.7, 32.1, 34.5]
    assert [strength for *_, strength in later] == [1.0, 0.8, 0.6, 0.4, 0.2]
    earlier = list_rects(Interval(None, START))
    assert [left for left, _, _ in earlier] == [22.5, 20.1, 17.7, 15.3, 12.9]


def test_a_day_can_be_seen_and_days_outside_the_scale_are_at_the_edge():
    ((left, width, _),) = list_rects(Interval(START, START))
    assert (left, width) == (24.9, 0.8)
    ((left, _, _),) = list_rects(Interval(date(1990, 1, 1), date(1990, 1, 1)))
    assert left == 0
    ((left, width, _),) = list_rects(Interval(date(2021, 12, 31), date(2021, 12, 31)))
    assert (left, width) == (99.2, 0.8)


def test_a_deadline_is_a_line():
    svg = draw_bar(Interval(START, END), SCALE, [date(2021, 1, 1)])
    assert 'class="deadline" x1="50.07%" x2="50.07%"' in svg


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval(START, START), "2020-07-01"),
        (Interval(START, END), "some time from 2020-07-01 to 2021-06-30"),
        (Interval(START, END, is_throughout=True), "2020-07-01 to 2021-06-30"),
        (Interval(START, None), "2020-07-01 or later"),
        (Interval(None, END), "2021-06-30 or earlier"),
    ],
)
def test_a_bar_is_described_in_words(interval, words):
    assert describe_interval(interval) == words
    assert f'aria-label="{words}"' in draw_bar(interval, SCALE)


def test_a_few_far_days_do_not_widen_the_scale():
    days = [Interval(START, END)] * 20
    assert make_scale(days) == SCALE
    assert make_scale([*days, Interval(date(1900, 1, 1), None)]) == SCALE
    assert make_scale([Interval(date(1900, 1, 1), None), Interval(START, END)]).first == 1900
    assert make_scale([]) is None


def test_a_scale_of_many_years_has_few_ticks():
    assert [int(year) for year, _ in Scale(1900, 2020).ticks] == [
        1900,
        1918,
        1936,
        1954,
        1972,
        1990,
        2008,
    ]
    assert SCALE.ticks == [("2020", 0), ("2021", pytest.approx(50.07, abs=0.01))]
    assert [year for year, _ in Scale(1, 43).ticks][-1] == "36"
    assert [name for name, _ in Scale(2021, 2021).ticks][1:] == ["2021-04", "2021-07", "2021-10"]
