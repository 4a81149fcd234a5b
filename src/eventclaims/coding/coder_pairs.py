"""The agreement of each two coders of a package, and of persons with persons and with models."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eventclaims.coding.agreement import Agreement, measure_agreement
from eventclaims.coding.runs import Round, find_rounds


@dataclass(frozen=True, slots=True)
class Pooled:
    """The agreement of one or more pairs, over all kinds of units and all fields.

    Attributes:
        pairs: Number of pairs.
        units: Units of both codings.
        f1: Share of these units that have a match; None without units.
        values: Values of matched units.
        equal: Share of equal values; None without values.
    """

    pairs: int
    units: int
    f1: float | None
    values: int
    equal: float | None


@dataclass(frozen=True, slots=True)
class CoderPair:
    """The agreement of two codings of the same documents.

    Attributes:
        name: Name of the round; see `find_rounds`.
        coders: Both runs with their coders, or the folders of the codings.
        kind: What coded, such as `person-model`; empty if unknown.
        agreement: The agreement.
    """

    name: str
    coders: tuple[str, str]
    kind: str
    agreement: Agreement

    def to_dict(self) -> dict[str, Any]:
        """Return the pair as a dictionary for JSON."""
        return asdict(self) | {"pooled": asdict(pool([self]))}


def measure_pairs(root: Path, *, seed: int = 0) -> list[CoderPair]:
    """Measure the agreement of each two codings of the same documents of a package.

    Args:
        root: Folder of the package.
        seed: Seed of the bootstrap.

    Raises:
        EventClaimsError: If a coding cannot be read.
    """
    return [
        CoderPair(
            each.name,
            _name_coders(each),
            _name_kind(each),
            measure_agreement(*each.locations, seed=seed),
        )
        for each in find_rounds(root)
    ]


def pool(pairs: Sequence[CoderPair]) -> Pooled:
    """Return the agreement of several pairs together."""
    units = [unit for pair in pairs for unit in pair.agreement.units]
    fields = [field for pair in pairs for field in pair.agreement.fields]
    number, values = sum(u.first + u.second for u in units), sum(f.units for f in fields)
    matched, equal = 2 * sum(u.matched for u in units), sum(f.share * f.units for f in fields)
    return Pooled(
        len(pairs),
        number,
        matched / number if number else None,
        values,
        equal / values if values else None,
    )


def group_by_kind(pairs: Sequence[CoderPair]) -> dict[str, list[CoderPair]]:
    """Return the pairs by what coded, without those of which it is unknown."""
    kinds = sorted({pair.kind for pair in pairs if pair.kind}, reverse=True)
    return {kind: [pair for pair in pairs if pair.kind == kind] for kind in kinds}


def _name_coders(each: Round) -> tuple[str, str]:
    if each.runs:
        first, second = (f"{run.id} {run.agent}".strip() for run in each.runs)
    else:
        first, second = (f"{each.name}/{path.name}" for path in each.locations)
    return first, second


def _name_kind(each: Round) -> str:
    types = sorted((run.agent_type for run in each.runs), reverse=True)
    return "-".join(types) if all(types) else ""
