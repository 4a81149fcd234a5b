"""Flat sheets of claims, statements and events, with labels and names joined in."""

import json
from collections.abc import Callable, Iterable, Iterator

from eventclaims.package import standard
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.flat.columns import (
    Column,
    Row,
    count_types,
    describe,
    find_rows,
    group,
    join_row,
    join_table,
    list_evidence,
    list_figures,
    list_ids,
    list_named,
    list_values,
)
from eventclaims.release.release_input import ReleaseInput, ReleaseTable
from eventclaims.release.typed_cells import make_format_error
from eventclaims.tables.canonical import format_record
from eventclaims.tables.cells import is_formula

_FORM = "Flat sheet"
_DESCRIPTION = (
    "One wide sheet generated from the tables: each code is followed by its label, each id by the "
    "names and dates of the row that it refers to. Several values in a cell are separated by a "
    "semicolon and a space; a value that contains a semicolon is in double quotes."
)
_POOLED = "Pooled over all claims of the statement; `claims_flat` has one row per claim."
# Claim types whose speakers are listed with an event: type, column, title and what is claimed.
_SPEAKERS = (
    (
        "responsibility",
        "responsibility_claimed_by",
        "Responsibility claimed by",
        "for the event or a part in it; the event may be something other than an attack",
    ),
    (
        "denial",
        "denials_by",
        "Denials by",
        "about the event, whatever part of it they deny",
    ),
)


def make_flat(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `flat/<table>_flat.csv` with its Table Schema for claims, statements and events.

    Raises:
        EventClaimsError: If a spreadsheet would run a cell as a formula.
    """
    for name, list_columns, content in _SHEETS:
        if table := release.get_table(name):
            yield from _make_sheet(table, list_columns(release, table), content)


def _make_sheet(
    table: ReleaseTable, columns: Iterable[Column], content: str
) -> Iterator[ReleaseFile]:
    columns = tuple(_rename_duplicates(table.name, columns))
    names = [column.field["name"] for column in columns]
    lines = [format_record(names)]
    for row in table.rows:
        cells = [column.read(row) for column in columns]
        formula = next((n for n, cell in zip(names, cells, strict=True) if is_formula(cell)), None)
        if formula is not None:
            problem = "a spreadsheet would run a cell as a formula"
            raise make_format_error(_FORM, table.name, formula, problem)
        lines.append(format_record(cells))
    name, title = f"{table.name}_flat", f"{table.title}, flat"
    schema = {
        "$schema": standard.load_schemas()["claims"]["$schema"],
        "name": name,
        "title": title,
        "description": _DESCRIPTION,
        "derived": True,
        "fields": [column.field for column in columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    described = f"{table.title} in one wide sheet: {content}."
    yield ReleaseFile(f"flat/{name}.csv", described, "".join(lines).encode())
    text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    yield ReleaseFile(f"flat/{name}.schema.json", f"{title}: Table Schema.", text.encode())


def _rename_duplicates(table: str, columns: Iterable[Column]) -> Iterator[Column]:
    """Put the table before a name that an earlier column has, such as one made of an own code."""
    taken: set[str] = set()
    for column in columns:
        name = str(column.field["name"])
        while name in taken:
            name = f"{table}_{name}"
        taken.add(name)
        yield Column(column.field | {"name": name}, column.read)


def _list_claim_columns(release: ReleaseInput, table: ReleaseTable) -> Iterator[Column]:
    yield from join_table(release, table)
    yield from _list_claim_members(release)
    yield from _join_statement(release, table)
    yield from _list_links(release)
    yield from list_figures(release, "claim")
    yield list_evidence(release, table, "claim")


def _list_claim_members(release: ReleaseInput) -> Iterator[Column]:
    """Yield the actors by role, the issues and the places of a claim."""
    actors = find_rows(release, "claim_actors")
    yield from _list_actors(release, actors, "claim_id", "claim_actor_role", "the claim")
    issues = group(find_rows(release, "claim_issues"), "claim_id")
    labels = release.get_labels("claim_issue")
    find = _find_values(issues, "claim_id", "issue")
    yield list_values("issues", "Issues", "Codes of the issues of the claim.", find)
    yield list_values(
        "issue_labels",
        "Issues: labels",
        "Labels of the codes in `issues`.",
        lambda row: [labels.get(issue, "") for issue in find(row)],
    )
    places = group(find_rows(release, "claim_places"), "claim_id")
    yield from _list_place_ids(
        release, places, "claim_id", "Ids of the places that the claim names."
    )


def _list_place_ids(
    release: ReleaseInput, placed: dict[str, list[Row]], key: str, description: str
) -> Iterator[Column]:
    names = {row["place_id"]: row["name"] for row in find_rows(release, "places")}
    find = _find_values(placed, key, "place_id")
    yield from list_named("place", "Places", description, find, names)


def _join_statement(release: ReleaseInput, table: ReleaseTable) -> Iterator[Column]:
    """Yield the columns of the statement of a claim.

    A column that claims or events have too, such as summary or date, gets the prefix "statement".
    """
    statements = release.get_table("statements")
    if statements is None:
        return
    rows = {row["statement_id"]: row for row in statements.rows}
    events = release.get_table("events")
    columns = [*join_table(release, table)]
    columns += _list_event_columns(release, events) if events else ()
    shared = {column.field["name"] for column in columns}
    for column in join_table(release, statements):
        field = column.field
        if field["name"] == "statement_id":
            continue
        if field["name"] in shared:
            field = field | {
                "name": f"statement_{field['name']}",
                "title": f"Statement: {field['title']}",
            }
        yield Column(field, _read_statement(rows, column))


def _read_statement(rows: dict[str, Row], column: Column) -> Callable[[Row], str]:
    return lambda claim: column.read(rows.get(claim["statement_id"], {}))


def _list_links(release: ReleaseInput) -> Iterator[Column]:
    """Yield two columns for each relation: the targets of the links, and their sources."""
    links = find_rows(release, "claim_links")
    outward, inward = group(links, "claim_id"), group(links, "to_claim_id")
    for relation, label in release.get_labels("claim_link_relation").items():
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


def _list_statement_columns(release: ReleaseInput, table: ReleaseTable) -> Iterator[Column]:
    key = table.key[0]
    claims = group(find_rows(release, "claims"), "statement_id")
    yield from join_table(release, table)
    yield from count_types(release, claims, key, "in the statement")
    said_in = {claim["claim_id"]: claim["statement_id"] for claim in find_rows(release, "claims")}
    actors = [
        actor | {key: said_in.get(actor["claim_id"], "")}
        for actor in find_rows(release, "claim_actors")
    ]
    content = "a claim of the statement"
    yield from _list_actors(release, actors, key, "claim_actor_role", content)
    yield from list_named(
        "event",
        "Events",
        f"Ids of the events that the claims of the statement are about. {_POOLED}",
        _find_values(claims, key, "event_id"),
        {row["event_id"]: row["title"] for row in find_rows(release, "events")},
        suffix="titles",
    )
    yield list_evidence(release, table, "statement")


def _list_event_columns(release: ReleaseInput, table: ReleaseTable) -> Iterator[Column]:
    yield from join_table(release, table)
    yield from _list_places(release)
    participants = find_rows(release, "event_participants")
    yield from _list_actors(release, participants, "event_id", "participant_role", "the event")
    yield from list_figures(release, "event")
    claims = group(find_rows(release, "claims"), "event_id")
    yield from count_types(release, claims, "event_id", "about the event")
    yield from _list_speakers(release, claims)
    evidence = (row for row in find_rows(release, "evidence") if row["table"] == table.name)
    spans = group(evidence, "record_id")
    yield from list_named(
        "document",
        "Documents",
        "Ids of the coded documents that report the event.",
        lambda row: [span["source_id"] for span in spans.get(row["event_id"], ())],
        {row["source_id"]: row["title"] for row in find_rows(release, "sources")},
        suffix="titles",
    )
    yield list_evidence(release, table, "event")


def _list_places(release: ReleaseInput) -> Iterator[Column]:
    """Yield the places of an event, and the columns of its place if it has only one."""
    places = release.get_table("places")
    if places is None:
        return
    placed = group(find_rows(release, "event_places"), "event_id")
    yield from _list_place_ids(release, placed, "event_id", "Ids of the places of the event.")
    yield list_values(
        "place_relations",
        "Places: relations",
        "The relations of the event to its places, each once.",
        _find_values(placed, "event_id", "relation"),
    )

    def read_only_place(row: Row) -> str:
        found = placed.get(row["event_id"], ())
        return found[0]["place_id"] if len(found) == 1 else ""

    field = describe("place_id", "Place", "The place of the event; empty if it has several.")
    yield Column(field, read_only_place)
    yield from join_row(release, field, places, read_only_place)


def _list_actors(
    release: ReleaseInput, members: Iterable[Row], key: str, codelist: str, content: str
) -> Iterator[Column]:
    """Yield the actors of each role: of rows with a key, an actor and a role."""
    counted = release.count_as(codelist)
    grouped = group([one | {"role": counted.get(one["role"], "")} for one in members], key)
    shown = release.list_counted(codelist)
    for code in release.codelists.get(codelist, ()):
        role = code["code"]
        if role not in shown:
            continue
        yield from list_named(
            role,
            code["label"],
            f"Ids of the actors that have the role `{role}` in {content}: {code['definition']}",
            _find_values(grouped, key, "actor_id", role),
            _name_actors(release),
        )


def _find_values(
    rows: dict[str, list[Row]], key: str, column: str, role: str | None = None
) -> Callable[[Row], Iterable[str]]:
    return lambda row: [
        one[column] for one in rows.get(row[key], ()) if role is None or one["role"] == role
    ]


def _list_speakers(release: ReleaseInput, claims: dict[str, list[Row]]) -> Iterator[Column]:
    statements = {row["statement_id"]: row for row in find_rows(release, "statements")}
    for claim_type, name, title, content in _SPEAKERS:
        yield from list_named(
            name,
            title,
            f"Ids of the speakers of claims of the type `{claim_type}` {content}. If the speaker "
            "spoke on behalf of a body, its id is given instead. The claims are in "
            f"`{claim_type}_claim_ids`.",
            _find_speakers(claims, statements, claim_type),
            _name_actors(release),
        )
        yield list_ids(
            f"{claim_type}_claim",
            f"Claims of the type {claim_type}",
            f"Ids of the claims of the type `{claim_type}` about the event.",
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


def _name_actors(release: ReleaseInput) -> dict[str, str]:
    return {row["actor_id"]: row["name"] for row in find_rows(release, "actors")}


# Table, columns and content of each sheet.
_SHEETS = (
    (
        "claims",
        _list_claim_columns,
        "speaker, actors, issues, date, event and document of each",
    ),
    (
        "statements",
        _list_statement_columns,
        "speaker, date and document of each; actors and events pooled over its claims",
    ),
    (
        "events",
        _list_event_columns,
        "participants, figures, and the claims and documents about each",
    ),
)
