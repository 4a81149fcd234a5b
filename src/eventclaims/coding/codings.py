"""Two codings, runs only in the documents that both have coded, and their differences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eventclaims.coding.matching import Pairs, list_values, match_codings
from eventclaims.coding.runs import find_documents, is_run, list_given, share_documents
from eventclaims.coding.units import KINDS, Unit, read_coding


@dataclass(frozen=True, slots=True)
class Codings:
    """Two codings.

    Attributes:
        first: The units of the first by table.
        second: The units of the second by table.
        given: The ids of the rows from which both coders started.
        documents: The documents that both have coded, as `Unit.spans` names them; None for all.
    """

    first: dict[str, list[Unit]]
    second: dict[str, list[Unit]]
    given: frozenset[str] = frozenset()
    documents: frozenset[str] | None = None

    def match(self) -> tuple[dict[str, Pairs], dict[str, str]]:
        """Match their units; see `match_codings`."""
        return match_codings(self.first, self.second, self.given)


def read_codings(first: Path, second: Path) -> Codings:
    """Read two codings; of two runs, only the rows of documents that both have coded.

    A run contains all rows of the package when its coder started, also those of other documents.

    Args:
        first: A coding; see `read_coding`.
        second: Another coding of the same documents.

    Raises:
        EventClaimsError: If a coding cannot be read.
    """
    codings = Codings(read_coding(first), read_coding(second))
    if not (is_run(first) and is_run(second)):
        return codings
    documents = share_documents([find_documents(each) for each in (first, second)])
    mine, others = (_restrict(each, documents) for each in (codings.first, codings.second))
    return Codings(mine, others, list_given(first) & list_given(second), documents)


def _restrict(
    coding: Mapping[str, Sequence[Unit]], documents: frozenset[str] | None
) -> dict[str, list[Unit]]:
    """Return the units in some documents, with their spans there."""
    restricted: dict[str, list[Unit]] = {}
    for kind, units in coding.items():
        restricted[kind] = []
        for unit in units:
            spans = frozenset(s for s in unit.spans if documents is None or s[0] in documents)
            if spans:
                restricted[kind].append(replace(unit, spans=spans))
    return restricted


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
