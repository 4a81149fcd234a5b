"""Rules of the content: what must hold across fields, rows and tables."""

from __future__ import annotations

from eventclaims.consistency.rules import claims, dates, references

RULES = (*dates.RULES, *references.RULES, *claims.RULES)
