"""The agreement of two codings as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventclaims.coding.agreement import Agreement  # needs the extra [agreement]


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
            "experimental" if f.is_experimental else "",
        ]
        for f in measured.fields
    ]
    yield ["field", "units", "equal", "alpha", "95 %", "note"], fields


def _show(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _span(low: float | None, high: float | None) -> str:
    return "-" if low is None else f"{_show(low)} to {_show(high)}"
