"""The differences of two codings, one by one, for whoever settles them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eventclaims.coding.matching import match_codings, translate
from eventclaims.coding.units import KINDS, list_coded_fields, read_coding


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two codings differ.

    Attributes:
        table: The table of the unit.
        first_id: Its id in the first coding; empty where only the second has it.
        second_id: Its id in the second coding; empty where only the first has it.
        field: The field that differs; empty where one coding lacks the unit.
        first_value: The value in the first coding.
        second_value: The value in the second coding.
    """

    table: str
    first_id: str
    second_id: str
    field: str = ""
    first_value: str = ""
    second_value: str = ""


def list_differences(first: Path, second: Path) -> Iterator[Difference]:
    """List the units that only one coding has, and the coded fields in which matched units differ.

    Args:
        first: One coding; see `read_coding`.
        second: The other.

    Yields:
        The differences by table, in the order of the text.

    Raises:
        EventClaimsError: If a coding cannot be read.
    """
    mine, others = read_coding(first), read_coding(second)
    pairs = match_codings(mine, others)
    known = {kind: {b.record: a.record for a, b in pairs[kind]} for kind in KINDS}
    for kind in KINDS:
        matched = {a.record for a, _ in pairs[kind]}, {b.record for _, b in pairs[kind]}
        yield from (
            Difference(kind, a.record, "") for a in mine[kind] if a.record not in matched[0]
        )
        yield from (
            Difference(kind, "", b.record) for b in others[kind] if b.record not in matched[1]
        )
        for a, b in pairs[kind]:
            for column, target in list_coded_fields(kind):
                values = a.cells.get(column, ""), b.cells.get(column, "")
                if values[0] != translate(values[1], known[target] if target else None):
                    yield Difference(kind, a.record, b.record, column, *values)
