"""The columns of the flat sheet of events: who took part, how many, who says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from eventclaims.release.flat.figures import list_figures
from eventclaims.release.flat.joins import (
    Column,
    Row,
    count_types,
    find_rows,
    group,
    join_table,
    list_ids,
    list_named,
)
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

# A type of claim, name and title of the column of who makes such claims, and what these are about.
_SPEAKERS = (
    (
        "responsibility",
        "responsibility_claimed_by",
        "Responsibility claimed by",
        "for the event or a part in it; an event need be no attack",
    ),
    (
        "denial",
        "denials_by",
        "Denials by",
        "about the event, whatever of it they deny",
    ),
)


def list_event_columns(release_input: ReleaseInput, table: ReleaseTable) -> Iterator[Column]:
    """Yield the columns of the flat sheet of events.

    Args:
        release_input: What is released.
        table: The table of events.
    """
    yield from join_table(release_input, table)
    yield from _list_participants(release_input)
    yield from list_figures(release_input, "event")
    claims = group(find_rows(release_input, "claims"), "event_id")
    yield from count_types(release_input, claims, "event_id", "that are about the event")
    yield from _list_speakers(release_input, claims)
    evidence = [row for row in find_rows(release_input, "evidence") if row["table"] == table.name]
    spans = group(evidence, "record_id")
    yield from list_named(
        "document",
        "Documents",
        "Ids of the coded documents that tell of the event.",
        lambda row: [span["source_id"] for span in spans.get(row["event_id"], ())],
        {row["source_id"]: row["title"] for row in find_rows(release_input, "sources")},
        ending="titles",
    )
    yield list_ids(
        "evidence",
        "Evidence",
        "Ids of the spans of the documents from which the event was coded.",
        lambda row: [span["evidence_id"] for span in spans.get(row["event_id"], ())],
    )


def _list_participants(release_input: ReleaseInput) -> Iterator[Column]:
    parts = group(find_rows(release_input, "event_participants"), "event_id")
    definitions = {
        row["code"]: row["definition"]
        for row in release_input.codelists.get("participant_role", ())
    }
    for role, label in release_input.get_labels("participant_role").items():
        yield from list_named(
            role,
            label,
            f"Ids of the actors that have the role `{role}` in the event: {definitions[role]}",
            _find_actors(parts, role),
            _name_actors(release_input),
        )


def _find_actors(parts: dict[str, list[Row]], role: str) -> Callable[[Row], Iterable[str]]:
    return lambda row: [
        part["actor_id"] for part in parts.get(row["event_id"], ()) if part["role"] == role
    ]


def _list_speakers(release_input: ReleaseInput, claims: dict[str, list[Row]]) -> Iterator[Column]:
    statements = {row["statement_id"]: row for row in find_rows(release_input, "statements")}
    for claim_type, name, title, what in _SPEAKERS:
        yield from list_named(
            name,
            title,
            f"Ids of the speakers of claims of the type `{claim_type}` {what}. It is the body for "
            f"which the speaker spoke, else the speaker. `{claim_type}_claim_ids` has the claims.",
            _find_speakers(claims, statements, claim_type),
            _name_actors(release_input),
        )
        yield list_ids(
            f"{claim_type}_claim",
            f"Claims of the type {claim_type}",
            f"Ids of the claims of the type `{claim_type}` that are about the event.",
            _find_claims(claims, claim_type),
        )


def _find_claims(claims: dict[str, list[Row]], claim_type: str) -> Callable[[Row], Iterable[str]]:
    return lambda row: [
        claim["claim_id"]
        for claim in claims.get(row["event_id"], ())
        if claim["claim_type"] == claim_type
    ]


def _find_speakers(
    claims: dict[str, list[Row]], statements: dict[str, Row], claim_type: str
) -> Callable[[Row], Iterable[str]]:
    def find(row: Row) -> Iterator[str]:
        for claim in claims.get(row["event_id"], ()):
            if claim["claim_type"] == claim_type:
                statement = statements.get(claim["statement_id"], {})
                yield statement.get("on_behalf_of_id") or statement.get("speaker_id", "")

    return find


def _name_actors(release_input: ReleaseInput) -> dict[str, str]:
    return {row["actor_id"]: row["name"] for row in find_rows(release_input, "actors")}
