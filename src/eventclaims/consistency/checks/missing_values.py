"""What models share: how a check says where its rule holds."""

from __future__ import annotations

import pandas as pd


def passes(broken: pd.Series) -> pd.Series:
    """Return where a rule holds: everywhere but where it is known to be broken."""
    return ~broken.fillna(value=False).astype(bool)


def known_true(column: pd.Series) -> pd.Series:
    """Return a column of true, false and missing as one without missing values."""
    return column.fillna(value=False).astype(bool)
