"""Units of two codings matched by where they stand in the text, one to one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from eventclaims.codings import Unit

# Two units can be one only where at least half of the shorter one lies in the other.
_LEAST_CONTAINED = 0.5
# What tells apart units that stand in the very same place: the same code weighs more than none,
# and never as much as a difference in overlap that matters.
_TIE = 1e-3
_ORDER = 1e-4
_TELLING = {
    "claims": "claim_type",
    "events": "event_type",
    "figures": "quantity",
    "claim_links": "relation",
    "actor_relations": "relation",
    "discrepancies": "kind",
    "sources": "marker",
    "actors": "actor_type",
    "actor_names": "name_type",
    "places": "place_type",
}


def match_units(first: Sequence[Unit], second: Sequence[Unit]) -> list[tuple[Unit, Unit]]:
    """Match the units of two codings so that the sum of their overlaps is greatest.

    Args:
        first: Units of one table in one coding.
        second: Units of the same table in the other.

    Returns:
        The pairs, in the order of the first; each unit is in one pair at most. The overlap of two
        units is twice the length that their spans share over the sum of their lengths (Dice).
        Among units in the very same place, those with the same code are paired, then those that
        come in the same order.
    """
    if not first or not second:
        return []
    weights = np.array([[_weigh(a, b) for b in second] for a in first])
    # What is still the same is paired in the order of the text.
    distance = np.abs(np.subtract.outer(np.arange(len(first)), np.arange(len(second))))
    weights = np.where(weights > 0, weights - _ORDER * distance / distance.size, 0)
    rows, columns = linear_sum_assignment(weights, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(first[row], second[column]) for row, column in pairs if weights[row, column] > 0]


def _weigh(a: Unit, b: Unit) -> float:
    dice, contained = measure_overlap(a, b)
    if contained < _LEAST_CONTAINED:
        return 0.0
    code = _TELLING.get(a.table, "")
    return dice + (_TIE if a.cells.get(code) == b.cells.get(code) else 0.0)


def measure_overlap(a: Unit, b: Unit) -> tuple[float, float]:
    """Return how far the spans of two units overlap.

    Returns:
        The Dice coefficient of their characters, and the share of the shorter in the longer.
    """
    mine, others = _merge(a), _merge(b)
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


def _merge(unit: Unit) -> list[tuple[str, int, int]]:
    """Return the spans of a unit with those that touch or overlap made one."""
    merged: list[tuple[str, int, int]] = []
    for document, start, end in sorted(unit.spans):
        if merged and merged[-1][0] == document and start <= merged[-1][2]:
            before = merged.pop()
            merged.append((document, before[1], max(end, before[2])))
        else:
            merged.append((document, start, end))
    return merged
