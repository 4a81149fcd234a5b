"""What programs make of a cell becomes the text that a table stores, or a fault."""

from datetime import date, datetime, time, timedelta

import pytest

from eventclaims.exchange.entries import EntryError
from eventclaims.exchange.layout import Column, make_label, reduce_label
from eventclaims.exchange.workbook.reading import read_value

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - as openpyxl has it
AS_TEXT = "format the cell as text, and enter it again"


def read(value, kind="string", name="cell", **field):
    return read_value(value, Column(name, {"name": name, "type": kind} | field), EPOCH)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, "string", ""),
        ("  two\r\nlines\u00a0", "string", "two\nlines"),
        ("\ufeffGroup A", "string", "Group A"),
        ("Cafe\u0301", "string", "Caf\u00e9"),
        ("=1+1", "string", "=1+1"),
        ("007", "string", "007"),
        (True, "boolean", "true"),
        ("FALSE", "boolean", "false"),
        (3, "integer", "3"),
        (3.0, "integer", "3"),
        (33.5, "number", "33.5"),
        ("2031-03-08", "date", "2031-03-08"),
        ("2031-03-08 00:00:00", "date", "2031-03-08"),
        ("2031/3/8", "date", "2031-03-08"),
        ("3/25/2031", "date", "2031-03-25"),
        ("25.3.2031", "date", "2031-03-25"),
        ("3/3/2031", "date", "2031-03-03"),
        (datetime(2031, 3, 8), "date", "2031-03-08"),  # noqa: DTZ001 - as openpyxl reads it
        (date(2031, 3, 8), "date", "2031-03-08"),
        (47915, "date", "2031-03-08"),
        ("2/30/2031", "date", "2/30/2031"),
        ("soon", "date", "soon"),
    ],
)
def test_a_value_becomes_the_text_of_its_column(value, kind, text):
    assert read(value, kind) == text


@pytest.mark.parametrize(
    ("value", "kind", "problem"),
    [
        ("3/8/2031", "date", "could be 2031-03-08 or 2031-08-03"),
        ("8.3.2031", "date", "could be 2031-08-03 or 2031-03-08"),
        (2031, "date", "a number where a day belongs"),
        (47915.5, "date", "a number where a day belongs"),
        (datetime(2031, 3, 8, 12), "date", "a day with a time"),  # noqa: DTZ001 - likewise
        (7, "string", "a number where text belongs"),
        (True, "string", "a truth value where text belongs"),
        (date(2031, 3, 8), "string", "a day where text belongs"),
        (time(12), "string", "a time where text belongs"),
        (timedelta(1), "string", "a time where text belongs"),
    ],
)
def test_a_value_that_may_have_been_changed_is_a_fault(value, kind, problem):
    with pytest.raises(EntryError) as caught:
        read(value, kind)
    assert caught.value.problem.startswith(problem)
    assert caught.value.hint in {AS_TEXT, "enter the day as 2019-03-09"}


def test_a_time_of_day_is_written_as_the_standard_has_it():
    assert read(time(9, 30), name="time_earliest") == "09:30"


def test_a_label_is_reduced_to_its_id_only_where_ids_are():
    label = make_label("ACT-0003", "Group D")
    assert label == "ACT-0003 · Group D"
    assert read(label, constraints={"pattern": "ACT-[0-9]{4,}"}) == "ACT-0003"
    assert read(label) == label
    assert reduce_label("ACT-0003·two\nlines") == "ACT-0003"
    assert reduce_label("Group D · ACT-0003") == "Group D · ACT-0003"
