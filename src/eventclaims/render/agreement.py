"""The agreement of two codings as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventclaims.coding.runs import CODINGS

if TYPE_CHECKING:
    from eventclaims.coding.agreement import (
        Agreement,  # needs the extra [agreement]
        CoderPair,
    )

# The least alpha for tentative conclusions: Krippendorff (2004), Content Analysis.
_LEAST_ALPHA = 0.667
_UNITS = (
    "Number of units that each of the two codings, A and B, found before adjudication, and number "
    "that both found, matched by their spans. F1 is the share of all units that both have. alpha_U "
    "is Krippendorff's alpha for the places of the units in the texts: 1 for the same characters, "
    "about 0 for places by chance. It is lower than F1 if passages of the same units are longer in "
    "one coding."
)
_FIELDS = (
    "The share of units with equal values, and Krippendorff's alpha with its 95 % bootstrap "
    "interval. Sets, such as the actors of a claim, can agree in part: their alpha has the "
    "distance MASI, while their share counts equal sets only. An empty cell counts as a value. "
    "For a field that applies to few units, such as the trigger of a conditional claim, the share "
    "is therefore mostly that of units with two empty cells; alpha is corrected for agreement by "
    "chance and overstates little. A dash means that the values do not vary. A field is "
    f"experimental if its alpha is below {_LEAST_ALPHA}, the least for tentative conclusions "
    "(Krippendorff 2004, Content Analysis)."
)
# How to read each number, below the tables.
READING = f"""\
F1: the share of all units that both codings have, matched by their passages. It does not show
  whether they were found by chance.
alpha_U: agreement about where the units of a kind are in the texts, corrected for chance
  (Krippendorff 1995): 1.00 for the same characters, about 0 for places by chance. A low value
  beside a high F1 means that passages of the same units are longer in one coding. Passages of a
  coding that overlap count as one.
equal: the share of matched units with the same value; high by chance if one value is frequent.
alpha: agreement about the value, corrected for chance: 1.00 for equal values, about 0 for chance.
  From 0.800 on, conclusions are reliable; from {_LEAST_ALPHA} on, tentative; below, the field is
  experimental.
95 %: the range of alpha in other units of the same kind. If it is wide, the units are too few.
"""
# The name of a round of two runs.
_RUNS = re.compile(r"(RUN-[0-9]+)-(RUN-[0-9]+)")
_PAIRS = ("A", "B", "coders", "units", "F1", "values", "equal")


@dataclass(frozen=True, slots=True)
class AgreementTable:
    """A table about one round of coding.

    Attributes:
        id: Identifier, such as `agreement-units`.
        title: Title.
        about: Its content.
        command: The command that prints it.
        header: Column names.
        rows: Rows, as text.
    """

    id: str
    title: str
    about: str
    command: str
    header: list[str]
    rows: list[list[str]]


def describe_rounds(rounds: Mapping[str, Agreement]) -> Iterator[AgreementTable]:
    """Yield the tables of each round; without the table of units if the coders were given them.

    Args:
        rounds: The agreement by path of the round; see `list_rounds`.
    """
    for folder, measured in rounds.items():
        name = folder.removeprefix(CODINGS).strip("/")
        id_, title = "agreement", "Agreement of the two codings"
        codings = f"{folder}/first {folder}/second"
        if runs := _RUNS.fullmatch(name):
            id_, title = f"agreement-{name}", f"Agreement of {runs[1]} and {runs[2]}"
            codings = f"{runs[1]} {runs[2]}"
        elif name:
            id_, title = f"agreement-{name}", f"{title} of {name}"
        command = f"eventclaims agreement {codings}"
        units, fields = tabulate(measured)
        if measured.is_given:
            compared = "Both coders were given the same units and coded only some of their fields. "
        else:
            compared = "For the units that both found. "
            yield AgreementTable(f"{id_}-units", f"{title}: units", _UNITS, command, *units)
        about = compared + _FIELDS
        yield AgreementTable(f"{id_}-fields", f"{title}: fields", about, command, *fields)


def tabulate(measured: Agreement) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield the table of units and the table of fields, each as header and rows."""
    units = [
        [u.kind, *map(str, (u.first, u.second, u.matched)), _show(u.f1), _show(u.alpha_u)]
        for u in measured.units
    ]
    yield ["unit", "A", "B", "both", "F1", "alpha_U"], units
    fields = [
        [
            f"{f.kind}.{f.field}",
            str(f.units),
            f"{f.share:.0%}",
            _show(f.alpha),
            _span(f.low, f.high),
            "experimental" if f.alpha is not None and f.alpha < _LEAST_ALPHA else "",
        ]
        for f in measured.fields
    ]
    yield ["field", "units", "equal", "alpha", "95 %", "note"], fields


def tabulate_pairs(pairs: Sequence[CoderPair]) -> tuple[list[str], list[list[str]]]:
    """Return a table with a row for each pair of codings, and one for each kind of pair."""
    from eventclaims.coding.agreement import group_by_kind, pool  # noqa: PLC0415 - needs scipy

    named = [((*pair.coders, pair.kind), pool([pair])) for pair in pairs]
    for kind, group in group_by_kind(pairs).items():
        named.append(((f"all {kind}", f"{len(group)} of {len(pairs)} pairs", kind), pool(group)))
    rows = [
        [
            *names,
            str(p.units),
            _show(p.f1),
            str(p.values),
            "-" if p.equal is None else f"{p.equal:.0%}",
        ]
        for names, p in named
    ]
    return [*_PAIRS], rows


def _show(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _span(low: float | None, high: float | None) -> str:
    return "-" if low is None else f"{_show(low)} to {_show(high)}"
