"""The outcome of a validation, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eventclaims.report.finding import Finding, Severity

# A page for a person shows so many findings of a rule and counts the rest; their rows are kept.
SHOWN_A_RULE = 100
Cells = dict[tuple[str, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found.

    Attributes:
        package: Name of the package.
        version: Its version, None where it gives none.
        findings: The findings, in the order of the rules, then by file and line.
        tables: Number of tables that were checked.
        rows: Number of rows in them.
        rules: Number of rules that were checked.
        layers: The layers that ran.
        seconds: Time that the validation took.
        columns: The columns of each table, by its name.
        cells: The cells of the rows that findings are about, by table and number of the record;
            at least those of the first findings of each rule.
    """

    package: str
    version: str | None
    findings: tuple[Finding, ...]
    tables: int
    rows: int
    rules: int
    layers: tuple[str, ...]
    seconds: float
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: Cells = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether nothing is at fault at error severity."""
        return self.count(Severity.ERROR) == 0

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def group_by_rule(self) -> dict[str, list[Finding]]:
        """Return the findings by rule id, in the order of the report."""
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.rule, []).append(finding)
        return groups

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, ready for JSON."""
        return {
            "valid": self.valid,
            "package": self.package,
            "version": self.version,
            "counts": {
                "tables": self.tables,
                "rows": self.rows,
                "rules": self.rules,
                "errors": self.count(Severity.ERROR),
                "warnings": self.count(Severity.WARNING),
                "notes": self.count(Severity.NOTE),
            },
            "findings": [finding.to_dict() for finding in self.findings],
        }
