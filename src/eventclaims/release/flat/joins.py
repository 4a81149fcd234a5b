"""What a row of a flat sheet takes from other tables: labels, named columns, counts, lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eventclaims.package import standard as schemas
from eventclaims.package.standard import Schema
from eventclaims.release.formats.cells import list_codes
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

Row = dict[str, str]

SEPARATOR = "; "
# Of each table that a row can name, the columns that are joined in, and under which ending.
JOINED = {
    "actors": {"name": "name", "actor_type": "type", "country": "country"},
    "places": {
        "name": "name",
        "place_type": "type",
        "country": "country",
        "admin1": "admin1",
        "latitude": "latitude",
        "longitude": "longitude",
        "coordinate_precision": "coordinate_precision",
    },
    "events": {
        "title": "title",
        "event_type": "type",
        "status": "status",
        "date_earliest": "date_earliest",
        "date_latest": "date_latest",
        "date_type": "date_type",
        "date": "date",
    },
    "sources": {
        "source_type": "type",
        "title": "title",
        "publisher": "publisher",
        "published": "date",
        "url": "url",
    },
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a flat sheet.

    Attributes:
        field: What it holds, as a field of a Table Schema.
        read: Gives its cell for a row of the table that the sheet is made from.
    """

    field: Schema
    read: Callable[[Row], str]


def describe(name: str, title: str, description: str, field_type: str = "string") -> Schema:
    """Return a field of a Table Schema."""
    return {"name": name, "title": title, "description": description, "type": field_type}


def find_rows(release_input: ReleaseInput, name: str) -> Sequence[Row]:
    """Return the rows of a table of the standard, none for one that the edition has not.

    A row has every column of the standard; one that the edition's own table has not is empty.
    """
    table = release_input.get_table(name)
    empty = dict.fromkeys(schemas.list_fields(schemas.load_schemas()[name]), "")
    return [empty | row for row in table.rows] if table else ()


def group(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Return the rows by what they have in a column, those with an empty cell left out."""
    groups = defaultdict(list)
    for row in rows:
        if row.get(column):
            groups[row[column]].append(row)
    return groups


def list_ids(
    name: str, title: str, description: str, find: Callable[[Row], Iterable[str]]
) -> Column:
    """Return a column of the ids that belong to a row, each once, in their order."""
    told = describe(f"{name}_ids", f"{title}: ids", description)
    return Column(told, lambda row: SEPARATOR.join(dict.fromkeys(filter(None, find(row)))))


def list_named(  # noqa: PLR0913 - what two columns are made of
    name: str,
    title: str,
    description: str,
    find: Callable[[Row], Iterable[str]],
    names: dict[str, str],
    *,
    ending: str = "names",
) -> Iterator[Column]:
    """Yield a column of ids and one of their names, in the same order."""
    yield (ids := list_ids(name, title, description, find))
    told = describe(
        f"{name}_{ending}",
        f"{title}: {ending}",
        f"The {ending} of those in `{name}_ids`, in the same order. One with a semicolon of its "
        "own stands in double quotes.",
    )
    yield Column(
        told, lambda row: SEPARATOR.join(_quote(names.get(one, "")) for one in split(ids.read(row)))
    )


def _quote(name: str) -> str:
    """Return a name so that a cell of several can be split again, as CSV quotes its cells."""
    if ";" in name or name.startswith('"'):
        return '"' + name.replace('"', '""') + '"'
    return name


def split(cell: str) -> list[str]:
    """Return the values of a cell of several."""
    return cell.split(SEPARATOR) if cell else []


def join_table(release_input: ReleaseInput, table: ReleaseTable) -> Iterator[Column]:
    """Yield each column of a table and, after it, what its codes and ids stand for."""
    targets = {
        fields[0]: reference["reference"].get("resource") or table.name
        for reference in table.schema.get("foreignKeys", ())
        if len(fields := schemas.get_key({"primaryKey": reference["fields"]})) == 1
    }
    for field in table.schema["fields"]:
        name = field["name"]
        yield Column(_keep(field), _read_cell(name))
        yield from _join_label(release_input, field, _read_cell(name))
        target = release_input.get_table(targets.get(name, ""))
        if target is not None and len(target.key) == 1:
            yield from _join_row(release_input, field, target)


def _join_row(release_input: ReleaseInput, field: Schema, target: ReleaseTable) -> Iterator[Column]:
    """Yield the columns of the row that an id names."""
    rows = {row[target.key[0]]: row for row in target.rows}
    stem, title = field["name"].removesuffix("_id"), field.get("title", field["name"])
    known = {one["name"]: one for one in target.schema["fields"]}
    for column, ending in JOINED.get(target.name, {}).items():
        if column in known:
            other = known[column]
            joined = _keep(other) | {
                "name": f"{stem}_{ending}",
                "title": f"{title}: {other.get('title', column)}",
            }
            read = _follow(rows, field["name"], column)
            yield Column(joined, read)
            yield from _join_label(release_input, joined, read)


def _join_label(
    release_input: ReleaseInput, field: Schema, read: Callable[[Row], str]
) -> Iterator[Column]:
    labels = release_input.get_labels(field.get("codelist", ""))
    if labels and list_codes(release_input, field):
        title = field.get("title", field["name"])
        told = describe(
            f"{field['name']}_label",
            f"{title}, as a label",
            f"The label of the code in `{field['name']}`.",
        )
        yield Column(told, lambda row: labels.get(read(row), ""))


def count_types(
    release_input: ReleaseInput, claims: dict[str, list[Row]], key: str, of_what: str
) -> Iterator[Column]:
    """Yield the number of claims, of those of each type, and their ids.

    Args:
        release_input: What is released.
        claims: Claims by what they have in the column that leads to the row.
        key: Name of the key column of the row.
        of_what: Which claims these are, such as "about the event".
    """
    told = describe("claim_count", "Claims", f"Number of claims {of_what}.", "integer")
    yield Column(told, lambda row: str(len(claims.get(row[key], ()))))
    for code, label in release_input.get_labels("claim_type").items():
        told = describe(
            f"claims_{code}",
            f"Claims: {label}",
            f"Number of claims {of_what} that are of the type `{code}`.",
            "integer",
        )
        yield Column(told, _count_type(claims, key, code))
    yield list_ids(
        "claim",
        "Claims",
        f"Ids of the claims {of_what}.",
        lambda row: [one["claim_id"] for one in claims.get(row[key], ())],
    )


def _count_type(claims: dict[str, list[Row]], key: str, code: str) -> Callable[[Row], str]:
    return lambda row: str(sum(one["claim_type"] == code for one in claims.get(row[key], ())))


def _read_cell(name: str) -> Callable[[Row], str]:
    return lambda row: row.get(name, "")


def _follow(rows: dict[str, Row], name: str, column: str) -> Callable[[Row], str]:
    return lambda row: rows.get(row.get(name, ""), {}).get(column, "")


def _keep(field: Schema) -> dict[str, Any]:
    """Return what a schema says of a column, without what holds in its own table only."""
    kept = ("name", "title", "description", "type", "trueValues", "falseValues", "codelist")
    return {name: field[name] for name in kept if name in field}


def make_schema(
    name: str, title: str, description: str, key: tuple[str, ...], fields: list[Schema]
) -> Schema:
    """Return the Table Schema of a flat sheet."""
    return {
        "$schema": schemas.load_schemas()["claims"]["$schema"],
        "name": name,
        "title": title,
        "description": description,
        "derived": True,
        "fields": fields,
        "primaryKey": list(key),
        "missingValues": [""],
    }
