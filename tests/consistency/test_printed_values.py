"""Readings: the bounds of a printed number, the day of a printed date."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventclaims.consistency.loaded_words import read_loaded_words
from eventclaims.consistency.printed_values import (
    add_parsed_columns,
    read_printed_day,
    read_printed_number,
)
from eventclaims.package.opening import open_package

NUMBERS = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("printed", "bounds"),
    [
        ("three", (3, 3)),
        ("no", (0, 0)),
        ("none", (0, 0)),
        ("twenty", (20, 20)),
        ("a hundred", (100, 100)),
        ("a", (1, 1)),
        ("1,200", (1200, 1200)),
        ("007", (7, 7)),
        ("over 100", (101, None)),
        ("more than three", (4, None)),
        ("at least 100", (100, None)),
        ("no fewer than two", (2, None)),
        ("fewer than 100", (None, 99)),
        ("under ten", (None, 9)),
        ("up to 70", (None, 70)),
        ("no more than one", (None, 1)),
        ("dozens", (24, None)),
        ("hundreds", (200, None)),
        ("thousands", (2000, None)),
        ("several", (2, None)),
        ("a dozen", (12, 12)),
    ],
)
def test_a_printed_number_has_the_bounds_that_the_codebook_gives_it(printed, bounds):
    assert read_printed_number(printed) == bounds
    assert read_printed_number(f"  {printed.upper()}\n".replace(" ", "  ")) == bounds


@pytest.mark.parametrize(
    "printed",
    ["", "about 100", "2-3", "3.5", "12,34", "many", "over", "over over 3", "²", "٣", "three men"],
)
def test_a_form_that_gives_no_bounds_is_not_read(printed):
    assert read_printed_number(printed) is None


@given(number=NUMBERS, comma=st.booleans())
def test_every_whole_number_is_read_alone_and_after_words_that_bound_it(number, comma):
    digits = f"{number:,}" if comma else str(number)
    assert read_printed_number(digits) == (number, number)
    assert read_printed_number(f"over {digits}") == (number + 1, None)
    assert read_printed_number(f"at least {digits}") == (number, None)
    assert read_printed_number(f"less than {digits}") == (None, number - 1)
    assert read_printed_number(f"at most {digits}") == (None, number)


@given(printed=st.text() | st.from_regex(r"(over |up to )?\d{1,6000}", fullmatch=True))
def test_bounds_are_in_order_and_fit_into_a_column(printed):
    bounds = read_printed_number(printed)
    rows = parse({"as_printed": [printed]})
    assert rows["is_readable"] == [bounds is not None and printed != ""]
    low, high = bounds or (None, None)
    assert low is None or high is None or low == high


@pytest.mark.parametrize("size", [19, 20, 400, 5000])
def test_a_number_that_no_column_holds_is_not_read(size):
    assert read_printed_number("9" * size) is None
    assert read_printed_number(f"over {2**63 - 1}") is None


@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_read_in_either_order_and_within_other_words(day):
    months = "January February March April May June July August September October November December"
    month = months.split()[day.month - 1]
    for printed in (f"{month} {day.day}, {day.year}", f"{day.day} {month.upper()} {day.year}"):
        assert read_printed_day(printed) == day
        assert read_printed_day(f"Baghdad, {printed}, evening") == day


@pytest.mark.parametrize(
    "printed",
    [
        *("", "May 2020", "2020-05-03", "early May 2020", "May 3", "3/5/2020"),
        *("February 30, 2020", "May 0, 2020", "May 3, 0000", "May ٣, 2020", "May 3, 20"),
        "May 3, 2020 or May 4, 2020",
        *("before May 3, 2020", "After May 3, 2020", "the day after May 3, 2020", "by 3 May 2020"),
        *("since May 3, 2020", "not May 3, 2020", "around 3 May 2020", "until May 3, 2020"),
        *("Two days before May 3, 2020", "May 3, 2020 or later", "night of May 3-4, 2020"),
        *("Eve of May 3, 2020", "week of May 3, 2020", "May 3, 2020 (10 Ramadan 1441)"),
        *("14 Khordad 1399 (June 3, 2020)", "May 3, 1441 AH", "May 3, 1399 Hijri", "7 BC"),
        *("May 3, 2020, Julian calendar", "May 3, 2020 BC", "قبل May 3, 2020", "3 Mayo 2020"),
        *("mid-May 3, 2020", "13 May 20201", "113 May 2020", "Dismay 3, 2020"),
    ],
)
def test_what_is_not_one_day_is_not_read(printed):
    assert read_printed_day(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        *("May 3, 2020", "3 May 2020", "May 3rd, 2020", "the 3rd May, 2020", "May 3 2020."),
        *("on May 3, 2020", "Sunday, May 3, 2020", "Published May 3, 2020 at 10:30 PM GMT"),
        *("BAGHDAD (May 3, 2020)", "evening, 3 May 2020"),
    ],
)
def test_a_day_is_read_with_words_that_leave_it_as_it_is(printed):
    assert read_printed_day(printed) == date(2020, 5, 3)


@given(printed=st.text())
def test_no_text_stops_the_reading_of_a_day(printed):
    assert read_printed_day(printed) is None or isinstance(read_printed_day(printed), date)


def test_a_row_gets_what_is_read_from_its_text():
    rows = parse(
        {"summary": ["One two  three", None, " "], "coder_text": [None, "A Regime, REGIMES.", ""]}
    )
    assert rows["summary_words"] == [3, 0, 0]
    assert rows["loaded_words"] == [None, "regime, regimes", None]


def test_each_row_gets_the_date_of_its_own_bounds():
    first, last = date(2020, 5, 3), date(2020, 6, 1)
    rows = parse(
        {
            "date_earliest": [first, None, first, last, first],
            "date_latest": [first, last, last, last, first],
            "date_type": ["sometime", "sometime", "sometime", None, "sometime"],
        }
    )
    days = ["2020-05-03", "[..2020-06-01]", "[2020-05-03..2020-06-01]", "2020-06-01", "2020-05-03"]
    assert rows["edtf"] == days


def parse(columns, loaded=None):
    """Return the columns of a batch after the parsed ones are added, as lists."""
    return add_parsed_columns(pa.RecordBatch.from_pydict(columns), loaded).to_pydict()


@pytest.mark.parametrize(
    ("printed", "bounds"),
    [
        ("9 (7 to 12)", (7, 12)),
        ("1,009 (7-1,200)", (7, 1200)),
        ("9 (7\u201312)", (7, 12)),
        ("9 (10 to 12)", None),
        ("9 (12 to 7)", None),
        (f"9 (7 to {10**30})", None),
    ],
)
def test_a_best_number_has_the_bounds_in_its_brackets(printed, bounds):
    assert read_printed_number(printed) == bounds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Martyrs of the Hill attack the regime.", "regime"),
        ("The Martyrs of the Hillside attack.", "martyrs"),
        ("the martyrs of the hill", "martyrs"),
        ('B speaks of "the regime" and of \u201cterrorists\u201d.', None),
        (
            "\u00abregime\u00bb, \u201eregime\u201c, 'the regime', \u2018the group's regime\u2019",
            None,
        ),
        ("the group's regime and the town's thugs", "regime, thugs"),
        ('a 3" pipe of the regime', "regime"),
        ("A financial entity; victim's occupation: farmer.", None),
        ("the Zionist entity and the occupation", "the occupation, zionist entity"),
    ],
)
def test_loaded_words_are_allowed_in_names_and_quotations(text, found):
    rows = parse({"coder_text": [text]}, read_loaded_words(None, ["Martyrs of the Hill", "Hill"]))
    assert rows["loaded_words"] == [found]


def test_a_package_has_its_own_loaded_words_for_any_language(minimal_copy):
    path = minimal_copy / "schemas" / "loaded_words.csv"
    path.write_text("word,language,instead\nтерорист*,uk,група\nthug,en,fighter\n", "utf-8")
    texts = ["Разом з терористом.", "Two thugs.", "The regime.", "\u00abтерорист\u00bb"]
    with open_package(minimal_copy) as package:
        rows = parse({"coder_text": texts}, read_loaded_words(package))
    assert rows["loaded_words"] == ["терористом", "thugs", None, None]
