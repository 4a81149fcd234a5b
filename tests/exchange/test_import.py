"""The command imports a workbook into data/ after a diff, or as a run of coding."""

import pytest
from support.commands import run
from support.workbooks import (
    ENOUGH,
    create_example,
    edit,
    fill_from,
    put,
    read_example_text,
    read_table,
    replace,
    take,
    write_book,
)

from eventclaims import validate
from eventclaims.authoring.working_copy import compare_copy
from eventclaims.cli import import_coding
from eventclaims.errors import TableError
from eventclaims.exchange import writing
from eventclaims.package import changes
from eventclaims.package.json_files import format_json
from eventclaims.package.objects import read_object

DIRECT = ("--direct", "--yes")


def import_book(package, book, *options):
    return run("import", book, "--into", package, *options)


def test_an_unchanged_workbook_changes_nothing(package, book):
    before = take(package)
    done = import_book(package, book, *DIRECT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "no difference to the tables in data/\n"
    assert take(package) == before


def test_a_changed_cell_is_shown_and_written(package, book):
    edit(book, lambda b: put(b, "claims", "CLM-0003", notes="Printed in full."))
    before = take(package)
    done = import_book(package, book, *DIRECT)
    assert '~ CLM-0003 notes: "" → "Printed in full."' in done.stdout
    assert {name for name, content in take(package).items() if content != before[name]} == {
        "data/claims.csv",
        "datapackage.json",
    }
    assert validate(package).findings == ()


def test_nothing_is_written_without_a_confirmation(package, book):
    edit(book, lambda b: put(b, "claims", "CLM-0003", notes="Printed in full."))
    before = take(package)
    assert "CLM-0003" in import_book(package, book, "--direct", "--dry-run").stdout
    assert import_book(package, book, "--direct").returncode == 130
    assert take(package) == before


def test_a_package_is_coded_from_an_empty_workbook(package, tmp_path):
    empty = create_example(tmp_path / "empty", is_empty=True)
    book = write_book(empty, tmp_path / "empty.xlsx", spare=ENOUGH)
    edit(book, lambda b: fill_from(b, package, read_example_text(package)))
    done = import_book(empty, book, *DIRECT, "--texts", package / "texts")
    assert (done.returncode, done.stderr) == (0, "")
    assert take(empty / "data") == take(package / "data")


def test_all_problems_are_listed_and_nothing_is_imported(package, book):
    def change(opened):
        put(opened, "claims", "CLM-0002", claim_type="treat")
        put(opened, "events", "EVT-0001", date_earliest="3/8/2019")
        put(opened, "claims", "CLM-0003", notes="Printed in full.")

    before = take(package)
    done = import_book(package, edit(book, change), *DIRECT)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "events!F2: `3/8/2019`: could be 2019-03-08 or 2019-08-03; enter the day as 2019-03-09",
        "claims!C3: `treat`: unknown code; did you mean `threat`?",
        "nothing was imported: 2 problems",
    ]
    assert take(package) == before


def test_the_rows_with_problems_can_be_left_out(package, book):
    def change(opened):
        put(opened, "claims", "CLM-0002", claim_type="treat", notes="Not imported.")
        put(opened, "claims", "CLM-0003", notes="Printed in full.")
        put(opened, "claims", "CLM-0006", statement_id="STM-0001", claim_type="unknown")
        put(opened, "claim_links", "LNK-0002", claim_id="CLM-0006", relation="contradicts")
        put(opened, "claim_links", "LNK-0002", to_claim_id="CLM-0003", basis="coder")
        opened["claims"].delete_rows(6)

    before = read_table(package / "data", "claim_links")
    done = import_book(package, edit(book, change), *DIRECT, "--partial")
    assert done.returncode == 0
    assert "left out: 4 problems" in done.stderr
    assert "claim_links!B3: `CLM-0006`: no row of claims has this id" in done.stderr
    claims = {row["claim_id"]: row for row in read_table(package / "data", "claims")}
    assert (claims["CLM-0002"]["claim_type"], claims["CLM-0002"]["notes"]) == ("threat", "")
    assert claims["CLM-0003"]["notes"] == "Printed in full."
    # A table with problems loses no row: a row with a problem could be the one that is gone.
    assert [*claims] == [f"CLM-000{n}" for n in range(1, 6)]
    assert read_table(package / "data", "claim_links") == before


def test_changes_of_both_sides_are_merged(package, book):
    edit(book, lambda b: put(b, "claims", "CLM-0003", notes="Printed in full."))
    replace(package / "data" / "claims.csv", "Group A fired the rockets.", "Group A fired rockets.")
    assert run("derive", package).returncode == 0
    assert import_book(package, book, *DIRECT).returncode == 0
    claims = {row["claim_id"]: row for row in read_table(package / "data", "claims")}
    assert claims["CLM-0001"]["summary"] == "Group A fired rockets."
    assert claims["CLM-0003"]["notes"] == "Printed in full."


def test_a_cell_that_both_have_changed_is_a_conflict(package, book):
    edit(book, lambda b: put(b, "claims", "CLM-0001", summary="Group A shot."))
    replace(package / "data" / "claims.csv", "Group A fired the rockets.", "Group A fired rockets.")
    assert run("derive", package).returncode == 0
    before = take(package)
    done = import_book(package, book, *DIRECT)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == (
        "claims!D2: `Group A shot.`: the package now has `Group A fired rockets.` (it was "
        "`Group A fired the rockets.` when coding began); enter the value of the package here, "
        "or this one in the package"
    )
    assert take(package) == before
    edit(book, lambda b: put(b, "claims", "CLM-0001", summary="Group A fired rockets."))
    assert import_book(package, book, *DIRECT).returncode == 0


def test_an_id_that_both_have_given_is_a_conflict(package, book):
    new = {"statement_id": "STM-0001", "claim_type": "threat"}
    edit(book, lambda b: put(b, "claims", "CLM-0006", **new, summary="One."))
    claims = package / "data" / "claims.csv"
    row = claims.read_text("utf-8").splitlines()[-1].split(",")
    row[0], row[3] = "CLM-0006", "Another."
    claims.write_text(claims.read_text("utf-8") + ",".join(row) + "\n", "utf-8")
    assert run("derive", package).returncode == 0
    done = import_book(package, book, *DIRECT)
    assert done.returncode == 1
    assert (
        "claims!D7: `One.`: the package now has `Another.` (the row is new in both" in done.stderr
    )


def test_a_row_that_one_has_removed_and_the_other_changed_is_a_conflict(package, book):
    edit(book, lambda b: put(b, "figures", "FIG-0003", minimum="30"))
    figures = package / "data" / "figures.csv"
    kept = [line for line in figures.read_text("utf-8").splitlines() if "FIG-0003" not in line]
    figures.write_text("\n".join(kept) + "\n", "utf-8")
    done = import_book(package, book, *DIRECT)
    assert done.returncode == 1
    assert "figures!A4: `FIG-0003`: the package has removed this row" in done.stderr


def test_a_coding_is_a_run_and_changes_no_other_table(package, book):
    edit(book, lambda b: put(b, "claims", "CLM-0003", notes="Printed in full."))
    before = take(package)
    done = import_book(package, book, "--coder", "First coder", "--codebook-version", "2.0.0")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("RUN-0001: written to data/coding/RUN-0001")
    folder = package / "data" / "coding" / "RUN-0001"
    after = {name: c for name, c in take(package).items() if "coding/RUN-0001" not in name}
    changed = {name for name, content in after.items() if content != before[name]}
    assert changed == {"data/coding_runs.csv", "datapackage.json"}
    (row,) = read_table(package / "data", "coding_runs")
    assert (row["role"], row["agent_type"], row["agent"]) == ("coding", "person", "First coder")
    assert row["codebook_version"] == "2.0.0"
    assert read_table(folder, "claims")[2]["notes"] == "Printed in full."
    assert (folder / "base" / "claims.csv").read_bytes() == before["data/claims.csv"]
    assert (folder / "evidence.csv").read_bytes() == before["data/evidence.csv"]
    assert not (folder / "coding_runs.csv").exists()
    assert validate(package).findings == ()


def test_two_codings_of_a_document_can_be_compared(package, tmp_path):
    empty = create_example(tmp_path / "empty", is_empty=True)
    book = write_book(empty, tmp_path / "empty.xlsx", spare=ENOUGH)
    edit(book, lambda b: fill_from(b, package, read_example_text(package)))
    for coder in ("First coder", "Second coder"):
        done = import_book(empty, book, "--coder", coder, "--texts", package / "texts")
        assert done.returncode == 0
    rows = read_table(empty / "data", "coding_runs")
    assert [(row["run_id"], row["documents"]) for row in rows] == [
        ("RUN-0001", "SRC-0001"),
        ("RUN-0002", "SRC-0001"),
    ]
    runs = [empty / "data" / "coding" / row["run_id"] for row in rows]
    assert run("agreement", *runs).returncode == 0
    assert (runs[0] / "evidence.csv").read_bytes() == (package / "data/evidence.csv").read_bytes()


def test_the_workbook_of_a_coder_is_that_coders(package, tmp_path):
    book = write_book(package, tmp_path / "book.xlsx", coder="First coder")
    done = import_book(package, book, "--coder", "Second coder")
    assert done.returncode == 2
    assert "the file of another coder, 'First coder'" in done.stderr
    assert import_book(package, book).returncode == 0
    assert read_table(package / "data", "coding_runs")[0]["agent"] == "First coder"


def test_a_coding_without_a_coder_is_refused(package, book):
    done = import_book(package, book)
    assert (done.returncode, "Name the coder" in done.stderr) == (2, True)


def test_an_unknown_type_of_agent_is_refused(package, book):
    done = import_book(package, book, "--coder", "First coder", "--agent-type", "robot")
    assert done.returncode == 2
    assert "'robot': no code of agent_type, which has person, model, rule" in done.stderr


def test_rows_that_record_the_work_are_not_part_of_a_coding(package, book):
    run_ = {"role": "coding", "agent_type": "person"}
    edit(book, lambda b: put(b, "coding_runs", "RUN-0001", **run_))
    done = import_book(package, book, "--coder", "First coder")
    assert done.returncode == 1
    assert "coding_runs!A2: rows of coding_runs are not part of a coding; undo" in done.stderr


def test_an_import_that_fails_at_its_end_leaves_no_run(package, book, monkeypatch):
    write = changes._replace

    def fail(listed):
        if listed[0].root == package.resolve():
            raise TableError("data/coding_runs.csv: cannot be written (No space left on device)")
        write(listed)

    before = take(package)
    monkeypatch.setattr(changes, "_replace", fail)
    assert import_book(package, book, "--coder", "First coder").returncode == 2
    assert take(package) == before


def test_a_killed_import_is_done_again(package, book):
    left = package / "data" / "coding" / "RUN-0001"
    left.mkdir(parents=True)
    (left / "claims.csv").write_text("half", "utf-8")
    assert import_book(package, book, "--coder", "First coder").returncode == 0
    assert len(read_table(left, "claims")) == 5


@pytest.mark.parametrize(
    ("file", "options", "message"),
    [
        ("book.ods", (), "save the workbook as .xlsx, without macros"),
        ("book.xlsm", (), "save the workbook as .xlsx, without macros"),
        ("book.csv", (), "A table needs --map; a workbook has the ending .xlsx."),
        ("book.csv", ("--direct",), "--direct, --yes and --partial are for a coding."),
        ("book.xlsx", ("--new-ids",), "--map and --new-ids are for a table, not for a coding."),
    ],
)
def test_the_file_decides_what_is_imported(file, options, message, package):
    done = import_book(package, file, *options)
    assert (done.returncode, message in done.stderr) == (2, True)


def test_only_some_problems_are_printed(package, book, monkeypatch):
    monkeypatch.setattr(import_coding, "_SHOWN", 1)

    def change(opened):
        put(opened, "claims", "CLM-0002", claim_type="treat")
        put(opened, "claims", "CLM-0003", claim_type="treat")

    done = import_book(package, edit(book, change), *DIRECT)
    assert done.stderr.splitlines()[1:] == [
        "nothing was imported: 2 problems, of which 1 are shown"
    ]


def test_the_command_writes_a_workbook_once(package, tmp_path):
    path = tmp_path / "book.xlsx"
    done = run("workbook", package, path)
    assert (done.returncode, done.stdout) == (0, f"{path}: written, with 0 findings\n")
    assert "may contain coded rows; use --force" in run("workbook", package, path).stderr
    assert run("workbook", package, path, "--force").returncode == 0
    assert run("workbook", package, tmp_path / "book.csv").returncode == 2


@pytest.mark.parametrize("options", [DIRECT, ("--coder", "Ann")])
def test_what_another_command_writes_meanwhile_is_kept(package, book, monkeypatch, options):
    edit(book, lambda b: put(b, "claims", "CLM-0003", notes="Printed in full."))
    table = package / "data" / "coding_runs.csv"

    def write_another(*words):
        with table.open("a", encoding="utf-8") as file:
            file.write("RUN-0001,coding,person,Ben,,,2026-01-01,,\n")
        return compare_copy(*words)

    monkeypatch.setattr(writing, "compare_copy", write_another)
    before = take(package)
    done = import_book(package, book, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert "data/coding_runs.csv: has changed since it was read" in done.stderr
    changed = {name for name, content in take(package).items() if content != before.get(name)}
    assert changed == {"data/coding_runs.csv"}
    assert [row["agent"] for row in read_table(package / "data", "coding_runs")] == ["Ben"]


@pytest.mark.parametrize("partial", [(), ("--partial",)])
def test_equal_rows_of_a_table_without_a_key_are_kept(package, tmp_path, partial):
    descriptor = read_object(package / "datapackage.json", "datapackage.json")
    fields = [{"name": "who", "type": "string"}, {"name": "day", "type": "date"}]
    shifts = {"name": "shifts", "path": "data/shifts.csv", "schema": {"fields": fields}}
    descriptor["resources"].append(shifts)
    (package / "datapackage.json").write_text(format_json(descriptor), "utf-8")
    (package / "data" / "shifts.csv").write_text("who,day\n" + 2 * "Ann,2026-01-01\n", "utf-8")
    book = write_book(package, tmp_path / "shifts.xlsx")
    edit(book, lambda b: put(b, "claims", "CLM-0003", notes="Printed in full."))
    done = import_book(package, book, "--coder", "Ann", *partial)
    assert (done.returncode, done.stderr) == (0, "")
    run_folder = package / "data" / "coding" / "RUN-0001"
    assert "Printed in full." in str(read_table(run_folder, "claims"))
    assert [row["who"] for row in read_table(run_folder, "shifts")] == ["Ann", "Ann"]
