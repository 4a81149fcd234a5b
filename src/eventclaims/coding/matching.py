"""Units of two codings matched by where they stand in the text, one to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from eventclaims.coding.units import KINDS, Unit, list_coded_fields

# Two units can be one only where at least half of the shorter one lies in the other.
_LEAST_CONTAINED = 0.5
# Among units in the very same place, those are paired that are coded most alike, then those that
# come in the same order; neither ever weighs as much as a difference in overlap that matters.
_ALIKE = 1e-3
_ORDER = 1e-4
Pairs = list[tuple[Unit, Unit]]


def match_codings(
    first: Mapping[str, Sequence[Unit]], second: Mapping[str, Sequence[Unit]]
) -> dict[str, Pairs]:
    """Match the units of two codings, kind by kind.

    Args:
        first: The units of one coding by table.
        second: The units of the other.

    Returns:
        The pairs by table.
    """
    pairs: dict[str, Pairs] = {}
    known: dict[str, dict[str, str]] = {}
    for kind in KINDS:
        pairs[kind] = match_units(first[kind], second[kind], known)
        known[kind] = {b.record: a.record for a, b in pairs[kind]}
    return pairs


def translate(value: str, known: Mapping[str, str] | None) -> str:
    """Return the first coding's id for an id of the second; one without a match equals none.

    Args:
        value: A cell of the second coding.
        known: Ids of the second coding and those of the first; None where the cell is no reference.
    """
    return value if known is None or not value else known.get(value, f"{value} (second)")


def match_units(
    first: Sequence[Unit],
    second: Sequence[Unit],
    known: Mapping[str, Mapping[str, str]] | None = None,
) -> Pairs:
    """Match the units of two codings so that the sum of their overlaps is greatest.

    Args:
        first: Units of one table in one coding.
        second: Units of the same table in the other.
        known: By table, ids of the second coding that are matched, and their ids in the first.

    Returns:
        The pairs, in the order of the first; each unit is in one pair at most. The overlap of two
        units is twice the length that their spans share over the sum of their lengths (Dice).
    """
    if not first or not second:
        return []
    weights = np.array([[_weigh(a, b, known or {}) for b in second] for a in first])
    # What is still the same is paired in the order of the text.
    distance = np.abs(np.subtract.outer(np.arange(len(first)), np.arange(len(second))))
    weights = np.where(weights > 0, weights - _ORDER * distance / distance.size, 0)
    rows, columns = linear_sum_assignment(weights, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(first[row], second[column]) for row, column in pairs if weights[row, column] > 0]


def _weigh(a: Unit, b: Unit, known: Mapping[str, Mapping[str, str]]) -> float:
    dice, contained = measure_overlap(a, b)
    if contained < _LEAST_CONTAINED:
        return 0.0
    fields = list(list_coded_fields(a.table))
    alike = sum(
        a.cells.get(column, "") == translate(b.cells.get(column, ""), known.get(target or ""))
        for column, target in fields
    )
    return dice + _ALIKE * alike / max(len(fields), 1)


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
