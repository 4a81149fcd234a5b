"""Each invalid package has exactly its expected findings, and each rule has an invalid package."""

import csv
import re

import pytest
from support.packages import INVALID, PACKAGES, ROOT, TEXTS, build

from eventclaims import validate
from eventclaims.catalogue import RULES, Layer

with (ROOT / "tests" / "expected_findings.csv").open(encoding="utf-8", newline="") as listed:
    EXPECTED = list(csv.DictReader(listed))
CASES = sorted(path.name for path in INVALID.iterdir())


def describe(finding):
    return (finding.rule, finding.file or "", str(finding.line or ""), finding.field or "")


@pytest.mark.parametrize("case", CASES)
def test_a_case_gives_exactly_the_findings_listed_for_it(case, tmp_path):
    """A case of a rule of history has minimal for its previous release."""
    is_history = any(rule.id == case and rule.layer is Layer.HISTORY for rule in RULES)
    report = validate(
        build("minimal", tmp_path / "case", case),
        texts=TEXTS,
        previous=build("minimal", tmp_path / "previous") if is_history else None,
        possible=case.startswith("possibly-"),
    )
    found = sorted(describe(finding) for finding in report.findings)
    # An empty value would leave a gap in the sentence.
    assert not [f.message for f in report.findings if re.search(r"[ (][ ,.;)]|\bof,| $", f.message)]
    listed = [tuple(row.values())[1:] for row in EXPECTED if row["case"] == case]
    assert found == sorted(listed)


def test_every_rule_has_a_case_of_its_name_that_fires_it():
    fired = {row["rule"] for row in EXPECTED if row["case"] == row["rule"]}
    assert fired == {rule.id for rule in RULES}


def test_every_listed_case_exists_and_every_case_is_listed():
    assert {row["case"] for row in EXPECTED} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_case_holds_only_files_that_differ_from_minimal(case):
    for path in (INVALID / case).rglob("*"):
        relative = path.relative_to(INVALID / case)
        for base in (PACKAGES / "minimal", ROOT):
            same = base / relative
            assert not (path.is_file() and same.is_file()) or path.read_bytes() != same.read_bytes()


def test_a_finding_names_the_cell_and_has_a_hint(tmp_path):
    report = validate(build("minimal", tmp_path, "deadline-before-statement"))
    finding = report.findings[0]
    assert (finding.table, finding.row, finding.line) == ("claims", 2, 2)
    assert (finding.record, finding.field, finding.value) == ("CLM-0001", "deadline", "2020-05-01")
    assert "2020-05-02" in finding.message
    assert finding.hint
