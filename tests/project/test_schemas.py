"""The standard: every table, column and code is described, and its parts agree."""

import csv
import json
import re

import jsonschema
import pytest
from frictionless import Schema
from support.packages import ROOT

from eventclaims.package import standard

TABLES = sorted(standard.load_schemas())
CODELISTS = standard.load_codelists()
FIELDS = [(t, f) for t in TABLES for f in standard.load_schemas()[t]["fields"]]
CODED = [(t, f) for t, f in FIELDS if "codelist" in f]
SCHEMES = {name: name.lower() for name in ("CAMEO", "PLOVER", "ACLED", "UCDP", "EuRepoC")}


def read_csv(path):
    with (ROOT / "schemas" / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", TABLES)
def test_a_schema_is_valid_for_frictionless(table):
    report = Schema.validate_descriptor(str(ROOT / "schemas" / f"{table}.schema.json"))
    assert report.valid, report.flatten(["note"])


def test_every_field_has_a_title_a_description_and_a_valid_example():
    for table, field in FIELDS:
        assert field["title"], f"{table}.{field['name']}"
        assert field["description"], f"{table}.{field['name']}"
        judged = Schema.from_descriptor({"fields": [field]}).fields[0]
        assert judged.read_cell(field["example"])[1] is None, f"{table}.{field['name']}"


def test_no_example_names_an_actor_or_place_of_a_dataset():
    """Examples are copied into every new package and its data dictionary."""
    examples = [str(field["example"]) for _, field in FIELDS]
    examples += [f"{row['example']} {row['near_miss']}" for row in read_csv("code_examples.csv")]
    named = {"IRQ", "IQ-"}
    for table in ("actors", "places"):
        with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            named |= {row["name"] for row in csv.DictReader(file)}
    for name in named:
        found = [text for text in examples if re.search(rf"\b{re.escape(name)}\b", text)]
        assert found == [], name


def test_every_enum_equals_its_code_list():
    for table, field in CODED:
        codes = [row["code"] for row in CODELISTS[field["codelist"]]]
        assert field["constraints"]["enum"] == codes, f"{table}.{field['name']}"


def test_every_enum_names_a_code_list_and_every_list_is_used():
    assert all("codelist" in field for _, field in FIELDS if "enum" in field.get("constraints", {}))
    assert {field["codelist"] for _, field in CODED} == set(CODELISTS)


@pytest.mark.parametrize("name", sorted(CODELISTS))
def test_a_code_list_has_the_columns_of_its_schema_and_no_duplicate_code(name):
    rows = CODELISTS[name]
    columns = standard.list_fields(standard.load_schemas()["codelists"])
    assert ("codelist", *rows[0]) == columns
    assert len({row["code"] for row in rows}) == len(rows)
    assert all(row["label"] and row["definition"] for row in rows)
    assert {row["status"] for row in rows} <= {row["code"] for row in CODELISTS["code_status"]}


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_required_and_references_point_to_keys(table):
    schema = standard.load_schemas()[table]
    fields = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"]
    assert all(fields[name]["constraints"].get("required") for name in schema["primaryKey"])
    for reference in schema.get("foreignKeys", ()):
        target = standard.load_schemas()[reference["reference"]["resource"]]
        assert reference["reference"]["fields"] == target["primaryKey"]
        assert set(reference["fields"]) <= set(fields)


def test_alternatives_in_patterns_are_grouped():
    for table, field in FIELDS:
        pattern = field.get("constraints", {}).get("pattern", "")
        assert "|" not in re.sub(r"\([^()]*\)|\[[^]]*\]", "", pattern), f"{table} {field['name']}"


def test_evidence_can_refer_to_every_table_with_ids_that_can_be_coded():
    named = {row["code"] for row in CODELISTS["evidence_table"]}
    with_ids = {
        table
        for table in TABLES
        if len(key := standard.get_key(standard.load_schemas()[table])) == 1
        and key[0].endswith("_id")
        and table not in {"adjudications", "coding_runs", "evidence", "retired"}
    }
    assert named == with_ids


def test_every_claim_and_event_type_has_a_counterpart_or_none_in_each_scheme():
    rows = read_csv("crosswalks.csv")
    wanted = {
        (name, row["code"], scheme)
        for name in ("claim_type", "event_type")
        for row in CODELISTS[name]
        for scheme in SCHEMES
    }
    assert {(r["codelist"], r["code"], r["scheme"]) for r in rows} == wanted


def test_every_target_of_the_crosswalks_exists_in_the_pinned_lists():
    pinned = {s: {r["code"] for r in read_csv(f"schemes/{f}.csv")} for s, f in SCHEMES.items()}
    for row in read_csv("crosswalks.csv"):
        if row["match"] == "none":
            assert not row["target"]
        else:
            assert row["target"] in pinned[row["scheme"]], row


def test_the_profile_is_a_valid_json_schema_and_requires_only_tables_of_the_standard():
    jsonschema.Draft7Validator.check_schema(standard.load_profile())
    assert set(standard.list_required_tables()) <= set(TABLES)
    assert re.fullmatch(r"\d+\.\d+\.\d+", standard.load_profile()["version"])


def test_the_codes_that_rules_name_are_in_the_code_lists():
    from eventclaims.consistency.checks import claims, dates  # noqa: PLC0415 - loads pandera

    named = {
        "claim_type": {*dates.SPEAKS_OF_PAST, *claims.AIMED, *claims.DATED, *claims.WITH_MEANS},
        "event_status": {*dates.HAS_HAPPENED},
        "event_type": {*claims.LETHAL},
        "quantity": {*claims.OF_PEOPLE_HURT},
    }
    for name, codes in named.items():
        assert codes <= {row["code"] for row in CODELISTS[name]}, name


def test_every_relation_lists_the_actor_types_of_its_subject_and_object():
    types = {row["code"] for row in CODELISTS["actor_type"]}
    rows = read_csv("relation_ends.csv")
    assert [row["relation"] for row in rows] == sorted(r["code"] for r in CODELISTS["relation"])
    for row in rows:
        assert {*row["subject_types"].split(), *row["object_types"].split()} <= types


def test_the_columns_of_the_data_model_keep_their_names_and_order():
    """The contract with users: renaming or removing a column breaks their scripts."""
    contract = json.loads((ROOT / "tests" / "golden" / "columns.json").read_text("utf-8"))
    for table, columns in contract.items():
        fields = standard.list_fields(standard.load_schemas()[table])
        assert [name for name in fields if name in columns] == columns
