"""The rows of version 1 of the standard in the tables and columns of version 2.0."""

from eventclaims.package.standard import AREAS, Codelists, map_to_broader

Row = dict[str, str]
Tables = dict[str, list[Row]]

REPLACED = {
    "claims": ("target_id",),
    "events": ("place_id", "is_aggregate"),
    "statements": ("words",),
}
"""The columns of version 1 that version 2.0 replaces, by table."""

ADDED = {"claim_actors": "claims", "event_places": "events"}
"""The tables that replace columns, with the table that had the column."""

NEW_COLUMNS = {
    "actor_names": ("used_by_id",),
    "actors": ("short_name",),
    "claim_links": ("basis",),
    "claims": ("explicitness", "means", "trigger", "trigger_event_id"),
    "codelists": ("broader",),
    "event_participants": ("stated_by_id",),
    "events": ("incidents", "time_earliest", "time_latest"),
    "evidence": ("locator",),
    "figures": ("of", "best"),
    "statements": ("rendering", "translation", "extent", "carried_by_id"),
}
"""The columns that version 2.0 adds, by table."""

NEW_TABLES = (
    *("accepted", "claim_actors", "claim_issues", "claim_places", "coding_runs"),
    *("discrepancy_records", "event_places", "identifiers"),
)
"""The tables that version 2.0 adds."""

# In version 1, the role of a target depended on the type of the claim; other types left it open.
_ROLES = {
    "threat": "affected",
    "responsibility": "affected",
    "attribution": "doer",
    "demand": "addressee",
}
# False meant one incident or a run that no document counts.
_INCIDENTS = {"true": "run_counted", "false": ""}
_TRANSLATIONS = {
    "original": "none",
    "translated": "translated",
    "machine_translated": "machine_translated",
    "paraphrased": "unknown",
}
_FIELDS = {
    ("claims", "target_id"): "claim_actors",
    ("events", "place_id"): "event_places",
    ("events", "is_aggregate"): "incidents",
    ("statements", "words"): "translation",
}


def convert_rows(tables: Tables, lists: Codelists) -> Tables:
    """Return the rows of a package of version 1 as rows of version 2.0.

    A replaced column stays, too, if version 2.0 has no counterpart of a value, such as an own code.
    A link `repeats` stays if the speakers do not show which of its successors applies.

    Args:
        tables: The rows by table.
        lists: The code lists of the package.
    """
    converted = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for name, source in ADDED.items():
        if source in converted:
            converted.setdefault(name, [])
    broader = {name: map_to_broader(codes) for name, codes in lists.items()}
    _move_targets(converted, broader.get("claim_type", {}))
    _move_places(converted, broader.get("place_type", {}))
    _replace(converted.get("events", []), "is_aggregate", _INCIDENTS, "incidents")
    for row in converted.get("statements", ()):
        if row.get("words") == "paraphrased":
            row["rendering"] = "paraphrased"
    _replace(converted.get("statements", []), "words", _TRANSLATIONS, "translation")
    _sort_links(converted)
    for row in converted.get("evidence", ()):
        field = row.get("field", "")
        row["field"] = _FIELDS.get((row.get("table", ""), field), field)
    return converted


def _replace(rows: list[Row], old: str, codes: dict[str, str], new: str) -> None:
    is_kept = any(row.get(old) and row[old] not in codes for row in rows)
    for row in rows:
        if row.get(old, "") in codes:
            row[new] = codes[row[old]]
        if not is_kept:
            row.pop(old, None)


def _move_targets(tables: Tables, broader: dict[str, str]) -> None:
    for claim in tables.get("claims", ()):
        if actor := claim.pop("target_id", ""):
            kind = claim.get("claim_type", "")
            role = _ROLES.get(broader.get(kind, kind), "about")
            member = {"claim_id": claim.get("claim_id", ""), "actor_id": actor, "role": role}
            tables["claim_actors"].append(member)


def _move_places(tables: Tables, broader: dict[str, str]) -> None:
    kinds = {row.get("place_id"): row.get("place_type", "") for row in tables.get("places", ())}
    for event in tables.get("events", ()):
        if place := event.pop("place_id", ""):
            kind = kinds.get(place, "")
            relation = "within" if broader.get(kind, kind) in AREAS else "at"
            cells = {"event_id": event.get("event_id", ""), "place_id": place}
            tables["event_places"].append(cells | {"relation": relation})


def _sort_links(tables: Tables) -> None:
    """Replace `repeats` where the speakers and days of the two claims show what it means."""
    statements = {row.get("statement_id"): row for row in tables.get("statements", ())}
    said_in = {
        row.get("claim_id"): statements.get(row.get("statement_id"), {})
        for row in tables.get("claims", ())
    }
    for link in tables.get("claim_links", ()):
        if link.get("relation") == "repeats":
            ends = said_in.get(link.get("claim_id"), {}), said_in.get(link.get("to_claim_id"), {})
            link["relation"] = _compare_statements(*ends)


def _compare_statements(one: Row, other: Row) -> str:
    voices = _list_voices(one), _list_voices(other)
    if not all(voices):
        return "repeats"
    if not voices[0] & voices[1]:
        return "echoes"
    is_apart = _is_before(one, other) or _is_before(other, one)
    return "reiterates" if is_apart or one is other else "repeats"


def _list_voices(statement: Row) -> set[str]:
    """Return the speaker of a statement and the body that it speaks for."""
    return {*filter(None, map(statement.get, ("speaker_id", "on_behalf_of_id")))}


def _is_before(one: Row, other: Row) -> bool:
    bounds = one.get("date_latest", ""), other.get("date_earliest", "")
    return all(bounds) and bounds[0] < bounds[1]
