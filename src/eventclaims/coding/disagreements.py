"""List the differences of two codings for adjudication."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eventclaims.coding.codings import read_codings
from eventclaims.coding.matching import list_values
from eventclaims.coding.units import KINDS


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between two codings.

    Attributes:
        table: The table of the unit.
        first_id: Its id in the first coding; empty if only the second coding has the unit.
        second_id: Its id in the second coding; empty if only the first coding has the unit.
        field: The field with different values; empty if one coding lacks the unit.
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
    """List the units of only one coding, and the fields in which matched units differ.

    Args:
        first: A coding; see `read_coding`.
        second: Another coding of the same documents.

    Yields:
        The differences by table, in text order.

    Raises:
        EventClaimsError: If a coding cannot be read.
    """
    codings = read_codings(first, second)
    mine, others = codings.first, codings.second
    pairs, known = codings.match()
    for kind in KINDS:
        matched = {a.record for a, _ in pairs[kind]}, {b.record for _, b in pairs[kind]}
        yield from (
            Difference(kind, a.record, "") for a in mine[kind] if a.record not in matched[0]
        )
        yield from (
            Difference(kind, "", b.record) for b in others[kind] if b.record not in matched[1]
        )
        for a, b in pairs[kind]:
            for column, value, other in list_values(a, b, known):
                if value != other:
                    stated = b.cells.get(column, "")
                    yield Difference(kind, a.record, b.record, column, value, stated)
