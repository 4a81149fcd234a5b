"""Flat sheets of a release: one row each, with what its codes and ids stand for."""

import csv
import io
import json

import pytest
from frictionless import Package
from support.commands import run
from support.editions import read

from eventclaims.errors import EventClaimsError
from eventclaims.package import standard as schemas
from eventclaims.release.flat.sheets import make_flat

NAMES = ("claims", "statements", "events")


@pytest.fixture(scope="module")
def sheets(full):
    """Give the rows of each flat sheet of the full package by the id of the row."""
    return {name: read_sheet(full, name) for name in NAMES}


def read_sheet(package, name):
    files = {file.path: file.content.decode() for file in make_flat(read(package), ())}
    rows = csv.DictReader(io.StringIO(files[f"flat/{name}_flat.csv"], newline=""))
    return {row[rows.fieldnames[0]]: row for row in rows}


def change(package, table, old, new):
    path = package / "data" / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_statement_has_its_speaker_place_document_and_cited_source(sheets):
    row = sheets["statements"]["STM-0001"]
    assert (row["speaker_name"], row["speaker_type_label"]) == ("Speaker B", "Person")
    assert (row["on_behalf_of_id"], row["on_behalf_of_name"]) == ("ACT-0001", "Group A")
    assert (row["place_name"], row["place_latitude"]) == ("Northtown", "0.5")
    assert row["document_title"] == "Sample Report: Group A Speaks"
    assert (row["document_date"], row["cited_source_date"]) == ("2020-05-03", "2020-05-01")
    assert (row["channel"], row["channel_label"]) == ("rally", "Rally")


def test_a_statement_counts_its_claims_by_type_and_names_what_they_are_about(sheets):
    row = sheets["statements"]["STM-0001"]
    counts = {name: cell for name, cell in row.items() if name.startswith("claims_")}
    assert len(counts) == len(schemas.load_codelists()["claim_type"])
    assert {name for name, count in counts.items() if count != "0"} == {
        "claims_responsibility",
        "claims_threat",
    }
    assert (row["claim_count"], row["claim_ids"]) == ("2", "CLM-0001; CLM-0002")
    assert (row["affected_ids"], row["affected_names"]) == ("ACT-0003", "guards of the depot")
    assert row["addressee_ids"] == ""
    assert (row["event_ids"], row["event_titles"]) == ("EVT-0001", "Rockets at the depot")


def test_an_event_has_its_participants_figures_claims_and_documents(sheets):
    row = sheets["events"]["EVT-0001"]
    assert (row["claimed_perpetrator_ids"], row["target_names"]) == (
        "ACT-0001",
        "guards of the depot",
    )
    assert (row["munitions_minimum"], row["munitions_maximum"]) == ("2", "2")
    assert (row["killed_minimum"], row["figure_ids"]) == ("", "FIG-0002")
    assert (row["claim_count"], row["claims_denial"]) == ("3", "1")
    assert (row["status_label"], row["document_ids"]) == ("Alleged", "SRC-0001")


def test_an_event_has_the_columns_of_its_place_if_it_has_only_one(sheets, full_copy):
    row = sheets["events"]["EVT-0001"]
    assert (row["place_ids"], row["place_names"], row["place_relations"]) == (
        "PLC-0002",
        "Northtown",
        "at",
    )
    assert (row["place_id"], row["place_latitude"]) == ("PLC-0002", "0.5")
    change(full_copy, "event_places", "PLC-0002,at\n", "PLC-0001,within\nEVT-0001,PLC-0002,at\n")
    row = read_sheet(full_copy, "events")["EVT-0001"]
    assert (row["place_ids"], row["place_relations"]) == ("PLC-0001; PLC-0002", "within; at")
    assert row["place_id"] == row["place_name"] == row["place_latitude"] == ""


def test_a_column_of_an_own_code_does_not_hide_one_of_the_sheet(full_copy):
    done = run(
        *("add", "code", "participant_role", "document", "--package", full_copy),
        *("--label", "Document", "--definition", "Was a document."),
    )
    assert done.returncode == 0
    change(full_copy, "event_participants", ",target,", ",document,")
    row = read_sheet(full_copy, "events")["EVT-0001"]
    assert (row["document_ids"], row["events_document_ids"]) == ("ACT-0003", "SRC-0001")


def test_who_claims_or_denies_something_of_an_event_stands_beside_the_claims(sheets):
    row = sheets["events"]["EVT-0001"]
    claimed = (row["responsibility_claimed_by_names"], row["responsibility_claim_ids"])
    assert claimed == ("Group A", "CLM-0001")
    assert (row["denials_by_ids"], row["denial_claim_ids"]) == ("ACT-0001", "CLM-0004")
    assert not {"claimed_by_ids", "denied_by_ids"} & set(row), "they said more than they held"


def test_a_claim_tells_who_threatens_whom_by_when_on_whose_behalf(sheets):
    row = sheets["claims"]["CLM-0002"]
    assert (row["claim_type"], row["claim_type_label"]) == ("threat", "Threat")
    assert (row["speaker_name"], row["on_behalf_of_name"]) == ("Speaker B", "Group A")
    assert (row["affected_ids"], row["affected_names"]) == ("ACT-0003", "guards of the depot")
    assert (row["issues"], row["issue_labels"]) == (
        "foreign_presence; negotiations",
        "Foreign presence; Negotiations",
    )
    assert (row["condition"], row["deadline"]) == ("unless the talks end", "2020-06-01")
    assert (row["channel_label"], row["form"], row["translation"]) == ("Rally", "speech", "none")
    assert row["document_title"] == "Sample Report: Group A Speaks"
    assert row["cited_source_date"] == "2020-05-01"


def test_a_claim_has_its_own_event_and_only_its_own_actors(sheets):
    rows = sheets["claims"]
    assert len(rows) == 4
    assert rows["CLM-0003"]["affected_ids"] == rows["CLM-0004"]["affected_names"] == ""
    row = rows["CLM-0004"]
    assert (row["event_title"], row["event_type"]) == (
        "Rockets at the depot",
        "bombing_or_rocket_fire",
    )
    assert (row["event_status_label"], row["event_date_latest"]) == ("Alleged", "2020-05-02")
    assert rows["CLM-0002"]["event_id"] == rows["CLM-0002"]["event_title"] == ""


def test_what_claim_event_and_statement_all_have_is_named_after_the_statement(sheets):
    row = sheets["claims"]["CLM-0001"]
    assert row["summary"] == "Group A hit the depot."
    assert row["statement_summary"] == "Speaker B claims an attack and threatens another."
    assert (row["notes"], row["statement_notes"]) == ("", "The note is dated a day before.")
    assert (row["statement_date"], row["event_date"]) == ("2020-05-02", "[..2020-05-02]")
    assert row["statement_place_name"] == "Northtown"
    assert not {"date", "place_name", "statement_statement_id"} & set(row)


def test_links_of_a_claim_are_told_from_both_sides_and_its_figures_are_its_own(sheets):
    rows = sheets["claims"]
    assert rows["CLM-0004"]["link_contradicts_ids"] == "CLM-0001"
    assert rows["CLM-0001"]["link_contradicts_from_ids"] == "CLM-0004"
    assert rows["CLM-0002"]["link_responds_to_ids"] == "EVT-0002"
    assert rows["CLM-0001"]["link_contradicts_ids"] == ""
    row = rows["CLM-0003"]
    assert (row["munitions_minimum"], row["figure_ids"]) == ("2", "FIG-0001")
    assert rows["CLM-0001"]["figure_ids"] == "", "the event has figures, this claim none"


def test_the_sheet_of_statements_says_that_its_events_are_pooled(full):
    files = {file.path: file.content for file in make_flat(read(full), ())}
    schema = json.loads(files["flat/statements_flat.schema.json"])
    stated = {field["name"]: field["description"] for field in schema["fields"]}
    assert "claims_flat" in stated["event_ids"]
    assert "claim of the statement" in stated["affected_ids"]


def test_every_sheet_is_marked_as_derived(full):
    files = {file.path: file.content for file in make_flat(read(full), ())}
    for name in NAMES:
        assert json.loads(files[f"flat/{name}_flat.schema.json"])["derived"] is True


def test_an_open_bound_of_one_figure_leaves_the_bound_of_the_event_open(sheets, full_copy):
    assert sheets["events"]["EVT-0003"]["attacks_minimum"] == "2"
    assert sheets["events"]["EVT-0003"]["attacks_maximum"] == ""
    more = "FIG-0004,EVT-0003,,attacks,,1,9,,a few,SRC-0001\n"
    path = full_copy / "data" / "figures.csv"
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    row = read_sheet(full_copy, "events")["EVT-0003"]
    assert (row["attacks_minimum"], row["attacks_maximum"]) == ("1", "")


def test_the_bounds_of_an_event_leave_out_figures_of_a_part(full_copy):
    path = full_copy / "data" / "figures.csv"
    cells = "EVT-0003,,killed,{},{n},{n},,{n},SRC-0001\n"
    more = [("FIG-0004", "", 104), ("FIG-0005", "combatants", 4), ("FIG-0006", "civilians", 100)]
    rows = "".join(f"{figure},{cells.format(of, n=n)}" for figure, of, n in more)
    path.write_text(path.read_text("utf-8") + rows, "utf-8")
    row = read_sheet(full_copy, "events")["EVT-0003"]
    assert (row["killed_minimum"], row["killed_maximum"]) == ("104", "104")
    assert row["figure_ids"] == "FIG-0003; FIG-0004; FIG-0005; FIG-0006"


def test_ids_stand_once_and_names_in_their_order_where_two_have_one_name(full_copy):
    change(full_copy, "event_participants", "ACT-0003,target", "ACT-0003,claimed_perpetrator")
    change(full_copy, "actors", "guards of the depot", "Group A")
    row = read_sheet(full_copy, "events")["EVT-0001"]
    assert row["claimed_perpetrator_ids"] == "ACT-0001; ACT-0003"
    assert row["claimed_perpetrator_names"] == "Group A; Group A"


def test_names_with_semicolons_of_their_own_can_be_told_apart(full_copy):
    change(full_copy, "event_participants", "ACT-0003,target", "ACT-0003,claimed_perpetrator")
    change(full_copy, "actors", "Group A", '"The ""Group""; of A"')
    change(full_copy, "actors", "guards of the depot", "Guards")
    cell = read_sheet(full_copy, "events")["EVT-0001"]["claimed_perpetrator_names"]
    assert cell == '"The ""Group""; of A"; Guards'
    assert next(csv.reader([cell], delimiter=";", skipinitialspace=True)) == [
        'The "Group"; of A',
        "Guards",
    ]


def test_references_in_the_short_forms_of_a_data_package_are_joined_too(full_copy):
    path = full_copy / "schemas" / "statements.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    for reference in schema["foreignKeys"]:
        (reference["fields"],) = reference["fields"]
    path.write_text(json.dumps(schema), "utf-8")
    assert read_sheet(full_copy, "statements")["STM-0001"]["speaker_name"] == "Speaker B"


def test_frictionless_reads_the_sheets_by_their_schemas_and_each_column_is_described(full):
    files = {file.path: file.content for file in make_flat(read(full), ())}
    for name in NAMES:
        schema = json.loads(files[f"flat/{name}_flat.schema.json"])
        assert all(field["title"] and field["description"] for field in schema["fields"])
        resource = {
            "name": name,
            "data": list(csv.reader(io.StringIO(files[f"flat/{name}_flat.csv"].decode()))),
            "schema": schema,
        }
        report = Package.from_descriptor({"resources": [resource]}).validate()
        assert report.flatten(["type", "note"]) == []


def test_a_cell_that_a_spreadsheet_would_run_is_refused(full_copy):
    change(full_copy, "actors", "Speaker B", "=HYPERLINK(0)")
    with pytest.raises(EventClaimsError, match="table 'claims', column 'speaker_name'"):
        read_sheet(full_copy, "statements")


def test_a_package_without_other_tables_has_sheets_all_the_same(full_copy):
    path = full_copy / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["resources"] = [
        resource for resource in descriptor["resources"] if resource["name"] == "statements"
    ]
    path.write_text(json.dumps(descriptor), "utf-8")
    row = read_sheet(full_copy, "statements")["STM-0001"]
    assert (row["speaker_id"], row["claim_count"]) == ("ACT-0002", "0")
    assert "speaker_name" not in row
    assert [file.path for file in make_flat(read(full_copy), ())] == [
        "flat/statements_flat.csv",
        "flat/statements_flat.schema.json",
    ]


def test_an_own_column_keeps_its_name_if_the_sheet_makes_one_of_that_name(full_copy):
    path = full_copy / "schemas" / "statements.schema.json"
    path.write_text(path.read_text("utf-8").replace('"notes"', '"claim_count"'), "utf-8")
    change(full_copy, "statements", "carried_by_id,notes", "carried_by_id,claim_count")
    row = read_sheet(full_copy, "statements")["STM-0001"]
    assert row["claim_count"] == "The note is dated a day before."
    assert row["statements_claim_count"] == "2"
