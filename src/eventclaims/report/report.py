"""The result of a validation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any

from eventclaims.report.accepted import Accepted
from eventclaims.report.finding import Finding, Severity
from eventclaims.report.rule import NO_STANDARD_FIELD, NOT_CHECKED

if TYPE_CHECKING:
    from pandas import DataFrame

DEFAULT_LIMIT = 1000
"""Findings of a rule that a report lists unless another number is wanted."""
Cells = dict[tuple[str, int], tuple[str, ...]]
Counts = Counter[tuple[str, str | None, Severity]]


def count(number: int, thing: str) -> str:
    """Return a number and its noun, in the plural unless the number is 1."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """The result of a validation; its `str` is the report as text.

    Attributes:
        package: Name of the package.
        version: Version of the package; None if its descriptor has none.
        findings: The listed findings: the first of each rule, in the order of the rules, then by
            file and line.
        counts: The number of all findings by rule, table and severity.
        tables: Number of tables that were checked.
        rows: Number of rows in them.
        rules: Number of rules that were checked.
        layers: The layers that ran.
        seconds: Wall time of the validation.
        columns: The columns of each table, by table name.
        cells: The cells of the rows with findings, by table and record number; at least those of
            the first `DEFAULT_LIMIT` findings of each rule.
        accepted: The findings that the package accepts with a reason; they are not in `findings`.
    """

    package: str
    version: str | None
    findings: tuple[Finding, ...]
    counts: Counts
    tables: int
    rows: int
    rules: int
    layers: tuple[str, ...]
    seconds: float
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: Cells = field(default_factory=dict)
    accepted: tuple[Accepted, ...] = ()

    def __repr__(self) -> str:
        name = f"{self.package} {self.version or ''}".strip()
        return f"<Report of {name!r}, {self.outcome()}>"

    def __str__(self) -> str:
        # Imported by name because `render` is built on reports.
        text = import_module("eventclaims.render.text")
        return "\n".join(line for line, _ in text.render_text(self))

    def to_frame(self) -> DataFrame:
        """Return the listed findings as a DataFrame, one row each, in the order of the report."""
        import pandas as pd  # noqa: PLC0415 - takes long to load

        rows = [finding.to_dict() for finding in self.findings]
        frame = pd.DataFrame(rows, columns=[attribute.name for attribute in fields(Finding)])
        numbers = dict.fromkeys(("line", "column", "row"), "Int64")
        return frame.astype(dict.fromkeys(frame.columns, "string") | numbers)

    @property
    def valid(self) -> bool:
        """Whether the package has no errors."""
        return self.count(Severity.ERROR) == 0

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The notes on skipped checks; layers that do not apply to the package do not count."""
        gaps = (f for f in self.findings if f.rule == NOT_CHECKED.id)
        return tuple(dict.fromkeys(f.message for f in gaps if f.field != NO_STANDARD_FIELD))

    def count(self, severity: Severity) -> int:
        """Return the number of all findings of a severity."""
        return sum(number for (_, _, one), number in self.counts.items() if one == severity)

    def count_by_rule(self) -> Counter[str]:
        """Return the number of all findings by rule id, in the order of the report."""
        counts = Counter(dict.fromkeys((finding.rule for finding in self.findings), 0))
        for (rule, _, _), number in self.counts.items():
            counts[rule] += number
        return counts

    @property
    def left_out(self) -> int:
        """Number of findings that are counted but not listed."""
        return self.counts.total() - len(self.findings)

    def passes(self, *, strict: bool = False) -> bool:
        """Return whether the validation succeeds.

        Args:
            strict: Whether warnings and skipped checks fail, too.
        """
        is_clean = not self.count(Severity.WARNING) and not self.unchecked
        return self.valid and (is_clean or not strict)

    def outcome(self, *, strict: bool = False) -> str:
        """Return the outcome as one line, in the same words in every format.

        Args:
            strict: Whether warnings and skipped checks fail, too.
        """
        counts = [count(self.count(severity), severity) for severity in Severity]
        accepted = [f"{len(self.accepted)} accepted"] if self.accepted else []
        if self.valid and not self.passes(strict=strict):
            skipped = [count(len(self.unchecked), "skipped check")] if self.unchecked else []
            return f"failed (--strict): {', '.join(counts[:-1] + accepted + skipped)}"
        words = "valid, but not fully checked" if self.unchecked else "valid"
        return f"{words if self.valid else 'not valid'}: {', '.join(counts + accepted)}"

    def group_by_rule(self) -> dict[str, list[Finding]]:
        """Return the listed findings by rule id, in the order of the report."""
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.rule, []).append(finding)
        return groups

    def to_dict(self, *, strict: bool = False) -> dict[str, Any]:
        """Return the report as a dict that can be written as JSON.

        Args:
            strict: Whether warnings fail.
        """
        return self.summarize(strict=strict) | {
            "findings": [finding.to_dict() for finding in self.findings],
            "accepted": [accepted.to_dict() for accepted in self.accepted],
        }

    def summarize(self, *, strict: bool = False) -> dict[str, Any]:
        """Return the dict of the report without its findings.

        Args:
            strict: Whether warnings fail.
        """
        return {
            "valid": self.valid,
            "outcome": self.outcome(strict=strict),
            "package": self.package,
            "version": self.version,
            "counts": {
                "tables": self.tables,
                "rows": self.rows,
                "rules": self.rules,
                "errors": self.count(Severity.ERROR),
                "warnings": self.count(Severity.WARNING),
                "notes": self.count(Severity.NOTE),
                "accepted": len(self.accepted),
                "left_out": self.left_out,
                "by_rule": self.count_by_rule(),
            },
            "not_checked": [*self.unchecked],
        }
