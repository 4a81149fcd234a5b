"""Limits of formats: what a format cannot hold is refused with table and column, not changed."""

import sqlite3

import duckdb
import pytest
from support.editing import edit_json
from support.editions import FIELDS, make_hard_rows, read, write_package

from eventclaims.errors import EventClaimsError
from eventclaims.release.formats.excel import make_excel
from eventclaims.release.formats.loaders import make_loaders
from eventclaims.release.formats.parquet import make_parquet
from eventclaims.release.formats.sqlite import make_sqlite
from eventclaims.release.formats.stata import make_stata
from eventclaims.release.tables import make_view_tables
from eventclaims.runtime.sql import quote
from eventclaims.tables import sheets

KEY = FIELDS[0]


def make(writer, folder, field, cell, **names):
    """Make one format of a package of one row that has one cell beside its key."""
    table = names.get("table", "one")
    field = {"name": "cell", "type": "string"} | field
    rows = [{KEY["name"]: "HRD-1", field["name"]: cell}]
    package = write_package(folder, {table: rows}, [KEY, field])
    return {file.path: file.content for file in writer(read(package), ())}


@pytest.mark.parametrize(
    ("writer", "field", "cell", "problem"),
    [
        (make_stata, {"name": "a" * 33}, "x", "not a Stata name"),
        (make_stata, {"name": "using"}, "x", "not a Stata name"),
        (make_stata, {"name": "a-b"}, "x", "not a Stata name"),
        (make_stata, {"title": "t" * 81}, "x", "title has more than 80"),
        (make_stata, {"type": "date"}, "0099-12-31", "before the year 100"),
        (make_stata, {"codelist": "claim_type"}, "menace", "'menace' is not in its code list"),
        (make_stata, {}, "a\0b", "NUL"),
        (make_sqlite, {}, "a\0b", "NUL"),
        (make_excel, {}, "a\0b", "NUL"),
        (make_excel, {}, "x" * 32_768, "longer than 32767"),
        (make_excel, {}, "😀" * 16_384, "longer than 32767"),
        (make_excel, {}, "<r><t>x</t></r>", "mark-up"),
        (make_excel, {"type": "number"}, "0.30000000000000004", "more digits"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(tmp_path, writer, field, cell, problem):
    with pytest.raises(EventClaimsError, match=problem) as raised:
        make(writer, tmp_path, field, cell)
    name = field.get("name", "cell")
    assert "table 'one'" in str(raised.value)
    assert f"column {name!r}" in str(raised.value)


@pytest.mark.parametrize(
    "writer", [make_excel, make_loaders, make_parquet, make_sqlite, make_stata]
)
@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("integer", "9007199254740992"),
        ("integer", "2.0"),
        ("number", "1e308"),
        ("number", "1e-320"),
    ],
)
def test_a_number_that_not_every_format_can_hold_is_refused_by_all(tmp_path, writer, kind, cell):
    with pytest.raises(EventClaimsError, match=rf"^data/one\.csv: cell: '{cell}' .*{kind}"):
        make(writer, tmp_path, {"type": kind}, cell)


def test_the_longest_texts_that_fit_are_kept(tmp_path):
    assert make(make_excel, tmp_path / "a", {}, "😀" * 16_383)
    assert make(make_stata, tmp_path / "b", {}, "ü" * 100_000)


def test_a_sheet_of_too_many_rows_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 10)
    package = write_package(tmp_path, {"hard": make_hard_rows()})
    with pytest.raises(EventClaimsError, match=r"table 'hard'.*at most 9 rows"):
        list(make_excel(read(package), ()))


@pytest.mark.parametrize("name", ["t" * 32, "a/b", "columns", "History", "'x"])
def test_a_table_whose_name_no_sheet_can_have_is_refused(tmp_path, name):
    with pytest.raises(EventClaimsError, match=r"^Excel: "):
        make(make_excel, tmp_path, {}, "x", table=name)


@pytest.mark.parametrize("name", ['select "x"; --', "Größe😀", "order", "[a]"])
def test_hostile_names_are_quoted_in_sqlite_and_parquet(tmp_path, name):
    made = make(make_sqlite, tmp_path / "a", {"name": name}, "x", table=name)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(made["hard.sqlite"])
    rows = connection.execute(f"SELECT * FROM {quote(name)}")  # noqa: S608 - quoted
    assert [column[0] for column in rows.description] == ["hard_id", name]
    assert rows.fetchall() == [("HRD-1", "x")]
    (content,) = [
        content
        for path, content in make(make_parquet, tmp_path / "b", {"name": name}, "x").items()
        if path == "parquet/one.parquet"
    ]
    (tmp_path / "one.parquet").write_bytes(content)
    assert duckdb.read_parquet(str(tmp_path / "one.parquet")).columns == ["hard_id", name]


@pytest.mark.parametrize("name", ["sqlite_x", "release", "Summaries", "a\0b"])
def test_a_table_whose_name_is_taken_in_sqlite_is_refused(tmp_path, name):
    with pytest.raises(EventClaimsError, match=r"^SQLite: "):
        make(make_sqlite, tmp_path, {}, "x", table=name)


def test_a_row_that_refers_to_none_or_is_there_twice_is_refused_by_sqlite(tmp_path):
    rows = make_hard_rows()
    rows[3]["parent"] = "HRD-9999"
    lost = write_package(tmp_path / "lost", {"hard": rows})
    with pytest.raises(EventClaimsError, match=r"table 'hard': .* not in 'hard'"):
        list(make_sqlite(read(lost), ()))
    double = write_package(tmp_path / "double", {"hard": [*make_hard_rows(), make_hard_rows()[1]]})
    with pytest.raises(EventClaimsError, match=r"'hard': UNIQUE constraint failed"):
        list(make_sqlite(read(double), ()))


@pytest.mark.parametrize("is_key", [True, False])
def test_what_is_there_twice_and_may_not_be_is_refused_by_sqlite(tmp_path, is_key):
    rows = [{KEY["name"]: name, "cell": "x"} for name in ("HRD-1", "HRD-2")]
    constraints = {} if is_key else {"unique": True}
    field = {"name": "cell", "type": "string", "constraints": constraints}
    package = write_package(tmp_path, {"one": rows}, [KEY, field])
    if is_key:
        add = lambda value: value["resources"][0]["schema"].update(uniqueKeys=[["cell"]])  # noqa: E731
        edit_json(package / "datapackage.json", add)
    with pytest.raises(EventClaimsError, match=r"'one': UNIQUE constraint failed: one\.cell"):
        list(make_sqlite(read(package), ()))


def test_a_package_without_statements_and_events_has_no_views(tmp_path):
    assert make(make_view_tables, tmp_path, {}, "x") == {}
