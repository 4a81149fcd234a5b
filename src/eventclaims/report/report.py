"""The result of a validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eventclaims.report.finding import Finding, Severity
from eventclaims.report.rule import NO_PROFILE_FIELD, NOT_CHECKED

SHOWN_A_RULE = 100
"""Findings of a rule that a page shows; the others are only counted."""
Cells = dict[tuple[str, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a validation.

    Attributes:
        package: Name of the package.
        version: Version of the package; None if its descriptor has none.
        findings: The findings, in the order of the rules, then by file and line.
        tables: Number of tables that were checked.
        rows: Number of rows in them.
        rules: Number of rules that were checked.
        layers: The layers that ran.
        seconds: Wall time of the validation.
        columns: The columns of each table, by table name.
        cells: The cells of the rows with findings, by table and record number; at least those of
            the first `SHOWN_A_RULE` findings of each rule.
        strict: Whether warnings and skipped checks fail the validation.
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
    strict: bool = False

    @property
    def valid(self) -> bool:
        """Whether the package has no errors."""
        return self.count(Severity.ERROR) == 0

    @property
    def unchecked(self) -> tuple[str, ...]:
        """What was not checked; layers that do not apply to the package do not count."""
        gaps = (f for f in self.findings if f.rule == NOT_CHECKED.id)
        return tuple(dict.fromkeys(f.message for f in gaps if f.field != NO_PROFILE_FIELD))

    @property
    def passed(self) -> bool:
        """Whether the validation passes; if strict, only without warnings and skipped checks."""
        is_clean = not self.count(Severity.WARNING) and not self.unchecked
        return self.valid and (is_clean or not self.strict)

    @property
    def outcome(self) -> str:
        """The outcome in words, the same in every output format."""
        if not self.valid:
            return "not valid"
        if not self.passed:
            return "failed (--strict)"
        return "valid, but not fully checked" if self.unchecked else "valid"

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
        """Return the report as a dict that can be written as JSON."""
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
            "not_checked": [*self.unchecked],
            "findings": [finding.to_dict() for finding in self.findings],
        }
