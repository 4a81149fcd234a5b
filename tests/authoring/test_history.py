"""The rows that a release needs are written into `corrections` and `retired`, once each."""

import pytest
from support.commands import run
from support.comparing import open_diff
from support.editing import change, set_version

from eventclaims import validate
from eventclaims.authoring.history import write_corrections, write_retired
from eventclaims.errors import EventClaimsError
from eventclaims.package.opening import open_package
from eventclaims.tables.records import read_rows

REASON = 'Read anew, "as printed".'


def edit(package, version, title="Another"):
    """Change two cells and remove an id, as an author does."""
    change(package, "events", lambda rows: [rows[0] | {"title": title}, *rows[1:]])
    change(package, "places", lambda rows: [*rows[:-1], rows[-1] | {"name": f"{title} place"}])
    change(package, "figures", lambda rows: rows[:-1])
    set_version(package, version)


def read(package, table):
    return read_rows(package / "data" / f"{table}.csv")[1]


def write(old, new, words=()):
    return run("diff", old, new, *words)


@pytest.fixture
def new(full_copy):
    """Give a copy of the full package in which cells and rows changed."""
    edit(full_copy, "2.0.0")
    return full_copy


def test_each_changed_cell_gets_a_row_and_others_are_kept(full, new):
    kept = read(new, "corrections")
    done = write(full, new, ["--write-corrections", "--reason", f" {REASON} "])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "corrections: 2 rows written\nnext: run eventclaims derive\n"
    first, *rows = read(new, "corrections")
    assert [first] == kept
    (old,) = (row for row in read(full, "events") if row["event_id"] == rows[0]["record_id"])
    assert rows[0] == {
        "version": "2.0.0",
        "table": "events",
        "record_id": "EVT-0001",
        "field": "title",
        "old": old["title"],
        "new": "Another",
        "reason": REASON,
        "source": "",
    }
    assert [row["table"] for row in rows] == ["events", "places"]


def test_changed_parts_of_a_row_that_stays_get_one_row_as_a_cell_of_it(full, full_copy):
    # A claim has other actors, another its first issue, and a place another relation. The parts of
    # a removed claim need no row, nor does a passage, which is no part of its source.
    other = {"claim_id": "CLM-0002", "actor_id": "ACT-0001", "role": "affected"}
    issue = {"claim_id": "CLM-0003", "issue": "ceasefire"}
    change(full_copy, "claims", lambda rows: rows[1:])
    change(full_copy, "claim_actors", lambda _rows: [other, other | {"role": "addressee"}])
    change(full_copy, "claim_issues", lambda rows: [*rows[1:], issue])
    change(full_copy, "event_places", lambda rows: [rows[0] | {"relation": "near"}, *rows[1:]])
    change(full_copy, "uncoded_passages", lambda _rows: [])
    set_version(full_copy, "2.0.0")
    with open_diff(full, full_copy) as diff:
        assert diff.uncorrected == 3
    done = write(full, full_copy, ["--write-corrections", "--reason", REASON])
    assert (done.returncode, done.stderr) == (0, "")
    rows = [row for row in read(full_copy, "corrections") if row["version"] == "2.0.0"]
    actors = "ACT-0003/affected", "ACT-0001/addressee; ACT-0001/affected"
    assert [tuple(row.values())[1:6] for row in rows] == [
        ("claim_actors", "CLM-0002", "actor_id", *actors),
        ("claim_issues", "CLM-0003", "issue", "", "ceasefire"),
        ("event_places", "EVT-0001", "place_id", "PLC-0002/at", "PLC-0002/near"),
    ]
    with open_diff(full, full_copy) as diff:
        assert diff.uncorrected == 0
    assert write(full, full_copy, ["--write-corrections", "--reason", REASON]).stdout == (
        "corrections: 0 rows written\n"
    )


def test_each_removed_id_gets_a_row_with_a_code(full, new):
    (gone,) = {r["figure_id"] for r in read(full, "figures")} - {
        r["figure_id"] for r in read(new, "figures")
    }
    assert write(full, new, ["--write-retired", "--reason", "error"]).returncode == 0
    row = {"record_id": gone, "replaced_by": "", "version": "2.0.0", "reason": "error"}
    assert row in read(new, "retired")
    assert len(read(new, "retired")) == 2


def test_a_second_run_writes_nothing_and_nothing_is_missing_then(full, new):
    words = (["--write-corrections", "--reason", REASON], ["--write-retired", "--reason", "error"])
    for option in words:
        assert write(full, new, option).returncode == 0
    before = {path: path.read_bytes() for path in new.rglob("*.csv")}
    assert [write(full, new, option).stdout for option in words] == [
        "corrections: 0 rows written\n",
        "retired: 0 rows written\n",
    ]
    assert {path: path.read_bytes() for path in before} == before
    assert run("derive", new).stdout == "datapackage.json: written\n"
    found = {finding.rule for finding in validate(new, previous=full).findings}
    assert not found & {"id-gone", "version-low", "row-order", "not-canonical", "primary-key"}
    with open_diff(full, new) as diff:
        assert diff.uncorrected == 0


def test_a_cell_that_changes_again_before_the_release_keeps_one_row(full, new):
    write(full, new, ["--write-corrections", "--reason", "First."])
    edit(new, "2.0.0", "Yet another")
    write(full, new, ["--write-corrections", "--reason", "Second."])
    rows = [row for row in read(new, "corrections") if row["version"] == "2.0.0"]
    assert [(row["new"], row["reason"]) for row in rows] == [
        ("Yet another", "Second."),
        ("Yet another place", "Second."),
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--write-corrections"], "require --reason"),
        (["--write-retired"], "require --reason"),
        (["--reason", "x"], "requires --write-corrections"),
        (["--write-corrections", "--write-retired", "--reason", "error"], "separately"),
        (["--write-corrections", "--reason", "x", "--format", "csv"], "cannot be combined"),
        (["--write-corrections", "--reason", " "], "'': the reason must be one line of text"),
        (["--write-corrections", "--reason", "a\nb"], "must be one line of text"),
        (["--write-retired", "--reason", "wrong"], "'wrong': the reason must be one of duplicate,"),
    ],
)
def test_a_reason_that_is_missing_or_invalid_is_refused(full, new, words, message):
    before = {path: path.read_bytes() for path in new.rglob("*.csv")}
    done = write(full, new, words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_rows_are_written_into_a_folder_only(full, new):
    words = ["--write-corrections", "--reason", "x"]
    done = write(full, new / "datapackage.json", words)
    assert (done.returncode, "is not a folder" in done.stderr) == (2, True)


@pytest.mark.parametrize("make", [write_corrections, write_retired])
def test_the_version_must_be_raised_first(full, new, make):
    set_version(new, "1.0.0")
    with (
        open_package(new) as package,
        open_diff(full, new) as diff,
        pytest.raises(EventClaimsError, match=r"version 1\.0\.0 is too low .* raise it to 2\.0\.0"),
    ):
        make(package, diff, "error")
