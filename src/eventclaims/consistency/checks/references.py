"""The rules of references, as checks."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from eventclaims.consistency.checks.missing_values import known_true, passes


class Coded(pa.DataFrameModel):
    """A row with codes of code lists."""

    @pa.dataframe_check
    @classmethod
    def deprecated_code(cls, rows: pd.DataFrame) -> pd.Series:
        """No code is deprecated."""
        return passes(rows["deprecated_codes"].notna())


class Evidenced(pa.DataFrameModel):
    """A row that must point to its source."""

    @pa.dataframe_check
    @classmethod
    def no_evidence(cls, rows: pd.DataFrame) -> pd.Series:
        """At least one span supports the row."""
        return passes(rows["evidence_count"] == 0)


class Referenced(pa.DataFrameModel):
    """A row that others refer to."""

    @pa.dataframe_check
    @classmethod
    def unreferenced(cls, rows: pd.DataFrame) -> pd.Series:
        """Something refers to the row."""
        return passes(~rows["is_referenced"])


class InCircles(pa.DataFrameModel):
    """A row that can be part of others."""

    @pa.dataframe_check
    @classmethod
    def circle(cls, rows: pd.DataFrame) -> pd.Series:
        """The row is on no circle."""
        return passes(rows["in_circle"])


class Actors(pa.DataFrameModel):
    """Names of actors."""

    @pa.dataframe_check
    @classmethod
    def preferred_name(cls, rows: pd.DataFrame) -> pd.Series:
        """Exactly one name is preferred."""
        return passes(rows["preferred_count"] != 1)

    @pa.dataframe_check
    @classmethod
    def preferred_name_differs(cls, rows: pd.DataFrame) -> pd.Series:
        """The preferred name, where there is one, is the name of the actor."""
        return passes((rows["preferred_count"] == 1) & (rows["preferred_name"] != rows["name"]))

    @pa.dataframe_check
    @classmethod
    def name_alike(cls, rows: pd.DataFrame) -> pd.Series:
        """No other actor has a name that differs in transliteration only, unless notes say why."""
        are_told_apart = rows["notes"].notna() & known_true(rows["alike_has_notes"])
        return passes(rows["alike_actor"].notna() & ~are_told_apart)


class ActorNames(pa.DataFrameModel):
    """Names."""

    @pa.dataframe_check
    @classmethod
    def name_shared(cls, rows: pd.DataFrame) -> pd.Series:
        """No other actor has the name in the same document."""
        return passes(rows["other_actor"].notna())


class Relations(pa.DataFrameModel):
    """Ends of relations."""

    @pa.dataframe_check
    @classmethod
    def relation_to_self(cls, rows: pd.DataFrame) -> pd.Series:
        """Subject and object are not the same."""
        return passes(rows["subject_id"] == rows["object_id"])

    @pa.dataframe_check
    @classmethod
    def relation_ends(cls, rows: pd.DataFrame) -> pd.Series:
        """The relation can tie actors of these types."""
        is_known = rows["subject_type"].notna() & rows["object_type"].notna()
        return passes(is_known & ~rows["is_possible"])


class Statements(pa.DataFrameModel):
    """References of statements."""

    @pa.dataframe_check
    @classmethod
    def cited_elsewhere(cls, rows: pd.DataFrame) -> pd.Series:
        """The cited source is cited by the statement's document."""
        return passes(rows["cited_by"] != rows["document_id"])

    @pa.dataframe_check
    @classmethod
    def on_behalf_of(cls, rows: pd.DataFrame) -> pd.Series:
        """The speaker speaks for a body other than itself."""
        is_self = known_true(rows["on_behalf_of_id"] == rows["speaker_id"])
        return passes(is_self | known_true(rows["behalf_type"] == "person"))

    @pa.dataframe_check
    @classmethod
    def speaker_without_tie(cls, rows: pd.DataFrame) -> pd.Series:
        """A person who speaks for a body has a relation to it."""
        is_tied = rows["is_tied"] | known_true(rows["on_behalf_of_id"] == rows["speaker_id"])
        speaks_for = rows["on_behalf_of_id"].notna() & (rows["speaker_type"] == "person")
        return passes(speaks_for & ~is_tied)


class Claims(pa.DataFrameModel):
    """References of claims."""

    @pa.dataframe_check
    @classmethod
    def evidence_elsewhere(cls, rows: pd.DataFrame) -> pd.Series:
        """No evidence lies in a document other than the statement's."""
        return passes(rows["elsewhere_count"] > 0)


class ClaimLinks(pa.DataFrameModel):
    """Ends of links."""

    @pa.dataframe_check
    @classmethod
    def link_to_self(cls, rows: pd.DataFrame) -> pd.Series:
        """A claim is not linked to itself."""
        return passes(rows["claim_id"] == rows["to_claim_id"])

    @pa.dataframe_check
    @classmethod
    def link_ends(cls, rows: pd.DataFrame) -> pd.Series:
        """The link leads to one claim or to one event."""
        return passes(rows["to_claim_id"].isna() == rows["to_event_id"].isna())

    @pa.dataframe_check
    @classmethod
    def link_contradicts_itself(cls, rows: pd.DataFrame) -> pd.Series:
        """A pair of claims does not also have the opposite link."""
        return passes(rows["has_opposite"])


class Crosswalks(pa.DataFrameModel):
    """Codes of other schemes."""

    @pa.dataframe_check
    @classmethod
    def crosswalk_target(cls, rows: pd.DataFrame) -> pd.Series:
        """Both codes exist, and a target stands just where there is a match."""
        return passes(rows["wrong"].notna())


class Retired(pa.DataFrameModel):
    """Retired ids."""

    @pa.dataframe_check
    @classmethod
    def retired_in_use(cls, rows: pd.DataFrame) -> pd.Series:
        """No row has the id."""
        return passes(rows["used_in"].notna())

    @pa.dataframe_check
    @classmethod
    def successor_missing(cls, rows: pd.DataFrame) -> pd.Series:
        """The successor exists."""
        return passes(rows["replaced_by"].notna() & ~rows["has_successor"])


class Evidence(pa.DataFrameModel):
    """Evidence, as far as it needs no text."""

    @pa.dataframe_check
    @classmethod
    def evidence_dangling(cls, rows: pd.DataFrame) -> pd.Series:
        """The row that the span supports exists."""
        return passes(~rows["has_record"])

    @pa.dataframe_check
    @classmethod
    def span_outside_text(cls, rows: pd.DataFrame) -> pd.Series:
        """The span is not empty and ends within the text."""
        is_empty = known_true(rows["span_start"] >= rows["span_end"])
        return passes(is_empty | known_true(rows["span_end"] > rows["text_length"]))
