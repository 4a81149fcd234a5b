"""Match the units of two codings one to one, by their position in the text."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from eventclaims.coding.units import KINDS, SEPARATOR, Unit, list_coded_fields

# Two units match only if at least half of the shorter one is contained in the other.
_LEAST_CONTAINED = 0.5
# Units at the same position are matched by equal codes, then by order. Both weights are too small
# to outweigh a relevant difference in overlap.
_ALIKE = 1e-3
_ORDER = 1e-4
Pairs = list[tuple[Unit, Unit]]


def match_codings(
    first: Mapping[str, Sequence[Unit]], second: Mapping[str, Sequence[Unit]]
) -> dict[str, Pairs]:
    """Match the units of two codings, given by table, and return the pairs by table."""
    pairs: dict[str, Pairs] = {}
    known: dict[str, dict[str, str]] = {}
    for kind in KINDS:
        pairs[kind] = match_units(first[kind], second[kind], known)
        known[kind] = {b.record: a.record for a, b in pairs[kind]}
    return pairs


def translate(value: str, known: Mapping[str, str] | None) -> str:
    """Return a cell of the second coding with its ids replaced by those of the first coding.

    Args:
        value: The cell; an id without a match becomes a value that equals no id.
        known: Matched ids of the first coding by id of the second; None if the cell is not a
            reference.
    """
    if known is None or not value:
        return value
    parts = [part.partition("/") for part in value.split(SEPARATOR)]
    translated = [known.get(id_, f"{id_} (second)") + "".join(rest) for id_, *rest in parts]
    return SEPARATOR.join(sorted(translated))


def match_units(
    first: Sequence[Unit],
    second: Sequence[Unit],
    known: Mapping[str, Mapping[str, str]] | None = None,
) -> Pairs:
    """Match units of one table so that the sum of their overlaps (Dice) is maximal.

    Args:
        first: Units of the first coding.
        second: Units of the second coding.
        known: Matched ids of the first coding by table and id of the second.

    Returns:
        The pairs in the order of `first`; each unit is in at most one pair.
    """
    if not first or not second:
        return []
    weights = np.array([[_weigh(a, b, known or {}) for b in second] for a in first])
    # Remaining ties are matched in text order.
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
    """Return the Dice coefficient of two units, and the share of the shorter in the longer."""
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
    """Return the spans of a unit, with touching and overlapping spans merged."""
    merged: list[tuple[str, int, int]] = []
    for document, start, end in sorted(unit.spans):
        if merged and merged[-1][0] == document and start <= merged[-1][2]:
            before = merged.pop()
            merged.append((document, before[1], max(end, before[2])))
        else:
            merged.append((document, start, end))
    return merged
