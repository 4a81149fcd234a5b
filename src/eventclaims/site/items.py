"""The rows that the search and the timeline find, with their values for the filters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eventclaims.documentation.counts import get_group
from eventclaims.documentation.row_context import PackageRows, Row
from eventclaims.package.model import Table
from eventclaims.site.network import write_days
from eventclaims.tables.edtf import parse_day

# The tables with the actors of a row, and the column with its key.
_ACTORS = {"claims": ("claim_actors", "claim_id"), "events": ("event_participants", "event_id")}
_REPORTS = ("document_id", "source_id")


@dataclass(frozen=True, slots=True)
class Item:
    """A row to be found.

    Attributes:
        table: Name of its table.
        record: Its key.
        words: Its words.
        notes: What else describes it, such as the labels of its codes.
        days: Its first and last day as `first/last`, `..` for an open end; empty without a date.
        actors: The actors that it names, in whose spellings it is found.
        by_filter: Its values by filter.
    """

    table: str
    record: str
    words: str
    notes: str
    days: str
    actors: tuple[str, ...]
    by_filter: dict[str, tuple[str, ...]]


def make_item(rows: PackageRows, table: Table, row: Row, notes: Iterable[str] = ()) -> Item:
    """Return a row with its values.

    A claim has the values of its statement and event, a statement those of its claims, an event
    those of the claims about it.
    """
    name, key = table.name, rows.get_key(table, row)
    claims = _list_claims(rows, name, row)
    statements = [row] if name == "statements" else _find_all(rows, claims, "statement_id")
    events = [row] if name == "events" else _find_all(rows, claims, "event_id")
    # A claim is said when and by whom its statement is said.
    own = [row, *statements] if name == "claims" else [row]
    values = {
        "table": [name],
        "said_by": map(get_group, statements),
        "claim_type": (claim.get("claim_type", "") for claim in claims),
        "issue": _list_issues(rows, claims),
        "event_type": (event.get("event_type", "") for event in events),
        "report": _list_reports(rows, name, own, key),
        "country": _list_countries(rows, name, own, key),
    }
    return Item(
        table=name,
        record=key,
        words=rows.describe_words(name, key),
        notes=" \u00b7 ".join(dict.fromkeys(notes)),
        days=_write_days(rows, name, own[-1]),
        actors=tuple(dict.fromkeys(filter(None, _list_actors(rows, name, own, key)))),
        by_filter={each: tuple(dict.fromkeys(filter(None, v))) for each, v in values.items()},
    )


def list_names(rows: PackageRows, actor: str) -> list[str]:
    """Return the names of an actor in every spelling."""
    found = rows.find("actors", actor)
    names = [row.get("name", "") for row in rows.list_rows("actor_names", actor_id=actor)]
    return [*dict.fromkeys(filter(None, [found.get("name"), found.get("short_name"), *names]))]


def _list_claims(rows: PackageRows, name: str, row: Row) -> list[Row]:
    """Return the claims of a statement or about an event, or the claim itself."""
    if name == "claims":
        return [row]
    column = {"statements": "statement_id", "events": "event_id"}.get(name)
    return rows.list_rows("claims", **{column: row.get(column, "")}) if column else []


def _find_all(rows: PackageRows, claims: Iterable[Row], column: str) -> list[Row]:
    """Return the statements or events of claims, each once."""
    name = f"{column.removesuffix('_id')}s"
    keys = dict.fromkeys(claim.get(column, "") for claim in claims)
    return [row for key in keys if (row := rows.find(name, key))]


def _list_issues(rows: PackageRows, claims: Iterable[Row]) -> Iterator[str]:
    for claim in claims:
        for row in rows.list_rows("claim_issues", claim_id=claim.get("claim_id", "")):
            yield row.get("issue", "")


def _list_reports(rows: PackageRows, name: str, own: Iterable[Row], key: str) -> Iterator[str]:
    """Yield the documents from which a row was coded."""
    if name == "sources":
        yield key
        return
    for row in (*own, *rows.list_rows("evidence", table=name, record_id=key)):
        yield from (row.get(column, "") for column in _REPORTS)


def _list_countries(rows: PackageRows, name: str, own: Iterable[Row], key: str) -> Iterator[str]:
    """Yield the country of a row, of the speaker of a statement, of the places of an event."""
    for row in own:
        yield row.get("country", "")
        speakers = (get_group(row), row.get("speaker_id", ""))
        countries = (rows.find("actors", each).get("country", "") for each in speakers)
        yield next(filter(None, countries), "")
    for row in rows.list_rows("event_places", event_id=key) if name == "events" else ():
        yield rows.find("places", row.get("place_id", "")).get("country", "")


def _list_actors(rows: PackageRows, name: str, own: list[Row], key: str) -> Iterator[str]:
    """Yield the actors to which a row, its statement and its list of actors refer."""
    table, column = _ACTORS.get(name, ("", ""))
    linked = rows.list_rows(table, **{column: key}) if table else []
    for each, found in ((name, own[:1]), ("statements", own[1:]), (table, linked)):
        columns = rows.list_columns(each, "actors")
        for row in found:
            yield from (row.get(column, "") for column in columns)


def _write_days(rows: PackageRows, name: str, row: Row) -> str:
    """Return the days of a row, or of the statement of a claim."""
    table = rows.tables.get("statements" if name == "claims" else name)
    columns = table.schema.get("interval", {}) if table else {}
    if not {*columns.values()} & {*row}:
        return ""
    first, last = (parse_day(row.get(columns.get(n, ""), "")) for n in ("earliest", "latest"))
    return write_days([(first, last)])
