"""The columns of each view in their order: SQL expressions with their fields of a Table Schema."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eventclaims.package import standard
from eventclaims.package.standard import Codelists, Schema
from eventclaims.runtime.sql import literal, quote


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field of the Table Schema, and the SQL expression of its cells."""

    field: Schema
    sql: str


def make_column(
    name: str, description: str, sql: str, field_type: str = "string", *, title: str = ""
) -> Column:
    """Return a column; its title is by default its name in words."""
    title = title or name.replace("_", " ").capitalize()
    field = {"name": name, "title": title, "description": description, "type": field_type}
    return Column(field, sql)


def copy_column(schemas: dict[str, Schema], item: str) -> Column | None:
    """Return a column of a table, with labels in place of codes.

    Args:
        schemas: The Table Schemas by table.
        item: Table and column and, after a space, the new name, as in "events.date event_date".

    Returns:
        The column; None if the package does not have it.
    """
    source, _, name = item.partition(" ")
    table, _, column = source.partition(".")
    fields = {field["name"]: field for field in schemas.get(table, {}).get("fields", ())}
    if not (field := fields.get(column)):
        return None
    sql = f"{table}.{quote(column)}"
    sql = label(field["codelist"], sql) if field.get("codelist") else sql
    described, title = str(field.get("description", "")), "" if name else field.get("title", "")
    made = make_column(name or column, described, sql, field["type"], title=title)
    truth = {key: field[key] for key in ("trueValues", "falseValues") if key in field}
    return Column(made.field | truth, made.sql)


def list_roles(codelists: Codelists, codelist: str, source: str, content: str) -> Iterator[Column]:
    """Yield a column for each role, with the names of the actors that have it.

    Args:
        codelists: The code lists; an own code of a package counts as its broader code.
        codelist: The code list of the roles.
        source: FROM and WHERE of rows with `role` and the columns of `actors`.
        content: In what the actors have the role, such as "the claim".
    """
    codes = codelists.get(codelist, ())
    broader = standard.map_to_broader(codes)
    for row in codes:
        if (code := row["code"]) not in broader:
            described = f"Actors with the role `{code}` in {content}. {row['definition']}"
            rows = f"{source} AND role IN ({list_narrower(codelists, codelist, code)})"
            sql = list_values("actors.name", rows, "actors.actor_id")
            yield make_column(code, described, sql, title=row["label"])


def list_narrower(codelists: Codelists, codelist: str, code: str) -> str:
    """Return a code and the own codes of the package that count as it, as SQL literals."""
    broader = standard.map_to_broader(codelists.get(codelist, ()))
    return ", ".join(map(literal, (code, *(own for own in broader if broader[own] == code))))


def list_values(value: str, rows: str, order: str) -> str:
    """Return the SQL of the unique values in some rows, joined by a semicolon and a space."""
    values = f"SELECT {value} AS v FROM {rows} GROUP BY v ORDER BY min({order})"
    return f"(SELECT group_concat(v, '; ') FROM ({values}))"


def label(codelist: str, code: str) -> str:
    """Return the SQL of the label of a code, or of the code itself if it has none."""
    found = f"SELECT label FROM codelists WHERE codelist = {literal(codelist)} AND code = {code}"
    return f"coalesce(({found}), {code})"


def look_up(target: str, id_: str) -> str:
    """Return the SQL of a column of the row of another table that an id refers to.

    Args:
        target: Table and column, such as "actors.name".
        id_: Table and column of the id, whose name need not be that of the key.
    """
    table, _, column = target.partition(".")
    key = f"{table.removesuffix('s')}_id"
    return f"(SELECT found.{column} FROM {table} AS found WHERE found.{key} = {id_})"


# A join to a table that the package lacks is left out.
JOINS = {
    "claims": ("LEFT JOIN statements USING (statement_id)", "LEFT JOIN events USING (event_id)"),
    "statements": (),
    "events": (),
}
# A column, or table and column of the one that is copied and, after a space, its new name.
Items = Iterator[Column | str]

_IN_STATEMENT = "claims.statement_id = statements.statement_id"
_ABOUT_EVENT = "claims.event_id = events.event_id"
_RELATION = label("claim_link_relation", "relation")
_SPEAKER = look_up("actors.name", "statements.speaker_id")
_BODY = look_up("actors.name", "statements.on_behalf_of_id")
_GROUP = f"coalesce({_BODY}, {_SPEAKER})"
_CARRIER = f"{look_up('actors.name', 'carrier.speaker_id')} || ': ' || carrier.summary"
_AREA = label("place_relation", "nullif(relation, 'at')")
_EVENT_PLACE = f"places.name || coalesce(' (' || lower({_AREA}) || ')', '')"
_FIGURE = (
    f"{label('quantity', 'quantity')} || coalesce(' (' || lower({label('figure_of', 'figures.of')})"
    " || ')', '') || ': ' || CASE WHEN minimum = maximum THEN minimum"
    " WHEN minimum IS NOT NULL AND maximum IS NOT NULL THEN minimum || ' to ' || maximum"
    " WHEN minimum IS NOT NULL THEN 'at least ' || minimum"
    " WHEN maximum IS NOT NULL THEN 'at most ' || maximum ELSE coalesce(as_printed, '?') END"
    " || coalesce(', best ' || figures.best, '')"
)
_HEAD = (
    *("statements.date", "statements.date_earliest", "statements.date_latest"),
    make_column(
        "group", "The body on whose behalf the statement was made, or else the speaker.", _GROUP
    ),
    make_column("speaker", "The actor that made the statement.", _SPEAKER),
    make_column("on_behalf_of", "The body on whose behalf a person spoke.", _BODY),
    "statements.channel",
)
_ORIGIN = (
    make_column(
        "report",
        "Title of the coded document.",
        look_up("sources.title", "statements.document_id"),
    ),
    make_column(
        "report_url", "URL of the document.", look_up("sources.url", "statements.document_id")
    ),
    make_column(
        "cited_source",
        "Title of the source that the document cites for the statement.",
        look_up("sources.title", "statements.cited_source_id"),
    ),
    make_column(
        "carried_by",
        "Speaker and summary of the statement through which alone this one is known.",
        f"(SELECT {_CARRIER} FROM statements AS carrier"
        " WHERE carrier.statement_id = statements.carried_by_id)",
    ),
    *("statements.carried_by_id", "statements.form", "statements.language"),
    *("statements.rendering", "statements.translation", "statements.extent"),
)
_ROLE = f"actors.name || ' (' || lower({label('participant_role', 'role')}) || '): ' || {_GROUP}"
# Who makes claims of a type about an event: column, type, what they do.
_SPEAKERS = (
    ("responsibility_claimed_by", "responsibility", "claim a part in"),
    ("attributed_by", "attribution", "attribute to an actor a part in"),
    ("denied_by", "denial", "deny something about"),
)


def _list_claim_items(codelists: Codelists) -> Items:
    yield from ("claims.claim_id", *_HEAD, "claims.claim_type", "claims.explicitness")
    actors = "claim_actors JOIN actors USING (actor_id) WHERE claim_id = claims.claim_id"
    yield from list_roles(codelists, "claim_actor_role", actors, "the claim")
    yield from ("events.title event_title", "events.event_type", "events.date event_date")
    yield _list_event_places("event_places", "claims.event_id")
    places = "claim_places JOIN places USING (place_id) WHERE claim_id = claims.claim_id"
    listed = list_values("places.name", places, "place_id")
    yield make_column("places", "Places that the claim names.", listed)
    yield _list_issues("claim_issues WHERE claim_id = claims.claim_id", "the claim")
    yield from ("claims.condition", "claims.trigger")
    title = look_up("events.title", "claims.trigger_event_id")
    yield make_column("trigger_event", "Title of the event on which the claim depends.", title)
    yield from ("claims.means", "claims.deadline", "claims.summary")
    yield from ("statements.summary statement_summary", *_ORIGIN)
    outward = f"{_RELATION} || ': ' || coalesce(to_claim_id, to_event_id)"
    listed = list_values(outward, "claim_links WHERE claim_id = claims.claim_id", "link_id")
    yield make_column("links", "Relations of the claim to other claims and to events.", listed)
    inward = f"claim_links.claim_id || ': ' || {_RELATION}"
    listed = list_values(inward, "claim_links WHERE to_claim_id = claims.claim_id", "link_id")
    yield make_column("linked_from", "Relations of other claims to the claim.", listed)
    yield _list_figures("figures.claim_id = claims.claim_id")
    yield _list_discrepancies("claims", "claims.claim_id")
    yield from ("claims.notes", "claims.statement_id", "claims.event_id", "claims.trigger_event_id")


def _list_statement_items(codelists: Codelists) -> Items:
    yield from ("statements.statement_id", *_HEAD)
    types = label("claim_type", "claims.claim_type")
    listed = list_values(types, f"claims WHERE {_IN_STATEMENT}", "claim_id")
    yield make_column("claim_types", "Types of the claims in the statement.", listed)
    joined = "claims JOIN claim_actors USING (claim_id) JOIN actors USING (actor_id)"
    actors = f"{joined} WHERE {_IN_STATEMENT}"
    yield from list_roles(codelists, "claim_actor_role", actors, "a claim of the statement")
    events = f"claims JOIN events USING (event_id) WHERE {_IN_STATEMENT}"
    titles = list_values("events.title", events, "events.event_id")
    yield make_column("events", "Titles of the events that the claims are about.", titles)
    issues = f"claims JOIN claim_issues USING (claim_id) WHERE {_IN_STATEMENT}"
    yield _list_issues(issues, "the claims")
    place = look_up("places.name", "statements.place_id")
    yield make_column("place", "Where the statement was made.", place)
    yield from ("statements.summary", *_ORIGIN)
    yield _list_discrepancies("statements", "statements.statement_id")
    yield from ("statements.date_type", "statements.date_basis", "statements.date_as_printed")
    yield "statements.notes"
    yield from _count_claims(_IN_STATEMENT, "in the statement")


def _list_event_items(codelists: Codelists) -> Items:
    yield from ("events.event_id", "events.date", "events.date_earliest", "events.date_latest")
    yield from ("events.title", "events.event_type", "events.status", "events.incidents")
    yield _list_event_places("places", "events.event_id")
    actors = "event_participants JOIN actors USING (actor_id) WHERE event_id = events.event_id"
    yield from list_roles(codelists, "participant_role", actors, "the event")
    stated = (
        "event_participants JOIN actors USING (actor_id)"
        " JOIN statements ON statement_id = stated_by_id WHERE event_id = events.event_id"
    )
    described = (
        "Roles that only a statement gives: the actor, its role, and the group, or else speaker, of"
        " the statement."
    )
    listed = list_values(_ROLE, stated, "actors.actor_id")
    yield make_column("roles_stated_by", described, listed)
    for name, code, content in _SPEAKERS:
        types = list_narrower(codelists, "claim_type", code)
        joined = "claims JOIN statements USING (statement_id)"
        claims = f"{joined} WHERE {_ABOUT_EVENT} AND claim_type IN ({types})"
        described = f"Groups, or else speakers, of the claims that {content} the event."
        yield make_column(name, described, list_values(_GROUP, claims, "claim_id"))
    yield _list_figures("figures.event_id = events.event_id")
    yield "events.summary"
    spans = "evidence.\"table\" = 'events' AND record_id = events.event_id"
    rows = f"evidence JOIN sources USING (source_id) WHERE {spans}"
    titles = list_values("sources.title", rows, "source_id")
    yield make_column("reports", "Titles of the coded documents that report the event.", titles)
    yield _list_discrepancies("events", "events.event_id")
    yield from ("events.time_earliest", "events.time_latest", "events.date_type")
    yield from ("events.date_basis", "events.date_as_printed", "events.notes")
    yield from _count_claims(_ABOUT_EVENT, "about the event")


# The function that yields the columns of the view of each table.
ITEMS: dict[str, Callable[[Codelists], Items]] = {
    "claims": _list_claim_items,
    "statements": _list_statement_items,
    "events": _list_event_items,
}


def _list_event_places(name: str, event: str) -> Column:
    places = f"event_places JOIN places USING (place_id) WHERE event_places.event_id = {event}"
    described = "Places of the event, with the relation in brackets unless it is `at`."
    return make_column(name, described, list_values(_EVENT_PLACE, places, "place_id"))


def _list_issues(rows: str, content: str) -> Column:
    listed = list_values(label("claim_issue", "issue"), rows, "issue")
    return make_column("issues", f"Issues of {content}.", listed)


def _list_figures(condition: str) -> Column:
    figures = list_values(_FIGURE, f"figures WHERE {condition}", "figure_id")
    return make_column("figures", "What is counted, with the bounds of each figure.", figures)


def _list_discrepancies(table: str, row: str) -> Column:
    joined = "discrepancy_records JOIN discrepancies USING (discrepancy_id)"
    rows = f"{joined} WHERE discrepancy_records.\"table\" = '{table}' AND record_id = {row}"
    value = "discrepancy_id || ': ' || discrepancies.description"
    described = "Conflicting information that concerns the row."
    return make_column("discrepancies", described, list_values(value, rows, "discrepancy_id"))


def _count_claims(condition: str, content: str) -> Iterator[Column]:
    count = f"(SELECT count(*) FROM claims WHERE {condition})"
    yield make_column("claim_count", f"Number of claims {content}.", count, "integer")
    ids = list_values("claim_id", f"claims WHERE {condition}", "claim_id")
    yield make_column("claim_ids", f"Ids of the claims {content}.", ids)
