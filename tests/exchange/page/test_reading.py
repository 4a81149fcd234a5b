"""The import of a work file: its rows, its positions, and files that are damaged or hostile."""

import json

import pytest
from support.coding_pages import list_faults, make_work, read
from support.commands import run
from support.workbooks import create_example, read_table, replace, take

from eventclaims import validate
from eventclaims.exchange.entries import CodingError
from eventclaims.exchange.page.reading import read_work
from eventclaims.package import json_files

DIRECT = ("--direct", "--yes")


@pytest.fixture
def work(example):
    """Give the content of a work file in which nothing has changed, to change."""
    return make_work(example)


@pytest.fixture
def save(tmp_path):
    """Give a function that writes a work file."""

    def write(work):
        path = tmp_path / "work.json"
        path.write_text(json.dumps(work), "utf-8")
        return path

    return write


def put(work, table, number, /, **cells):
    """Change cells of a row, which is counted from 1; one more is a new row."""
    changed = work["tables"].setdefault(table, json.loads(json.dumps(work["base"][table])))
    if number > len(changed["rows"]):
        changed["rows"].append([""] * len(changed["columns"]))
    for name, value in cells.items():
        changed["rows"][number - 1][changed["columns"].index(name)] = value
    return work


def import_work(package, path, *options):
    return run("import", path, "--into", package, *options)


def test_work_without_a_change_changes_nothing(package, work, save):
    before = take(package)
    done = import_work(package, save(work), *DIRECT)
    assert (done.returncode, done.stderr) == (0, "")
    assert take(package) == before


def test_a_changed_cell_is_written(package, work, save):
    path = save(put(work, "claims", 3, notes="Printed in full."))
    assert import_work(package, path, *DIRECT).returncode == 0
    assert read_table(package / "data", "claims")[2]["notes"] == "Printed in full."
    assert validate(package).findings == ()


def test_work_becomes_a_run_of_coding(package, work, save):
    path = save(put(work, "claims", 3, notes="Printed in full."))
    done = import_work(package, path, "--coder", "First coder")
    assert done.stdout.startswith("RUN-0001: written to data/coding/RUN-0001")
    folder = package / "data" / "coding" / "RUN-0001"
    assert read_table(folder, "claims")[2]["notes"] == "Printed in full."


def test_a_new_passage_is_described_from_the_texts(package, work, save):
    new = {"table": "claims", "record_id": "CLM-0003", "field": "summary", "start": "439"}
    put(work, "evidence", 30, evidence_id="EVD-0030", **new, end="446", source_id="SRC-0001")
    path = save(work)
    done = import_work(package, path, *DIRECT, "--texts", package / "texts")
    assert (done.returncode, done.stderr) == (0, "")
    row = read_table(package / "data", "evidence")[-1]
    # The words are "Group A".
    name = read_table(package / "data", "evidence")[3]
    assert (row["text_sha256"], row["token_count"]) == (name["text_sha256"], "2")
    assert validate(package, texts=package / "texts").findings == ()


# Table, row, cells, and the fault.
FAULTS = (
    (
        "claims",
        2,
        {"claim_type": "treat"},
        "CLM-0002, claim_type: `treat`: unknown code; did",
    ),
    (
        "claims",
        2,
        {"statement_id": ""},
        "CLM-0002, statement_id: `statement_id` is empty;",
    ),
    (
        "claims",
        2,
        {"event_id": "EVT-0099"},
        "CLM-0002, event_id: `EVT-0099`: no row of",
    ),
    (
        "events",
        1,
        {"date_earliest": "3/8/2019"},
        "EVT-0001, date_earliest: `3/8/2019`: not a day;",
    ),
    (
        "figures",
        1,
        {"minimum": "few"},
        "FIG-0001, minimum: `few`: not of the type integer;",
    ),
    (
        "evidence",
        4,
        {"end": "9000"},
        "EVD-0004, end: `9000`: 83 to 9000 is not within the text of",
    ),
    ("evidence", 4, {"start": "x"}, "EVD-0004, start: `x`: x to 90 is not within the text of "),
    ("evidence", 4, {"end": "83"}, "EVD-0004, end: `83`: 83 to 83 is not within the text of "),
    (
        "places",
        1,
        {"latitude": "95"},
        "PLC-0001, latitude: `95`: too large; enter 90 or less",
    ),
)


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: f"{case[0]} {case[2]}")
def test_a_fault_names_table_row_and_field(package, work, save, case):
    table, number, cells, fault = case
    path = save(put(work, table, number, **cells))
    first, *_ = list_faults(package, path, texts=package / "texts")
    assert first.startswith(f"{table}!{fault}")


def test_two_rows_with_one_id_are_a_fault(package, work, save):
    path = save(put(work, "claims", 2, claim_id="CLM-0001"))
    assert list_faults(package, path)[:2] == [
        "claims!row 1, claim_id: `CLM-0001`: row 2 has the same key; give each row its own",
        "claims!row 2, claim_id: `CLM-0001`: row 1 has the same key; give each row its own",
    ]


def test_a_new_position_needs_the_texts(package, work, save):
    path = save(put(work, "evidence", 4, end="91"))
    (fault,) = list_faults(package, path)
    assert fault == (
        "evidence!EVD-0004, source_id: `SRC-0001`: a new position without the texts; give their "
        "folder with --texts"
    )


def test_a_position_counts_only_in_the_text_in_which_it_was_entered(package, work, save):
    path = save(put(work, "evidence", 4, end="91"))
    text = package / "texts" / "northtown-report.txt"
    text.write_text(f"More. {text.read_text('utf-8')}", "utf-8")
    (fault,) = list_faults(package, path, texts=package / "texts")
    assert fault == (
        "evidence!EVD-0004, source_id: `SRC-0001`: the folder does not contain the text of "
        "SRC-0001 in which positions count; give the folder of the texts with which the page was "
        "written"
    )


def test_a_position_in_an_unnamed_text_is_a_fault(tmp_path, example, save):
    empty = create_example(tmp_path / "empty", is_empty=True)
    work = make_work(empty, example / "texts")
    put(work, "sources", 1, source_id="SRC-0001", kind="document", source_type="report", title="R")
    new = {"table": "sources", "record_id": "SRC-0001", "source_id": "SRC-0001", "start": "0"}
    put(work, "evidence", 1, evidence_id="EVD-0001", **new, end="4")
    first, *_ = list_faults(empty, save(work), texts=example / "texts")
    assert first == (
        "evidence!EVD-0001, source_id: `SRC-0001`: the file does not name the text of SRC-0001 "
        "in which positions count; enter the name of the text as text_name in sources"
    )


def test_columns_and_tables_that_the_package_lacks_are_faults(package, work, save):
    put(work, "claims", 1)
    work["tables"]["claims"]["columns"][2] = "claim_typ"
    work["tables"]["claim"] = {"columns": ["claim_id"], "rows": [["CLM-0001"]]}
    assert list_faults(package, save(work))[:3] == [
        "claims: the table `claims` has no column `claim_typ`; did you mean `claim_type`?",
        "claims: the column `claim_type` is missing; write a new coding page",
        "claim: the package has no table of this name; did you mean `claims`?",
    ]


def test_the_rows_with_problems_can_be_left_out(package, work, save):
    put(work, "claims", 2, claim_type="treat")
    path = save(put(work, "claims", 3, notes="Printed in full."))
    done = import_work(package, path, *DIRECT, "--partial")
    assert done.returncode == 0
    claims = read_table(package / "data", "claims")
    assert (claims[1]["claim_type"], claims[2]["notes"]) == ("threat", "Printed in full.")


def test_changes_of_both_sides_are_merged(package, work, save):
    path = save(put(work, "claims", 3, notes="Printed in full."))
    replace(package / "data" / "claims.csv", "Group A fired the rockets.", "Group A fired rockets.")
    assert run("derive", package).returncode == 0
    assert import_work(package, path, *DIRECT).returncode == 0
    claims = read_table(package / "data", "claims")
    assert (claims[0]["summary"], claims[2]["notes"]) == (
        "Group A fired rockets.",
        "Printed in full.",
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"package": "other"}, "written from another package, 'other'"),
        ({"version": "9.0.0"}, "written from version 9.0.0"),
        ({"coder": "Second coder"}, "the file of another coder, 'Second coder'"),
        ({"format": "other"}, "is not a work file of a coding page"),
        ({"format_version": "2"}, "the format of the work file is 2, but this version"),
        ({"format_version": ["2" * 999]}, r"the format of the work file is \['2+, but"),
        ({"marker": ""}, "damaged at marker"),
        ({"more": 1}, "damaged at the file: Additional properties"),
        ({"hashes": {"claims": "0"}}, "damaged at hashes/claims: the value breaks the rule"),
        ({"tables": []}, "damaged at tables: the value breaks the rule 'type'"),
        ({"tables": {"claims": {"columns": ["a"]}}}, "'rows' is a required property"),
        ({"tables": {"claims": {"columns": ["a"], "rows": [["x", "y"]]}}}, "2 cells for 1 columns"),
        ({"tables": {"claims": {"columns": ["a", "a"], "rows": []}}}, "tables/claims/columns"),
        ({"tables": {"claims": {"columns": ["a"], "rows": [[1]]}}}, "tables/claims/rows/0/0"),
        ({"tables": {"claims": {"columns": ["a"], "rows": [["x" * 100_001]]}}}, "'maxLength'"),
        ({"base": {}, "hashes": {}}, "hidden copy of the table `sources` is missing or changed"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(package, work, save, change, message):
    with pytest.raises(CodingError, match=message):
        read(package, save(work | change), coder="First coder")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{", "not JSON"),
        (b"\xff{}", "not UTF-8"),
        (b'{"a": 1, "a": 2}', "the key 'a' is repeated"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"format": ' + b"[" * 5000 + b"]" * 5000 + b"}", "nested too deeply"),
        (b'{"format": "\\ud800"}', "not JSON"),
        (b"{}", "is not a work file"),
    ],
)
def test_hostile_files_are_refused(package, tmp_path, content, message):
    path = tmp_path / "work.json"
    path.write_bytes(content)
    with pytest.raises(CodingError, match=message):
        read(package, path)


def test_a_file_that_is_too_large_is_refused(work, save, monkeypatch):
    monkeypatch.setattr(json_files, "MAX_JSON_BYTES", 1000)
    with pytest.raises(CodingError, match="refused; larger than"):
        read_work(save(work), [])


def test_a_missing_file_is_one_line(package, tmp_path):
    done = import_work(package, tmp_path / "work.json", *DIRECT)
    assert (done.returncode, "no such file" in done.stderr) == (2, True)
