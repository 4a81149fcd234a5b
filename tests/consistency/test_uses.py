"""A source, actor or place counts as used by any foreign key, also of a table of the package."""

import json

import pytest
from support.editing import change, edit_json
from support.packages import build

from eventclaims import validate

SOURCE = {"source_id": "SRC-0002", "kind": "document", "source_type": "report", "title": "B"}
SOURCE |= {"published_basis": "unknown", "language": "en", "text_name": "other"}


def find_unused(package):
    return {f.record for f in validate(package).findings if f.rule == "unreferenced"}


def add_table(package, content):
    """Add a table that only the package has, with a foreign key to sources."""
    fields = [{"name": "event_id", "type": "string"}, {"name": "source", "type": "string"}]
    key = {"fields": "source", "reference": {"resource": "sources", "fields": "source_id"}}
    schema = {"fields": fields, "primaryKey": ["event_id"], "foreignKeys": [key]}
    path = package / "schemas" / "event_sources.schema.json"
    path.write_text(json.dumps(schema), "utf-8")
    (package / "data" / "event_sources.csv").write_bytes(content)

    def declare(descriptor):
        like = descriptor["resources"][0] | {"name": "event_sources"}
        like |= {"path": "data/event_sources.csv", "schema": "schemas/event_sources.schema.json"}
        descriptor["resources"].append(like)

    edit_json(package / "datapackage.json", declare)


@pytest.fixture
def package(minimal_copy):
    change(minimal_copy, "sources", lambda rows: [*rows, SOURCE])
    return minimal_copy


def test_a_source_that_nothing_uses_is_reported(package):
    assert find_unused(package) == {"SRC-0002"}


@pytest.mark.parametrize(
    ("table", "column"), [("statements", "document_id"), ("actor_names", "source_id")]
)
def test_a_source_is_used_by_a_foreign_key_alone(package, table, column):
    change(package, table, lambda rows: [rows[0] | {column: "SRC-0002"}])
    assert find_unused(package) == set()


def test_a_source_is_used_by_a_table_of_the_package(package):
    add_table(package, b"event_id,source\nEVT-0001,SRC-0002\n")
    assert find_unused(package) == set()


def test_a_use_in_a_table_that_cannot_be_read_is_not_ruled_out(package):
    add_table(package, b"event_id,source\nEVT-0001,\xff\n")
    assert find_unused(package) == set()
    notes = [f.message for f in validate(package).findings if f.rule == "not-checked"]
    assert any("whether each row of `sources` is used" in note for note in notes)


@pytest.mark.parametrize(
    ("table", "row", "is_used"),
    [
        ("claim_places", {"claim_id": "CLM-0001"}, True),
        ("discrepancy_records", {"discrepancy_id": "DIS-0001", "table": "places"}, True),
        ("identifiers", {"table": "places", "scheme": "geonames", "value": "2"}, False),
    ],
)
def test_a_claim_or_discrepancy_uses_a_place_and_an_identifier_does_not(
    table, row, is_used, tmp_path
):
    package = build("full", tmp_path)
    place = {"place_id": "PLC-0003", "name": "Southtown", "place_type": "town"}
    change(package, "places", lambda rows: [*rows, place])
    assert find_unused(package) == {"PLC-0003"}
    column = "place_id" if table == "claim_places" else "record_id"
    change(package, table, lambda rows: [*rows, row | {column: "PLC-0003"}])
    assert find_unused(package) == (set() if is_used else {"PLC-0003"})


def test_a_claim_about_an_aggregate_event_may_have_its_figure(minimal_copy):
    change(minimal_copy, "events", lambda rows: [rows[0] | {"incidents": "run_counted"}])

    def find():
        return [f for f in validate(minimal_copy).findings if f.rule == "aggregate-without-figure"]

    assert len(find()) == 1
    figure = {"figure_id": "FIG-0001", "claim_id": "CLM-0001", "quantity": "incidents"}
    figure |= {"minimum": "3", "maximum": "3", "as_printed": "three", "source_id": "SRC-0001"}
    change(minimal_copy, "figures", lambda _: [figure])
    assert find() == []


def keep(package, *names):
    """Keep only these tables, at level core, with the foreign keys between them."""

    def declare(descriptor):
        descriptor["eventclaims"]["level"] = "core"
        descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] in names]

    def cut(schema):
        keys = schema.get("foreignKeys", [])
        schema["foreignKeys"] = [key for key in keys if key["reference"]["resource"] in names]

    edit_json(package / "datapackage.json", declare)
    for name in names:
        edit_json(package / "schemas" / f"{name}.schema.json", cut)


def test_rows_that_no_table_of_the_package_can_use_are_not_reported(tmp_path):
    package = build("full", tmp_path)
    keep(package, "sources", "actors", "events")
    assert find_unused(package) == set()


def test_a_rule_that_requires_a_row_of_another_table_needs_that_table(tmp_path):
    package = build("full", tmp_path)
    needed = ("aggregate-without-figure", "responsibility-without-part", "claim-without-object")
    change(package, "events", lambda rows: [row | {"incidents": "run_counted"} for row in rows])
    wrong = {"claim_type": "responsibility", "event_id": "EVT-0001"}, {"claim_type": "threat"}
    change(
        package,
        "claims",
        lambda rows: [rows[0] | wrong[0], rows[1] | wrong[1] | {"event_id": ""}, *rows[2:]],
    )
    for table in ("figures", "event_participants", "claim_actors"):
        change(package, table, lambda _: [])
    assert {*needed} <= {f.rule for f in validate(package).findings}
    keep(package, "sources", "actors", "statements", "claims", "events")
    assert not {*needed} & {f.rule for f in validate(package).findings}


def test_a_foreign_key_to_a_table_that_the_package_lacks_is_explained(tmp_path):
    package = build("full", tmp_path)
    keep(package, "sources", "actors", "events", "event_places", "places")
    table = {"fields": ["place_id"], "reference": {"resource": "statements", "fields": ["a"]}}
    path = package / "schemas" / "event_places.schema.json"
    edit_json(path, lambda schema: schema["foreignKeys"].append(table))
    notes = [f.message for f in validate(package).findings if f.rule == "not-checked"]
    assert any("the package has no table `statements`" in note for note in notes)
