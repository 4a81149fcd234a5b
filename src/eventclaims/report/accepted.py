"""Findings that a person has judged, in the table `accepted` of a package."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eventclaims.report.finding import Finding, Severity
from eventclaims.report.rule import Layer, Rule

TABLE = "accepted"
COLUMNS = ("rule", "table", "record_id", "reason")
EVERY_RECORD = "*"

ACCEPTANCE_UNUSED = Rule(
    id="acceptance-unused",
    layer=Layer.ACCEPTED,
    severity=Severity.WARNING,
    title="An accepted finding must exist, and its rule must be one of judgement",
    why="A reason for a finding that nobody can see hides that the data have changed.",
    hint="Remove the row from accepted, or correct its rule, table or record.",
    message="{reason}",
    tables=(TABLE,),
    field="rule",
)
RULES = (ACCEPTANCE_UNUSED,)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that a person has judged, with the reason."""

    finding: Finding
    reason: str

    def to_dict(self) -> dict[str, object]:
        """Return the finding as a dict, with the reason."""
        return self.finding.to_dict() | {"reason": self.reason}


def split_accepted(
    findings: Iterable[Finding],
    rows: Sequence[Mapping[str, str]],
    rules: Mapping[str, Rule],
) -> tuple[list[Finding], list[Accepted], set[int]]:
    """Separate the accepted findings from the others.

    Args:
        findings: The findings.
        rows: The rows of `accepted`.
        rules: All rules by id.

    Returns:
        The other findings, the accepted ones, and the numbers of the rows, from 0, that match one.
    """
    numbers = {
        (row.get("rule", ""), row.get("table", ""), row.get("record_id", "")): number
        for number, row in enumerate(rows)
    }
    kept, accepted, used = [], [], set()
    for finding in findings:
        number = None
        if rules[finding.rule].is_of_judgement:
            finding_key = (finding.rule, finding.table or "")
            number = numbers.get((*finding_key, finding.record or ""))
            number = numbers.get((*finding_key, EVERY_RECORD)) if number is None else number
        if number is None:
            kept.append(finding)
        else:
            accepted.append(Accepted(finding, rows[number].get("reason", "")))
            used.add(number)
    return kept, accepted, used


def explain_unused(
    row: Mapping[str, str], rules: Mapping[str, Rule], checked: Collection[str]
) -> str | None:
    """Return why a row of `accepted` matches no finding; None if its rule was not checked.

    Args:
        row: The row.
        rules: All rules by id.
        checked: Ids of the rules that were checked.
    """
    rule = rules.get(row.get("rule", ""))
    if rule is None:
        return f"the rule `{row.get('rule', '')}` does not exist"
    if not rule.is_of_judgement:
        return f"findings of `{rule.id}` cannot be accepted; the data must be corrected"
    if rule.id not in checked:
        return None
    record = row.get("record_id", "")
    where = "any record" if record == EVERY_RECORD else f"`{record}`"
    return f"`{rule.id}` has no finding in `{row.get('table', '')}` on {where}"
