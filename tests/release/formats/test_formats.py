"""Formats of a release: read back by other programs, they say what the CSV says."""

import io
import re
import sqlite3
from datetime import date, datetime

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pyreadstat
import pytest
from support.editions import FIELDS, HARD_TEXTS, format_rows, make_hard_rows, read
from support.releasing import describe

from eventclaims.release.formats.excel import make_excel
from eventclaims.release.formats.sqlite import make_sqlite

_CONTROL = re.compile("_x(00[01][0-9A-F])_")


def as_text(value):
    """Return a value that a reader gave as text of CSV."""
    if value is None or value != value:  # noqa: PLR0124 - not a number
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)


def test_duckdb_reads_from_parquet_what_the_csv_says(made):
    release_input, folder = made
    for table in release_input.sheets:
        rows = duckdb.read_parquet(str(folder / f"parquet/{table.name}.parquet")).fetchall()
        assert [tuple(map(as_text, row)) for row in rows] == format_rows(table)


def test_parquet_has_the_types_of_the_schema_and_tells_what_it_is(made):
    release_input, folder = made
    kinds = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
    for table in release_input.tables:
        path = folder / f"parquet/{table.name}.parquet"
        wanted = [kinds.get(field["type"], "VARCHAR") for field in table.schema["fields"]]
        assert list(map(str, duckdb.read_parquet(str(path)).types)) == wanted
        schema = pq.read_schema(path)
        assert schema.metadata[b"version"].decode() == release_input.version
        assert b"pandas" not in schema.metadata
        for field in table.schema["fields"]:
            stated = schema.field(field["name"]).metadata or {}
            assert stated.get(b"description", b"").decode() == field.get("description", "")


def test_sqlite_holds_what_the_csv_says(made):
    release_input, folder = made
    with sqlite3.connect(folder / f"{release_input.name}.sqlite") as connection:
        for table in release_input.tables:
            rows = connection.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid').fetchall()  # noqa: S608 - a name of this test
            truth = [field["type"] == "boolean" for field in table.schema["fields"]]
            stated = [
                tuple(
                    as_text(bool(cell) if is_truth and cell is not None else cell)
                    for cell, is_truth in zip(row, truth, strict=True)
                )
                for row in rows
            ]
            assert stated == format_rows(table)


def test_sqlite_keeps_keys_codes_and_types_and_finds_words(releases):
    _, folder = releases["full"]
    with sqlite3.connect(folder / "full.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA user_version").fetchone() == (1_000_000,)
        found = connection.execute(
            "SELECT record_id FROM summaries WHERE summaries MATCH 'rocket' ORDER BY 1"
        )
        assert found.fetchall() == [("CLM-0003",), ("EVT-0001",)]
        connection.execute("PRAGMA foreign_keys = ON")
        for change, problem in (
            ("UPDATE events SET event_type = 'party'", "CHECK"),
            ("UPDATE events SET date_latest = '2 May'", "CHECK"),
            ("UPDATE figures SET minimum = 'two'", "CHECK"),
            ("UPDATE claims SET claim_id = 'CLM-0001'", "UNIQUE"),
            ("UPDATE events SET event_type = NULL", "NOT NULL"),
        ):
            with pytest.raises(sqlite3.IntegrityError, match=problem):
                connection.execute(change)
        connection.execute("UPDATE claims SET event_id = 'EVT-9999'")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.commit()
        connection.rollback()


def test_sqlite_accepts_only_truth_values_where_they_are_required(releases):
    _, folder = releases["hard"]
    with sqlite3.connect(folder / "hard.sqlite") as connection:
        for value in ("2", "'yes'"):
            with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
                connection.execute(f"UPDATE hard SET truth = {value}")  # noqa: S608 - ours


def test_sqlite_has_an_index_for_every_reference_and_says_what_it_is(releases):
    release_input, folder = releases["full"]
    with sqlite3.connect(folder / "full.sqlite") as connection:
        asked = (
            "SELECT m.name, c.name FROM sqlite_schema m, pragma_index_list(m.name) i, "
            "pragma_index_info(i.name) c WHERE c.seqno = 0"
        )
        indexed = {*connection.execute(asked)}
        assert connection.execute("PRAGMA application_id").fetchone() == (0x4576436C,)
    references = {
        (table.name, reference["fields"][0])
        for table in release_input.tables
        for reference in table.schema.get("foreignKeys", ())
    }
    assert len(references) > 20
    assert references <= indexed


def test_a_doi_that_is_not_there_is_null_in_sqlite(releases):
    _, folder = releases["full"]
    with sqlite3.connect(folder / "full.sqlite") as connection:
        facts = dict(connection.execute("SELECT fact, value FROM release"))
    assert (facts["name"], facts["version"], facts["doi"]) == ("full", "1.0.0", None)


def test_an_id_that_is_no_doi_is_not_told_as_one(full_copy):
    release_input = read(describe(full_copy, id="https://example.org/full"))
    (file,) = make_sqlite(release_input, ())
    connection = sqlite3.connect(":memory:")
    connection.deserialize(file.content)
    assert connection.execute("SELECT value FROM release WHERE fact = 'doi'").fetchone() == (None,)
    (workbook,) = make_excel(release_input, ())
    page = openpyxl.load_workbook(io.BytesIO(workbook.content))["Read me"]
    assert "This version has no DOI." in [cell.value for (cell,) in page.iter_rows()]
    assert release_input.descriptor["id"] == "https://example.org/full"


def test_pyreadstat_reads_from_stata_what_the_csv_says(made):
    release_input, folder = made
    for table in release_input.sheets:
        frame, about = pyreadstat.read_dta(
            folder / f"stata/{table.name}.dta", disable_datetime_conversion=False
        )
        names = [field["name"] for field in table.schema["fields"]]
        assert list(frame.columns) == names
        stated = [read_stata(frame[name], about, name) for name in names]
        labels = [release_input.get_labels(f.get("codelist", "")) for f in table.schema["fields"]]
        wanted = [
            tuple(as_number(known.get(cell, cell)) for known, cell in zip(labels, row, strict=True))
            for row in format_rows(table)
        ]
        assert [tuple(map(as_number, row)) for row in zip(*stated, strict=True)] == wanted
        titles = [field.get("title", field["name"]) for field in table.schema["fields"]]
        assert about.column_labels == titles


def test_value_labels_of_stata_are_the_labels_of_the_codes(releases):
    _, folder = releases["full"]
    frame, about = pyreadstat.read_dta(folder / "stata/claims.dta")
    labels = about.variable_value_labels["claim_type"]
    assert {"Threat", "Claim of responsibility"} <= {*labels.values()}
    types = dict(zip(frame["claim_id"], frame["claim_type"], strict=True))
    assert labels[types["CLM-0002"]] == "Threat"


def read_stata(column, about, name):
    labels = about.variable_value_labels.get(name)
    if labels:
        return [labels[int(value)] if value == value else "" for value in column]  # noqa: PLR0124 - not a number
    return [as_text(value) for value in column]


def as_number(cell):
    """Return a cell so that 2 and 2.0 are the same, as formats without whole numbers have it."""
    return cell[:-2] if re.fullmatch(r"-?[0-9]+\.0", cell) else cell


def test_openpyxl_reads_from_excel_what_the_csv_says(made):
    release_input, folder = made
    book = openpyxl.load_workbook(folder / f"{release_input.name}.xlsx")
    views = [view.table.name for view in release_input.views]
    tables = [table.name for table in release_input.tables]
    assert book.sheetnames == ["Read me", *views, "Columns", *tables]
    for table in release_input.sheets:
        header, *rows = book[table.name].iter_rows()
        assert [cell.value for cell in header] == list(table.columns)
        stated = [tuple(as_number(as_text(decode(cell.value))) for cell in row) for row in rows]
        assert stated == [tuple(map(as_number, row)) for row in format_rows(table)]


def decode(value):
    """Return a text with its control characters, which openpyxl leaves escaped (ST_Xstring)."""
    if not isinstance(value, str):
        return value
    return _CONTROL.sub(lambda match: chr(int(match[1], 16)), value)


def test_the_workbook_begins_with_its_sheets_and_how_to_cite_it(releases):
    release_input, folder = releases["full"]
    book = openpyxl.load_workbook(folder / "full.xlsx")
    lines = [cell.value for (cell,) in book["Read me"].iter_rows() if cell.value]
    assert "This version has no DOI." in lines
    (citation,) = [line for line in lines if line.startswith("Cite as: ")]
    assert release_input.title in citation
    assert release_input.version in citation
    listed = [line.split(":")[0] for line in lines[lines.index("Sheets") + 1 :]]
    assert listed == book.sheetnames[1:]


def test_the_first_sheet_has_bold_headings_and_links_to_every_sheet(full_copy):
    release_input = read(describe(full_copy, id="https://doi.org/10.5281/zenodo.1"))
    (workbook,) = make_excel(release_input, ())
    book = openpyxl.load_workbook(io.BytesIO(workbook.content))
    cells = [cell for (cell,) in book["Read me"].iter_rows() if cell.value]
    assert [cell.value for cell in cells[1:] if cell.font.bold] == ["How to read it", "Sheets"]
    links = {cell.value.split(":")[0]: cell.hyperlink for cell in cells if cell.hyperlink}
    assert {link.location for link in links.values() if link.location} == {
        f"'{name}'!A1" for name in book.sheetnames[1:]
    }
    assert links["https"].target == "https://doi.org/10.5281/zenodo.1"


def test_long_text_is_wrapped_in_columns_that_are_not_too_wide(full_copy):
    path = full_copy / "data" / "statements.csv"
    text = path.read_text("utf-8")
    summary = "Speaker B claims an attack and threatens another."
    assert summary in text
    path.write_text(text.replace(summary, " ".join([summary] * 3)), "utf-8")
    (workbook,) = make_excel(read(full_copy), ())
    page = openpyxl.load_workbook(io.BytesIO(workbook.content))["claims_view"]
    columns = {cell.value: cell for cell in page[1]}
    widths = [page.column_dimensions[cell.column_letter].width for cell in page[1]]
    assert 10 <= min(widths) <= max(widths) < 52
    cell = page.cell(2, columns["statement_summary"].column)
    assert (cell.alignment.wrap_text, cell.alignment.vertical) == (True, "top")
    assert page.row_dimensions[2].height >= 45


def test_rows_of_prose_are_as_high_as_their_text_needs(releases):
    _, folder = releases["full"]
    book = openpyxl.load_workbook(folder / "full.xlsx")
    page = book["Columns"]
    width = page.column_dimensions["E"].width
    assert page["E1"].value == "description"
    for (cell,) in page["E2:E400"]:
        lines = len(cell.value or "") / width
        assert (page.row_dimensions[cell.row].height or 15) >= 15 * lines


def test_no_cell_of_the_workbook_is_run_and_each_sheet_can_be_filtered(made):
    release_input, folder = made
    book = openpyxl.load_workbook(folder / f"{release_input.name}.xlsx")
    for page in book.worksheets[1:]:
        assert (page.freeze_panes, bool(page.auto_filter.ref)) == ("B2", True)
        for row in page.iter_rows():
            assert not any(cell.data_type == "f" or cell.hyperlink for cell in row)
            assert all(
                cell.quotePrefix for cell in row if str(cell.value)[:1] in "=+@" and cell.value
            )


def test_days_numbers_and_truth_are_such_in_the_workbook(releases):
    _, folder = releases["full"]
    events = openpyxl.load_workbook(folder / "full.xlsx")["events"]
    row = dict(zip(*([cell.value for cell in row] for row in events["A1:N2"]), strict=True))
    assert row["date_latest"] == datetime(2020, 5, 2)  # noqa: DTZ001 - a day has no zone
    _, folder = releases["hard"]
    header, *rows = openpyxl.load_workbook(folder / "hard.xlsx")["hard"].values
    truths = {row[header.index("truth")] for row in rows}
    assert truths <= {True, False, None}
    assert len(truths - {None}) == 2


def test_days_that_spreadsheets_disagree_on_are_text_and_the_workbook_says_so(releases):
    _, folder = releases["hard"]
    book = openpyxl.load_workbook(folder / "hard.xlsx")
    days = {cell.value for cell in book["hard"]["H"][1:] if cell.value}
    assert {"1900-02-28", "2024-02-29"} <= days
    types = {row[1].value: row[3].value for row in book["Columns"].iter_rows(2, 15)}
    assert "text" in types["day"]
    assert types["no_day"] == "date"


def test_the_hard_cells_are_all_there_and_some_columns_have_none():
    rows = make_hard_rows()
    assert {row["text"] for row in rows} == {"", *HARD_TEXTS}
    filled = {field["name"] for field in FIELDS if any(row[field["name"]] for row in rows)}
    bare = {"nothing", "no_day", "no_number", "no_code", "no_truth"}
    assert {field["name"] for field in FIELDS} - filled == bare
