"""The type of a predicate, and its treatment of missing values."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

Predicate = Callable[[pd.DataFrame], pd.Series]
"""Returns the rows of a view that break a rule; a missing value counts as not broken."""


def known_true(column: pd.Series) -> pd.Series:
    """Return a boolean column with False in place of missing values."""
    return column.fillna(value=False).astype(bool)
