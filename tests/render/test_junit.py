"""JUnit: a test case for each rule and table that was checked, and what failed inside."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import given
from support.samples import (
    RULE,
    SAMPLE_RULES,
    check_golden,
    hostile,
    make_finding,
    make_report,
    make_sample,
)

from eventclaims.catalogue import RULES
from eventclaims.render import junit
from eventclaims.render.junit import render_junit


def read(report, **how):
    return ET.fromstring(render_junit(report, **how))  # noqa: S314 - our own XML


def find(suites, rule, table="claims"):
    return suites.find(f"testsuite/testcase[@name='{rule}'][@classname='{table}']")


def list_elements(suites):
    return [(element.tag, sorted(element.attrib)) for element in suites.iter()]


def test_the_xml_of_a_broken_package_is_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(junit, "RULES", SAMPLE_RULES)
    check_golden("report.xml", render_junit(make_sample(tmp_path)) + "\n")


def test_an_error_fails_its_case_with_every_finding_on_a_line():
    suites = read(make_report(make_finding(row=2), make_finding(row=3)))
    case = find(suites, "type-error")
    failure = case.find("failure")
    assert case.get("file") == "data/tomorrow.csv"
    assert failure.get("message") == f"{RULE['type-error'].title}: 2 findings"
    cell = "record tomorrow, field tomorrow, value tomorrow"
    assert failure.text.splitlines() == [
        f"data/tomorrow.csv:2:7: tomorrow is wrong (row 2, {cell})",
        f"data/tomorrow.csv:3:7: tomorrow is wrong (row 3, {cell})",
        RULE["type-error"].hint,
    ]


def test_a_warning_fails_its_case_only_under_strict_and_a_note_never_does():
    report = make_report(make_finding("row-order"), make_finding("not-checked"))
    for strict in (False, True):
        suites = read(report, strict=strict)
        warning, note = (find(suites, rule) for rule in ("row-order", "not-checked"))
        assert [child.tag for child in warning] == ["failure" if strict else "system-out"]
        assert [child.tag for child in note] == ["system-out"]
        assert "tomorrow is wrong" in warning[0].text


def test_every_rule_that_ran_and_can_fail_has_a_case_for_each_of_its_tables():
    report = replace(make_report(), columns={"claims": (), "events": ()}, layers=("lint",))
    suites = read(report)
    cases = [(case.get("name"), case.get("classname")) for case in suites.iter("testcase")]
    assert cases == [
        (rule.id, table)
        for rule in RULES
        if rule.layer == "lint" and rule.severity != "note"
        for table in ("claims", "events")
        if table in (rule.tables or ("claims", "events"))
    ]
    assert [suite.get("name") for suite in suites] == ["tomorrow: lint"]


def test_a_case_has_the_listed_findings_and_counts_the_rest():
    report = make_report(*(make_finding(row=n) for n in range(2, 152)), listed=100)
    content = render_junit(report)
    assert content.count("is wrong") == 100
    assert "… and 50 more of type-error" in content
    assert "150 findings" in content


def test_a_suite_counts_its_cases_and_failures():
    suites = read(make_report(make_finding("type-error"), make_finding("foreign-key")))
    for suite in suites:
        assert int(suite.get("tests")) == len(suite) > 0
    assert [suite.get("failures") for suite in suites] == ["0", "2", "0"]


def test_a_table_that_cannot_be_read_has_no_case_of_later_layers():
    suites = read(make_report(make_finding("unclosed-quote"), make_finding("not-checked")))
    layers = {suite.get("name"): len(suite) for suite in suites}
    assert layers["tomorrow: consistency"] == 0
    assert find(suites, "type-error") is None
    assert find(suites, "unclosed-quote").find("failure") is not None


def test_a_table_with_a_wrong_header_has_no_case_of_consistency():
    suites = read(make_report(make_finding("missing-label")))
    assert find(suites, "type-error") is not None
    assert find(suites, "no-evidence") is None


def test_a_finding_without_a_table_has_a_case_of_the_package():
    finding = replace(make_finding("profile"), table=None)
    assert find(read(make_report(finding)), "profile", "package").find("failure") is not None


@given(hostile)
def test_no_cell_changes_the_shape_of_the_xml(cell):
    harmless = read(make_report(make_finding()))
    suites = read(make_report(make_finding(cell=cell), cell=cell))
    assert list_elements(suites) == list_elements(harmless)
    assert len(find(suites, "type-error").find("failure").text.splitlines()) == 2
