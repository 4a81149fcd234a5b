"""Render reports as SARIF 2.1.0 for code scanning and editors."""

from __future__ import annotations

from importlib.metadata import metadata
from typing import Any
from urllib.parse import quote

from eventclaims.catalogue import RULES, Rule
from eventclaims.render.escaping import escape, escape_markdown
from eventclaims.render.json_report import dump_json
from eventclaims.report.finding import Finding
from eventclaims.report.report import Report

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_CATALOGUE = "docs/rules.md"
_MAX_LENGTH = 1000


def render_sarif(report: Report, *, folder: str = "") -> str:
    """Return the report as a SARIF log with one run.

    Args:
        report: The report.
        folder: Path of the package in the repository, with a trailing slash, or empty.
    """
    about = metadata("eventclaims")
    page = _find_catalogue(about.get_all("Project-URL") or [])
    indexes = {rule.id: n for n, rule in enumerate(RULES)}
    run = {
        "tool": {
            "driver": {
                "name": "eventclaims",
                "version": about["Version"],
                "rules": [_describe_rule(rule, page) for rule in RULES],
            }
        },
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [
            _describe_finding(finding, indexes[finding.rule], folder) for finding in report.findings
        ],
        "properties": {"package": escape(report.package), "layers": list(report.layers)},
    }
    return dump_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _find_catalogue(urls: list[str]) -> str | None:
    """Return the URL of the rule catalogue from the metadata of the project, if any."""
    named = dict(url.split(", ", 1) for url in urls)
    return named.get("Rules")


def _describe_rule(rule: Rule, page: str | None) -> dict[str, Any]:
    place = f"{_CATALOGUE}#{rule.id}"
    markdown = f"**Why:** {escape_markdown(rule.why)}\n\n"
    markdown += f"**What to do:** {escape_markdown(rule.fix)}\n\n"
    described = {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why} {rule.fix} Catalogue: {place}",
            "markdown": f"{markdown}Catalogue: [{place}]({page or _CATALOGUE}#{rule.id})",
        },
        "defaultConfiguration": {"level": str(rule.severity)},
        "properties": {"tags": [str(rule.layer)], "catalogue": place},
    }
    # SARIF requires an absolute URL here.
    return described | ({"helpUri": f"{page}#{rule.id}"} if page else {})


def _describe_finding(finding: Finding, index: int, folder: str) -> dict[str, Any]:
    cell = {
        "table": finding.table,
        "row": finding.row,
        "field": finding.field,
        "record": finding.record,
        "value": finding.value,
        "hint": finding.hint,
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": str(finding.severity),
        "message": {"text": _escape_message(finding.message)},
        "locations": [_describe_location(finding, folder)],
        "properties": {
            name: escape(part, _MAX_LENGTH) if isinstance(part, str) else part
            for name, part in cell.items()
            if part is not None
        },
    }


def _escape_message(text: str) -> str:
    """Return a text with links and placeholders of SARIF escaped."""
    line = escape(text, _MAX_LENGTH).replace("\\", "\\\\")
    return line.replace("[", "\\[").replace("]", "\\]").replace("{", "{{").replace("}", "}}")


def _describe_location(finding: Finding, folder: str) -> dict[str, Any]:
    parts = [finding.table, finding.record, finding.field]
    name = "/".join(escape(part) for part in parts if part) or "package"
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": name}]}
    if finding.file is None:
        return location
    address = quote(folder + finding.file, errors="surrogatepass")
    physical: dict[str, Any] = {"artifactLocation": {"uri": address}}
    if finding.line is not None:
        column = {} if finding.column is None else {"startColumn": finding.column}
        physical["region"] = {"startLine": finding.line, **column}
    return location | {"physicalLocation": physical}
