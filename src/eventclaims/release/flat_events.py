"""The columns of the flat sheet of events: who took part, how many, who says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from eventclaims.release.cells import read_columns
from eventclaims.release.edition import Edition, EditionTable
from eventclaims.release.joins import (
    Column,
    Row,
    count_types,
    describe,
    find_rows,
    group,
    join_table,
    list_ids,
    list_named,
)

# A type of claim, and the column of those who make such claims about the event.
_SPEAKERS = (
    ("responsibility", "claimed_by", "Claimed by", "say that they did it"),
    ("denial", "denied_by", "Denied by", "deny what is said of it"),
)


def list_event_columns(edition: Edition, table: EditionTable) -> Iterator[Column]:
    """Yield the columns of the flat sheet of events.

    Args:
        edition: What is released.
        table: The table of events.
    """
    yield from join_table(edition, table)
    yield from _list_participants(edition)
    yield from _list_figures(edition)
    claims = group(find_rows(edition, "claims"), "event_id")
    yield from count_types(edition, claims, "event_id", "that are about the event")
    yield from _list_speakers(edition, claims)
    evidence = [row for row in find_rows(edition, "evidence") if row["table"] == table.name]
    spans = group(evidence, "record_id")
    yield from list_named(
        "document",
        "Documents",
        "Ids of the coded documents that tell of the event.",
        lambda row: [span["source_id"] for span in spans.get(row["event_id"], ())],
        {row["source_id"]: row["title"] for row in find_rows(edition, "sources")},
        ending="titles",
    )
    yield list_ids(
        "evidence",
        "Evidence",
        "Ids of the spans of the documents from which the event was coded.",
        lambda row: [span["evidence_id"] for span in spans.get(row["event_id"], ())],
    )


def _list_participants(edition: Edition) -> Iterator[Column]:
    parts = group(find_rows(edition, "event_participants"), "event_id")
    for role, label in edition.get_labels("participant_role").items():
        yield from list_named(
            role,
            label,
            f"Ids of the actors that have the role `{role}` in the event.",
            _find_actors(parts, role),
            _name_actors(edition),
        )


def _find_actors(parts: dict[str, list[Row]], role: str) -> Callable[[Row], Iterable[str]]:
    return lambda row: [
        part["actor_id"] for part in parts.get(row["event_id"], ()) if part["role"] == role
    ]


def _list_figures(edition: Edition) -> Iterator[Column]:
    """Yield the bounds of what is counted; an open bound of one figure leaves the whole open."""
    table = edition.get_table("figures")
    if table:
        read_columns(table)  # refuses a bound that is no whole number
    figures = group(find_rows(edition, "figures"), "event_id")
    for quantity, label in edition.get_labels("quantity").items():
        for bound, choose in (("minimum", min), ("maximum", max)):
            told = describe(
                f"{quantity}_{bound}",
                f"{label}: {bound}",
                f"The {'smallest minimum' if bound == 'minimum' else 'largest maximum'} of the "
                f"event's own figures of `{quantity}`; empty where there is none, or one is open. "
                "Figures that claims carry are not among them.",
                "integer",
            )
            yield Column(told, _bound(figures, quantity, bound, choose))
    yield list_ids(
        "figure",
        "Figures",
        "Ids of the event's own figures.",
        lambda row: [figure["figure_id"] for figure in figures.get(row["event_id"], ())],
    )


def _bound(
    figures: dict[str, list[Row]], quantity: str, bound: str, choose: Callable[[list[int]], int]
) -> Callable[[Row], str]:
    def read(row: Row) -> str:
        counted = [one for one in figures.get(row["event_id"], ()) if one["quantity"] == quantity]
        bounds = [int(one[bound]) for one in counted if one[bound]]
        return str(choose(bounds)) if bounds and len(bounds) == len(counted) else ""

    return read


def _list_speakers(edition: Edition, claims: dict[str, list[Row]]) -> Iterator[Column]:
    statements = {row["statement_id"]: row for row in find_rows(edition, "statements")}
    for claim_type, name, title, what in _SPEAKERS:
        yield from list_named(
            name,
            title,
            f"Ids of the actors who {what}, in claims of the type `{claim_type}`: the body for "
            "which the speaker spoke, else the speaker.",
            _find_speakers(claims, statements, claim_type),
            _name_actors(edition),
        )


def _find_speakers(
    claims: dict[str, list[Row]], statements: dict[str, Row], claim_type: str
) -> Callable[[Row], Iterable[str]]:
    def find(row: Row) -> Iterator[str]:
        for claim in claims.get(row["event_id"], ()):
            if claim["claim_type"] == claim_type:
                statement = statements.get(claim["statement_id"], {})
                yield statement.get("on_behalf_of_id") or statement.get("speaker_id", "")

    return find


def _name_actors(edition: Edition) -> dict[str, str]:
    return {row["actor_id"]: row["name"] for row in find_rows(edition, "actors")}
