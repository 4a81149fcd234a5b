"""The outcome of a validation, as one value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from eventclaims.findings import Finding, Severity


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
    """

    package: str
    version: str | None
    findings: tuple[Finding, ...]
    tables: int
    rows: int
    rules: int
    layers: tuple[str, ...]
    seconds: float

    @property
    def valid(self) -> bool:
        """Whether nothing is at fault at error severity."""
        return self.count(Severity.ERROR) == 0

    def count(self, severity: Severity) -> int:
        """Return the number of findings of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def count_rules(self) -> Counter[str]:
        """Return the number of findings by rule id."""
        return Counter(finding.rule for finding in self.findings)

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
