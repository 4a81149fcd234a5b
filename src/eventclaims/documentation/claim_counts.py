"""Counts of claims and statements by type, group and channel, of which repetitions count once."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from eventclaims.documentation.counts import get_group
from eventclaims.documentation.provenance import Row

Tables = Mapping[str, Sequence[Row]]
# The relations between claims that are one utterance, and between claims with the same content.
SAME_UTTERANCE = ("same_text",)
SAME_CONTENT = (*SAME_UTTERANCE, "reiterates", "echoes", "repeats")


class Category(NamedTuple):
    """A subject of counts: claims or statements with a value in a column.

    Attributes:
        unit: `claims` or `statements`.
        by: `claim_type`, `group` or `channel`. The group is the body that a person speaks for,
            otherwise the speaker.
        value: The code, or the id of the group; empty if it is unknown.
    """

    unit: str
    by: str
    value: str


class Claims(NamedTuple):
    """Claims to count by group: the group of each claim, and pairs of a claim and a code."""

    groups: Mapping[str, str]
    codes: Iterable[tuple[str, str]]


def count_by_group(claims: Claims, broader: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """Return the number of claims of each group and code.

    Args:
        claims: The claims; those without a group are not counted.
        broader: The code under which a code is counted; others are counted as themselves.
    """
    found = {(id_, broader.get(code, code)) for id_, code in claims.codes if id_ in claims.groups}
    return Counter((claims.groups[id_], code) for id_, code in found)


def count_units(
    tables: Tables, counted_as: Mapping[str, Mapping[str, str]], same: Collection[str] = ()
) -> Counter[Category]:
    """Return the number of claims or statements of each category.

    Args:
        tables: The rows of `claims` and `statements`, and with `same` those of `claim_links`.
        counted_as: For `claim_type`, `group` and `channel`, the value under which a value is
            counted; a value that is not listed is counted as itself.
        same: The relations of linked claims that count once, such as `SAME_CONTENT`. Statements
            count once if such a link connects their claims.
    """
    made_in = {row["claim_id"]: row["statement_id"] for row in tables["claims"]}
    links = [
        (row["claim_id"], row["to_claim_id"])
        for row in (tables["claim_links"] if same else ())
        if row["relation"] in same and row["to_claim_id"] in made_in
    ]
    pairs = [*links, *((made_in.get(a, ""), made_in[b]) for a, b in links)]
    components = _find_components(pairs)
    found = {(name, components.get(id_, id_)) for name, id_ in _categorise(tables, counted_as)}
    return Counter(category for category, _ in found)


def _categorise(
    tables: Tables, counted_as: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[Category, str]]:
    """Yield each category of each claim and statement, and its id."""

    def classify(unit: str, by: str, value: str) -> Category:
        return Category(unit, by, counted_as.get(by, {}).get(value, value))

    statements = {row["statement_id"]: row for row in tables["statements"]}
    units = [
        *(
            ("claims", row["claim_id"], statements.get(row["statement_id"]))
            for row in tables["claims"]
        ),
        *(("statements", record, row) for record, row in statements.items()),
    ]
    for row in tables["claims"]:
        yield classify("claims", "claim_type", row["claim_type"]), row["claim_id"]
    for unit, record, statement in units:
        if statement is not None:
            yield classify(unit, "group", get_group(statement)), record
            yield classify(unit, "channel", statement.get("channel", "")), record


def _find_components(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return an id of the connected component of each linked id."""
    component: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for pair in pairs:
        first, second = (component.get(id_, id_) for id_ in pair)
        if first != second:
            joined = members.pop(first, [first]) + members.pop(second, [second])
            members[first] = joined
            component |= dict.fromkeys(joined, first)
    return component
