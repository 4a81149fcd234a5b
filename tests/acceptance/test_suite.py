"""The suite and its baseline: what is asked, before anything is judged."""

import json

import pytest
from support.editing import change
from support.packages import ROOT
from support.releases import make_tables, write_release

from eventclaims.acceptance.baseline import resolve
from eventclaims.acceptance.expectation_types import TYPES
from eventclaims.acceptance.frames import format_day, parse_day, read_content
from eventclaims.acceptance.suite import expand, read_suite
from eventclaims.errors import AcceptanceError, TableError
from eventclaims.evidence.character_coverage import count_covered, measure_documents
from eventclaims.package.opening import open_package

FILES = [ROOT, ROOT / "src" / "eventclaims" / "acceptance"]
LINE = {
    "name": "floor",
    "severity": "critical",
    "against": "floor",
    "table": "claims",
    "column": None,
    "expectation": "expect_table_row_count_to_be_between",
    "arguments": {"min_value": 1},
    "why": "There is something.",
}

OF_CODES = {"column": "claim_type", "expectation": "expect_column_kl_divergence_to_be_less_than"}
OF_VALUES = {"column": "claim_type", "expectation": "expect_column_distinct_values_to_contain_set"}


def read(folder, **tables):
    with open_package(write_release(folder, make_tables() | tables)) as package:
        return read_content(package)


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """Give the content of a small release."""
    return read(tmp_path_factory.mktemp("small") / "new")


def write_suite(folder, *lines):
    path = folder / "suite.json"
    path.write_text(json.dumps(lines), "utf-8")
    return path


def find(content, previous, name, suite=None):
    expectation = next(e for e in expand(read_suite(suite), content) if e.name == name)
    return resolve(expectation, content, previous)


@pytest.mark.parametrize("folder", FILES, ids=["floors", "general"])
def test_a_suite_file_has_one_expectation_a_line(folder):
    path = folder / "expectations.json"
    lines = path.read_text("utf-8").splitlines()
    entries = json.loads(path.read_text("utf-8"))
    assert [json.loads(line.rstrip(",")) for line in lines[1:-1]] == entries
    assert len(read_suite(path)) >= len(entries)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"severity": "info"}, "severity"),
        ({"against": "last year"}, "against"),
        ({"name": "a b"}, "a b"),
        ({"name": "x-{table}"}, "name"),
        ({"table": "*"}, "name"),
        ({"table": ""}, "text"),
        ({"why": ""}, "text"),
        ({"column": "claim_type"}, "column"),
        ({"expectation": "expect_column_to_exist"}, "type"),
        ({"expectation": ["x"]}, "type"),
        ({"arguments": {"minimum": 1}}, "max_value, min_value"),
        ({"arguments": [1]}, "object"),
        ({"arguments": {}}, "min_value or max_value"),
        ({"arguments": {"min_value": None}}, "min_value or max_value"),
        (OF_CODES | {"arguments": {"threshold": 1}}, "partition_object, threshold"),
        (OF_VALUES | {"arguments": {}}, "value_set"),
        (OF_VALUES | {"arguments": {"value_set": []}}, "value_set"),
        (OF_VALUES | {"arguments": {"value_set": "threat"}}, "value_set"),
        ({"arguments": {"min_value": {"previous": "rows"}}}, "previous"),
        ({"extra": 1}, "name, severity"),
    ],
)
def test_a_line_of_another_form_is_refused_with_its_number(tmp_path, change, said):
    good = LINE | {"name": "another"}
    with pytest.raises(AcceptanceError, match=rf"suite\.json: expectation 2: .*({said})"):
        read_suite(write_suite(tmp_path, good, LINE | change))


@pytest.mark.parametrize("text", ["", "{}", "[1]", "[" * 100_000, "\ufffe"])
def test_a_file_that_is_no_suite_is_refused(tmp_path, text):
    path = tmp_path / "suite.json"
    path.write_text(text, "utf-16" if text == "\ufffe" else "utf-8")
    with pytest.raises(AcceptanceError, match=r"suite\.json"):
        read_suite(path)


def test_a_line_of_ones_own_takes_the_place_of_the_general_one_of_its_name(tmp_path, content):
    own = LINE | {"name": "rows-{table}", "table": "*", "arguments": {"min_value": 7}}
    suite = write_suite(tmp_path, own)
    assert find(content, None, "rows-claims", suite).arguments == {"min_value": 7}


@pytest.mark.parametrize(
    "change", [{"table": "poems"}, {"table": "release.poems"}, {"name": "rows-claims"}]
)
def test_a_line_about_what_is_not_there_or_of_a_name_taken_is_refused(tmp_path, content, change):
    with pytest.raises(AcceptanceError, match=r"poems|rows-claims"):
        expand(read_suite(write_suite(tmp_path, LINE | change)), content)


def test_what_is_retired_is_not_asked_for(tmp_path, content):
    new = read(tmp_path / "new", retired=[{"record_id": "ACT-0003"}])
    assert "ACT-0003" not in find(new, content, "actors-kept").arguments["value_set"]
    assert find(new, content, "rows-actors").arguments == {"min_value": 9}
    assert find(new, content, "rows-retired").arguments == {"min_value": 0}


def test_the_parts_of_a_retired_or_a_corrected_row_are_not_asked_for(full, full_copy):
    retired = {"record_id": "EVT-0001", "version": "2.0.0", "reason": "error"}
    part = {"version": "2.0.0", "table": "claim_actors", "record_id": "CLM-0001"}
    change(full_copy, "retired", lambda rows: [*rows, rows[0] | retired])
    change(full_copy, "corrections", lambda rows: [*rows, rows[0] | part | {"field": "actor_id"}])
    with open_package(full) as before, open_package(full_copy) as now:
        old, new = read_content(before), read_content(now)
    rows = {
        name: (len(old.frames[name]), find(new, old, f"rows-{name}").arguments["min_value"])
        for name in ("events", "event_participants", "event_places", "claim_actors", "corrections")
    }
    assert rows == {
        "events": (3, 2),
        "event_participants": (2, 0),
        "event_places": (1, 0),
        "claim_actors": (2, 1),
        "corrections": (1, 1),
    }


def test_what_the_last_release_lacks_is_not_compared_and_it_is_said_why(tmp_path, content):
    empty = read(tmp_path / "new", claims=[], retired=[{"record_id": "X"}])
    reasons = {
        find(content, empty, "shares-claims-claim_type").obstacle,
        find(content, None, "rows-claims").obstacle,
    }
    assert None not in reasons
    assert len(reasons) == 2


def test_days_are_compared_as_days_and_shown_as_dates(content):
    expectation = find(content, content, "latest-statements-date_latest")
    assert expectation.arguments == {"min_value": 18832, "max_value": 18832 + 3660}
    kind = TYPES["expect_column_max_to_be_between"]
    expected = kind.expected(expectation.arguments, expectation.format)
    assert {"2021-07-24", "2031-08-01"} <= {*expected.split()}
    assert expectation.previous == "2021-07-24"


@pytest.mark.parametrize(
    "bound", [{"previous": "mood"}, {"previous": "rows", "minus": 1}, {"previous": ["rows"]}]
)
def test_a_bound_that_cannot_be_worked_out_is_an_error(tmp_path, content, bound):
    suite = write_suite(tmp_path, LINE | {"against": "previous", "arguments": {"min_value": bound}})
    with pytest.raises(AcceptanceError, match=r"^floor: "):
        find(content, content, "floor", suite)


def test_a_table_with_the_name_of_a_measured_frame_is_refused(tmp_path):
    folder = write_release(tmp_path / "new", make_tables())
    path = folder / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"name": "claims"', '"name": "release.codes"'))
    with open_package(folder) as package, pytest.raises(AcceptanceError, match=r"release\.codes"):
        read_content(package)


def test_a_code_list_that_is_not_utf_8_is_an_error(tmp_path):
    folder = write_release(tmp_path / "new", make_tables())
    (folder / "schemas" / "codelists" / "claim_type.csv").write_bytes(b"code\n\xff\n")
    with open_package(folder) as package, pytest.raises(TableError, match=r"claim_type\.csv"):
        read_content(package)


def test_coverage_counts_each_character_once_and_names_in_passing_not_at_all(content):
    first, second = measure_documents(content.frames)
    assert (first.coded, first.explained, first.spans) == (800, 190, 3)
    assert first.share == pytest.approx(0.99)
    assert (second.coded, second.explained, second.share) == (490, 0, 0.98)


@pytest.mark.parametrize(
    ("spans", "covered"),
    [
        ([], 0),
        ([(0, 5), (5, 10)], 10),
        ([(0, 5), (2, 3)], 5),
        ([(8, 20)], 2),
        ([(5, 2)], 0),
        ([(-5, 2)], 2),
    ],
)
def test_spans_that_meet_overlap_or_leave_the_text_are_counted_as_far_as_they_cover_it(
    spans, covered
):
    assert count_covered(spans, 10) == covered


def test_days_beyond_what_a_calendar_prints_are_still_shown():
    assert format_day(parse_day("9999-12-31") + 3660) == "10010-01-07"
    assert format_day(-0.5) == "1969-12-31"


def test_a_package_without_documents_has_no_coverage(content):
    assert measure_documents({}) == ()
    assert measure_documents({"sources": content.frames["actors"]}) == ()
    alone = measure_documents({"sources": content.frames["sources"]})
    assert [document.share for document in alone] == [0, 0]


def test_a_table_that_was_empty_may_become_any_size(content):
    assert find(content, content, "growth-retired").obstacle
    assert find(content, content, "growth-claims").arguments == {"max_value": 220}
