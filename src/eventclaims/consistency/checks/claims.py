"""The rules of content, as checks."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from eventclaims.consistency.checks.missing_values import known_true, passes

# Types of claims that aim at someone or at something that happens.
AIMED = (
    "threat",
    "demand",
    "rejection",
    "responsibility",
    "attribution",
    "credit",
    "endorsement",
)
# Types of claims that can run out on a day: what is announced or asked, and words about it.
DATED = ("threat", "demand", "commitment", "assessment", "prediction", "attribution")
# Events that can kill or wound, and counts of the killed and wounded.
LETHAL = (
    "armed_attack",
    "bombing_or_rocket_fire",
    "drone_attack",
    "airstrike",
    "targeted_killing",
    "assassination_attempt",
    "rally",
    "withdrawal",
    "deployment",
    "blockade",
    "other",
)
OF_PEOPLE_HURT = ("killed", "wounded", "casualties")
LONGEST_SUMMARY = 40


class Summarized(pa.DataFrameModel):
    """A row with a summary."""

    @pa.dataframe_check
    @classmethod
    def summary_length(cls, rows: pd.DataFrame) -> pd.Series:
        """The summary has some words, and not too many."""
        count = rows["summary_words"]
        return passes(rows["summary"].notna() & ((count < 1) | (count > LONGEST_SUMMARY)))

    @pa.dataframe_check
    @classmethod
    def summary_repeated(cls, rows: pd.DataFrame) -> pd.Series:
        """No other row has the summary."""
        return passes(rows["same_summary"].notna())


class Voiced(pa.DataFrameModel):
    """A row in the coder's voice."""

    @pa.dataframe_check
    @classmethod
    def loaded_words(cls, rows: pd.DataFrame) -> pd.Series:
        """No word judges."""
        return passes(rows["loaded"].notna())


class Events(pa.DataFrameModel):
    """Events."""

    @pa.dataframe_check
    @classmethod
    def aggregate_without_figure(cls, rows: pd.DataFrame) -> pd.Series:
        """An aggregate has a figure."""
        return passes(rows["is_aggregate"] & (rows["figure_count"] == 0))


class Claims(pa.DataFrameModel):
    """Claims."""

    @pa.dataframe_check
    @classmethod
    def claim_without_object(cls, rows: pd.DataFrame) -> pd.Series:
        """A claim that aims at something says at what."""
        has_none = rows["target_id"].isna() & rows["event_id"].isna()
        return passes(has_none & rows["claim_type"].isin(AIMED))

    @pa.dataframe_check
    @classmethod
    def responsibility_without_part(cls, rows: pd.DataFrame) -> pd.Series:
        """Who claims responsibility has a part in the event, itself or by a relation."""
        claims = (rows["claim_type"] == "responsibility") & rows["event_id"].notna()
        return passes(claims & ~rows["has_part"])

    @pa.dataframe_check
    @classmethod
    def deadline_without_threat(cls, rows: pd.DataFrame) -> pd.Series:
        """A deadline belongs to a claim that can run out."""
        return passes(rows["deadline"].notna() & ~rows["claim_type"].isin(DATED))


class Figures(pa.DataFrameModel):
    """Figures."""

    @pa.dataframe_check
    @classmethod
    def figure_owner(cls, rows: pd.DataFrame) -> pd.Series:
        """Either an event or a claim carries the figure."""
        return passes(rows["event_id"].isna() == rows["claim_id"].isna())

    @pa.dataframe_check
    @classmethod
    def minimum_over_maximum(cls, rows: pd.DataFrame) -> pd.Series:
        """The minimum is not over the maximum."""
        return passes(rows["minimum"] > rows["maximum"])

    @pa.dataframe_check
    @classmethod
    def figure_contradicts_print(cls, rows: pd.DataFrame) -> pd.Series:
        """The bounds are those of the printed form, where it can be read."""
        differs = pd.Series(data=False, index=rows.index)
        for bound in ("minimum", "maximum"):
            stated, printed = rows[bound], rows[f"printed_{bound}"]
            differs |= known_true(stated != printed) | (stated.isna() != printed.isna())
        return passes(differs & rows["is_readable"])

    @pa.dataframe_check
    @classmethod
    def killed_by_words(cls, rows: pd.DataFrame) -> pd.Series:
        """People are hurt only by events that can hurt; a count of none is no count of hurt."""
        hurt = rows["quantity"].isin(OF_PEOPLE_HURT) & ~known_true(rows["maximum"] == 0)
        return passes(hurt & rows["event_type"].notna() & ~rows["event_type"].isin(LETHAL))
