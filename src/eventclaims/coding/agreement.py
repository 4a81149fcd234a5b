"""Agreement of two codings: units found by both, and equal values in their fields."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eventclaims.coding.matching import match_codings, translate
from eventclaims.coding.units import KINDS, Unit, list_coded_fields, read_coding

_SAMPLES = 1000
_INTERVAL = (2.5, 97.5)
_LEAST_UNITS = 2
_LEAST_CODERS = 2
Pairs = list[tuple[Unit, Unit]]


@dataclass(frozen=True, slots=True)
class UnitAgreement:
    """Overlap of the units of one kind; `f1` is None if neither coding has any."""

    kind: str
    first: int
    second: int
    matched: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """Agreement of matched units in one field.

    Attributes:
        kind: The table.
        field: The column.
        units: Number of matched units.
        share: Share of the units with the same value.
        alpha: Krippendorff's alpha for nominal data, None if the values do not vary.
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
    """Agreement by kind of unit and by coded field."""

    units: tuple[UnitAgreement, ...]
    fields: tuple[FieldAgreement, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the agreement as a dictionary for JSON."""
        return asdict(self)


def measure_agreement(first: Path, second: Path, *, seed: int = 0) -> Agreement:
    """Compare two codings of the same documents.

    Units are matched one to one by the overlap of their spans. Alpha is computed from the matched
    units; see `compute_alpha`. An empty cell counts as a value. A reference agrees if it refers to
    matched rows. The interval is computed by resampling the matched units.

    Args:
        first: A coding; see `read_coding`.
        second: Another coding of the same documents.
        seed: Seed of the bootstrap.

    Raises:
        EventClaimsError: If a coding cannot be read.
    """
    mine, others = read_coding(first), read_coding(second)
    pairs = match_codings(mine, others)
    units = [_count(kind, len(mine[kind]), len(others[kind]), len(pairs[kind])) for kind in KINDS]
    names = {kind: {b.record: a.record for a, b in pairs[kind]} for kind in KINDS}
    random = np.random.default_rng(seed)
    fields = [found for kind in KINDS for found in _compare(kind, pairs[kind], names, random)]
    return Agreement(tuple(units), tuple(fields))


def _count(kind: str, first: int, second: int, matched: int) -> UnitAgreement:
    precision = matched / second if second else None
    recall = matched / first if first else None
    f1 = 2 * matched / (first + second) if first + second else None
    return UnitAgreement(kind, first, second, matched, precision, recall, f1)


def _compare(
    kind: str, pairs: Pairs, names: dict[str, dict[str, str]], random: np.random.Generator
) -> Iterator[FieldAgreement]:
    if len(pairs) < _LEAST_UNITS:
        return
    for column, target in list_coded_fields(kind):
        known = names.get(target or "", {})
        values = [
            (
                a.cells.get(column, ""),
                translate(b.cells.get(column, ""), known if target else None),
            )
            for a, b in pairs
        ]
        # A column that neither coder used does not show that they agree.
        if not any(value for pair in values for value in pair):
            continue
        codes = {value: n for n, value in enumerate(sorted({v for pair in values for v in pair}))}
        data = np.array([[codes[a], codes[b]] for a, b in values])
        share = float(np.mean(data[:, 0] == data[:, 1]))
        alpha, low, high = _estimate_alpha(data, random)
        yield FieldAgreement(kind, column, len(pairs), share, alpha, low, high)


def _estimate_alpha(
    data: np.ndarray[Any, Any], random: np.random.Generator
) -> tuple[float | None, float | None, float | None]:
    """Return alpha and its 95 % interval over resampled units; a sample without variation is 1."""
    units = len(data)
    (alpha,) = compute_alpha(data, np.ones((1, units)))
    if np.isnan(alpha):
        return None, None, None
    draws = (
        random.integers(0, units, (_SAMPLES, units)) + units * np.arange(_SAMPLES)[:, np.newaxis]
    )
    weights = np.bincount(draws.ravel(), minlength=_SAMPLES * units).reshape(_SAMPLES, units)
    low, high = np.percentile(np.nan_to_num(compute_alpha(data, weights), nan=1.0), _INTERVAL)
    return float(alpha), float(low), float(high)


def compute_alpha(
    codes: np.ndarray[Any, Any], weights: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Return Krippendorff's alpha for nominal data, for each of several samples of the units.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections B and C. A
    unit counts if at least two coders coded it.

    Args:
        codes: Codes from 0, by unit and coder; -1 if the coder did not code the unit.
        weights: How often each unit is in a sample, by sample and unit.

    Returns:
        The alpha of each sample; NaN if its values do not vary.
    """
    counts = (codes[:, :, np.newaxis] == np.arange(codes.max(initial=-1) + 1)).sum(axis=1)
    coders = counts.sum(axis=1)
    paired = coders >= _LEAST_CODERS
    counts, coders, weights = counts[paired], coders[paired], weights[:, paired].astype(float)
    # Ordered pairs of unequal codes: within units, each weighted by its coders, and in total.
    observed = weights @ ((coders**2 - (counts**2).sum(axis=1)) / (coders - 1))
    totals = weights @ counts
    values = totals.sum(axis=1)
    expected = values**2 - (totals**2).sum(axis=1)
    ratio = np.full(len(weights), np.nan)
    np.divide((values - 1) * observed, expected, out=ratio, where=expected > 0)
    return 1 - ratio
