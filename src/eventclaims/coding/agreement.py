"""Agreement of two codings: units found by both, and equal values in their fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eventclaims.coding.codings import Codings, read_codings
from eventclaims.coding.matching import Pairs, divide_by_document, list_values
from eventclaims.coding.unitizing import compute_alpha_u, make_sections
from eventclaims.coding.units import KINDS, PARTS, SEPARATOR, Unit
from eventclaims.package.standard import load_schemas

_SAMPLES = 1000
_INTERVAL = (2.5, 97.5)
_LEAST_UNITS = 2
_LEAST_CODERS = 2


@dataclass(frozen=True, slots=True)
class UnitAgreement:
    """Overlap of the units of one kind.

    Attributes:
        kind: The table.
        first: Number of units in the first coding.
        second: Number of units in the second coding.
        matched: Number of units that both have.
        precision: Share of the units of the second that the first has, too.
        recall: Share of the units of the first that the second has, too.
        f1: Harmonic mean of both; None if neither coding has a unit.
        alpha_u: Krippendorff's alpha of the places of the units; see `compute_alpha_u`.
    """

    kind: str
    first: int
    second: int
    matched: int
    precision: float | None
    recall: float | None
    f1: float | None
    alpha_u: float | None


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """Agreement of matched units in one field.

    Attributes:
        kind: The table.
        field: The column.
        units: Number of matched units.
        share: Share of the units with the same value.
        alpha: Krippendorff's alpha, None if the values do not vary.
        low: Lower end of the 95 % bootstrap interval of alpha.
        high: Upper end of that interval.
    """

    kind: str
    field: str
    units: int
    share: float
    alpha: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement by kind of unit and by coded field.

    Attributes:
        units: The kinds of units.
        fields: The fields of the units that both codings contain.
        is_given: Whether both codings have the same ids with the same spans: the coders were given
            the units and coded only their fields.
    """

    units: tuple[UnitAgreement, ...]
    fields: tuple[FieldAgreement, ...]
    is_given: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the agreement as a dictionary for JSON."""
        return asdict(self)


def measure_agreement(first: Path, second: Path, *, seed: int = 0) -> Agreement:
    """Compare two codings of the same documents.

    Units are matched one to one by the overlap of their spans. Alpha is computed from the matched
    units; see `compute_alpha`. Values are equal or not, but sets of parts, such as the actors of a
    claim, can be partly equal; see `measure_masi`. An empty cell counts as a value. A reference
    agrees if it refers to matched rows. The interval is computed by resampling the matched units.

    If the units were given, fields that were given with them are left out: those of documents, and
    the row that a unit belongs to.

    Args:
        first: A coding; see `read_coding`.
        second: Another coding of the same documents.
        seed: Seed of the bootstrap.

    Raises:
        EventClaimsError: If a coding cannot be read.
    """
    return measure_codings(read_codings(first, second), seed=seed)


def measure_by_document(first: Path, second: Path, *, seed: int = 0) -> dict[str, Agreement]:
    """Compare two codings in each document.

    Args:
        first: A coding; see `read_coding`.
        second: Another coding of the same documents.
        seed: Seed of the bootstrap.

    Returns:
        The agreement by document: its id and title in the coding that has it.

    Raises:
        EventClaimsError: If a coding cannot be read.
    """
    codings = read_codings(first, second)
    mine, others = (divide_by_document(each) for each in (codings.first, codings.second))
    names = {
        span[0]: f"{unit.record} {unit.cells.get('title', '')}".strip()
        for coding in (codings.second, codings.first)
        for unit in coding["sources"]
        for span in unit.spans
        if _is_document(unit)
    }
    empty: dict[str, list[Unit]] = {kind: [] for kind in KINDS}
    measured = {}
    for document, name in sorted(names.items(), key=lambda item: item[1]):
        part = Codings(mine.get(document, empty), others.get(document, empty), codings.given)
        measured[name] = measure_codings(part, seed=seed)
    return measured


def measure_codings(codings: Codings, *, seed: int = 0) -> Agreement:
    """Compare two codings that were read; see `measure_agreement`."""
    mine, others = codings.first, codings.second
    pairs, known = codings.match()
    lengths = _list_lengths(codings)
    units = [
        _measure_units(kind, mine[kind], others[kind], len(pairs[kind]), lengths) for kind in KINDS
    ]
    given = [
        {(unit.record, unit.spans) for kind in KINDS for unit in c[kind]} for c in (mine, others)
    ]
    is_given = given[0] == given[1]
    random = np.random.default_rng(seed)
    fields = [found for kind in KINDS for found in _compare(kind, pairs[kind], known, random)]
    kept = [field for field in fields if not (is_given and _is_part_of_unit(field))]
    return Agreement(tuple(units), tuple(kept), is_given)


def _is_document(unit: Unit) -> bool:
    """Return whether a unit is a whole text, which no coder chooses."""
    return unit.table == "sources" and unit.cells.get("kind") == "document"


def _list_lengths(codings: Codings) -> dict[str, int]:
    """Return the length of each text: as stated, or else the end of its last unit."""
    lengths: dict[str, int] = {}
    for coding in (codings.first, codings.second):
        for units in coding.values():
            for document, _, end in (span for unit in units for span in unit.spans):
                lengths[document] = max(lengths.get(document, 0), end)
    return lengths


def _measure_units(
    kind: str,
    first: Sequence[Unit],
    second: Sequence[Unit],
    matched: int,
    lengths: Mapping[str, int],
) -> UnitAgreement:
    numbers = len(first), len(second)
    recall, precision = (matched / number if number else None for number in numbers)
    f1 = 2 * matched / sum(numbers) if sum(numbers) else None
    coders = []
    for units in (first, second):
        spans: dict[str, list[tuple[int, int]]] = {}
        for unit in units:
            for document, start, end in () if _is_document(unit) else unit.spans:
                spans.setdefault(document, []).append((start, end))
        coders.append({document: make_sections(found) for document, found in spans.items()})
    alpha_u = compute_alpha_u(coders, lengths)
    return UnitAgreement(kind, *numbers, matched, precision, recall, f1, alpha_u)


def _is_part_of_unit(field: FieldAgreement) -> bool:
    """Return whether a field has the same values throughout because it was given with the units."""
    required = {
        column["name"]
        for column in load_schemas()[field.kind]["fields"]
        if column.get("constraints", {}).get("required") and column["name"].endswith("_id")
    }
    return field.share == 1 and (field.kind == "sources" or field.field in required)


def _compare(
    kind: str, pairs: Pairs, known: dict[str, str], random: np.random.Generator
) -> Iterator[FieldAgreement]:
    if len(pairs) < _LEAST_UNITS:
        return
    columns: dict[str, list[tuple[str, str]]] = {}
    for a, b in pairs:
        for column, *values in list_values(a, b, known):
            columns.setdefault(column, []).append((values[0], values[1]))
    for column, cells in columns.items():
        listed = sorted({cell for pair in cells for cell in pair})
        # A column that neither coder used does not show that they agree.
        if listed == [""]:
            continue
        codes = {cell: n for n, cell in enumerate(listed)}
        data = np.array([[codes[a], codes[b]] for a, b in cells])
        share = float(np.mean(data[:, 0] == data[:, 1]))
        distances = _measure_sets(listed) if column in PARTS else 1 - np.eye(len(listed))
        alpha, low, high = _estimate_alpha(data, distances, random)
        yield FieldAgreement(kind, column, len(pairs), share, alpha, low, high)


def _measure_sets(cells: list[str]) -> np.ndarray[Any, Any]:
    """Return the distances of the sets of parts in cells."""
    sets = [frozenset(cell.split(SEPARATOR)) if cell else frozenset() for cell in cells]
    return np.array([[measure_masi(a, b) for b in sets] for a in sets])


def measure_masi(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the MASI distance of two sets: 0 if they are equal, 1 if they share nothing.

    It is 1 - J * M: J is the Jaccard index; M is 1 for equal sets, 2/3 if one contains the other,
    1/3 if they overlap otherwise. Source: Passonneau (2006), Measuring Agreement on Set-valued
    Items (MASI) for Semantic and Pragmatic Annotation, LREC 2006, L06-1392.
    """
    if first == second:
        return 0.0
    weight = 2 / 3 if first < second or second < first else 1 / 3
    return 1 - weight * len(first & second) / len(first | second)


def _estimate_alpha(
    data: np.ndarray[Any, Any], distances: np.ndarray[Any, Any], random: np.random.Generator
) -> tuple[float | None, float | None, float | None]:
    """Return alpha and its 95 % interval over resampled units; a sample without variation is 1."""
    units = len(data)
    (alpha,) = compute_alpha(data, np.ones((1, units)), distances)
    if np.isnan(alpha):
        return None, None, None
    draws = (
        random.integers(0, units, (_SAMPLES, units)) + units * np.arange(_SAMPLES)[:, np.newaxis]
    )
    weights = np.bincount(draws.ravel(), minlength=_SAMPLES * units).reshape(_SAMPLES, units)
    alphas = np.nan_to_num(compute_alpha(data, weights, distances), nan=1.0)
    low, high = np.percentile(alphas, _INTERVAL)
    return float(alpha), float(low), float(high)


def compute_alpha(
    codes: np.ndarray[Any, Any], weights: np.ndarray[Any, Any], distances: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Return Krippendorff's alpha for each of several samples of the units.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections C and D. A
    unit counts if at least two coders coded it.

    Args:
        codes: Codes from 0, by unit and coder; -1 if the coder did not code the unit.
        weights: How often each unit is in a sample, by sample and unit.
        distances: The distance of each code from each other, 0 from itself; for nominal data,
            the distance of two codes is 1.

    Returns:
        The alpha of each sample; NaN if its values do not vary.
    """
    counts = (codes[:, :, np.newaxis] == np.arange(len(distances))).sum(axis=1)
    coders = counts.sum(axis=1)
    paired = coders >= _LEAST_CODERS
    counts, coders, weights = counts[paired], coders[paired], weights[:, paired].astype(float)
    # Distances of ordered pairs of codes: within units, each weighted by its coders, and in total.
    observed = weights @ (_sum_distances(counts, distances) / (coders - 1))
    totals = weights @ counts
    values = totals.sum(axis=1)
    expected = _sum_distances(totals, distances)
    ratio = np.full(len(weights), np.nan)
    np.divide((values - 1) * observed, expected, out=ratio, where=expected > 0)
    return 1 - ratio


def _sum_distances(
    counts: np.ndarray[Any, Any], distances: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Return the sum of the distances of all ordered pairs of codes, by row of counts."""
    sums: np.ndarray[Any, Any] = ((counts @ distances) * counts).sum(axis=1)
    return sums
