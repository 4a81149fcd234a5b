"""The type of a predicate, and its treatment of missing values."""

from collections.abc import Callable

from eventclaims.consistency.checks.columns import Column, Rows

Predicate = Callable[[Rows], Column]
"""Returns the rows of a view that break a rule; a missing value counts as not broken."""


def is_unread(rows: Rows, *ends: str) -> Column:
    """Return the rows in which a cell of a column with one of these endings has the wrong type."""
    return known_true(rows["unread_cells"].str.contains(f"(?:{'|'.join(ends)})(?:,|$)"))


def known_true(column: Column) -> Column:
    """Return a boolean column with False in place of missing values."""
    return column.fillna(value=False).astype(bool)
