"""A report in Python: as text, in short, and as a DataFrame."""

from dataclasses import replace

import pandas as pd
import pytest
from support.samples import make_finding, make_report

import eventclaims
from eventclaims.render.text import render_text


def test_a_report_prints_as_its_text():
    report = make_report(make_finding("row-order"), make_finding("type-error"))
    assert str(report) == "\n".join(line for line, _ in render_text(report))
    assert str(report).splitlines()[-1] == report.outcome()


def test_the_short_form_names_package_version_and_outcome():
    report = replace(make_report(make_finding()), package="minimal", version="1.0.0")
    assert repr(report) == "<Report of 'minimal 1.0.0', not valid: 1 error, 0 warnings, 0 notes>"
    assert "\x1b" not in repr(replace(report, package="\x1b[2J"))


@pytest.mark.parametrize("number", [0, 3])
def test_the_findings_are_a_frame_with_the_same_columns_however_many_there_are(number):
    report = make_report(*(make_finding(row=n) for n in range(2, 2 + number)))
    frame = report.to_frame()
    assert list(frame.columns) == list(make_finding().to_dict())
    assert frame["row"].tolist() == [*range(2, 2 + number)]
    kinds = frame.dtypes.astype(str).to_dict()
    assert (kinds["line"], kinds["column"], kinds["row"]) == ("Int64",) * 3
    assert kinds["severity"] == "string"


def test_a_part_that_a_finding_lacks_is_missing_in_the_frame():
    report = make_report(replace(make_finding("type-error"), row=None, value=None))
    (row,) = report.to_frame().to_dict("records")
    assert row["severity"] == "error"
    assert {name for name, part in row.items() if pd.isna(part)} == {"row", "value"}


def test_dir_lists_the_public_names():
    assert dir(eventclaims) == sorted([*eventclaims.__all__, "__version__"])
    assert all(getattr(eventclaims, name) for name in dir(eventclaims))
