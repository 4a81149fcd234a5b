"""Render reports as JUnit XML for GitLab and Jenkins, with a test case per rule and table."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as ET

from eventclaims.catalogue import RULES, Layer, Rule
from eventclaims.render.escaping import escape
from eventclaims.render.text import describe_cell, describe_place
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.report import SHOWN_A_RULE, Report, count
from eventclaims.report.rule import NOT_CHECKED, Breaks
from eventclaims.structure.rules import MISSING_FILE, PROFILE

_PACKAGE = "package"
_LONGEST = 1000
_BREAKING_HEADERS = {rule.id for rule in RULES if rule.breaks is Breaks.HEADER}
_Cases = dict[tuple[str, str], list[Finding]]


def render_junit(report: Report, *, strict: bool = False) -> str:
    """Return the report as JUnit XML.

    A case has at most one failure, with one line per finding, because programs interpret several
    failures of a case differently. GitLab ignores a file of 30 MB, and a text of 10 MB in it, so
    only the first findings of a case are listed.

    Args:
        report: The report.
        strict: Whether warnings fail; otherwise they are output of their case, like notes.
    """
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    suites = ET.Element("testsuites", name="eventclaims", time=f"{report.seconds:.3f}")
    cases = _list_cases(report)
    for layer, rules in groupby(RULES, key=lambda rule: rule.layer):
        if layer not in report.layers:
            continue
        suite = ET.SubElement(suites, "testsuite", name=f"{escape(report.package)}: {layer}")
        for rule in rules:
            for table in [name for rule_id, name in cases if rule_id == rule.id]:
                _add_case(suite, rule, table, cases[rule.id, table], failing)
        _count(suite)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode")


def _list_cases(report: Report) -> _Cases:
    """Return the findings by rule and table; empty lists for checks that passed.

    A rule of severity note is only included if it has findings, because it cannot fail.
    """
    cases: _Cases = {}
    unread, unchecked = _list_unchecked(report)
    for rule in (rule for rule in RULES if rule.severity is not Severity.NOTE):
        for table in _list_tables(rule, report):
            is_skipped = table in unread if rule.layer is Layer.STRUCTURE else table in unchecked
            if rule.layer is Layer.LINT or not is_skipped:
                cases[rule.id, table] = []
    for finding in report.findings:
        cases.setdefault((finding.rule, finding.table or _PACKAGE), []).append(finding)
    return cases


def _list_tables(rule: Rule, report: Report) -> Iterator[str]:
    if rule.id == PROFILE.id:
        yield _PACKAGE
    else:
        yield from (name for name in report.columns if name in (rule.tables or report.columns))


def _list_unchecked(report: Report) -> tuple[set[str], set[str]]:
    """Return the tables that could not be read, and those that later layers skipped."""
    layers = {rule.id: rule.layer for rule in RULES}
    by_table: dict[str, set[str]] = defaultdict(set)
    for finding in report.findings:
        is_relevant = finding.severity is Severity.ERROR or finding.rule == NOT_CHECKED.id
        if finding.table and is_relevant:
            by_table[finding.table].add(finding.rule)
    unread = {
        table
        for table, rules in by_table.items()
        if any(layers[rule] is Layer.LINT or rule == MISSING_FILE.id for rule in rules)
    }
    without_columns = {
        table
        for table, rules in by_table.items()
        if any(rule == NOT_CHECKED.id or rule in _BREAKING_HEADERS for rule in rules)
    }
    return unread, unread | without_columns


def _add_case(
    suite: ET.Element, rule: Rule, table: str, findings: list[Finding], failing: set[Severity]
) -> None:
    name = {"classname": escape(table), "name": rule.id}
    case = ET.SubElement(suite, "testcase", name, time="0")
    if not findings:
        return
    if findings[0].file:
        case.set("file", escape(findings[0].file))
    lines = "\n".join(_describe(finding) for finding in findings[:SHOWN_A_RULE])
    if len(findings) > SHOWN_A_RULE:
        lines += f"\n… and {len(findings) - SHOWN_A_RULE} more of {rule.id}"
    if rule.severity in failing:
        message = escape(f"{rule.title}: {count(len(findings), 'finding')}")
        failure = ET.SubElement(case, "failure", message=message, type=str(rule.severity))
        failure.text = f"{lines}\n{rule.fix}"
    else:
        ET.SubElement(case, "system-out").text = lines


def _describe(finding: Finding) -> str:
    cell = describe_cell(finding)
    line = f"{describe_place(finding)}: {finding.message}"
    return escape(line, _LONGEST) + (f" ({cell})" if cell else "")


def _count(suite: ET.Element) -> None:
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", "0")
