"""The claims of both codings."""

import shutil

from eventclaims.documentation.claim_counts import Claims, count_by_group
from eventclaims.documentation.coded_claims import read_coded_claims, read_codings


def test_a_claim_counts_once_under_the_broader_code_of_its_group():
    claims = Claims({"C1": "A", "C2": "A"}, [("C1", "x"), ("C1", "y"), ("C2", "z"), ("C3", "z")])
    assert count_by_group(claims, {"y": "x"}) == {("A", "x"): 1, ("A", "z"): 1}
    assert count_by_group(claims, {}) == {("A", "x"): 1, ("A", "y"): 1, ("A", "z"): 1}


def test_a_package_without_codings_has_no_coded_claims(full):
    assert read_codings(full) == {}
    assert read_coded_claims(full, {}) == {"claim_type": {}, "issue": {}}


def test_types_are_from_the_codings_of_documents_and_issues_from_those_of_variables(full_copy):
    coding = full_copy / "data" / "coding"
    for coder in ("first", "second"):
        skip = shutil.ignore_patterns("coding")
        shutil.copytree(full_copy / "data", coding / coder, ignore=skip)
        shutil.copytree(coding / coder, coding / "variables" / coder)
    found = read_coded_claims(full_copy, {"CLM-0001": "ACT-0001"})
    types, issues = found["claim_type"]["first"], found["issue"]["second"]
    assert types.groups["CLM-0001"] == "ACT-0001"
    assert ("CLM-0002", "threat") in types.codes
    assert issues.groups == {"CLM-0001": "ACT-0001"}
    assert sorted(issues.codes) == [
        ("CLM-0001", "foreign_presence"),
        ("CLM-0002", "foreign_presence"),
        ("CLM-0002", "negotiations"),
    ]
