"""The consistency rules as Pandera models: one class a table, one check a rule.

A check sees rows in context (views/<table>.sql) and judges each row alone, so that the same model
runs over batches of any size. A missing operand breaks no rule.

A check has the name of its rule, with underscores: Pandera 0.35 forgets a name that is given to
the decorator once the check is inherited.
"""

from __future__ import annotations

from eventclaims.consistency.checks import claims, dates, references
from eventclaims.consistency.checks.references import Coded, Evidenced, InCircles, Referenced


class Sources(dates.SourceDates, Referenced, Coded):
    """Rules of sources."""


class Actors(references.Actors, Referenced, claims.Voiced, Coded):
    """Rules of actors."""


class ActorNames(references.ActorNames, Evidenced, Coded):
    """Rules of actor names."""


class ActorRelations(
    references.Relations, dates.RelationDates, InCircles, Evidenced, claims.Voiced, Coded
):
    """Rules of relations."""


class Places(InCircles, Referenced, Coded):
    """Rules of places."""


class Events(
    dates.EventDates, claims.Events, claims.Summarized, claims.Voiced, Evidenced, Referenced, Coded
):
    """Rules of events."""


class Statements(
    dates.StatementDates,
    references.Statements,
    claims.Summarized,
    claims.Voiced,
    Evidenced,
    Coded,
):
    """Rules of statements."""


class Claims(
    dates.ClaimDates, references.Claims, claims.Claims, claims.Summarized, Evidenced, Coded
):
    """Rules of claims."""


class Figures(claims.Figures, Coded):
    """Rules of figures."""


class ClaimLinks(references.ClaimLinks, Coded):
    """Rules of links between claims."""


class Evidence(references.Evidence, Coded):
    """Rules of evidence, as far as they need no text."""


class Discrepancies(claims.Voiced, Evidenced, Coded):
    """Rules of discrepancies."""


class Crosswalks(references.Crosswalks):
    """Rules of crosswalks."""


class Retired(references.Retired, Coded):
    """Rules of retired ids."""
