"""The columns of each view, in their order, and the tables that it joins."""

from collections.abc import Callable, Iterator

from eventclaims.package.standard import Schema
from eventclaims.release.views.columns import (
    Codelists,
    Column,
    copy_columns,
    label,
    list_narrower,
    list_roles,
    list_values,
    look_up,
    make_column,
)

# A join to a table that the package lacks is left out.
JOINS = {
    "claims": (
        "LEFT JOIN statements ON statements.statement_id = claims.statement_id",
        "LEFT JOIN events ON events.event_id = claims.event_id",
    ),
    "statements": (),
    "events": (),
}
_SPEAKER = look_up("actors.name", "statements.speaker_id")
_BODY = look_up("actors.name", "statements.on_behalf_of_id")
_GROUP = f"coalesce({_BODY}, {_SPEAKER})"
_IN_STATEMENT = "claims.statement_id = statements.statement_id"
_ISSUES = label("claim_issue", "issue")
_RELATION = label("claim_link_relation", "relation")
_DATES = ("date", "date_earliest", "date_latest")
_FIGURE = (
    f"{label('quantity', 'quantity')} || coalesce(' (' || lower({label('figure_of', 'figures.of')})"
    " || ')', '') || ': ' || CASE WHEN minimum = maximum THEN minimum"
    " WHEN minimum IS NOT NULL AND maximum IS NOT NULL THEN minimum || ' to ' || maximum"
    " WHEN minimum IS NOT NULL THEN 'at least ' || minimum"
    " WHEN maximum IS NOT NULL THEN 'at most ' || maximum ELSE coalesce(as_printed, '?') END"
    " || coalesce(', best ' || figures.best, '')"
)
# Who makes claims of a type about an event: column, title, type, what they do.
_SPEAKERS = (
    ("responsibility_claimed_by", "Responsibility claimed by", "responsibility", "claim a part in"),
    ("attributed_by", "Attributed by", "attribution", "attribute to an actor a part in"),
    ("denied_by", "Denied by", "denial", "deny something about"),
)


def list_claim_columns(schemas: dict[str, Schema], codelists: Codelists) -> Iterator[Column]:
    """Yield the columns of `claims_view`."""
    claims, statements = schemas["claims"], schemas.get("statements", {})
    events = schemas.get("events", {})
    actors = "claim_actors JOIN actors USING (actor_id) WHERE claim_id = claims.claim_id"
    issues = "claim_issues WHERE claim_issues.claim_id = claims.claim_id"
    yield from copy_columns(claims, "claim_id")
    yield from _list_speaker(statements)
    yield from copy_columns(claims, "claim_type", "explicitness")
    yield from list_roles(codelists, "claim_actor_role", actors, "the claim")
    yield from copy_columns(events, "title", "event_type", "date", prefix="event_")
    yield _list_places("event_places", "claims.event_id", "event_")
    yield _list_places("claim_places", "claims.claim_id")
    yield make_column(
        "issues", "Issues", "Issues of the claim.", list_values(_ISSUES, issues, "issue")
    )
    yield from copy_columns(claims, "condition", "trigger")
    yield make_column(
        "trigger_event",
        "Trigger event",
        "Title of the event on which the claim depends.",
        look_up("events.title", "claims.trigger_event_id"),
    )
    yield from copy_columns(claims, "means", "deadline", "summary")
    yield from copy_columns(statements, "summary", prefix="statement_")
    yield from _list_origin(statements)
    yield make_column(
        "links",
        "Links",
        "Relations of the claim to other claims and to events.",
        list_values(
            f"{_RELATION} || ': ' || coalesce(to_claim_id, to_event_id)",
            "claim_links WHERE claim_links.claim_id = claims.claim_id",
            "link_id",
        ),
    )
    yield make_column(
        "linked_from",
        "Linked from",
        "Relations of other claims to the claim.",
        list_values(
            f"claim_links.claim_id || ': ' || {_RELATION}",
            "claim_links WHERE to_claim_id = claims.claim_id",
            "link_id",
        ),
    )
    yield _list_figures("claim_id", "claims.claim_id")
    yield _list_discrepancies("claims", "claims.claim_id")
    yield from copy_columns(claims, "notes", "statement_id", "event_id", "trigger_event_id")


def list_statement_columns(schemas: dict[str, Schema], codelists: Codelists) -> Iterator[Column]:
    """Yield the columns of `statements_view`."""
    statements = schemas["statements"]
    actors = (
        "claims JOIN claim_actors USING (claim_id) JOIN actors USING (actor_id) "
        f"WHERE {_IN_STATEMENT}"
    )
    events = f"claims JOIN events USING (event_id) WHERE {_IN_STATEMENT}"
    issues = (
        f"claims JOIN claim_issues ON claim_issues.claim_id = claims.claim_id WHERE {_IN_STATEMENT}"
    )
    yield from copy_columns(statements, "statement_id")
    yield from _list_speaker(statements)
    yield make_column(
        "claim_types",
        "Claim types",
        "Types of the claims in the statement.",
        list_values(
            label("claim_type", "claims.claim_type"), f"claims WHERE {_IN_STATEMENT}", "claim_id"
        ),
    )
    yield from list_roles(codelists, "claim_actor_role", actors, "a claim of the statement")
    yield make_column(
        "events",
        "Events",
        "Titles of the events that the claims are about.",
        list_values("events.title", events, "events.event_id"),
    )
    yield make_column(
        "issues", "Issues", "Issues of the claims.", list_values(_ISSUES, issues, "issue")
    )
    yield make_column(
        "place",
        "Place",
        "Where the statement was made.",
        look_up("places.name", "statements.place_id"),
    )
    yield from copy_columns(statements, "summary")
    yield from _list_origin(statements)
    yield _list_discrepancies("statements", "statements.statement_id")
    yield from copy_columns(statements, "date_type", "date_basis", "date_as_printed", "notes")
    yield from _count_claims(_IN_STATEMENT, "in the statement")


def list_event_columns(schemas: dict[str, Schema], codelists: Codelists) -> Iterator[Column]:
    """Yield the columns of `events_view`."""
    events = schemas["events"]
    actors = "event_participants JOIN actors USING (actor_id) WHERE event_id = events.event_id"
    about = "claims.event_id = events.event_id"
    spans = (
        "evidence JOIN sources USING (source_id) "
        "WHERE evidence.\"table\" = 'events' AND record_id = events.event_id"
    )
    yield from copy_columns(events, "event_id", *_DATES, "title", "event_type", "status")
    yield from copy_columns(events, "incidents")
    yield _list_places("event_places", "events.event_id")
    yield from list_roles(codelists, "participant_role", actors, "the event")
    for name, title, code, content in _SPEAKERS:
        claims = (
            "claims JOIN statements USING (statement_id) "
            f"WHERE {about} AND claim_type IN ({list_narrower(codelists, 'claim_type', code)})"
        )
        described = f"Groups, or else speakers, of the claims that {content} the event."
        yield make_column(name, title, described, list_values(_GROUP, claims, "claim_id"))
    yield _list_figures("event_id", "events.event_id")
    yield from copy_columns(events, "summary")
    yield make_column(
        "reports",
        "Reports",
        "Titles of the coded documents that report the event.",
        list_values("sources.title", spans, "sources.source_id"),
    )
    yield _list_discrepancies("events", "events.event_id")
    yield from copy_columns(events, "time_earliest", "time_latest", "date_type", "date_basis")
    yield from copy_columns(events, "date_as_printed", "notes")
    yield from _count_claims(about, "about the event")


# The function that yields the columns of the view of each table.
COLUMNS: dict[str, Callable[[dict[str, Schema], Codelists], Iterator[Column]]] = {
    "claims": list_claim_columns,
    "statements": list_statement_columns,
    "events": list_event_columns,
}


def _list_speaker(statements: Schema) -> Iterator[Column]:
    yield from copy_columns(statements, *_DATES)
    described = "The body on whose behalf the statement was made, or else the speaker."
    yield make_column("group", "Group", described, _GROUP)
    yield make_column("speaker", "Speaker", "The actor that made the statement.", _SPEAKER)
    described = "The body on whose behalf a person spoke."
    yield make_column("on_behalf_of", "On behalf of", described, _BODY)
    yield from copy_columns(statements, "channel")


def _list_origin(statements: Schema) -> Iterator[Column]:
    document, cited = "statements.document_id", "statements.cited_source_id"
    carrier = f"{look_up('actors.name', 'carrier.speaker_id')} || ': ' || carrier.summary"
    carried = "carrier.statement_id = statements.carried_by_id"
    for name, title, described, sql in (
        ("report", "Report", "Title of the coded document.", look_up("sources.title", document)),
        ("report_url", "Report URL", "URL of the document.", look_up("sources.url", document)),
        (
            "cited_source",
            "Cited source",
            "Title of the source that the document cites for the statement.",
            look_up("sources.title", cited),
        ),
        (
            "carried_by",
            "Carried by",
            "Speaker and summary of the statement through which alone this one is known.",
            f"(SELECT {carrier} FROM statements AS carrier WHERE {carried})",
        ),
    ):
        yield make_column(name, title, described, sql)
    names = ("carried_by_id", "form", "language", "rendering", "translation", "extent")
    yield from copy_columns(statements, *names)


def _list_places(table: str, row: str, prefix: str = "") -> Column:
    """Return the places of a claim or event; of an event, with the relation unless it is `at`."""
    value, described = "places.name", "Places that the claim names."
    if table == "event_places":
        relation = label("place_relation", "nullif(relation, 'at')")
        value += f" || coalesce(' (' || lower({relation}) || ')', '')"
        described = "Places of the event, with the relation in brackets unless it is `at`."
    key = row.partition(".")[2]
    places = (
        f"{table} JOIN places ON places.place_id = {table}.place_id WHERE {table}.{key} = {row}"
    )
    title = "Event places" if prefix else "Places"
    return make_column(
        f"{prefix}places", title, described, list_values(value, places, "places.place_id")
    )


def _list_figures(key: str, row: str) -> Column:
    described = "What is counted, with the bounds of each figure."
    figures = list_values(_FIGURE, f"figures WHERE figures.{key} = {row}", "figure_id")
    return make_column("figures", "Figures", described, figures)


def _list_discrepancies(table: str, row: str) -> Column:
    records = (
        "discrepancy_records JOIN discrepancies USING (discrepancy_id) "
        f"WHERE discrepancy_records.\"table\" = '{table}' AND record_id = {row}"
    )
    value = "discrepancies.discrepancy_id || ': ' || discrepancies.description"
    found = list_values(value, records, "discrepancies.discrepancy_id")
    described = "Conflicting information that concerns the row."
    return make_column("discrepancies", "Discrepancies", described, found)


def _count_claims(condition: str, content: str) -> Iterator[Column]:
    count = f"(SELECT count(*) FROM claims WHERE {condition})"
    yield make_column("claim_count", "Claims", f"Number of claims {content}.", count, "integer")
    ids = list_values("claim_id", f"claims WHERE {condition}", "claim_id")
    yield make_column("claim_ids", "Claim ids", f"Ids of the claims {content}.", ids)
