"""All rules, in the order of a report."""

from eventclaims.comparison import rules as history
from eventclaims.consistency import rules as consistency
from eventclaims.evidence import rules as evidence
from eventclaims.lint import rules as lint
from eventclaims.report import accepted
from eventclaims.report.rule import Layer, Rule
from eventclaims.structure import rules as structure

RULES = (
    *lint.RULES,
    *structure.RULES,
    *consistency.RULES,
    *evidence.RULES,
    *history.RULES,
    *accepted.RULES,
)

__all__ = ["RULES", "Layer", "Rule"]
_BY_ID = {rule.id: rule for rule in RULES}


def get_rule(rule_id: str) -> Rule:
    """Return the rule with an id."""
    return _BY_ID[rule_id]
