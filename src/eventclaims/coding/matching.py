"""Match the units of two codings one to one, by their position in the text."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from scipy.optimize import linear_sum_assignment

from eventclaims.coding.units import KINDS, SEPARATOR, Unit, list_coded_fields

# Two units match only if at least half of the shorter one is contained in the other.
_LEAST_CONTAINED = 0.5
# Units at the same position are matched by equal ids if both codings have the same ids, then by
# equal codes, then by order. The weights are too small to outweigh a relevant difference in
# overlap.
_SAME = 1e-2
_ALIKE = 1e-3
_ORDER = 1e-4
Pairs = list[tuple[Unit, Unit]]


def match_codings(
    first: Mapping[str, Sequence[Unit]],
    second: Mapping[str, Sequence[Unit]],
    given: frozenset[str] = frozenset(),
) -> tuple[dict[str, Pairs], dict[str, str]]:
    """Match the units of two codings, given by table.

    Args:
        first: The first coding.
        second: The second coding.
        given: The ids of the rows from which both coders started; each matches itself.

    Returns:
        The pairs by table, and for each id of the second coding the id of the first, or a value
        that equals no id if the unit has no match.
    """
    pairs: dict[str, Pairs] = {}
    known: dict[str, str] = {}
    for kind in KINDS:
        pairs[kind] = _match_kind(first[kind], second[kind], known, given)
        known |= {b.record: f"{b.record} (second)" for b in second[kind]}
        known |= {b.record: a.record for a, b in pairs[kind]}
    return pairs, known


def _match_kind(
    first: Sequence[Unit], second: Sequence[Unit], known: Mapping[str, str], given: frozenset[str]
) -> Pairs:
    """Match units of one table: those with the same given id, and then all others."""
    if not given:
        return match_units(first, second, known)
    named = {unit.record: unit for unit in second if unit.record in given}
    pairs = {unit.record: named[unit.record] for unit in first if unit.record in named}
    rest, other = ([u for u in units if u.record not in pairs] for units in (first, second))
    # A given row that one coder removed is not another one that the other coder removed.
    pairs |= {
        a.record: b for a, b in match_units(rest, other, known) if not given >= {a.record, b.record}
    }
    return [(unit, pairs[unit.record]) for unit in first if unit.record in pairs]


def match_by_document(
    first: Mapping[str, Sequence[Unit]],
    second: Mapping[str, Sequence[Unit]],
    given: frozenset[str] = frozenset(),
) -> tuple[dict[str, Pairs], dict[str, str]]:
    """Match each document of two codings separately.

    Several units of the second coding can match one of the first, as in a dataset in which a row
    about several documents was coded once for each of them.

    Args:
        first: The first coding.
        second: The second coding.
        given: See `match_codings`.

    Returns:
        The pairs by table, and the id of the first coding for each matched id of the second.
    """
    pairs: dict[str, Pairs] = {kind: [] for kind in KINDS}
    known: dict[str, str] = {}
    mine, others = divide_by_document(first), divide_by_document(second)
    for document in mine.keys() & others.keys():
        for kind, found in match_codings(mine[document], others[document], given)[0].items():
            pairs[kind] += found
            known |= {b.record: a.record for a, b in found}
    return pairs, known


def divide_by_document(
    coding: Mapping[str, Sequence[Unit]],
) -> dict[str, dict[str, list[Unit]]]:
    """Return the units of each document by table, with their spans in this document."""
    divided: dict[str, dict[str, list[Unit]]] = {}
    for kind in KINDS:
        for unit in coding[kind]:
            spans: dict[str, set[tuple[str, int, int]]] = defaultdict(set)
            for span in unit.spans:
                spans[span[0]].add(span)
            for document, own in spans.items():
                units = divided.setdefault(document, {each: [] for each in KINDS})
                units[kind].append(replace(unit, spans=frozenset(own)))
    return divided


def choose_actors(pairs: Mapping[str, Pairs]) -> dict[str, str]:
    """Return the actor of one coding for each actor of another with a matched name or statement.

    Several actors of the second coding can be the same actor of the first: a coding of separate
    documents has an actor for each document. The actor with most of the matched names is chosen;
    for an actor without one, such as an author whom the document does not name, the speaker of
    most of its matched statements.

    Args:
        pairs: The pairs of units by table; see `match_codings`.
    """
    matched: dict[str, str] = {}
    for table, column in (("statements", "speaker_id"), ("actor_names", "actor_id")):
        votes: dict[str, Counter[str]] = {}
        for a, b in pairs[table]:
            votes.setdefault(b.cells.get(column, ""), Counter())[a.cells.get(column, "")] += 1
        matched |= {actor: found.most_common(1)[0][0] for actor, found in votes.items()}
    return matched


def list_values(a: Unit, b: Unit, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield each coded field of two units with both values, the second with ids of the first.

    Args:
        a: A unit of the first coding.
        b: A unit of the second coding.
        known: Ids of the first coding by id of the second; other ids remain as they are.
    """
    for column, is_reference in list_coded_fields(a.table):
        value, other = a.cells.get(column, ""), b.cells.get(column, "")
        yield column, value, _translate(other, known) if is_reference else other


def _translate(value: str, known: Mapping[str, str]) -> str:
    parts = [part.partition("/") for part in value.split(SEPARATOR)]
    return SEPARATOR.join(sorted(known.get(id_, id_) + "".join(rest) for id_, *rest in parts))


def match_units(
    first: Sequence[Unit], second: Sequence[Unit], known: Mapping[str, str] | None = None
) -> Pairs:
    """Match units of one table so that the sum of their overlaps (Dice) is maximal.

    Args:
        first: Units of the first coding.
        second: Units of the second coding.
        known: Ids of the first coding by id of the second.

    Returns:
        The pairs in the order of `first`; each unit is in at most one pair.
    """
    if not first or not second:
        return []
    spans = {unit.record: unit.spans for unit in first}
    is_shared = all(spans.get(unit.record, unit.spans) == unit.spans for unit in second)
    same = _SAME if is_shared else 0.0
    weights = np.zeros((len(first), len(second)))
    for row, column in _list_overlaps(first, second):
        a, b = first[row], second[column]
        weights[row, column] = _weigh(a, b, known or {}) + same * (a.record == b.record)
    # Remaining ties are matched in text order.
    distance = np.abs(np.subtract.outer(np.arange(len(first)), np.arange(len(second))))
    weights = np.where(weights > 0, weights - _ORDER * distance / distance.size, 0)
    rows, columns = linear_sum_assignment(weights, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(first[row], second[column]) for row, column in pairs if weights[row, column] > 0]


def _list_overlaps(first: Sequence[Unit], second: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of each two units that share a character; most units share none."""
    places: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for column, unit in enumerate(second):
        for document, start, end in _merge(unit.spans):
            places[document].append((start, end, column))
    for row, unit in enumerate(first):
        columns = {
            column
            for document, start, end in _merge(unit.spans)
            for other_start, other_end, column in places.get(document, ())
            if other_start < end and start < other_end
        }
        yield from ((row, column) for column in sorted(columns))


def _weigh(a: Unit, b: Unit, known: Mapping[str, str]) -> float:
    dice, contained = measure_overlap(a, b)
    if contained < _LEAST_CONTAINED:
        return 0.0
    alike = [value == other for _, value, other in list_values(a, b, known)]
    return dice + _ALIKE * sum(alike) / max(len(alike), 1)


def measure_overlap(a: Unit, b: Unit) -> tuple[float, float]:
    """Return the Dice coefficient of two units, and the share of the shorter in the longer."""
    mine, others = _merge(a.spans), _merge(b.spans)
    shared = sum(
        max(0, min(end, other_end) - max(start, other_start))
        for document, start, end in mine
        for other_document, other_start, other_end in others
        if document == other_document
    )
    lengths = [sum(end - start for _, start, end in spans) for spans in (mine, others)]
    if not shared:
        return 0.0, 0.0
    return 2 * shared / sum(lengths), shared / min(lengths)


@lru_cache(maxsize=65_536)
def _merge(spans: frozenset[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Return the spans of a unit, with touching and overlapping spans merged."""
    merged: list[tuple[str, int, int]] = []
    for document, start, end in sorted(spans):
        if merged and merged[-1][0] == document and start <= merged[-1][2]:
            before = merged.pop()
            merged.append((document, before[1], max(end, before[2])))
        else:
            merged.append((document, start, end))
    return merged
