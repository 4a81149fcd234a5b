"""The reasons of changes, and the version that they ask for."""

import csv
import io

import pytest
from support.comparing import open_diff
from support.editing import change, edit_json, set_version
from support.packages import build

from eventclaims.package.versions import Bump


def correct(package, *entries):
    """Change the title of events, and add rows to corrections."""
    header = ("version", "table", "record_id", "field", "old", "new", "reason", "source")
    rows = [dict(zip(header, entry, strict=False)) for entry in entries]
    change(package, "corrections", lambda known: [*known, *rows])


def retitle(package, title):
    edit = lambda rows: [rows[0] | {"title": title, "date": "2020"}, *rows[1:]]  # noqa: E731
    change(package, "events", edit)


@pytest.fixture
def pair(tmp_path):
    return build("minimal", tmp_path / "old"), build("minimal", tmp_path / "new")


def read_title(package):
    return next(csv.DictReader(io.StringIO((package / "data/events.csv").read_text("utf-8"))))[
        "title"
    ]


def test_the_reason_of_a_changed_cell_stands_in_corrections(pair):
    old, new = pair
    retitle(new, "Another")
    correct(new, ("1.0.1", "events", "EVT-0001", "title", read_title(old), "Another", "Misread."))
    with open_diff(old, new) as diff:
        cells = {c.field: c.reason for c in diff.read_changes("events")}
        assert cells == {"title": "Misread.", "date": ""}
        assert diff.uncorrected == 0


def test_a_correction_that_is_explained_asks_for_no_more_than_a_patch(pair):
    old, new = pair
    retitle(new, "Another")
    correct(new, ("1.0.1", "events", "EVT-0001", "title", read_title(old), "Another", "Misread."))
    with open_diff(old, new) as diff:
        assert (diff.bump, diff.needed_version) == (Bump.PATCH, "1.0.1")


@pytest.mark.parametrize(
    "entry",
    [
        None,
        ("1.0.1", "events", "EVT-0001", "title", "something", "Another", "Old value is not that."),
        ("1.0.1", "events", "EVT-0001", "title", None, "Else", "New value is not that."),
        ("1.0.1", "events", "EVT-0001", "notes", None, "Another", "Another field."),
        ("1.0.1", "claims", "EVT-0001", "title", None, "Another", "Another table."),
    ],
)
def test_a_changed_cell_that_corrections_does_not_explain_is_counted_and_named(pair, entry):
    old, new = pair
    retitle(new, "Another")
    if entry:
        correct(new, [read_title(old) if cell is None else cell for cell in entry])
    with open_diff(old, new) as diff:
        assert diff.uncorrected == 1
        (lacking,) = diff.read_changes(uncorrected=True)
        assert (lacking.record, lacking.field, lacking.reason) == ("EVT-0001", "title", "")


def test_a_correction_of_an_earlier_release_explains_no_later_change(pair):
    old, new = pair
    entry = ("1.0.0", "events", "EVT-0001", "title", read_title(old), "Another", "Misread.")
    for package in pair:
        correct(package, entry)
    retitle(new, "Another")
    with open_diff(old, new) as diff:
        assert diff.uncorrected == 1


def test_a_cell_corrected_twice_since_has_both_reasons(pair):
    old, new = pair
    retitle(new, "Third")
    correct(
        new,
        ("1.0.10", "events", "EVT-0001", "title", "Second", "Third", "Again."),
        ("1.0.9", "events", "EVT-0001", "title", read_title(old), "Second", "Misread."),
    )
    with open_diff(old, new) as diff:
        assert {c.reason for c in diff.read_changes("events")} == {"Misread.; Again.", ""}
        assert diff.uncorrected == 0


def test_a_row_that_is_gone_has_the_reason_of_its_retirement(full_copy, full):
    change(full_copy, "claim_links", lambda _rows: [])
    entry = {"record_id": "LNK-0002", "replaced_by": "LNK-0009", "reason": "merged"}
    change(full_copy, "retired", lambda rows: [*rows, rows[0] | entry])
    with open_diff(full, full_copy) as diff:
        gone = {c.record: c.reason for c in diff.read_changes("claim_links")}
        assert gone == {"LNK-0001": "", "LNK-0002": "merged, replaced by LNK-0009"}
        links = next(table for table in diff.tables if table.name == "claim_links")
        assert (links.removed, links.unretired, diff.retired) == (2, 1, 1)


def test_a_row_that_has_no_id_of_its_own_need_not_be_retired(full_copy, full):
    change(full_copy, "event_participants", lambda rows: rows[1:])
    with open_diff(full, full_copy) as diff:
        (table,) = [table for table in diff.tables if table.removed]
        assert (table.name, table.removed, table.unretired) == ("event_participants", 1, 0)


@pytest.mark.parametrize(("edit", "lacking"), [(lambda _: [], 2), (lambda rows: rows, 0)])
def test_changed_parts_ask_for_corrections_and_no_more_than_a_patch(full_copy, full, edit, lacking):
    change(full_copy, "claim_actors", edit)
    with open_diff(full, full_copy) as diff:
        assert (diff.uncorrected, diff.bump) == (lacking, Bump.PATCH if lacking else Bump.NONE)


def test_the_parts_of_a_table_that_is_new_need_no_correction(full, tmp_path):
    old = build("full", tmp_path / "old")
    edit_json(
        old / "datapackage.json",
        lambda d: d.update(resources=[r for r in d["resources"] if r["name"] != "claim_actors"]),
    )
    with open_diff(old, full) as diff:
        assert (diff.uncorrected, diff.bump) == (0, Bump.MINOR)


@pytest.mark.parametrize(
    ("old", "needed"), [("1.2.3", "1.2.4"), ("0.2.3", "0.2.4"), ("2020-01", None)]
)
def test_the_needed_version_follows_from_the_older_one(pair, old, needed):
    retitle(pair[1], "Another")
    set_version(pair[0], old)
    with open_diff(*pair) as diff:
        assert (diff.bump, diff.needed_version) == (Bump.PATCH, needed)
        assert "events" in diff.reason
