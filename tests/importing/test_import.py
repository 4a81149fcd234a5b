"""Foreign tables become valid packages by a map, and a second import changes only what changed."""

import csv
import shutil

import pytest
from support.commands import run
from support.editing import change, edit_json
from support.packages import ROOT

from eventclaims import load, validate

SAMPLES = ROOT / "tests" / "importing" / "samples"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Give a new package at level cited."""
    package = tmp_path_factory.mktemp("import") / "empty"
    assert run("new", package, "--level", "cited").returncode == 0
    # The samples are of 2031, and no event may be later than the release.
    edit_json(package / "datapackage.json", lambda d: d.update(created="2032-01-01T00:00:00Z"))
    return package


@pytest.fixture
def package(empty, tmp_path):
    return shutil.copytree(empty, tmp_path / "package")


def import_sample(package, table, map_=None, *options):
    map_ = map_ or SAMPLES / f"{table.stem}.toml"
    return run("import", table, "--map", map_, "--into", package, *options)


def read(package, table):
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def copy(tmp_path, name, *changes):
    """Copy a sample with some words replaced."""
    text = (SAMPLES / name).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def take(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("sample", "table", "rows"),
    [("battles", "events", 3), ("attacks", "events", 3), ("claims", "claims", 3)],
)
def test_a_sample_becomes_a_valid_package_at_level_cited(sample, table, rows, package):
    done = import_sample(package, SAMPLES / f"{sample}.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{table}: {rows} added, 0 changed, 0 removed, 0 unchanged" in done.stdout
    report = validate(package)
    assert report.findings == ()
    assert len(load(package)[table]) == rows


def test_an_unknown_month_or_day_is_an_interval(package):
    import_sample(package, SAMPLES / "attacks.csv")
    dates = [(row["date_earliest"], row["date_latest"]) for row in read(package, "events")]
    assert dates == [
        ("2031-01-14", "2031-01-14"),
        ("2031-02-01", "2031-02-28"),
        ("2031-01-01", "2031-12-31"),
    ]


def test_a_second_import_of_the_same_table_changes_no_file(package):
    import_sample(package, SAMPLES / "battles.csv")
    before = take(package)
    done = import_sample(package, SAMPLES / "battles.csv")
    assert "3 unchanged" in done.stdout
    assert take(package) == before


def test_a_second_import_keeps_ids_and_changes_only_what_changed(package, tmp_path):
    import_sample(package, SAMPLES / "battles.csv")
    old = {row["event_id"]: row for row in read(package, "events")}
    changed = copy(
        tmp_path,
        "battles.csv",
        (
            "101,2031,2031-04-01 00:00:00.000,2031-04-01",
            "100,2031,2031-04-02 00:00:00.000,2031-04-02",
        ),
        ("2031-04-03 00", "2031-04-04 00"),
    )
    done = import_sample(package, changed, SAMPLES / "battles.toml")
    assert "events: 1 added, 1 changed, 1 removed, 1 unchanged" in done.stdout
    new = {row["event_id"]: row for row in read(package, "events")}
    assert {*old} - {*new} == {"EVT-0001"}
    assert {*new} - {*old} == {"EVT-0004"}  # the id of the removed event is not used again
    assert new["EVT-0002"] == old["EVT-0002"] | {
        "date_earliest": "2031-04-04",
        "date": "[2031-04-04..2031-04-05]",
    }
    assert "EVT-0001" not in {row["event_id"] for row in read(package, "event_participants")}
    assert validate(package).findings == ()


def test_a_row_that_returns_after_its_id_was_retired_gets_it_again_only_if_a_person_decides(
    package, tmp_path
):
    import_sample(package, SAMPLES / "battles.csv")
    lines = (SAMPLES / "battles.csv").read_text("utf-8").splitlines(keepends=True)
    fewer = tmp_path / "battles.csv"
    fewer.write_text("".join([lines[0], *lines[2:]]), "utf-8")
    import_sample(package, fewer, SAMPLES / "battles.toml")
    retire = lambda rows: [*rows, dict(record_id="EVT-0001", version="0.1.0", reason="error")]  # noqa: E731, C408
    change(package, "retired", retire)
    before = take(package)
    done = import_sample(package, SAMPLES / "battles.csv")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert done.stderr.startswith("eventclaims: battles.csv:2: `events` has the key `101`")
    assert [part for part in ("EVT-0001", "row 2 of `retired`") if part not in done.stderr] == []
    assert take(package) == before
    registry = package / "ids.csv"
    kept = [
        row for row in registry.read_text("utf-8").splitlines(keepends=True) if ",101," not in row
    ]
    registry.write_text("".join(kept), "utf-8")
    assert import_sample(package, SAMPLES / "battles.csv").returncode == 0
    assert {row["event_id"] for row in read(package, "events")} == {
        "EVT-0002",
        "EVT-0003",
        "EVT-0004",
    }


@pytest.mark.parametrize("lost", [None, b"table,key,id,map\n"])
def test_without_ids_a_package_with_rows_is_refused_unless_the_rows_are_to_be_new(lost, package):
    import_sample(package, SAMPLES / "battles.csv")
    registry = package / "ids.csv"
    if lost is None:
        registry.unlink()
    else:
        registry.write_bytes(lost)
    before = take(package)
    done = import_sample(package, SAMPLES / "battles.csv")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert done.stderr.startswith("eventclaims: ids.csv: ")
    assert [part for part in ("`sources`", "--new-ids") if part not in done.stderr] == []
    assert take(package) == before
    done = import_sample(package, SAMPLES / "battles.csv", None, "--new-ids")
    assert "events: 3 added, 0 changed, 0 removed, 0 unchanged" in done.stdout
    assert len(read(package, "events")) == 6


def test_what_a_person_added_stays(package):
    import_sample(package, SAMPLES / "battles.csv")
    path = package / "data" / "events.csv"
    text = path.read_text("utf-8").replace("05],single,,,", "05],single,,,Seen twice.")
    by_hand = text.splitlines()[1].replace("EVT-0001", "EVT-0100")
    path.write_text(f"{text}{by_hand}\n", "utf-8")
    import_sample(package, SAMPLES / "battles.csv")
    notes = {row["event_id"]: row["notes"] for row in read(package, "events")}
    assert notes["EVT-0002"] == "Seen twice."
    assert "EVT-0100" in notes


def test_two_maps_do_not_remove_the_rows_of_each_other(package):
    import_sample(package, SAMPLES / "battles.csv")
    import_sample(package, SAMPLES / "attacks.csv")
    done = import_sample(package, SAMPLES / "battles.csv")
    assert "events: 0 added, 0 changed, 0 removed, 3 unchanged" in done.stdout
    assert len(read(package, "events")) == 6


def test_the_package_may_be_the_current_folder(package):
    table, map_ = SAMPLES / "battles.csv", SAMPLES / "battles.toml"
    assert run("import", table, "--map", map_, cwd=package).returncode == 0
    assert len(read(package, "events")) == 3


def test_a_dry_run_writes_nothing(package):
    before = take(package)
    done = import_sample(package, SAMPLES / "battles.csv", None, "--dry-run")
    assert "events: 3 added" in done.stdout
    assert take(package) == before


def test_cells_are_written_in_the_form_of_the_standard(package, tmp_path):
    # Outer space, a carriage return in a cell, and letters that are composed of two characters.
    table = copy(
        tmp_path,
        "claims.csv",
        ("Speaker B", " Spe\u0301aker B "),
        ("Denies that the depot was hit.", '"Denies\r that the depot was hit."'),
    )
    import_sample(package, table, SAMPLES / "claims.toml")
    assert "Sp\u00e9aker B" in {row["name"] for row in read(package, "actors")}
    assert validate(package).findings == ()


@pytest.mark.parametrize(
    ("table", "map_", "place"),
    [
        # A value without a code, a date that is none, rows that contradict each other.
        ([(",Threat,", ",Boast,")], [], "claims.csv:2: column `claim_type`: `Boast`"),
        ([("05.04.2031", "5 April")], [], "claims.csv:4: column `date_earliest`: `5 April`"),
        ([], [('key = "{nr}"', 'key = "{speaker}"')], "claims.csv:3: column `claim_type` of"),
        ([], [('key = "{speaker}"', 'key = "{boss}"')], "claims.toml:"),
        ([("nr,", "number,")], [], "claims.toml:"),
        ([], [("claim_type =", "claim_id =")], "claims.toml:47: the import makes `claim_id`"),
        ([], [("claim_type =", "claim_kind =")], "claims.toml:47: `claims` has no column"),
        ([], [('table = "claims"', 'table = "assertions"')], "claims.toml:"),
        ([], [("codes", "kodes")], "claims.toml:"),
        ([], [("# A sp", "source.missing = [-99]\n# A sp")], "claims.toml:1: `missing` must be"),
        ([], [('"{speaker}"', '"{speaker}')], "claims.toml: not TOML"),
        ([("1,03.04.2031,Speaker A", "1,03.04.2031,")], [], "claims.csv:2:"),
        ([("page\n", "page\n1,2,3,4,5,6,7,8,9\n")], [], "claims.csv:2: 9 cells, 8 columns"),
        ([("page\n", "page\n1,2,3,4,5\n")], [], "claims.csv:2: 5 cells, 8 columns"),
    ],
)
def test_an_error_names_its_place_in_one_line_and_nothing_is_written(
    table, map_, place, package, tmp_path
):
    before = take(package)
    changed = copy(tmp_path, "claims.csv", *table)
    done = import_sample(package, changed, copy(tmp_path, "claims.toml", *map_))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert done.stderr.startswith(f"eventclaims: {place}")
    assert take(package) == before


def test_a_map_may_let_the_last_cells_of_a_row_be_left_out(package, tmp_path):
    line = (SAMPLES / "claims.csv").read_text("utf-8").splitlines()[3]
    table = copy(tmp_path, "claims.csv", (line, line.rpartition(",")[0]))
    map_ = copy(tmp_path, "claims.toml", ("# A sp", "source.ragged = true\n# A sp"))
    assert import_sample(package, table).returncode == 2
    assert import_sample(package, table, map_).returncode == 0
    assert len(read(package, "claims")) == 3


def test_an_error_in_a_cell_names_the_line_of_the_map(package, tmp_path):
    table = copy(tmp_path, "claims.csv", (",Threat,", ",Boast,"))
    done = import_sample(package, table, SAMPLES / "claims.toml")
    lines = (SAMPLES / "claims.toml").read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("claim_type"))
    assert done.stderr.strip().endswith(f"(claims.toml:{number})")


@pytest.mark.parametrize("content", [b"\xff\xfe", b'a,"b\n', b"a,a\n1,2\n"])
def test_a_table_that_is_no_csv_is_refused_in_one_line(content, package, tmp_path):
    path = tmp_path / "claims.csv"
    path.write_bytes(content)
    done = import_sample(package, path, SAMPLES / "claims.toml")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
