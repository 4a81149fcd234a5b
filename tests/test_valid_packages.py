"""Valid packages have no findings, in each way to pass them."""

import csv
import json
import shutil

import pytest
from support.packages import TEXTS

from eventclaims import EventClaimsError, validate
from eventclaims.tables.canonical import format_record


@pytest.mark.parametrize("name", ["minimal", "full"])
def test_a_valid_package_has_no_findings(name, request):
    report = validate(request.getfixturevalue(name), texts=TEXTS)
    assert report.findings == ()
    assert report.valid
    assert report.layers == ("lint", "structure", "consistency", "evidence")


def test_the_full_package_fills_every_column_of_every_table(full):
    descriptor = json.loads((full / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        with (full / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert all(any(row[column] for row in rows) for column in rows[0]), resource["name"]


def test_a_folder_a_descriptor_and_a_zip_give_the_same_counts(full, tmp_path):
    zipped = shutil.make_archive(str(tmp_path / "full"), "zip", full.parent, full.name)
    reports = [validate(place) for place in (full, full / "datapackage.json", zipped)]
    assert {(report.valid, report.tables, report.rows) for report in reports} == {(True, 25, 279)}


def test_optional_tables_may_be_left_out(minimal_copy):
    path = minimal_copy / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    optional = {"figures", "claim_links", "discrepancies", "actor_relations", "corrections"}
    kept = [r for r in descriptor["resources"] if r["name"] not in optional]
    path.write_text(json.dumps(descriptor | {"resources": kept}), "utf-8")
    assert validate(minimal_copy).findings == ()


def test_a_package_that_declares_no_standard_gets_lint_and_structure_only(minimal_copy):
    path = minimal_copy / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    del descriptor["eventclaims"]
    path.write_text(json.dumps(descriptor), "utf-8")
    report = validate(minimal_copy)
    assert report.layers == ("lint", "structure")
    assert [(f.rule, f.field) for f in report.findings] == [("profile", "eventclaims")]
    steps = []
    with pytest.raises(EventClaimsError, match="standard"):
        validate(minimal_copy, texts=TEXTS, progress=steps.append)
    assert steps == []


def test_another_data_package_gets_a_note_that_consistency_is_skipped(tmp_path):
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a"}]}}
    (tmp_path / "t.csv").write_text("a\n1\n", "utf-8")
    text = json.dumps({"name": "other", "resources": [resource]})
    (tmp_path / "datapackage.json").write_text(text, "utf-8")
    report = validate(tmp_path)
    assert report.valid
    assert [f.rule for f in report.findings] == ["not-checked"]


def test_rows_are_found_on_their_lines_behind_quoted_line_breaks_and_blank_rows(minimal_copy):
    path = minimal_copy / "data" / "claims.csv"
    header, row = path.read_text("utf-8").splitlines()
    long = row.replace("CLM-0001", "CLM-0002").replace("Group A hit", '"Group A\nhit') + "\n"
    long = long.replace("the depot.", 'the depot."')
    bad = row.replace("CLM-0001", "CLM-0003").replace("EVT-0001,,,", "EVT-0001,,2020-05-01,")
    bad = bad.replace("responsibility", "threat").replace("hit the depot", "will hit it")
    path.write_text(f"{header}\n{row}\n{long}\n{bad}\n", "utf-8")
    findings = [f for f in validate(minimal_copy).findings if f.record == "CLM-0003"]
    assert {(f.rule, f.row, f.line) for f in findings} == {
        ("deadline-before-statement", 5, 6),
        ("no-evidence", 5, 6),
    }


def change_schema(package, name, change):
    path = package / "schemas" / f"{name}.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    change(schema)
    path.write_text(json.dumps(schema), "utf-8")


def test_columns_of_ones_own_may_differ_from_others_in_their_case_alone(minimal_copy):
    own = {"name": "Summary", "type": "string", "constraints": {"unique": True}}
    change_schema(minimal_copy, "claims", lambda schema: schema["fields"].append(own))
    path = minimal_copy / "data" / "claims.csv"
    header, row = path.read_text("utf-8").splitlines()
    path.write_text(f"{header},Summary\n{row},{'word ' * 60}end\n", "utf-8")
    assert validate(minimal_copy).findings == ()


def test_columns_that_are_matched_by_name_are_not_taken_for_others(minimal_copy):
    change_schema(minimal_copy, "claims", lambda schema: schema.update(fieldsMatch="equal"))
    path = minimal_copy / "data" / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row[::-1] for row in csv.reader(file)]
    path.write_text("".join(map(format_record, rows)), "utf-8")
    assert validate(minimal_copy).group_by_rule().keys() == {"schema-departs", "not-checked"}
