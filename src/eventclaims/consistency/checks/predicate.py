"""The type of a predicate, and its treatment of missing values."""

from collections.abc import Callable

import pandas as pd

Predicate = Callable[[pd.DataFrame], pd.Series]
"""Returns the rows of a view that break a rule; a missing value counts as not broken."""


def is_unread(rows: pd.DataFrame, *ends: str) -> pd.Series:
    """Return the rows in which a cell of a column with one of these endings has the wrong type."""
    return known_true(rows["unread_cells"].str.contains(f"(?:{'|'.join(ends)})(?:,|$)"))


def known_true(column: pd.Series) -> pd.Series:
    """Return a boolean column with False in place of missing values."""
    return column.fillna(value=False).astype(bool)
