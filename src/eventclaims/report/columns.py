"""The findings of a rule in a table, in columns: all are counted, and few are described."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eventclaims.report.finding import Finding, Severity
from eventclaims.report.report import Counts
from eventclaims.report.rule import NOT_CHECKED

Numbers = NDArray[np.int64]
Describe = Callable[[Numbers], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class FindingColumns:
    """The findings of a rule in a table, in the order of its records and their cells.

    Attributes:
        rule: Id of the rule.
        severity: Severity of the findings.
        table: Name of the table.
        file: Path of its file, relative to the package.
        count: Number of findings.
        describe: Returns the findings with the given numbers, which ascend from 0, as values; with
            lines and columns if it must read the records anyway.
    """

    rule: str
    severity: Severity
    table: str
    file: str
    count: int
    describe: Describe

    def list_findings(self, limit: int | None = None) -> Iterator[Finding]:
        """Yield the first findings, or all; see `describe`."""
        for finding in self.describe(np.arange(self.count if limit is None else limit)):
            is_softened = finding.severity is not self.severity
            yield replace(finding, severity=self.severity) if is_softened else finding


Found = Finding | FindingColumns


def count_findings(found: Iterable[Found]) -> Counts:
    """Return the number of findings by rule, table and severity."""
    counts: Counts = Counter()
    for one in found:
        number = one.count if isinstance(one, FindingColumns) else 1
        counts[one.rule, one.table, one.severity] += number
    return counts


def choose(found: Iterable[Found], limit: int) -> list[Finding]:
    """Return findings that contain the first of each rule, by file and record, in no order.

    Which of those in one record is the first depends on its cells; `keep_first` drops the others.

    Args:
        found: The findings.
        limit: Maximum for each rule, except for what could not be checked; 0 for all.
    """
    by_rule: dict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        by_rule[one.rule][one.file or ""].append(one)
    chosen: list[Finding] = []
    for rule, by_file in by_rule.items():
        left = None if _is_unlimited(rule, limit) else limit
        for file in sorted(by_file):
            kept = [*_take(by_file[file], left)]
            chosen += kept
            left = None if left is None else max(left - len(kept), 0)
    return chosen


def keep_first(findings: Iterable[Finding], limit: int) -> Iterator[Finding]:
    """Yield the first findings of each rule.

    Args:
        findings: The findings in order.
        limit: See `choose`.
    """
    count: Counter[str] = Counter()
    for finding in findings:
        count[finding.rule] += 1
        if _is_unlimited(finding.rule, limit) or count[finding.rule] <= limit:
            yield finding


def _is_unlimited(rule: str, limit: int) -> bool:
    return not limit or rule == NOT_CHECKED.id


def _take(found: Sequence[Found], limit: int | None) -> list[Finding]:
    """Return the first findings of a rule in a file, and those in the record of the last."""
    listed = [one for one in found if isinstance(one, Finding)]
    for columns in (one for one in found if isinstance(one, FindingColumns)):
        wanted = columns.count if limit is None else min(columns.count, limit)
        listed += columns.list_findings(wanted) if wanted else ()
    listed.sort(key=_get_position)
    if not limit or len(listed) <= limit:
        return listed[:limit]
    last = _get_position(listed[limit - 1])
    return [finding for finding in listed if _get_position(finding) <= last]


def _get_position(finding: Finding) -> tuple[int, int]:
    return (finding.row or 0, 0 if finding.row else finding.line or 0)
