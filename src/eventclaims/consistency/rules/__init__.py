"""Rules of the consistency layer: conditions across fields, rows and tables."""

from eventclaims.consistency.rules import claims, dates, references

RULES = (*dates.RULES, *references.RULES, *claims.RULES)
