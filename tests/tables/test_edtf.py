"""Dates: bounds to EDTF and back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.edtf import parse_edtf

from eventclaims.tables.edtf import THROUGHOUT, WITHIN, format_edtf, parse_day

DAYS = st.dates(min_value=date(1000, 1, 1))
TYPES = st.sampled_from([WITHIN, THROUGHOUT])


@pytest.mark.parametrize(
    ("earliest", "latest", "date_type", "edtf"),
    [
        ("2021-12-28", "2021-12-28", WITHIN, "2021-12-28"),
        ("2020-01-01", "2020-01-31", WITHIN, "2020-01"),
        ("2020-02-01", "2020-02-29", WITHIN, "2020-02"),
        ("2021-01-01", "2021-12-31", WITHIN, "2021"),
        ("2023-10-11", "2023-10-20", WITHIN, "[2023-10-11..2023-10-20]"),
        ("2023-10-11", "2024-01-29", THROUGHOUT, "2023-10-11/2024-01-29"),
        ("", "2021-04-04", WITHIN, "[..2021-04-04]"),
        ("2021-04-04", "", WITHIN, "[2021-04-04..]"),
        ("", "2021-04-04", THROUGHOUT, "../2021-04-04"),
        ("2021-04-04", "", THROUGHOUT, "2021-04-04/.."),
        ("", "", WITHIN, ""),
    ],
)
def test_bounds_are_written_as_the_data_model_says(earliest, latest, date_type, edtf):
    assert format_edtf(parse_day(earliest), parse_day(latest), date_type) == edtf


@given(st.none() | DAYS, st.none() | DAYS, TYPES)
def test_bounds_come_back_from_their_edtf(earliest, latest, date_type):
    if earliest and latest and earliest > latest:
        earliest, latest = latest, earliest
    text = format_edtf(earliest, latest, date_type)
    assert parse_edtf(text) in {
        (earliest, latest, date_type),
        # A day, month or year does not show which type it is.
        (earliest, latest, None),
    }


@given(st.none() | DAYS, st.none() | DAYS, TYPES)
def test_only_a_day_a_month_a_year_or_nothing_leaves_the_type_open(earliest, latest, date_type):
    text = format_edtf(earliest, latest, date_type)
    assert (parse_edtf(text)[2] is None) == (not set("[/") & set(text))


@pytest.mark.parametrize(
    "cell", ["", "2021", "2021-02", "2021-2-3", "2021-02-30", "20210203", "tomorrow", "2021-W01-1"]
)
def test_a_cell_that_is_not_an_iso_day_is_none(cell):
    assert parse_day(cell) is None
