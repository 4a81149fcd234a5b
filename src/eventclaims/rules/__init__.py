"""The catalogue: every rule there is, in the order of a report."""

from eventclaims.rules import consistency, evidence, history, lint, structure
from eventclaims.rules.rule import Layer, Rule

RULES = (*lint.RULES, *structure.RULES, *consistency.RULES, *evidence.RULES, *history.RULES)

__all__ = ["RULES", "Layer", "Rule"]
