"""The rules of dates, as checks."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from eventclaims.consistency.checks.missing_values import known_true, passes
from eventclaims.consistency.rules import dates as rules
from eventclaims.consistency.rules.dates import NotAfter

# States of an event in which a document holds it to have happened.
HAS_HAPPENED = ("reported", "alleged")
# Types of claims that speak of an event as past, and so cannot come before it.
SPEAKS_OF_PAST = ("responsibility", "attribution", "credit", "report")


def _is_after(rows: pd.DataFrame, pair: NotAfter) -> pd.Series:
    """Return where the first interval begins after the second ends."""
    return known_true(rows[pair.first[0]] > rows[pair.second])


def _may_be_after(rows: pd.DataFrame, pair: NotAfter) -> pd.Series:
    """Return where the first interval may be after the second, and is not for certain."""
    return known_true(rows[pair.first[1]] > rows[pair.second]) & ~_is_after(rows, pair)


def _has_happened(rows: pd.DataFrame) -> pd.Series:
    """Return the rows that a document holds to have happened; a statement always has."""
    if "status" not in rows:
        return pd.Series(data=True, index=rows.index)
    return rows["status"].isin(HAS_HAPPENED)


class WithDays(pa.DataFrameModel):
    """A row with cells that hold days."""

    @pa.dataframe_check
    @classmethod
    def date_form(cls, rows: pd.DataFrame) -> pd.Series:
        """Every day is written in full."""
        return passes(rows["odd_days"].notna())


class Dated(WithDays):
    """A row with bounds and an EDTF date."""

    @pa.dataframe_check
    @classmethod
    def bounds_reversed(cls, rows: pd.DataFrame) -> pd.Series:
        """The earliest day is not after the latest."""
        return passes(rows["date_earliest"] > rows["date_latest"])

    @pa.dataframe_check
    @classmethod
    def date_differs(cls, rows: pd.DataFrame) -> pd.Series:
        """The EDTF date is the one that the bounds give."""
        return passes(rows["date"].fillna("") != rows["edtf"])

    @pa.dataframe_check
    @classmethod
    def date_basis(cls, rows: pd.DataFrame) -> pd.Series:
        """There are bounds just where there is a basis."""
        has_bounds = rows["date_earliest"].notna() | rows["date_latest"].notna()
        return passes(has_bounds == (rows["date_basis"] == "unknown"))

    @pa.dataframe_check
    @classmethod
    def inferred_without_note(cls, rows: pd.DataFrame) -> pd.Series:
        """An inferred date has a note."""
        return passes((rows["date_basis"] == "inferred") & rows["notes"].isna())

    @pa.dataframe_check
    @classmethod
    def printed_date_outside(cls, rows: pd.DataFrame) -> pd.Series:
        """The printed day lies within the bounds, or a discrepancy is recorded there."""
        is_before = known_true(rows["printed_day"] < rows["date_earliest"])
        is_after = known_true(rows["printed_day"] > rows["date_latest"])
        return passes((is_before | is_after) & ~known_true(rows["has_discrepancy"]))


class HasHappened(pa.DataFrameModel):
    """A row that must not lie in the release's future."""

    @pa.dataframe_check
    @classmethod
    def after_release(cls, rows: pd.DataFrame) -> pd.Series:
        """It is not later than the release."""
        return passes(_is_after(rows, rules.AFTER_RELEASE) & _has_happened(rows))

    @pa.dataframe_check
    @classmethod
    def possibly_after_release(cls, rows: pd.DataFrame) -> pd.Series:
        """It cannot be later than the release."""
        return passes(_may_be_after(rows, rules.AFTER_RELEASE) & _has_happened(rows))

    @pa.dataframe_check
    @classmethod
    def date_type_missing(cls, rows: pd.DataFrame) -> pd.Series:
        """Bounds have a type."""
        has_bounds = rows["date_earliest"].notna() | rows["date_latest"].notna()
        return passes(has_bounds & rows["date_type"].isna())


class SourceDates(Dated):
    """Dates of sources."""

    @pa.dataframe_check
    @classmethod
    def cited_after_document(cls, rows: pd.DataFrame) -> pd.Series:
        """A cited source is not later than the document that cites it."""
        return passes(_is_after(rows, rules.CITED_AFTER_DOCUMENT))

    @pa.dataframe_check
    @classmethod
    def possibly_cited_after_document(cls, rows: pd.DataFrame) -> pd.Series:
        """A cited source cannot be later than the document that cites it."""
        return passes(_may_be_after(rows, rules.CITED_AFTER_DOCUMENT))


class EventDates(Dated, HasHappened):
    """Dates of events."""

    @pa.dataframe_check
    @classmethod
    def event_after_document(cls, rows: pd.DataFrame) -> pd.Series:
        """What has happened is not later than the last document that tells of it."""
        return passes(_is_after(rows, rules.EVENT_AFTER_DOCUMENT) & _has_happened(rows))

    @pa.dataframe_check
    @classmethod
    def possibly_event_after_document(cls, rows: pd.DataFrame) -> pd.Series:
        """What has happened cannot be later than the last document that tells of it."""
        return passes(_may_be_after(rows, rules.EVENT_AFTER_DOCUMENT) & _has_happened(rows))

    @pa.dataframe_check
    @classmethod
    def scheduled_over(cls, rows: pd.DataFrame) -> pd.Series:
        """A scheduled event is not over before it is scheduled."""
        is_over = known_true(rows["date_latest"] < rows["documents_earliest"])
        return passes(is_over & (rows["status"] == "scheduled"))

    @pa.dataframe_check
    @classmethod
    def open_throughout(cls, rows: pd.DataFrame) -> pd.Series:
        """What went on throughout has an end that the text can vouch for."""
        is_open = (rows["date_type"] == "throughout") & rows["date_latest"].isna()
        return passes(is_open & rows["documents_latest"].notna() & _has_happened(rows))


class StatementDates(Dated, HasHappened):
    """Dates of statements."""

    @pa.dataframe_check
    @classmethod
    def statement_after_document(cls, rows: pd.DataFrame) -> pd.Series:
        """The statement is not later than its document."""
        return passes(_is_after(rows, rules.STATEMENT_AFTER_DOCUMENT))

    @pa.dataframe_check
    @classmethod
    def possibly_statement_after_document(cls, rows: pd.DataFrame) -> pd.Series:
        """The statement cannot be later than its document."""
        return passes(_may_be_after(rows, rules.STATEMENT_AFTER_DOCUMENT))

    @pa.dataframe_check
    @classmethod
    def statement_apart(cls, rows: pd.DataFrame) -> pd.Series:
        """The statement and its cited source have a day in common, or a discrepancy is recorded."""
        is_later = known_true(rows["date_earliest"] > rows["cited_latest"])
        is_earlier = known_true(rows["date_latest"] < rows["cited_earliest"])
        return passes((is_later | is_earlier) & ~known_true(rows["has_discrepancy"]))

    @pa.dataframe_check
    @classmethod
    def dead_speaker(cls, rows: pd.DataFrame) -> pd.Series:
        """The speaker was not killed before."""
        return passes(rows["date_earliest"] > rows["killed_latest"])


class ClaimDates(WithDays):
    """Dates of claims."""

    @pa.dataframe_check
    @classmethod
    def event_after_claim(cls, rows: pd.DataFrame) -> pd.Series:
        """A claim about the past is not earlier than its event."""
        return passes(_is_after(rows, rules.EVENT_AFTER_CLAIM) & cls._speaks_of_past(rows))

    @pa.dataframe_check
    @classmethod
    def possibly_event_after_claim(cls, rows: pd.DataFrame) -> pd.Series:
        """A claim about the past cannot be earlier than its event."""
        return passes(_may_be_after(rows, rules.EVENT_AFTER_CLAIM) & cls._speaks_of_past(rows))

    @classmethod
    def _speaks_of_past(cls, rows: pd.DataFrame) -> pd.Series:
        is_past = rows["event_status"].isin(HAS_HAPPENED)
        return rows["claim_type"].isin(SPEAKS_OF_PAST) & is_past

    @pa.dataframe_check
    @classmethod
    def deadline_before_statement(cls, rows: pd.DataFrame) -> pd.Series:
        """The deadline is not before the statement."""
        return passes(_is_after(rows, rules.DEADLINE_BEFORE_STATEMENT))

    @pa.dataframe_check
    @classmethod
    def possibly_deadline_before_statement(cls, rows: pd.DataFrame) -> pd.Series:
        """The deadline cannot be before the statement."""
        return passes(_may_be_after(rows, rules.DEADLINE_BEFORE_STATEMENT))


class RelationDates(WithDays):
    """Dates of relations."""

    @pa.dataframe_check
    @classmethod
    def relation_reversed(cls, rows: pd.DataFrame) -> pd.Series:
        """A relation does not end before it begins."""
        return passes(rows["valid_from"] > rows["valid_until"])

    @pa.dataframe_check
    @classmethod
    def relation_after_document(cls, rows: pd.DataFrame) -> pd.Series:
        """A relation does not begin after its document."""
        return passes(_is_after(rows, rules.RELATION_AFTER_DOCUMENT))
