"""The findings of a rule in a table, in columns: all are counted, and few are described."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventclaims.report.finding import Finding, Severity
from eventclaims.report.report import Counts
from eventclaims.report.rule import NOT_CHECKED

Numbers = NDArray[np.int64]
Describe = Callable[[Numbers], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class FindingColumns:
    """The findings of a rule in a table, in the order of the file.

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
    """Return the first findings of each rule, by file and record, in no particular order.

    Args:
        found: The findings.
        limit: Maximum for each rule, except for what could not be checked; 0 for all.
    """
    by_rule: dict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        by_rule[one.rule][one.file or ""].append(one)
    chosen: list[Finding] = []
    for rule, by_file in by_rule.items():
        left = None if rule == NOT_CHECKED.id or not limit else limit
        for file in sorted(by_file):
            kept = [*_take(by_file[file], left)]
            chosen += kept
            left = None if left is None else left - len(kept)
    return chosen


def _take(found: Sequence[Found], limit: int | None) -> list[Finding]:
    """Return the first findings of a rule in a file."""
    listed = [one for one in found if isinstance(one, Finding)]
    for columns in (one for one in found if isinstance(one, FindingColumns)):
        wanted = columns.count if limit is None else min(columns.count, limit)
        listed += columns.list_findings(wanted) if wanted else ()
    return sorted(listed, key=_get_place)[:limit]


def _get_place(finding: Finding) -> tuple[Any, ...]:
    return (finding.row or 0, finding.line or 0, finding.column or 0)
