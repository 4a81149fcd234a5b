"""The agreement of two codings as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventclaims.coding.rounds import CODINGS

if TYPE_CHECKING:
    from eventclaims.coding.agreement import Agreement  # needs the extra [agreement]

# The least alpha for tentative conclusions: Krippendorff (2004), Content Analysis.
_LEAST_ALPHA = 0.667
_UNITS = (
    "Number of units that each of the two codings, A and B, found before adjudication, and number "
    "that both found, matched by their spans."
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


@dataclass(frozen=True, slots=True)
class AgreementTable:
    """A table about one round of coding.

    Attributes:
        id: Identifier, such as `agreement-units`.
        title: Title.
        about: Its content.
        folder: Path of the two codings.
        header: Column names.
        rows: Rows, as text.
    """

    id: str
    title: str
    about: str
    folder: str
    header: list[str]
    rows: list[list[str]]


def describe_rounds(rounds: Mapping[str, Agreement]) -> Iterator[AgreementTable]:
    """Yield the tables of each round; without the table of units if the coders were given them.

    Args:
        rounds: The agreement by path of the round; see `list_rounds`.
    """
    for folder, measured in rounds.items():
        name = folder.removeprefix(CODINGS).strip("/")
        id_, title = (
            (f"agreement-{name}", f"Agreement of the two codings of {name}")
            if name
            else ("agreement", "Agreement of the two codings")
        )
        units, fields = tabulate(measured)
        if measured.is_given:
            compared = "Both coders were given the same units and coded only some of their fields. "
        else:
            compared = "For the units that both found. "
            yield AgreementTable(f"{id_}-units", f"{title}: units", _UNITS, folder, *units)
        about = compared + _FIELDS
        yield AgreementTable(f"{id_}-fields", f"{title}: fields", about, folder, *fields)


def tabulate(measured: Agreement) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield the table of units and the table of fields, each as header and rows."""
    units = [
        [u.kind, str(u.first), str(u.second), str(u.matched), _show(u.f1)] for u in measured.units
    ]
    yield ["unit", "A", "B", "both", "F1"], units
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


def _show(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _span(low: float | None, high: float | None) -> str:
    return "-" if low is None else f"{_show(low)} to {_show(high)}"
