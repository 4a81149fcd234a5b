"""A workbook has a sheet for each table, in which people can code."""

import shutil

import openpyxl
import pytest
from support.workbooks import FEW, find_column, find_line, replace, write_book

from eventclaims import validate
from eventclaims.errors import EventClaimsError


@pytest.fixture(scope="module")
def opened(written):
    return openpyxl.load_workbook(written)


def get_list(sheet, column):
    """Return the source of the list of a column."""
    letter = sheet.cell(1, find_column(sheet, column)).column_letter
    lists = sheet.data_validations.dataValidation
    return next(one for one in lists if f"{letter}2" in one.sqref)


def test_the_tables_are_in_the_order_of_work(opened):
    assert opened.sheetnames[:2] == ["Read me", "Findings"]
    coded = opened.sheetnames[2:21]
    assert coded == [
        *("sources", "actors", "actor_names", "actor_relations", "places", "events"),
        *("event_participants", "event_places", "statements", "claims", "claim_actors"),
        *("claim_issues", "claim_places", "figures", "claim_links", "discrepancies"),
        *("discrepancy_records", "evidence", "uncoded_passages"),
    ]
    hidden = [s.title for s in opened.worksheets if s.sheet_state == "hidden"]
    assert hidden == ["_manifest", "_base", "_lists"]


def test_every_cell_is_text_in_a_text_format(opened):
    for sheet in opened.worksheets:
        for cell in (c for row in sheet.iter_rows() for c in row if c.value is not None):
            is_label = sheet.title == "_lists" and cell.row > 1
            assert cell.data_type == ("f" if is_label else "s")
            assert is_label or cell.row == 1 or cell.number_format == "@"


def test_required_columns_are_marked_and_headers_have_the_definitions(opened):
    claims = opened["claims"]
    assert [c.value for c in claims[1]][:4] == [
        "claim_id *",
        "statement_id *",
        "claim_type *",
        "summary",
    ]
    note = claims.cell(1, 3).comment.text
    assert "Type of speech act; the most specific type that fits." in note
    assert "threat: Announces harm" in note
    places = opened["places"]
    latitude = places.cell(1, find_column(places, "latitude")).comment.text
    assert "Enter -90 or more.\nEnter 90 or less." in latitude


def test_ids_have_names_and_lists_to_choose_from(opened):
    claims = opened["claims"]
    assert claims["E2"].value == "EVT-0001 · Rockets on a depot in Northtown"
    assert get_list(claims, "claim_type").formula1.startswith('"threat,warning')
    listed = get_list(claims, "event_id").formula1
    assert listed.startswith("_lists!$")
    column = listed.split("$")[1]
    assert opened["_lists"][f"{column}1"].value == "events"
    evidence = opened["evidence"]
    assert get_list(evidence, "record_id").formula1 == 'INDIRECT("ids_"&$B2)'
    assert evidence["C2"].value == "SRC-0001 · Rockets Before The Talks"


def test_derived_columns_are_locked_and_all_others_are_not(opened):
    events = opened["events"]
    assert events.protection.sheet
    assert events.cell(2, find_column(events, "date")).protection.locked
    assert events.cell(2, find_column(events, "date")).fill.fgColor.rgb == "FFE3E3E3"
    assert not events.cell(2, find_column(events, "title")).protection.locked


def test_the_next_free_ids_are_offered(opened):
    claims = opened["claims"]
    assert [claims.cell(n, 1).value for n in (6, 7, 6 + FEW)] == [
        "CLM-0005",
        "CLM-0006",
        f"CLM-{5 + FEW:04}",
    ]
    assert [c.value for c in claims[7]][1:] == [None] * (claims.max_column - 1)


def test_a_withdrawn_id_is_not_offered(package, tmp_path):
    retired = package / "data" / "retired.csv"
    header = retired.read_text("utf-8").splitlines()[0].split(",")
    row = dict.fromkeys(header, "") | {"record_id": "CLM-0006"}
    retired.write_text(",".join(header) + "\n" + ",".join(row.values()) + "\n", "utf-8")
    claims = openpyxl.load_workbook(write_book(package, tmp_path / "book.xlsx"))["claims"]
    assert claims["A7"].value == "CLM-0007"


def test_the_sheet_of_evidence_has_columns_for_words_and_no_words(opened):
    header = [str(c.value) for c in opened["evidence"][1]]
    assert header[5:10] == ["words", "nth", "context", "start", "end"]
    assert {opened["evidence"].cell(n, 6).value for n in range(2, 300)} == {None}


def test_findings_are_notes_on_their_cells_and_lines_of_a_sheet(package, tmp_path):
    replace(package / "data" / "claims.csv", "CLM-0002,STM-0001,threat", "CLM-0002,STM-0001,treat")
    findings = validate(package).findings
    opened = openpyxl.load_workbook(write_book(package, tmp_path / "book.xlsx", findings))
    claims, listed = opened["claims"], opened["Findings"]
    line = find_line(claims, "CLM-0002")
    assert "constraint-error" in claims.cell(line, 3).comment.text
    assert claims.cell(line, 3).fill.fgColor.rgb == "FFFFD9D0"
    rows = [[c.value for c in row[:5]] for row in listed.iter_rows(min_row=2)]
    assert ["error", "claims", "CLM-0002", "claim_type", "treat"] in rows
    place = rows.index(["error", "claims", "CLM-0002", "claim_type", "treat"]) + 2
    assert listed.cell(place, 3).hyperlink.location == f"'claims'!C{line}"


def test_the_same_package_gives_the_same_bytes(example, written, tmp_path):
    again = write_book(example, tmp_path / "again.xlsx")
    assert again.read_bytes() == written.read_bytes()


def test_packages_of_the_tests_have_workbooks_too(minimal, full, tmp_path):
    for package in (minimal, full):
        opened = openpyxl.load_workbook(write_book(package, tmp_path / f"{package.name}.xlsx"))
        assert opened["_manifest"]["B2"].value == package.name


@pytest.mark.parametrize(
    ("name", "reason"),
    [("findings", "cannot have this name"), ("t" * 32, "cannot have this name")],
)
def test_a_table_whose_name_a_sheet_cannot_have_is_refused(name, reason, package, tmp_path):
    descriptor = package / "datapackage.json"
    replace(descriptor, '"name": "places"', f'"name": "{name}"')
    with pytest.raises(EventClaimsError, match=reason):
        write_book(package, tmp_path / "book.xlsx")


def test_a_cell_with_a_control_character_is_refused(package, tmp_path):
    replace(package / "data" / "actors.csv", ",Group A,armed", ",Group\x02A,armed")
    with pytest.raises(
        EventClaimsError, match=r"table 'actors', column 'name': .*control character"
    ):
        write_book(package, tmp_path / "book.xlsx")


def test_a_row_without_the_columns_of_its_schema_is_refused(package, tmp_path):
    replace(package / "data" / "actors.csv", "actor_id,name", "actor_id,nom")
    with pytest.raises(EventClaimsError, match="the header does not match the schema"):
        write_book(package, tmp_path / "book.xlsx")


def test_cells_that_look_like_formulas_stay_text(package, tmp_path):
    shutil.copy(package / "data" / "events.csv", tmp_path / "events.csv")
    replace(package / "data" / "events.csv", "A further round of talks is planned.", "=1+1")
    events = openpyxl.load_workbook(write_book(package, tmp_path / "book.xlsx"))["events"]
    cell = events.cell(find_line(events, "EVT-0003"), find_column(events, "summary"))
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
