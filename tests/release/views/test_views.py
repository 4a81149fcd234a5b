"""Views of a release: readable rows with names and labels, the same in every format."""

import csv
import io
import json
import sqlite3
from contextlib import closing

import pytest
from frictionless import Package
from support.commands import run
from support.editing import edit_json
from support.editions import read

from eventclaims.errors import EventClaimsError
from eventclaims.release.formats.sqlite import make_sqlite
from eventclaims.release.tables import make_view_tables

NAMES = ("claims", "statements", "events")


@pytest.fixture(scope="module")
def views(full):
    """Give the rows of each view of the full package by the id of the row."""
    return {name: read_view(full, name) for name in NAMES}


def read_view(package, name):
    files = {file.path: file.content.decode() for file in make_view_tables(read(package), ())}
    rows = csv.DictReader(io.StringIO(files[f"views/{name}_view.csv"], newline=""))
    return {row[rows.fieldnames[0]]: row for row in rows}


def change(package, table, old, new):
    path = package / "data" / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def add_rows(package, table, *rows):
    path = package / "data" / f"{table}.csv"
    path.write_text(path.read_text("utf-8") + "".join(f"{row}\n" for row in rows), "utf-8")


def set_cell(package, table, record, column, value):
    path = package / "data" / f"{table}.csv"
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
    (row,) = [row for row in rows if row[0] == record]
    row[rows[0].index(column)] = value
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), "utf-8")


def test_a_claim_has_its_speaker_group_type_actors_issues_and_deadline_in_words(views):
    row = views["claims"]["CLM-0002"]
    assert (row["group"], row["speaker"], row["on_behalf_of"]) == (
        "Group A",
        "Speaker B",
        "Group A",
    )
    assert (row["date"], row["date_earliest"], row["date_latest"]) == ("2020-05-02",) * 3
    assert (row["claim_type"], row["channel"], row["form"]) == ("Threat", "Rally", "Speech")
    assert (row["affected"], row["translation"]) == ("guards of the depot", "Not translated")
    assert row["issues"] == "Foreign presence; Negotiations"
    assert (row["condition"], row["deadline"]) == ("unless the talks end", "2020-06-01")
    assert row["report"] == "Sample Report: Group A Speaks"
    assert (row["statement_id"], row["event_id"]) == ("STM-0001", "")


def test_the_group_is_the_speaker_if_he_speaks_for_no_other(full_copy):
    set_cell(full_copy, "statements", "STM-0001", "on_behalf_of_id", "")
    for name, record in (("claims", "CLM-0002"), ("statements", "STM-0001")):
        row = read_view(full_copy, name)[record]
        assert (row["group"], row["speaker"]) == ("Speaker B", "Speaker B")


def test_a_view_begins_with_the_id_the_date_and_the_group(views):
    for name in ("claims", "statements"):
        columns = list(next(iter(views[name].values())))
        start = ["date", "date_earliest", "date_latest", "group", "speaker"]
        assert columns[1:6] == start
    columns = list(next(iter(views["events"].values())))
    assert columns[:6] == ["event_id", *start[:3], "title", "event_type"]


def test_a_column_that_is_empty_in_every_row_is_left_out(views, full_copy):
    for rows in views.values():
        for column in next(iter(rows.values())):
            assert any(row[column] for row in rows.values()), column
    assert "credited" not in views["claims"]["CLM-0002"]
    add_rows(full_copy, "claim_actors", "CLM-0002,ACT-0001,credited")
    rows = read_view(full_copy, "claims")
    assert (rows["CLM-0002"]["credited"], rows["CLM-0001"]["credited"]) == ("Group A", "")


def test_the_columns_of_the_standard_2_are_in_words(full_copy):
    for column, value in {
        "explicitness": "implied",
        "trigger": "deadline",
        "trigger_event_id": "EVT-0002",
    }.items():
        set_cell(full_copy, "claims", "CLM-0002", column, value)
    set_cell(full_copy, "statements", "STM-0001", "extent", "run")
    set_cell(full_copy, "statements", "STM-0001", "rendering", "verbatim")
    set_cell(full_copy, "statements", "STM-0001", "carried_by_id", "STM-0002")
    set_cell(full_copy, "events", "EVT-0001", "incidents", "run_counted")
    row = read_view(full_copy, "claims")["CLM-0002"]
    assert (row["explicitness"], row["trigger"]) == ("Implied", "Deadline")
    assert row["trigger_event"] == read_view(full_copy, "events")["EVT-0002"]["title"]
    assert row["trigger_event_id"] == "EVT-0002"
    assert (row["rendering"], row["extent"]) == ("Verbatim", "Run")
    carrier = read_view(full_copy, "statements")["STM-0002"]
    assert row["carried_by"] == f"{carrier['speaker']}: {carrier['summary']}"
    assert read_view(full_copy, "events")["EVT-0001"]["incidents"] == "Counted run"


def test_the_places_of_an_event_have_their_relation_unless_it_is_at(views, full_copy):
    assert views["events"]["EVT-0001"]["places"] == "Northtown"
    assert views["claims"]["CLM-0001"]["event_places"] == "Northtown"
    change(full_copy, "event_places", "PLC-0002,at\n", "PLC-0001,within\nEVT-0001,PLC-0002,at\n")
    cell = read_view(full_copy, "events")["EVT-0001"]["places"]
    assert cell.endswith(" (within); Northtown")


def test_an_event_has_its_participants_and_who_claims_attributes_and_denies(views, full_copy):
    row = views["events"]["EVT-0001"]
    assert (row["claimed_perpetrator"], row["target"]) == ("Group A", "guards of the depot")
    assert row["roles_stated_by"] == "Group A (claimed perpetrator): Group A"
    assert (row["responsibility_claimed_by"], row["denied_by"]) == ("Group A", "Group A")
    assert (row["status"], row["reports"]) == ("Alleged", "Sample Report: Group A Speaks")
    assert (row["claim_count"], row["claim_ids"]) == ("3", "CLM-0001; CLM-0003; CLM-0004")
    set_cell(full_copy, "claims", "CLM-0004", "claim_type", "attribution")
    row = read_view(full_copy, "events")["EVT-0001"]
    assert (row["attributed_by"], "denied_by" in row) == ("Group A", False)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("killed,,3,3,,three", "Killed: 3"),
        ("killed,civilians,3,5,4,3-5", "Killed (civilians): 3 to 5, best 4"),
        ("killed,,3,,,some", "Killed: at least 3"),
        ("killed,,,5,,a few", "Killed: at most 5"),
        ("killed,,,,,many", "Killed: many"),
    ],
)
def test_a_figure_has_its_quantity_part_and_bounds(full_copy, cells, expected):
    add_rows(full_copy, "figures", f"FIG-0004,EVT-0002,,{cells},SRC-0001")
    assert read_view(full_copy, "events")["EVT-0002"]["figures"] == expected


def test_links_are_shown_from_both_sides(views):
    rows = views["claims"]
    assert rows["CLM-0004"]["links"] == "Contradicts: CLM-0001"
    assert rows["CLM-0001"]["linked_from"] == "CLM-0004: Contradicts"
    assert rows["CLM-0002"]["links"] == "Responds to: EVT-0002"


def test_a_discrepancy_is_shown_with_each_row_that_it_is_about(full_copy):
    text = (full_copy / "data" / "discrepancies.csv").read_text("utf-8")
    first = next(csv.DictReader(io.StringIO(text)))
    record = first["discrepancy_id"]
    path = full_copy / "data" / "discrepancy_records.csv"
    rows = [
        f"{record},{name},{id_}" for name, id_ in (("claims", "CLM-0001"), ("events", "EVT-0001"))
    ]
    path.write_text("\n".join(("discrepancy_id,table,record_id", *rows, "")), "utf-8")
    expected = f"{record}: {first['description']}"
    assert read_view(full_copy, "claims")["CLM-0001"]["discrepancies"] == expected
    assert read_view(full_copy, "events")["EVT-0001"]["discrepancies"] == expected


def test_a_statement_pools_the_actors_issues_and_events_of_its_claims(views):
    row = views["statements"]["STM-0001"]
    assert row["claim_types"] == "Claim of responsibility; Threat"
    assert (row["affected"], row["events"]) == ("guards of the depot", "Rockets at the depot")
    assert row["issues"] == "Foreign presence; Negotiations"
    assert (row["place"], row["claim_ids"]) == ("Northtown", "CLM-0001; CLM-0002")


def test_own_codes_count_as_their_broader_code_and_keep_their_label(full_copy):
    for name, codelist, broader in (
        ("ultimatum", "claim_type", "responsibility"),
        ("bomber", "participant_role", "target"),
    ):
        options = ("--label", name.title(), "--definition", "X.", "--broader", broader)
        assert run("add", "code", codelist, name, *options, "--package", full_copy).returncode == 0
    set_cell(full_copy, "claims", "CLM-0001", "claim_type", "ultimatum")
    change(full_copy, "event_participants", ",target,", ",bomber,")
    assert read_view(full_copy, "claims")["CLM-0001"]["claim_type"] == "Ultimatum"
    row = read_view(full_copy, "events")["EVT-0001"]
    assert (row["responsibility_claimed_by"], row["target"]) == ("Group A", "guards of the depot")
    assert "bomber" not in row


def test_an_own_column_is_last_and_does_not_hide_one_of_the_view(full_copy):
    path = full_copy / "schemas" / "statements.schema.json"
    path.write_text(path.read_text("utf-8").replace('"notes"', '"claim_count"'), "utf-8")
    change(full_copy, "statements", "carried_by_id,notes", "carried_by_id,claim_count")
    row = read_view(full_copy, "statements")["STM-0001"]
    assert row["claim_count"] == "2"
    assert row["statements_claim_count"] == "The note is dated a day before."
    assert list(row)[-1] == "statements_claim_count"


def test_the_views_in_sqlite_have_the_rows_of_the_csv_files(full, views):
    (file,) = make_sqlite(read(full), ())
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(file.content)
        for name, rows in views.items():
            cursor = connection.execute(f"SELECT * FROM {name}_view")  # noqa: S608 - a constant
            columns = [column for column, *_ in cursor.description]
            cells = [["" if cell is None else str(cell) for cell in row] for row in cursor]
            assert [dict(zip(columns, row, strict=True)) for row in cells] == [*rows.values()]


def test_frictionless_reads_the_views_by_their_schemas_and_each_column_is_described(full):
    files = {file.path: file.content for file in make_view_tables(read(full), ())}
    for name in NAMES:
        schema = json.loads(files[f"views/{name}_view.schema.json"])
        assert schema["derived"] is True
        assert all(field["title"] and field["description"] for field in schema["fields"])
        resource = {
            "name": name,
            "data": list(csv.reader(io.StringIO(files[f"views/{name}_view.csv"].decode()))),
            "schema": schema,
        }
        report = Package.from_descriptor({"resources": [resource]}).validate()
        assert report.flatten(["type", "note"]) == []


def test_a_cell_that_a_spreadsheet_would_run_is_refused(full_copy):
    change(full_copy, "actors", "Speaker B", "=HYPERLINK(0)")
    with pytest.raises(EventClaimsError, match="table 'claims_view', column 'speaker'"):
        read_view(full_copy, "statements")


def test_a_package_without_other_tables_has_a_view_of_what_it_has(full_copy):
    keep = lambda value: value.update(  # noqa: E731
        resources=[one for one in value["resources"] if one["name"] == "statements"]
    )
    edit_json(full_copy / "datapackage.json", keep)
    row = read_view(full_copy, "statements")["STM-0001"]
    assert (row["channel"], row["date"]) == ("Rally", "2020-05-02")
    assert not {"speaker", "group", "claim_count", "report"} & {*row}
    assert [file.path for file in make_view_tables(read(full_copy), ())] == [
        "views/statements_view.csv",
        "views/statements_view.schema.json",
    ]


def test_a_package_without_an_optional_column_keeps_the_columns_made_of_others(full_copy):
    for name in ("of", "best"):
        path = full_copy / "schemas" / "figures.schema.json"
        schema = json.loads(path.read_text("utf-8"))
        schema["fields"] = [field for field in schema["fields"] if field["name"] != name]
        path.write_text(json.dumps(schema), "utf-8")
    path = full_copy / "data" / "figures.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    lines = [[name for name in rows[0] if name not in {"of", "best"}]]
    lines += [[row[name] for name in lines[0]] for row in rows]
    path.write_text("".join(",".join(line) + "\n" for line in lines), "utf-8")
    assert read_view(full_copy, "events")["EVT-0003"]["figures"].startswith("Attacks: at least 2")
