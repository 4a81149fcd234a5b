"""The columns of the flat sheet of claims: who says what of whom, when, and by which document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from eventclaims.release.flat.figures import list_figures
from eventclaims.release.flat.joins import Column, Row, find_rows, group, join_table, list_ids
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

_STATEMENT = "statement"


def list_claim_columns(release_input: ReleaseInput, table: ReleaseTable) -> Iterator[Column]:
    """Yield the columns of the flat sheet of claims.

    Args:
        release_input: What is released.
        table: The table of claims.
    """
    yield from join_table(release_input, table)
    yield from _join_statement(release_input, table)
    yield from _list_links(release_input)
    yield from list_figures(release_input, "claim")
    evidence = [row for row in find_rows(release_input, "evidence") if row["table"] == table.name]
    spans = group(evidence, "record_id")
    yield list_ids(
        "evidence",
        "Evidence",
        "Ids of the spans of the document from which the claim was coded.",
        lambda row: [span["evidence_id"] for span in spans.get(row["claim_id"], ())],
    )


def _join_statement(release_input: ReleaseInput, table: ReleaseTable) -> Iterator[Column]:
    """Yield the columns of the claim's statement as its own sheet has them.

    One that a claim or an event has, too, such as the summary, the notes, the dates and the place,
    is named after the statement, so that nobody takes it for the claim's or the event's.
    """
    statements = release_input.get_table("statements")
    if statements is None:
        return
    rows = {row["statement_id"]: row for row in statements.rows}
    events = release_input.get_table("events")
    shared = {
        column.field["name"]
        for other in (table, events)
        if other is not None
        for column in join_table(release_input, other)
    }
    for column in join_table(release_input, statements):
        name, title = column.field["name"], column.field["title"]
        if name == "statement_id":
            continue
        told = {"name": f"{_STATEMENT}_{name}", "title": f"{_STATEMENT.capitalize()}: {title}"}
        yield Column(
            column.field | told if name in shared else column.field, _read_through(rows, column)
        )


def _read_through(rows: dict[str, Row], column: Column) -> Callable[[Row], str]:
    return lambda claim: column.read(rows.get(claim["statement_id"], {}))


def _list_links(release_input: ReleaseInput) -> Iterator[Column]:
    """Yield for each relation to what the claim has it, and which claims have it to the claim."""
    links = find_rows(release_input, "claim_links")
    outward, inward = group(links, "claim_id"), group(links, "to_claim_id")
    for relation, label in release_input.get_labels("claim_link_relation").items():
        yield list_ids(
            f"link_{relation}",
            f"Links: {label}",
            f"Ids of the claims and events to which this claim has the relation `{relation}`.",
            _find_linked(outward, relation, ("to_claim_id", "to_event_id")),
        )
        yield list_ids(
            f"link_{relation}_from",
            f"Links: {label}, from",
            f"Ids of the claims that have the relation `{relation}` to this claim.",
            _find_linked(inward, relation, ("claim_id",)),
        )


def _find_linked(
    links: dict[str, list[Row]], relation: str, ends: tuple[str, ...]
) -> Callable[[Row], Iterable[str]]:
    return lambda row: [
        link[end]
        for link in links.get(row["claim_id"], ())
        if link["relation"] == relation
        for end in ends
    ]
