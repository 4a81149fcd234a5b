"""Agreement of two codings: units found by both, and equal values in their fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np

from eventclaims.coding.matching import match_codings, translate
from eventclaims.coding.units import KINDS, Unit, list_coded_fields, read_coding

_SAMPLES = 1000
_INTERVAL = (2.5, 97.5)
_LEAST_UNITS = 2
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

    Units are matched one to one by the overlap of their spans. Alpha is Krippendorff's alpha for
    nominal data (2018, Content Analysis, chapter 12), computed from the matched units. An empty
    cell counts as a value. A reference agrees if it refers to matched rows. The interval is
    computed by resampling the matched units.

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
        codes = {value: n for n, value in enumerate(sorted({v for pair in values for v in pair}))}
        data = np.array([[codes[a], codes[b]] for a, b in values])
        share = float(np.mean(data[:, 0] == data[:, 1]))
        low, high = _bootstrap(data, random)
        yield FieldAgreement(kind, column, len(pairs), share, _alpha(data), low, high)


def _alpha(data: np.ndarray[Any, Any]) -> float | None:
    if len(np.unique(data)) < _LEAST_UNITS:
        return None
    return float(krippendorff.alpha(data.T, level_of_measurement="nominal"))


def _bootstrap(
    data: np.ndarray[Any, Any], random: np.random.Generator
) -> tuple[float | None, float | None]:
    """Return the 95 % interval of alpha over resampled units; a sample without variation is 1."""
    if _alpha(data) is None:
        return None, None
    samples = data[random.integers(0, len(data), (_SAMPLES, len(data)))]
    low, high = np.percentile(_compute_alphas(samples), _INTERVAL)
    return float(low), float(high)


def _compute_alphas(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the nominal alpha of each sample, an array of codes by sample, unit and coder.

    For two coders without missing values, the formula reduces to counts; `krippendorff` builds the
    matrices of the general case, one sample at a time.
    """
    number, units, _ = samples.shape
    values = 2 * units
    codes = samples.max() + 1
    offsets = np.arange(number)[:, np.newaxis, np.newaxis] * codes
    counts = np.bincount((samples + offsets).ravel(), minlength=number * codes)
    unequal = 2 * (samples[:, :, 0] != samples[:, :, 1]).sum(axis=1)
    expected = values**2 - (counts.reshape(number, codes) ** 2).sum(axis=1)
    # Without variation both are 0, and alpha is 1.
    return np.asarray(1 - (values - 1) * unequal / np.maximum(expected, 1))
