"""What a report says of a rule, from the catalogue."""

from __future__ import annotations

from eventclaims.rules import RULES, Rule

_BY_ID = {rule.id: rule for rule in RULES}


def get_rule(rule_id: str) -> Rule:
    """Return the rule of an id."""
    return _BY_ID[rule_id]
