"""Reports for the tests of the formats: one of a broken package, and ones with hostile cells.

Update the files in tests/golden with `REFRESH_GOLDEN=1 .venv/bin/python -m pytest tests/render`,
then read the changes.
"""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from eventclaims import Report, validate
from eventclaims.catalogue import RULES
from eventclaims.report.columns import count_findings
from eventclaims.report.finding import Finding
from support.packages import INVALID, build

CASES = ["type-error", "row-order", "not-checked"]
KEPT = ["unclosed-quote", "row-order", "not-checked", "type-error"]
SAMPLE_RULES = tuple(rule for rule in RULES if rule.id in KEPT)
RULE = {rule.id: rule for rule in RULES}

_ANY_SIGN = st.characters(exclude_categories=())
_PIECES = ["\x1b[2J", "\x9b2J", "\u202e", "\u200b", "\u2028", "\ufffe", "\0", "\ud800", "\udfff"]
_PIECES += ["\n", "\r\n", "\r", "::error::x", "::stop-commands::", "##[error]x", "###[x]", "%0A"]
_PIECES += ["]]>", "<!--", "-->", "<script>alert(1)</script>", "</td></table>", '"', "'", "&lt;"]
_PIECES += ["|", "`", "``", "\\", "\\|", "![a](http://x.org/)", "[a](b)", "www.x.org", "*a*", "_a_"]
_PIECES += ["http://x.org", "@someone", "#1", "~~a~~", "{{ 7 * 7 }}", "{% raw %}", "{0}", ",", ":"]
_PIECES += ["name", "مرحبا", "x" * 1_000_000]
hostile = (
    st.lists(st.sampled_from(_PIECES) | st.text(_ANY_SIGN, max_size=20), min_size=1, max_size=8)
    .map("".join)
    .filter(bool)
)


def make_sample(folder: Path) -> Report:
    """Validate a small broken package; keep the findings of a few rules and one note."""
    package = build("minimal", folder, CASES[0])
    for case in CASES[1:]:
        shutil.copytree(INVALID / case, package, dirs_exist_ok=True)
    report = validate(package)
    kept = tuple(
        finding
        for finding in report.findings
        if finding.rule in KEPT and (finding.rule != "not-checked" or finding.table == "evidence")
    )
    counts = count_findings(kept)
    return replace(report, findings=kept, counts=counts, rules=len(KEPT), seconds=0.5)


def make_finding(rule_id: str = "type-error", cell: str = "tomorrow", row: int = 2) -> Finding:
    """Make a finding with a cell in all its parts."""
    rule = RULE[rule_id]
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        table="claims",
        file=f"data/{cell}.csv",
        line=row,
        column=7,
        row=row,
        field=cell,
        record=cell,
        value=cell,
        message=f"{cell} is wrong",
        hint=rule.hint,
    )


def make_report(*findings: Finding, cell: str = "tomorrow", listed: int | None = None) -> Report:
    """Make a report with a cell as package, version, column and cells; all findings count."""
    return Report(
        package=cell,
        version=cell,
        findings=findings[:listed],
        counts=count_findings(findings),
        tables=1,
        rows=1,
        rules=len(RULES),
        layers=("lint", "structure", "consistency"),
        seconds=0.5,
        columns={"claims": ("claim_id", cell, "notes")},
        cells={("claims", finding.row): (cell, cell) for finding in findings},
    )


def check_golden(name: str, content: str) -> None:
    """Compare with a golden file, or write it if REFRESH_GOLDEN is set."""
    path = Path(__file__).parents[1] / "golden" / name
    if os.environ.get("REFRESH_GOLDEN"):
        path.write_text(content, "utf-8", newline="\n")
    assert content == path.read_text("utf-8")
