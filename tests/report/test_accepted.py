"""Findings that a person has judged are counted separately, and do not fail a package."""

import json
import shutil

import pytest
from support.commands import run
from support.editing import change, edit_json
from support.packages import PACKAGES

from eventclaims import validate
from eventclaims.catalogue import RULES


@pytest.fixture
def late(minimal_copy):
    """Give a package with an event that is dated after its only document."""
    cells = {"date_latest": "2020-06-01", "date_earliest": "2020-06-01", "date": "2020-06-01"}
    change(minimal_copy, "events", lambda rows: [row | cells for row in rows])
    return minimal_copy


def accept(package, *rows):
    """Add the table of accepted findings, with rows of rule, table, record and reason."""
    lines = ["rule,table,record_id,reason", *(",".join(row) for row in rows)]
    (package / "data" / "accepted.csv").write_text("\n".join(lines) + "\n", "utf-8")
    shape = {"type": "table", "profile": "tabular-data-resource", "format": "csv"}
    shape |= {"encoding": "utf-8", "schema": "schemas/accepted.schema.json"}
    resource = {"name": "accepted", "path": "data/accepted.csv"} | shape
    edit_json(package / "datapackage.json", lambda d: d["resources"].append(resource))


def list_rules(report):
    return sorted({finding.rule for finding in report.findings})


LATE = ("event-after-document", "events", "EVT-0001", "The source says so.")
CLAIMED = ("event-after-claim", "claims", "*", "The same.")


def test_an_accepted_finding_is_counted_separately(late):
    accept(late, CLAIMED, LATE)
    report = validate(late)
    assert list_rules(report) == []
    assert report.passes(strict=True)
    assert report.outcome() == "valid: 0 errors, 0 warnings, 0 notes, 2 accepted"
    accepted = [(one.finding.rule, one.finding.record, one.reason) for one in report.accepted]
    assert sorted(accepted) == [
        ("event-after-claim", "CLM-0001", "The same."),
        ("event-after-document", "EVT-0001", "The source says so."),
    ]


def test_a_finding_that_nobody_accepted_still_fails(late):
    accept(late, LATE)
    report = validate(late)
    assert list_rules(report) == ["event-after-claim"]
    assert not report.valid


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("event-after-document", "events", "EVT-0009", "x"), "rule"),
        (("no-such-rule", "events", "*", "x"), "rule"),
        (("primary-key", "events", "*", "x"), "rule"),
    ],
)
def test_an_acceptance_that_matches_nothing_or_may_not_is_a_warning(row, field, minimal_copy):
    accept(minimal_copy, row)
    report = validate(minimal_copy)
    (finding,) = report.findings
    assert (finding.rule, finding.file, finding.line) == (
        "acceptance-unused",
        "data/accepted.csv",
        2,
    )
    assert (finding.field, finding.value) == (field, row[0])
    assert report.valid
    assert not report.passes(strict=True)


def test_an_acceptance_for_a_layer_that_does_not_run_is_left_alone(minimal_copy):
    accept(minimal_copy, ("words-taken-over", "events", "EVT-0001", "Quoted with permission."))
    assert validate(minimal_copy).findings == ()


def test_a_structural_error_cannot_be_accepted(minimal_copy):
    change(minimal_copy, "events", lambda rows: [row | {"event_type": "riot"} for row in rows])
    accept(minimal_copy, ("constraint-error", "events", "*", "x"))
    assert list_rules(validate(minimal_copy)) == ["acceptance-unused", "constraint-error"]


def test_only_warnings_and_errors_of_judgement_can_be_accepted():
    structural = {rule.layer for rule in RULES if rule.is_judged}
    assert structural <= {"consistency", "evidence"}
    assert not any(
        rule.is_of_judgement
        for rule in RULES
        if rule.severity == "note" and (not rule.id.startswith("possibly-"))
    )


def test_json_has_the_accepted_findings_with_their_reasons(late):
    accept(late, CLAIMED, LATE)
    content = json.loads(run("validate", late, "--format", "json").stdout)
    assert content["counts"]["accepted"] == 2
    assert {one["reason"] for one in content["accepted"]} == {"The same.", "The source says so."}


def test_a_damaged_table_of_accepted_findings_accepts_nothing(late):
    accept(late, CLAIMED, LATE)
    path = late / "data" / "accepted.csv"
    path.write_text(path.read_text("utf-8").replace("says so.", "says so.,more"), "utf-8")
    assert {"event-after-document", "extra-cell"} <= set(list_rules(validate(late)))


def test_a_package_without_the_standard_accepts_nothing(tmp_path):
    package = shutil.copytree(PACKAGES / "v1", tmp_path / "v1")
    assert validate(package).accepted == ()
