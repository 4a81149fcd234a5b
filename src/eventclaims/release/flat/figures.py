"""The columns of a flat sheet that tell of figures: the bounds of what is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eventclaims.release.flat.joins import Column, Row, describe, find_rows, group, list_ids
from eventclaims.release.formats.cells import read_columns
from eventclaims.release.release_input import ReleaseInput

# What carries a figure, and what else can carry one.
_OTHERS = {"event": "claims", "claim": "events"}


def list_figures(release_input: ReleaseInput, carrier: str) -> Iterator[Column]:
    """Yield the bounds of what is counted; an open bound of one figure leaves the whole open.

    Args:
        release_input: What is released.
        carrier: What carries the figures: event or claim.

    Raises:
        EventClaimsError: If a bound is no whole number.
    """
    key = f"{carrier}_id"
    table = release_input.get_table("figures")
    if table:
        read_columns(table)  # refuses a bound that is no whole number
    figures = group(find_rows(release_input, "figures"), key)
    for quantity, label in release_input.get_labels("quantity").items():
        for bound, choose in (("minimum", min), ("maximum", max)):
            told = describe(
                f"{quantity}_{bound}",
                f"{label}: {bound}",
                f"The {'smallest minimum' if bound == 'minimum' else 'largest maximum'} of the "
                f"{carrier}'s own figures of `{quantity}`; empty where there is none, or one is "
                f"open. Figures that {_OTHERS[carrier]} carry are not among them.",
                "integer",
            )
            yield Column(told, _bound(figures, key, quantity, bound, choose))
    yield list_ids(
        "figure",
        "Figures",
        f"Ids of the {carrier}'s own figures.",
        lambda row: [figure["figure_id"] for figure in figures.get(row[key], ())],
    )


def _bound(
    figures: dict[str, list[Row]],
    key: str,
    quantity: str,
    bound: str,
    choose: Callable[[list[int]], int],
) -> Callable[[Row], str]:
    def read(row: Row) -> str:
        counted = [one for one in figures.get(row[key], ()) if one["quantity"] == quantity]
        bounds = [int(one[bound]) for one in counted if one[bound]]
        return str(choose(bounds)) if bounds and len(bounds) == len(counted) else ""

    return read
