"""Render reports as SARIF 2.1.0 for code scanning and editors."""

from collections.abc import Iterator, Sequence
from gzip import compress
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from eventclaims.catalogue import RULES, Rule
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.render.escaping import escape, escape_markdown
from eventclaims.render.json_report import Stream, stream_json
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.report import Report, count

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_MAX_LENGTH = 1000
# GitHub rejects a log with more results, or of more bytes once compressed; see "SARIF support for
# code scanning" in its documentation. Its upload action adds a fingerprint to each result.
_MAX_RESULTS = 25_000
_MAX_COMPRESSED = 9_000_000
_SEVERITIES = list(Severity)


def render_sarif(report: Report, *, folder: str = "", is_limited: bool = True) -> Iterator[str]:
    """Yield the parts of the report as a SARIF log with one run, with one result on each line.

    Beyond the limits of GitHub, notes are left out before warnings, and warnings before errors; a
    notification of the run names the number.

    Args:
        report: The report.
        folder: Path of the package in the repository, with a trailing slash, or empty.
        is_limited: Whether to keep to the limits of GitHub.
    """
    findings: Sequence[Finding] = report.findings
    if not is_limited:
        yield from _write_log(report, findings, folder)
        return
    if len(findings) > _MAX_RESULTS:
        findings = _keep(findings, _MAX_RESULTS)
    log = "".join(_write_log(report, findings, folder))
    # Compression takes seconds, so it is only tried on a log that could be too large.
    while len(log) > _MAX_COMPRESSED and len(compress(log.encode())) > _MAX_COMPRESSED:
        findings = _keep(findings, len(findings) // 2)
        log = "".join(_write_log(report, findings, folder))
    yield log


def _keep(findings: Sequence[Finding], number: int) -> Sequence[Finding]:
    """Return the most severe findings."""
    return sorted(findings, key=lambda finding: _SEVERITIES.index(finding.severity))[:number]


def _write_log(report: Report, findings: Sequence[Finding], folder: str) -> Iterator[str]:
    indexes = {rule.id: n for n, rule in enumerate(RULES)}
    run = {
        "tool": {
            "driver": {
                "name": "eventclaims",
                "version": version("eventclaims"),
                "rules": [_describe_rule(rule) for rule in RULES],
            }
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": _describe_rest(report, len(findings)),
            }
        ],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": Stream(
            _describe_finding(finding, indexes[finding.rule], folder) for finding in findings
        ),
        "properties": {"package": escape(report.package), "layers": list(report.layers)},
    }
    return stream_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _describe_rest(report: Report, listed: int) -> list[dict[str, Any]]:
    number = report.counts.total() - listed
    if not number:
        return []
    text = f"{count(number, 'finding')} left out to keep the log small; --max-findings 0 lists all."
    return [{"level": "warning", "message": {"text": text}}]


def _describe_rule(rule: Rule) -> dict[str, Any]:
    command = f"eventclaims rules {rule.id}"
    markdown = f"**Why:** {escape_markdown(rule.why)}\n\n"
    markdown += f"**What to do:** {escape_markdown(rule.hint)}\n\nMore: `{command}`"
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why} {rule.hint} More: {command}",
            "markdown": markdown,
        },
        "defaultConfiguration": {"level": str(rule.severity)},
        "properties": {"tags": [str(rule.layer)]},
    }


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
    address = quote(folder + (finding.file or DESCRIPTOR), errors="surrogatepass")
    column = {} if finding.column is None else {"startColumn": finding.column}
    # GitHub requires a file and a line for every result.
    return {
        "logicalLocations": [{"fullyQualifiedName": name}],
        "physicalLocation": {
            "artifactLocation": {"uri": address},
            "region": {"startLine": finding.line or 1, **column},
        },
    }
