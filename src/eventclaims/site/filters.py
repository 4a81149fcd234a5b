"""The filters of the search and of the timeline, with the rows that their script reads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eventclaims.documentation.counts import get_group
from eventclaims.documentation.row_context import PackageRows, Row
from eventclaims.package.model import Table
from eventclaims.render.escaping import escape_line
from eventclaims.render.scripts import embed_script, read_script
from eventclaims.site.addresses import make_link, name_folder
from eventclaims.site.edition import Edition
from eventclaims.site.network import write_days
from eventclaims.site.places import name_country
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


_SCRIPT = "site/filters.js"
# Name, title and code list of each filter.
_FILTERS = (
    ("table", "Table", ""),
    ("said_by", "Said by", ""),
    ("claim_type", "Claim type", "claim_type"),
    ("issue", "Issue", "claim_issue"),
    ("event_type", "Event type", "event_type"),
    ("report", "Report", ""),
    ("country", "Country", ""),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: its name in the address of a page, its title, and its values with their words."""

    name: str
    title: str
    options: tuple[tuple[str, str], ...]


def render_filters(
    edition: Edition, path: str, items: Sequence[Item], script: str, start: str, **facts: str
) -> dict[str, Any]:
    """Return the values of a page that filters rows: the filters, and the script with its rows.

    Args:
        edition: The version.
        path: Path of the page.
        items: The rows.
        script: Path of the script of the page, which uses the functions of the filters.
        start: Its function that is called when the page is loaded.
        facts: What else the script reads.
    """
    filters = list_filters(edition.rows, items)
    code = read_script(_SCRIPT) + read_script(script)
    data = {**encode_items(edition, path, items, filters), **facts}
    return {"filters": filters, **embed_script(code, start, data)}


def list_filters(rows: PackageRows, items: Iterable[Item]) -> tuple[Filter, ...]:
    """Return the filters with a value in some rows, each with the values of these rows."""
    found: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for name, values in item.by_filter.items():
            found[name].update(values)
    return tuple(
        Filter(name, title, tuple(_list_options(rows, name, codelist, found[name])))
        for name, title, codelist in _FILTERS
        if found[name]
    )


def encode_items(
    edition: Edition, path: str, items: Iterable[Item], filters: Sequence[Filter]
) -> dict[str, Any]:
    """Return rows as short as their script can read them.

    A row is its key, words, notes, days, the numbers of its actors and, for each filter, of its
    values; then its address, unless that is the key in the folder of the table.
    """
    numbers = [{value: n for n, (value, _) in enumerate(each.options)} for each in filters]
    actors: dict[str, int] = {}
    encoded: list[list[Any]] = []
    for item in items:
        link = make_link(edition.locate(item.table, item.record), path)
        texts = [escape_line(text) for text in (item.record, item.words, item.notes)]
        named = [actors.setdefault(each, len(actors)) for each in item.actors]
        values = [
            [number[value] for value in item.by_filter[each.name]]
            for each, number in zip(filters, numbers, strict=True)
        ]
        other = [link] if link != f"{item.table}/{item.record}.html" else []
        encoded.append([*texts, item.days, named, values, *other])
    return {
        "file": f"{name_folder(edition.name)}-{edition.version}.csv",
        "filters": [
            {
                "name": each.name,
                "title": each.title,
                "options": [[value, escape_line(words)] for value, words in each.options],
            }
            for each in filters
        ],
        "names": [escape_line(" \u00b7 ".join(list_names(edition.rows, a))) for a in actors],
        "rows": encoded,
    }


def _list_options(
    rows: PackageRows, name: str, codelist: str, values: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield values with their words: codes and tables in their order, others by their words."""
    codes = rows.codes.get(codelist, {})
    order = {value: n for n, value in enumerate(rows.tables if name == "table" else codes)}

    def describe(value: str) -> str:
        if name == "table":
            return rows.get_title(rows.tables[value])
        if name == "country":
            return name_country(rows, value)
        if codelist:
            return codes.get(value, {}).get("label", value)
        return rows.describe("actors" if name == "said_by" else "sources", value).text

    def get_place(option: tuple[str, str]) -> tuple[int, str, str]:
        return order.get(option[0], len(order)), option[1].casefold(), option[0]

    yield from sorted(((value, describe(value)) for value in values), key=get_place)
