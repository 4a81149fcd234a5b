"""What both codings agree on and what was settled goes to data/, and nothing else."""

import openpyxl
import pytest
from support.adjudication import CHOICES, REASON, code_twice, compare, decide, settle
from support.commands import run
from support.workbooks import (
    Office,
    edit,
    needs_soffice,
    put,
    read_table,
    replace,
    take,
    write_book,
)

from eventclaims import validate
from eventclaims.cli import coding as commands


def read(package, table):
    """Return the rows of a table by their first cell."""
    rows = read_table(package / "data", table)
    return {next(iter(row.values())): row for row in rows}


def enter(path, field, table=None, **cells):
    """Change cells of the line of a field."""

    def change(book):
        sheet = book["differences"]
        names = {str(c.value).removesuffix(" *"): c.column for c in sheet[1]}
        for line in range(2, sheet.max_row + 1):
            place = [sheet.cell(line, names[n]).value or "" for n in ("table", "field")]
            if place[1] == field and table in {None, place[0]}:
                for name, value in cells.items():
                    sheet.cell(line, names[name]).value = value

    return edit(path, change)


def test_what_was_settled_is_in_the_tables_and_nothing_else_has_changed(
    coded, differences, example
):
    decide(differences, CHOICES, settled_by="Third person")
    done = settle(coded, differences, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    claims, events = read(coded, "claims"), read(coded, "events")
    assert claims["CLM-0002"]["claim_type"] == "announcement"
    assert claims["CLM-0006"]["summary"] == "Rockets hit the depot."
    assert events["EVT-0001"]["date_latest"] == "2019-03-09"
    spans = {
        row["record_id"]: (row["start"], row["end"])
        for row in read_table(coded / "data", "evidence")
    }
    assert spans["CLM-0003"] == ("439", "452")
    assert "CLM-0006" in spans
    assert "DIS-0001" in spans
    # The rest is as both have coded it, with the same ids as the first coder gave.
    for table in ("sources", "actors", "events", "statements", "figures", "discrepancies"):
        assert read(coded, table) == read(example, table)
    report = validate(coded, texts=coded / "texts")
    assert report.findings == ()


def test_the_reasons_and_the_settlement_are_recorded(coded, differences):
    decide(differences, CHOICES, settled_by="Third person")
    settle(coded, differences, "--yes", "--codebook-version", "2.0.0")
    log = {(row["table"], row["field"]): row for row in read_table(coded / "data", "adjudications")}
    assert {place: row["settled"] for place, row in log.items()} == {
        ("claims", "claim_type"): "second",
        ("events", "date_latest"): "first",
        ("claims", "evidence"): "second",
        ("claims", ""): "second",
        ("discrepancies", ""): "first",
    }
    assert {(row["source_id"], row["reason"]) for row in log.values()} == {("SRC-0001", REASON)}
    row = log["claims", "claim_type"]
    assert (row["first_value"], row["second_value"]) == ("threat", "announcement")
    run_ = read(coded, "coding_runs")["RUN-0003"]
    assert (run_["role"], run_["agent_type"], run_["agent"]) == (
        *("adjudication", "person", "Third person"),
    )
    assert (run_["documents"], run_["codebook_version"]) == ("SRC-0001", "2.0.0")
    assert run_["notes"] == "The adjudication of RUN-0001 and RUN-0002: 5 differences settled."


def test_a_row_that_both_entered_under_different_ids_has_one_id_and_references_follow(
    coded, differences
):
    decide(differences, CHOICES)
    enter(differences, "", "claims", choice="leave out")
    settle(coded, differences, "--yes")
    assert [*read(coded, "claims")] == [f"CLM-000{n}" for n in range(1, 6)]
    assert [*read(coded, "events")] == [f"EVT-000{n}" for n in range(1, 5)]
    assert read(coded, "claims")["CLM-0004"]["event_id"] == "EVT-0003"
    participants = {row["event_id"] for row in read_table(coded / "data", "event_participants")}
    assert participants <= {*read(coded, "events")}
    log = {(row["table"], row["field"]): row for row in read_table(coded / "data", "adjudications")}
    assert log["claims", ""]["settled"] == "first"


def test_the_second_settlement_changes_nothing(coded, differences):
    decide(differences, CHOICES)
    settle(coded, differences, "--yes")
    before = take(coded)
    done = settle(coded, differences, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert take(coded) == before


def test_every_difference_needs_a_choice_and_a_reason(coded, differences):
    before = take(coded)
    decide(differences, CHOICES)
    enter(differences, "claim_type", choice=None)
    enter(differences, "date_latest", reason=None)
    enter(differences, "evidence", choice="keep")
    done = settle(coded, differences, "--yes")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "differences!K4: no reason; write why",
        "differences!I5: no choice; choose A, B or other",
        "differences!I6: `keep`: not a choice for this difference; choose A, B, both or other",
        "nothing was settled: 3 problems",
    ]
    assert take(coded) == before


def test_the_rows_that_are_settled_can_be_written_before_the_others(coded, differences):
    decide(differences, CHOICES)
    enter(differences, "claim_type", choice=None)
    enter(differences, "", "discrepancies", reason=None)
    done = settle(coded, differences, "--yes", "--partial")
    assert done.returncode == 0
    assert "left out: 2 problems" in done.stderr
    assert [*read(coded, "claims")] == ["CLM-0001", "CLM-0002", "CLM-0003", "CLM-0004", "CLM-0005"]
    types = {row["summary"]: row["claim_type"] for row in read(coded, "claims").values()}
    assert "Group A will attack State C again." not in types
    assert types["Rockets hit the depot."] == "report"
    assert read(coded, "discrepancies") == {}
    assert len(read(coded, "adjudications")) == 3
    assert validate(coded, texts=coded / "texts").valid
    # The rows that were left out come later, and all others keep their ids.
    first = read(coded, "claims")
    decide(differences, CHOICES)
    done = settle(coded, differences, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert read(coded, "claims").items() >= first.items()
    assert len(read(coded, "claims")) == 6
    assert len(read(coded, "adjudications")) == 5
    assert [row["run_id"] for row in read_table(coded / "data", "coding_runs")] == [
        *("RUN-0001", "RUN-0002", "RUN-0003", "RUN-0004"),
    ]
    assert validate(coded, texts=coded / "texts").findings == ()


def test_nothing_is_written_without_a_confirmation(coded, differences, monkeypatch):
    decide(differences, CHOICES)
    before = take(coded)
    shown = settle(coded, differences, "--dry-run")
    assert "+ CLM-0001" in shown.stdout
    assert settle(coded, differences).returncode == 130
    assert take(coded) == before

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("eventclaims.package.changes.write_changes", stop)
    assert settle(coded, differences, "--yes").returncode == 130
    assert take(coded) == before


def test_a_coding_that_has_changed_since_is_refused(coded, differences):
    decide(differences, CHOICES)
    path = coded / "data" / "coding" / "RUN-0002" / "claims.csv"
    replace(path, "Rockets hit the depot.", "Rockets hit a depot.")
    before = take(coded)
    done = settle(coded, differences, "--yes")
    assert done.returncode == 2
    assert (
        "coding B has changed since the workbook was written (claims.csv); compare again"
        in done.stderr
    )
    assert take(coded) == before


def test_what_both_started_from_is_part_of_the_codings(coded, differences):
    decide(differences, CHOICES)
    path = coded / "data" / "coding" / "RUN-0001" / "base" / "claims.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    done = settle(coded, differences, "--yes")
    assert done.returncode == 2
    assert "coding A has changed since the workbook was written (base/claims.csv)" in done.stderr


def test_a_workbook_of_something_else_is_refused(coded, differences, tmp_path):
    book = write_book(coded, tmp_path / "coding.xlsx")
    done = settle(coded, book)
    assert done.returncode == 2
    assert "coding.xlsx: not written by eventclaims coding compare" in done.stderr
    edit(differences, lambda b: b.remove(b["_manifest"]))
    assert "the hidden sheet _manifest is missing" in settle(coded, differences).stderr


def test_a_workbook_cannot_name_files_outside_the_package(coded, differences):
    def change(book):
        for row in book["_manifest"]:
            if row[1].value == "RUN-0001":
                row[1].value = "../elsewhere"

    done = settle(coded, edit(differences, change))
    assert done.returncode == 2
    assert "'../elsewhere': refused; a path must be inside the package" in done.stderr


def test_lines_that_are_gone_doubled_or_unknown_are_named(coded, differences):
    decide(differences, CHOICES)

    def change(book):
        sheet = book["differences"]
        sheet.delete_rows(6)
        sheet["F4"].value = "date_earliest"
        for cell in sheet[5]:
            sheet.cell(7, cell.column).value = cell.value

    done = settle(coded, edit(differences, change), "--yes")
    assert done.returncode == 1
    assert "events EVT-0001 EVT-0001 date_earliest`: the codings have no such" in done.stderr
    assert "differences!C7: `claims CLM-0002 CLM-0002 claim_type`: line 5 is the sa" in done.stderr
    assert "`claims CLM-0003 CLM-0003 evidence`: the row of this difference is mis" in done.stderr


def test_the_order_of_the_lines_does_not_matter(coded, differences):
    decide(differences, CHOICES)

    def reverse(book):
        sheet = book["differences"]
        lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for line, cells in enumerate(reversed(lines), 2):
            for column, value in enumerate(cells, 1):
                sheet.cell(line, column).value = value

    done = settle(coded, edit(differences, reverse), "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert read(coded, "claims")["CLM-0002"]["claim_type"] == "announcement"


@pytest.mark.parametrize(
    ("table", "field", "value", "message"),
    [
        ("claims", "claim_type", "treat", "`treat`: unknown code; did you mean `threat`?"),
        ("events", "date_latest", "9 March", "`9 March`: not a day; enter the day as 2019-03-09"),
        ("claims", "evidence", "439 to 452", "is not a passage; write it as SRC-0001 120-180"),
        ("claims", "evidence", "SRC-0007 1-9", "no row of sources has the id SRC-0007"),
        ("claims", "evidence", f"SRC-0001 1-{'9' * 5000}", "does not end after its start"),
    ],
)
def test_another_value_is_checked_as_that_of_its_column(  # noqa: PLR0913, PLR0917 - parametrized
    coded, differences, table, field, value, message
):
    before = take(coded)
    decide(differences, CHOICES)
    enter(differences, field, table, choice="other", value=value)
    done = settle(coded, differences, "--yes")
    assert done.returncode == 1
    assert message in done.stderr
    assert take(coded) == before


def test_another_value_of_a_cell_and_of_passages_is_written(coded, differences):
    decide(differences, CHOICES)
    enter(differences, "claim_type", choice="neither", value="warning")
    enter(differences, "evidence", choice="other", value="SRC-0001 439-452; SRC-0001 391-399")
    done = settle(coded, differences, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert read(coded, "claims")["CLM-0002"]["claim_type"] == "warning"
    spans = [
        (row["start"], row["end"], row["token_count"])
        for row in read_table(coded / "data", "evidence")
        if row["record_id"] == "CLM-0003"
    ]
    assert sorted(spans) == [("391", "399", "2"), ("439", "452", "3")]
    assert validate(coded, texts=coded / "texts").findings == ()
    log = {(row["table"], row["field"]): row for row in read_table(coded / "data", "adjudications")}
    assert log["claims", "claim_type"]["settled"] == "neither"


@pytest.mark.long
def test_a_kept_row_cannot_refer_to_one_that_is_left_out(example, tmp_path):
    def change(book):
        put(book, "events", "EVT-0005", event_type="armed_attack", status="reported")
        put(book, "events", "EVT-0005", date_basis="unknown", incidents="run_counted")
        put(book, "events", "EVT-0005", title="Attacks in North Governorate")
        put(book, "events", "EVT-0005", summary="Attacks were counted.")
        put(book, "evidence", "EVD-0030", table="events", record_id="EVT-0005")
        put(book, "evidence", "EVD-0030", source_id="SRC-0001", words="three guards of the depot")
        put(book, "claims", "CLM-0005", event_id="EVT-0005")

    package = code_twice(tmp_path, example, change)
    path = compare(package, tmp_path / "d.xlsx")
    decide(path, {("events", ""): "leave out", ("claims", "event_id"): "B"})
    done = settle(package, path, "--yes")
    assert done.returncode == 1
    assert "`CLM-0005 CLM-0005`: refers to EVT-0005 of events, which is left out" in done.stderr
    done = settle(package, path, "--yes", "--partial")
    assert done.returncode == 0
    assert "CLM-0005" not in read(package, "claims")
    assert validate(package, texts=package / "texts").valid
    decide(path, {("events", ""): "leave out", ("claims", "event_id"): "other"}, value="")
    enter(path, "event_id", value="EVT-0002 · Speech in Northtown")
    done = settle(package, path, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert read(package, "claims")["CLM-0005"]["event_id"] == "EVT-0002"


def test_the_commands_need_their_extras(coded, differences, monkeypatch):
    def need(extra):
        raise ModuleNotFoundError(name=extra)

    monkeypatch.setattr(commands, "need_extra", need)
    assert run("coding", "compare", "RUN-0001", "RUN-0002", "--package", coded).returncode == 2
    assert settle(coded, differences).returncode == 2


def test_the_sheet_is_read_by_name_whatever_a_program_adds(coded, differences):
    decide(differences, CHOICES)

    def change(book):
        book.create_sheet("Sheet1")
        book["differences"].insert_cols(9)

    assert (
        openpyxl.load_workbook(edit(differences, change))["differences"]["J1"].value == "choice *"
    )
    done = settle(coded, differences, "--yes")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.long
@needs_soffice
def test_a_workbook_that_another_program_has_saved_is_settled(coded, differences, tmp_path):
    decide(differences, CHOICES)
    done = settle(coded, Office(tmp_path / "office").save(differences), "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert read(coded, "claims")["CLM-0002"]["claim_type"] == "announcement"
