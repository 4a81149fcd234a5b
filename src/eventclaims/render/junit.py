"""Render reports as JUnit XML for GitLab and Jenkins, with a test case per rule and table."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as ET

from eventclaims.catalogue import RULES, Layer, Rule
from eventclaims.render.escaping import escape
from eventclaims.render.text import describe_cell, describe_place
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.report import Report, count
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
    a report should list only the first findings of a rule.

    Args:
        report: The report.
        strict: Whether warnings fail; otherwise they are output of their case, like notes.
    """
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    suites = ET.Element("testsuites", name="eventclaims", time=f"{report.seconds:.3f}")
    cases, numbers = _list_cases(report), Counter[tuple[str, str]]()
    for (rule_id, name, _), number in report.counts.items():
        numbers[rule_id, name or _PACKAGE] += number
    for layer, rules in groupby(RULES, key=lambda rule: rule.layer):
        if layer not in report.layers:
            continue
        suite = ET.SubElement(suites, "testsuite", name=f"{escape(report.package)}: {layer}")
        for rule in rules:
            for table in [name for rule_id, name in cases if rule_id == rule.id]:
                number = numbers[rule.id, table]
                _add_case(suite, rule, table, (cases[rule.id, table], number), failing)
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
    for rule_id, name, _ in report.counts:
        cases.setdefault((rule_id, name or _PACKAGE), [])
    for finding in report.findings:
        cases[finding.rule, finding.table or _PACKAGE].append(finding)
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
    for rule_id, name, severity in report.counts:
        if name and (severity is Severity.ERROR or rule_id == NOT_CHECKED.id):
            by_table[name].add(rule_id)
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
    suite: ET.Element,
    rule: Rule,
    table: str,
    found: tuple[list[Finding], int],
    failing: set[Severity],
) -> None:
    """Add a case with the listed findings of a rule in a table, and the number of all."""
    findings, number = found
    name = {"classname": escape(table), "name": rule.id}
    case = ET.SubElement(suite, "testcase", name, time="0")
    if not number:
        return
    if findings and findings[0].file:
        case.set("file", escape(findings[0].file))
    lines = "\n".join(_describe(finding) for finding in findings)
    if number > len(findings):
        lines += f"\n… and {number - len(findings)} more of {rule.id}"
    if rule.severity in failing:
        message = escape(f"{rule.title}: {count(number, 'finding')}")
        failure = ET.SubElement(case, "failure", message=message, type=str(rule.severity))
        failure.text = f"{lines}\n{rule.hint}"
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
