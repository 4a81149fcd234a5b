"""A workbook is read whatever program saved it, and every problem has its cell."""

from datetime import datetime

import openpyxl
import pytest
from support.workbooks import (
    FEW,
    append,
    clear,
    edit,
    find_column,
    find_line,
    list_faults,
    put,
    read,
)

from eventclaims.exchange.entries import CodingError


def same(package, path):
    """Return whether a workbook has the rows of the package, without faults."""
    coding = read(package, path)
    assert [str(fault) for fault in coding.faults.found] == []
    return coding.tables == coding.base


def rename_sheet(old, new):
    def change(book):
        book[old].title = new

    return change


def test_an_unchanged_workbook_has_the_rows_of_the_package(example, written):
    assert same(example, written)


def test_a_workbook_saved_by_openpyxl_has_them_too(example, book):
    assert same(example, edit(book, lambda _: None))


def test_columns_can_be_in_any_order_and_named_by_their_titles(example, book):
    def change(opened):
        sheet = opened["claims"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(reversed(row), 1):
                sheet.cell(line, column).value = value
        sheet.cell(1, find_column(sheet, "claim_type")).value = "CLAIM TYPE"
        sheet.cell(1, find_column(sheet, "summary")).value = " Summary "

    assert same(example, edit(book, change))


@pytest.mark.parametrize("title", ["claims ", "claims - Table 1"])
def test_a_sheet_is_found_by_the_name_of_its_table_as_programs_write_it(title, example, book):
    assert same(example, edit(book, rename_sheet("claims", title)))


def test_empty_rows_columns_and_sheets_are_nothing(example, book):
    def change(opened):
        opened.create_sheet("Sheet1")
        opened["claims"].cell(900, 1).value = "   "
        opened["claims"].cell(1, 30).value = " "
        # LibreOffice ends a sheet with its last possible row.
        opened["claims"].cell(1_048_576, 3).number_format = "@"

    assert same(example, edit(book, change))


def test_lost_lists_formats_and_notes_do_not_matter(example, book):
    def change(opened):
        for name in ("claims", "evidence"):
            sheet = opened[name]
            sheet.data_validations.dataValidation.clear()
            for cell in (c for row in sheet.iter_rows() for c in row):
                cell.comment, cell.number_format = None, "General"

    assert same(example, edit(book, change))


def test_days_and_numbers_that_a_program_has_recognised_are_the_same(example, book):
    def change(opened):
        put(opened, "events", "EVT-0002", date_earliest=datetime(2019, 3, 9))  # noqa: DTZ001 - a day
        put(opened, "events", "EVT-0002", date_latest=43533)
        put(opened, "evidence", "EVD-0001", start=0, end=24.0)

    assert same(example, edit(book, change))


def test_bare_ids_are_as_good_as_labels(example, book):
    assert same(example, edit(book, lambda b: put(b, "claims", "CLM-0001", event_id="EVT-0001")))


CHANGES = {
    "claims!C3: `rocket`: unknown code; choose one of threat, warning, demand, appeal, rejection, "
    "responsibility, attribution, denial, accusation, credit, endorsement, announcement, "
    "commitment, justification, prediction, assessment, report, other": (
        lambda b: put(b, "claims", "CLM-0002", claim_type="rocket")
    ),
    "claims!C3: `treat`: unknown code; did you mean `threat`?": (
        lambda b: put(b, "claims", "CLM-0002", claim_type="treat")
    ),
    "claims!E3: `EVT-0099`: no row of events has this id; choose one, or add it to events": (
        lambda b: put(b, "claims", "CLM-0002", event_id="EVT-0099")
    ),
    "claims!E3: `the rally`: not in the form of this column; enter it as EVT-0001": (
        lambda b: put(b, "claims", "CLM-0002", event_id="the rally")
    ),
    "claims!B3: `statement_id` is empty; a row needs this cell": (
        lambda b: put(b, "claims", "CLM-0002", statement_id=None)
    ),
    "claims!D3: `=1+1`: a formula; enter its result as text": (
        lambda b: put(b, "claims", "CLM-0002", summary="=1+1")
    ),
    "claims!D3: `7`: a number where text belongs; format the cell as text, and enter it again": (
        lambda b: put(b, "claims", "CLM-0002", summary=7)
    ),
    "claims!D3: `#REF!`: an error of the spreadsheet; enter the value as text": (
        lambda b: put(b, "claims", "CLM-0002", summary="#REF!")
    ),
    "claims!G3: `3/8/2019`: could be 2019-03-08 or 2019-08-03; enter the day as 2019-03-09": (
        lambda b: put(b, "claims", "CLM-0002", deadline="3/8/2019")
    ),
    "claims!G3: `next week`: not a day; enter the day as 2019-03-09": (
        lambda b: put(b, "claims", "CLM-0002", deadline="next week")
    ),
    "evidence!I2: `first`: not of the type integer; enter it as 120": (
        lambda b: put(b, "evidence", "EVD-0001", start="first")
    ),
    "evidence!C2: `CLM-0099`: no row of sources has this id; choose one, or add it to sources": (
        lambda b: put(b, "evidence", "EVD-0001", record_id="CLM-0099")
    ),
    "claims!B3:C4: cells are merged; separate them, and enter the value of each cell": (
        lambda b: b["claims"].merge_cells("B3:C4")
    ),
    "claims!P2: `see note`: the column has no header; enter its name, or clear the cell": (
        lambda b: b["claims"].cell(2, 16, "see note")
    ),
    "claims!P1: `comment`: the table `claims` has no column of this name; delete the column": (
        lambda b: b["claims"].cell(1, 16, "comment")
    ),
    "claims!P1: `summary`: a second column of this name; delete one of them": (
        lambda b: b["claims"].cell(1, 16, "summary")
    ),
    "my notes: the package has no table of this name; delete it": (
        lambda b: b.create_sheet("my notes").append(["x"])
    ),
    "claim: the package has no table of this name; rename it to `claims`": (
        lambda b: b.create_sheet("claim").append(["x"])
    ),
}


# No two changes of a part are of the same cell.
@pytest.mark.parametrize("part", range(5))
def test_a_problem_has_its_sheet_cell_value_and_what_to_do(part, example, book):
    changes = dict([*CHANGES.items()][part::5])

    def change(opened):
        for each in changes.values():
            each(opened)

    assert changes.keys() - list_faults(example, edit(book, change)) == set()


def test_a_renamed_column_is_named_with_its_right_name(example, book):
    found = list_faults(example, edit(book, lambda b: b["claims"].cell(1, 3, "claim_typ")))
    problem = "the table `claims` has no column of this name"
    assert found == [
        f"claims!C1: `claim_typ`: {problem}; rename it to `claim_type`",
        "claims: the column `claim_type` is missing; restore its header",
    ]


def test_a_missing_sheet_does_not_remove_its_rows(example, book):
    coding = read(example, edit(book, lambda b: b.remove(b["claims"])))
    assert [str(f) for f in coding.faults.found] == [
        "claims: the sheet is missing; restore it; to remove rows, clear their cells"
    ]
    assert coding.tables["claims"] == coding.base["claims"]


def test_a_sheet_of_a_second_workbook_is_not_mixed_in(example, book):
    def change(opened):
        opened.copy_worksheet(opened["claims"]).title = "claims - second"
        opened.copy_worksheet(opened["claims"]).title = "claims (2)"

    assert list_faults(example, edit(book, change)) == [
        "claims - second: the package has no table of this name; delete it",
        "claims (2): the package has no table of this name; rename it to `claims`",
    ]


def test_two_sheets_that_programs_name_alike_are_not_mixed(example, book):
    def change(opened):
        opened["claims"].title = "claims - Table 1"
        opened.copy_worksheet(opened["claims - Table 1"]).title = "claims - Table 2"

    problem = "a second sheet for the table `claims`, beside claims - Table 1"
    hint = "delete one of them; do not put the sheets of two workbooks together"
    assert list_faults(example, edit(book, change)) == [f"claims - Table 2: {problem}; {hint}"]


def test_an_id_that_is_used_twice_is_a_problem_of_both_lines(example, book):
    def change(opened):
        opened["claims"]["A4"].value = "CLM-0002"

    assert list_faults(example, edit(book, change))[:2] == [
        "claims!A3: `CLM-0002`: row 4 has the same key; give each row its own",
        "claims!A4: `CLM-0002`: row 3 has the same key; give each row its own",
    ]


def test_a_removed_row_that_is_used_is_a_problem(example, book):
    found = list_faults(example, edit(book, lambda b: clear(b, "claims", "CLM-0005")))
    hint = "restore that row, or change this one"
    problem = f"the row CLM-0005 of claims was removed, but is used here; {hint}"
    assert f"evidence!C27: `CLM-0005`: {problem}" in found


def test_a_row_without_an_id_gets_the_next_free_one(example, book):
    def change(opened):
        sheet = opened["claims"]
        line = find_line(sheet, "CLM-0006")
        put(opened, "claims", "CLM-0006", statement_id="STM-0001", claim_type="threat")
        sheet.cell(line, 1).value = None

    rows = read(example, edit(book, change)).tables["claims"]
    # The workbook offers the ids of its empty rows.
    assert [row["claim_id"] for row in rows][-1] == f"CLM-{5 + FEW + 1:04}"
    assert len(rows) == 6


def test_a_row_of_a_table_without_ids_can_be_added_and_removed(example, book):
    def change(opened):
        for cell in opened["claim_actors"][2]:
            cell.value = None
        append(opened, "claim_actors", claim_id="CLM-0004", actor_id="ACT-0001", role="addressee")

    coding = read(example, edit(book, change))
    assert [str(f) for f in coding.faults.found] == []
    gone = [row for row in coding.base["claim_actors"] if row not in coding.tables["claim_actors"]]
    new = [row for row in coding.tables["claim_actors"] if row not in coding.base["claim_actors"]]
    assert (len(gone), [row["claim_id"] for row in new]) == (1, ["CLM-0004"])


@pytest.mark.parametrize(
    ("cell", "value", "message"),
    [
        ("B1", "9", "the format of the workbook is 9"),
        ("B2", "other", "written from another package, 'other'; this one is 'example'"),
        ("B3", "0.0.9", "written from version 0.0.9, but the package now has version 0.1.0"),
    ],
)
def test_a_workbook_of_something_else_is_refused_as_a_whole(cell, value, message, example, book):
    edit(book, lambda b: b["_manifest"].__setitem__(cell, value))
    with pytest.raises(CodingError, match=message):
        read(example, book, partial=True)


def test_a_workbook_without_its_hidden_sheet_is_refused(example, book):
    edit(book, lambda b: b.remove(b["_manifest"]))
    with pytest.raises(CodingError, match="the hidden sheet _manifest is missing"):
        read(example, book)


def test_the_exported_rows_can_be_those_of_the_package(example, book):
    assert same(example, edit(book, lambda b: b.remove(b["_base"])))


def test_changed_exported_rows_are_noticed(package, book):
    def change(opened):
        sheet = opened["_base"]
        line = next(c.row for c in sheet["C"] if c.value == "CLM-0001")
        sheet.cell(line, 6).value = "changed"

    assert same(package, edit(book, change))
    claims = package / "data" / "claims.csv"
    claims.write_text(
        claims.read_text("utf-8").replace("Group A fired", "Group A has fired"), "utf-8"
    )
    with pytest.raises(CodingError, match="its hidden copy of the table `claims` is missing or"):
        read(package, book)


def test_a_file_that_openpyxl_cannot_read_is_refused(example, tmp_path):
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(CodingError, match="use a workbook that eventclaims workbook has written"):
        read(example, path)
