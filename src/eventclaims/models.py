"""The consistency rules as Pandera models: one class a table, one check a rule.

A check sees rows in context (views/<table>.sql) and judges each row alone, so that the same model
runs over batches of any size. A missing operand breaks no rule.

A check has the name of its rule, with underscores: Pandera 0.35 forgets a name that is given to
the decorator once the check is inherited.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

# Types of claims that speak of an event as past, and so cannot come before it.
SPEAKS_OF_PAST = ("responsibility", "attribution", "credit", "report")
# States of an event in which a document holds it to have happened.
HAS_HAPPENED = ("reported", "alleged")


def _hold(broken: pd.Series) -> pd.Series:
    """Return where a rule holds: everywhere but where it is known to be broken."""
    return ~broken.fillna(value=False).astype(bool)


class WithDays(pa.DataFrameModel):
    """A row with cells that hold days."""

    @pa.dataframe_check
    @classmethod
    def date_form(cls, rows: pd.DataFrame) -> pd.Series:
        """Every day is written in full."""
        return _hold(rows["odd_days"].notna())


class Dated(WithDays):
    """A row with bounds and an EDTF date."""

    @pa.dataframe_check
    @classmethod
    def bounds_reversed(cls, rows: pd.DataFrame) -> pd.Series:
        """The earliest day is not after the latest."""
        return _hold(rows["date_earliest"] > rows["date_latest"])

    @pa.dataframe_check
    @classmethod
    def date_differs(cls, rows: pd.DataFrame) -> pd.Series:
        """The EDTF date is the one that the bounds give."""
        return _hold(rows["date"].fillna("") != rows["edtf"])


class Evidenced(pa.DataFrameModel):
    """A row that must point to its source."""

    @pa.dataframe_check
    @classmethod
    def no_evidence(cls, rows: pd.DataFrame) -> pd.Series:
        """At least one span supports the row."""
        return _hold(rows["evidence_count"] == 0)


class Sources(Dated):
    """Rules of sources."""


class Actors(pa.DataFrameModel):
    """Rules of actors."""

    @pa.dataframe_check
    @classmethod
    def preferred_name(cls, rows: pd.DataFrame) -> pd.Series:
        """Exactly one name is preferred."""
        return _hold(rows["preferred_count"] != 1)

    @pa.dataframe_check
    @classmethod
    def preferred_name_differs(cls, rows: pd.DataFrame) -> pd.Series:
        """The preferred name, where there is one, is the name of the actor."""
        return _hold((rows["preferred_count"] == 1) & (rows["preferred_name"] != rows["name"]))


class ActorNames(Evidenced):
    """Rules of actor names."""


class ActorRelations(WithDays, Evidenced):
    """Rules of relations."""

    @pa.dataframe_check
    @classmethod
    def relation_to_self(cls, rows: pd.DataFrame) -> pd.Series:
        """Subject and object are not the same."""
        return _hold(rows["subject_id"] == rows["object_id"])


class Events(Dated, Evidenced):
    """Rules of events."""

    @pa.dataframe_check
    @classmethod
    def event_after_document(cls, rows: pd.DataFrame) -> pd.Series:
        """What has happened is not later than the last document that tells of it."""
        is_later = rows["date_earliest"] > rows["documents_latest"]
        return _hold(is_later & rows["status"].isin(HAS_HAPPENED))


class Statements(Dated, Evidenced):
    """Rules of statements."""

    @pa.dataframe_check
    @classmethod
    def statement_after_document(cls, rows: pd.DataFrame) -> pd.Series:
        """The statement is not later than its document."""
        return _hold(rows["date_earliest"] > rows["document_latest"])


class Claims(WithDays, Evidenced):
    """Rules of claims."""

    @pa.dataframe_check
    @classmethod
    def event_after_claim(cls, rows: pd.DataFrame) -> pd.Series:
        """A claim about the past is not earlier than its event."""
        is_later = rows["event_earliest"] > rows["statement_latest"]
        of_past = rows["claim_type"].isin(SPEAKS_OF_PAST) & rows["event_status"].isin(HAS_HAPPENED)
        return _hold(is_later & of_past)

    @pa.dataframe_check
    @classmethod
    def deadline_before_statement(cls, rows: pd.DataFrame) -> pd.Series:
        """The deadline is not before the statement."""
        return _hold(rows["deadline"] < rows["statement_earliest"])

    @pa.dataframe_check
    @classmethod
    def evidence_elsewhere(cls, rows: pd.DataFrame) -> pd.Series:
        """No evidence lies in a document other than the statement's."""
        return _hold(rows["elsewhere_count"] > 0)


class Figures(pa.DataFrameModel):
    """Rules of figures."""

    @pa.dataframe_check
    @classmethod
    def figure_owner(cls, rows: pd.DataFrame) -> pd.Series:
        """Either an event or a claim carries the figure."""
        return _hold(rows["event_id"].isna() == rows["claim_id"].isna())


class Evidence(pa.DataFrameModel):
    """Rules of evidence, as far as they need no text."""

    @pa.dataframe_check
    @classmethod
    def evidence_dangling(cls, rows: pd.DataFrame) -> pd.Series:
        """The row that the span supports exists."""
        return _hold(~rows["has_record"])

    @pa.dataframe_check
    @classmethod
    def span_outside_text(cls, rows: pd.DataFrame) -> pd.Series:
        """The span is not empty and ends within the text."""
        is_empty = (rows["span_start"] >= rows["span_end"]).fillna(value=False)
        is_beyond = (rows["span_end"] > rows["text_length"]).fillna(value=False)
        return _hold(is_empty | is_beyond)


class Discrepancies(Evidenced):
    """Rules of discrepancies."""
