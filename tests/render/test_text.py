"""Text: one line a finding, for a person, and nothing in it that steers a terminal or a CI log."""

from dataclasses import replace

import pytest
from hypothesis import given
from support.samples import RULE, check_golden, hostile, make_finding, make_report, make_sample

from eventclaims.render.escaping import escape
from eventclaims.render.text import render_finding, render_text


def render(report, **how):
    return [line for line, _ in render_text(report, **how)]


def test_the_text_of_a_broken_package_is_as_it_was(tmp_path):
    check_golden("report.txt", "\n".join(render(make_sample(tmp_path), shown=None)) + "\n")


def test_a_finding_is_named_by_file_line_and_column():
    lines = render(make_report(make_finding()))
    assert lines[1] == "data/tomorrow.csv:2:7: type-error tomorrow tomorrow is wrong"


@pytest.mark.parametrize("record", ["1", "is", "tomorrow"])
def test_the_key_is_shown_even_if_the_message_contains_the_same_characters(record):
    line = render_finding(replace(make_finding(), record=record, message="n is 17 tomorrow"))
    assert line.endswith(f": type-error {record} n is 17 tomorrow")


def test_the_key_is_not_repeated_if_the_message_of_the_rule_names_it():
    finding = RULE["text-missing"].find(table="sources", record="SRC-0001", spans="1 span is")
    assert render_finding(finding).count("SRC-0001") == 1


def test_one_of_a_thing_is_singular():
    report = replace(make_report(make_finding()), rules=1)
    assert ": 1 table, 1 row, 1 rule, " in render(report)[0]
    assert ": 2 tables, 1 row, 0 rules, " in render(replace(report, tables=2, rules=0))[0]


def test_five_of_a_rule_are_shown_and_the_rest_is_counted_or_all_with_their_cells():
    report = make_report(*(make_finding(row=n) for n in range(2, 10)))
    assert sum(": type-error " in line for line in render(report)) == 5
    assert "  … and 3 more of type-error" in render(report)
    every = render(report, shown=None)
    assert sum(": type-error " in line for line in every) == 8
    assert "    row 9, record tomorrow, field tomorrow, value tomorrow" in every


def test_a_severity_colours_its_findings_and_nothing_else():
    colours = [severity for _, severity in render_text(make_report(make_finding("row-order")))]
    assert colours == [None, "warning", None, None]


@pytest.mark.parametrize(
    ("rule", "strict", "outcome"),
    [
        ("type-error", False, "not valid: 1 error, 0 warnings, 0 notes"),
        ("type-error", True, "not valid: 1 error, 0 warnings, 0 notes"),
        ("row-order", True, "failed (--strict): 0 errors, 1 warning"),
        ("row-order", False, "valid: 0 errors, 1 warning, 0 notes"),
        ("not-checked", True, "failed (--strict): 0 errors, 0 warnings, 1 skipped check"),
    ],
)
def test_the_outcome_is_red_exactly_if_the_validation_fails(rule, strict, outcome):
    *_, last = render_text(make_report(make_finding(rule)), strict=strict)
    assert last == (outcome, None if outcome.startswith("valid: ") else "error")


def test_hashes_and_sizes_are_one_line_at_the_end_and_in_full_with_verbose():
    cells = [("hash-count", "a"), ("hash-count", "b"), ("byte-count", "a"), ("type-error", "a")]
    report = make_report(*(replace(make_finding(rule, cell), table=cell) for rule, cell in cells))
    lines = [*render_text(report)]
    assert lines[-2] == (
        "2 files differ from datapackage.json: run eventclaims derive",
        "error",
    )
    assert not [line for line, _ in lines if "-count" in line]
    assert lines[1][0].startswith("data/a.csv:2:7: type-error ")
    (one,) = [line for line in render(make_report(make_finding("hash-count"))) if "derive" in line]
    assert one.startswith("1 file differs from ")
    assert sum("-count " in line for line in render(report, shown=None)) == 3


@given(hostile)
def test_no_cell_adds_a_line_or_steers_a_terminal(cell):
    lines = render(make_report(make_finding(cell=cell), cell=cell), shown=None)
    assert len(lines) == 5
    for line in lines:
        assert line.isprintable()
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        line.encode()


@given(hostile)
def test_an_escaped_text_is_one_short_line(cell):
    assert escape(cell).isprintable()
    assert len(escape(cell)) <= 300


def test_what_ci_logs_take_for_commands_is_broken_up():
    assert escape("::error::x") == r"\x3a:error::x"
    assert escape("  ::error::x") == r"  \x3a:error::x"
    assert escape("a ###[error] ##vso[x] ## [x]") == r"a #\x23#[error] \x23#vso[x] ## [x]"
