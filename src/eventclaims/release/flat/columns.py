"""Columns of flat sheets: cells of joined rows, labels, lists of ids, counts, bounds."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eventclaims.package import standard
from eventclaims.package.standard import Schema
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

Row = dict[str, str]

_SEPARATOR = "; "
# The columns that are joined from each table, and the suffix of each.
_JOINED = {
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
# Values of the column `of` of a figure that counts all.
_TOTAL = ("", "total")
# The other carrier of figures, for each.
_OTHER_CARRIER = {"event": "claims", "claim": "events"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field of the Table Schema, and the function that returns its cell for a row."""

    field: Schema
    read: Callable[[Row], str]


def describe(name: str, title: str, description: str, field_type: str = "string") -> Schema:
    """Return a field of a Table Schema."""
    return {"name": name, "title": title, "description": description, "type": field_type}


def find_rows(release: ReleaseInput, name: str) -> Sequence[Row]:
    """Return the rows of a standard table, each with every standard column; () without it."""
    table = release.get_table(name)
    empty = dict.fromkeys(standard.list_fields(standard.load_schemas()[name]), "")
    return [empty | row for row in table.rows] if table else ()


def group(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Return the rows by the value of a column, without those where it is empty."""
    groups = defaultdict(list)
    for row in rows:
        if row.get(column):
            groups[row[column]].append(row)
    return groups


def list_values(
    name: str, title: str, description: str, find: Callable[[Row], Iterable[str]]
) -> Column:
    """Return a column with the unique values that `find` returns for a row."""
    field = describe(name, title, description)
    return Column(field, lambda row: _SEPARATOR.join(dict.fromkeys(filter(None, find(row)))))


def list_ids(
    name: str, title: str, description: str, find: Callable[[Row], Iterable[str]]
) -> Column:
    """Return a column with the unique ids that `find` returns for a row."""
    return list_values(f"{name}_ids", f"{title}: ids", description, find)


def list_named(  # noqa: PLR0913 - the parts of two columns
    name: str,
    title: str,
    description: str,
    find: Callable[[Row], Iterable[str]],
    names: dict[str, str],
    *,
    suffix: str = "names",
) -> Iterator[Column]:
    """Yield a column of ids and a column of their names, in the same order."""
    yield (ids := list_ids(name, title, description, find))
    field = describe(
        f"{name}_{suffix}",
        f"{title}: {suffix}",
        f"The {suffix} of the ids in `{name}_ids`, in the same order. A value that contains a "
        "semicolon is in double quotes.",
    )
    yield Column(
        field,
        lambda row: _SEPARATOR.join(_quote(names.get(id_, "")) for id_ in _split(ids.read(row))),
    )


def _quote(name: str) -> str:
    """Return a name quoted as in CSV if it contains a separator."""
    if ";" in name or name.startswith('"'):
        return '"' + name.replace('"', '""') + '"'
    return name


def _split(cell: str) -> list[str]:
    return cell.split(_SEPARATOR) if cell else []


def list_evidence(release: ReleaseInput, table: ReleaseTable, record: str) -> Column:
    """Return the column with the evidence ids of a table's rows; `record` names what a row is."""
    rows = (row for row in find_rows(release, "evidence") if row["table"] == table.name)
    spans = group(rows, "record_id")
    key = table.key[0]
    return list_ids(
        "evidence",
        "Evidence",
        f"Ids of the spans of the document from which the {record} was coded.",
        lambda row: [span["evidence_id"] for span in spans.get(row[key], ())],
    )


def join_table(release: ReleaseInput, table: ReleaseTable) -> Iterator[Column]:
    """Yield each column of a table, each followed by its label and the row its id refers to."""
    targets = {
        fields[0]: reference["reference"].get("resource") or table.name
        for reference in table.schema.get("foreignKeys", ())
        if len(fields := standard.get_key({"primaryKey": reference["fields"]})) == 1
    }
    for field in table.schema["fields"]:
        name = field["name"]
        yield Column(_copy_field(field), _read_cell(name))
        yield from _join_label(release, field, _read_cell(name))
        target = release.get_table(targets.get(name, ""))
        if target is not None and len(target.key) == 1:
            yield from join_row(release, field, target, _read_cell(name))


def join_row(
    release: ReleaseInput, field: Schema, target: ReleaseTable, read_id: Callable[[Row], str]
) -> Iterator[Column]:
    """Yield columns of the row of another table whose id `read_id` returns, named after `field`."""
    rows = {row[target.key[0]]: row for row in target.rows}
    stem, title = field["name"].removesuffix("_id"), field.get("title", field["name"])
    known = {other["name"]: other for other in target.schema["fields"]}
    for column, suffix in _JOINED.get(target.name, {}).items():
        if column in known:
            other = known[column]
            joined = _copy_field(other) | {
                "name": f"{stem}_{suffix}",
                "title": f"{title}: {other.get('title', column)}",
            }
            read = _follow(rows, read_id, column)
            yield Column(joined, read)
            yield from _join_label(release, joined, read)


def _join_label(
    release: ReleaseInput, field: Schema, read: Callable[[Row], str]
) -> Iterator[Column]:
    labels = release.get_labels(field.get("codelist", ""))
    if labels and release.list_codes(field):
        name, title = field["name"], field.get("title", field["name"])
        described = describe(f"{name}_label", f"{title}: label", f"Label of the code in `{name}`.")
        yield Column(described, lambda row: labels.get(read(row), ""))


def count_types(
    release: ReleaseInput, claims: dict[str, list[Row]], key: str, condition: str
) -> Iterator[Column]:
    """Yield the number of claims of a row, the number by type, and their ids.

    Args:
        release: The release.
        claims: The claims by the key of the row.
        key: The key column of the row.
        condition: Which claims these are, such as "about the event".
    """
    field = describe("claim_count", "Claims", f"Number of claims {condition}.", "integer")
    yield Column(field, lambda row: str(len(claims.get(row[key], ()))))
    counted = release.count_as("claim_type")
    for code, label in release.list_counted("claim_type").items():
        description = f"Number of claims {condition} with the type `{code}`."
        field = describe(f"claims_{code}", f"Claims: {label}", description, "integer")
        yield Column(field, _count_type(claims, key, code, counted))
    yield list_ids(
        "claim",
        "Claims",
        f"Ids of the claims {condition}.",
        lambda row: [claim["claim_id"] for claim in claims.get(row[key], ())],
    )


def _count_type(
    claims: dict[str, list[Row]], key: str, code: str, counted: dict[str, str]
) -> Callable[[Row], str]:
    return lambda row: str(
        sum(counted.get(claim["claim_type"]) == code for claim in claims.get(row[key], ()))
    )


def list_figures(release: ReleaseInput, carrier: str) -> Iterator[Column]:
    """Yield the bounds of the figures of a carrier, "event" or "claim", and their ids.

    One figure with an open bound makes the pooled bound empty. Only totals are pooled: a part,
    such as the civilians among the dead, would widen the bounds of its total.

    Raises:
        EventClaimsError: If a bound is not an integer.
    """
    key = f"{carrier}_id"
    if table := release.get_table("figures"):
        _ = table.values  # raises for a bound that is not an integer
    counted, parts = release.count_as("quantity"), release.count_as("figure_of")
    figures = group(
        [
            figure
            | {"quantity": counted.get(figure["quantity"], "")}
            | {"of": parts.get(figure["of"], figure["of"])}
            for figure in find_rows(release, "figures")
        ],
        key,
    )
    for quantity, label in release.list_counted("quantity").items():
        for bound, choose in (("minimum", min), ("maximum", max)):
            field = describe(
                f"{quantity}_{bound}",
                f"{label}: {bound}",
                f"The {'smallest minimum' if bound == 'minimum' else 'largest maximum'} of the "
                f"{carrier}'s own figures of `{quantity}`; empty if there are none, or if one is "
                "open. Figures of a part, such as civilians, and figures of "
                f"{_OTHER_CARRIER[carrier]} are not included.",
                "integer",
            )
            yield Column(field, _pool(figures, key, quantity, bound, choose))
    yield list_ids(
        "figure",
        "Figures",
        f"Ids of the {carrier}'s own figures.",
        lambda row: [figure["figure_id"] for figure in figures.get(row[key], ())],
    )


def _pool(
    figures: dict[str, list[Row]],
    key: str,
    quantity: str,
    bound: str,
    choose: Callable[[list[int]], int],
) -> Callable[[Row], str]:
    def read(row: Row) -> str:
        counted = [
            one
            for one in figures.get(row[key], ())
            if one["quantity"] == quantity and one["of"] in _TOTAL
        ]
        bounds = [int(one[bound]) for one in counted if one[bound]]
        return str(choose(bounds)) if bounds and len(bounds) == len(counted) else ""

    return read


def _read_cell(name: str) -> Callable[[Row], str]:
    return lambda row: row.get(name, "")


def _follow(
    rows: dict[str, Row], read_id: Callable[[Row], str], column: str
) -> Callable[[Row], str]:
    return lambda row: rows.get(read_id(row), {}).get(column, "")


def _copy_field(field: Schema) -> dict[str, Any]:
    """Return a field without its constraints, which apply to its own table only."""
    kept = ("name", "title", "description", "type", "trueValues", "falseValues", "codelist")
    return {name: field[name] for name in kept if name in field}
