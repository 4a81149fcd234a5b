"""Krippendorff's alpha for unitizing: where in a text the units of two or more coders are."""

from collections.abc import Mapping, Sequence
from itertools import combinations

Section = tuple[int, int]
Sections = Mapping[str, Sequence[Section]]


def compute_alpha_u(coders: Sequence[Sections], lengths: Mapping[str, int]) -> float | None:
    """Return the agreement of coders about the places of units in texts.

    Source: Krippendorff (1995), On the Reliability of Unitizing Continuous Data, Sociological
    Methodology 25, 47-76; also Krippendorff (2004), Content Analysis, 2nd edition, section 11.6,
    and Krippendorff, Mathet, Bouvry and Widlöcher (2016), On the Reliability of Unitizing Textual
    Continua, Quality & Quantity 50, 2347-2364, which names it alpha_U.

    The continuum consists of the characters of all texts; no unit or gap continues from one text
    into the next. It is 1 - D_o / D_e:

        D_o = (sum over pairs of coders and of their overlapping units of (b - b')^2 + (e - e')^2,
               and over units that lie in a gap of the other coder of l^2) * 2 / (m (m - 1) L^2)

        D_e = (2 / L) * (sum over units of (N - 1) (2 l^3 - 3 l^2 + l) / 3
                         + l^2 * (sum over gaps with l' >= l of l' - l + 1))
              / (m L (m L - 1) - sum over units of l (l - 1))

    with m coders, N units, the length L of the continuum, and the beginning b, end e and length l
    of a unit.

    Args:
        coders: For each coder, the units of each text, which do not overlap; see `make_sections`.
        lengths: The length of each text.

    Returns:
        1 for the same places, about 0 for places by chance, below 0 for less than chance; None
        without units, or if no other places are possible.
    """
    total, number = sum(lengths.values()), len(coders)
    units = [end - start for each in coders for text in lengths for start, end in _get(each, text)]
    if not units:
        return None
    observed = sum(
        _measure_distance(_get(first, text), _get(second, text))
        for first, second in combinations(coders, 2)
        for text in lengths
    )
    gaps = [
        gap
        for each in coders
        for text, length in lengths.items()
        for gap in _list_gaps(_get(each, text), length)
    ]
    expected = sum(
        (len(units) - 1) * (2 * unit**3 - 3 * unit**2 + unit) / 3
        + unit**2 * sum(gap - unit + 1 for gap in gaps if gap >= unit)
        for unit in units
    )
    pairs = number * total * (number * total - 1) - sum(unit * (unit - 1) for unit in units)
    if not expected or not pairs:
        return None
    observed_share = 2 * observed / (number * (number - 1) * total**2)
    return 1 - observed_share / (2 / total * expected / pairs)


def make_sections(spans: Sequence[Section]) -> list[Section]:
    """Return spans in order as units that do not overlap: those that overlap become one."""
    made: list[Section] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        elif start < end:
            made.append((start, end))
    return made


def _get(coder: Sections, text: str) -> Sequence[Section]:
    return coder.get(text, ())


def _measure_distance(first: Sequence[Section], second: Sequence[Section]) -> int:
    """Return the sum of the distances of the units of two coders in a text."""
    distance, begin = 0, 0
    matched: set[Section] = set()
    for start, end in first:
        while begin < len(second) and second[begin][1] <= start:
            begin += 1
        is_alone = True
        for other in second[begin:]:
            if other[0] >= end:
                break
            distance += (start - other[0]) ** 2 + (end - other[1]) ** 2
            matched.add(other)
            is_alone = False
        distance += (end - start) ** 2 if is_alone else 0
    return distance + sum((e - s) ** 2 for s, e in second if (s, e) not in matched)


def _list_gaps(units: Sequence[Section], length: int) -> list[int]:
    edges = [0, *(edge for unit in units for edge in unit), length]
    return [
        after - before
        for before, after in zip(edges[::2], edges[1::2], strict=True)
        if after > before
    ]
