"""Both codings of a row of the dataset in each round, and how it was settled."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eventclaims.coding.codings import read_codings
from eventclaims.coding.matching import choose_actors, list_values, match_by_document
from eventclaims.coding.runs import list_rounds
from eventclaims.coding.units import KINDS, SEPARATOR, Unit, list_coded_fields, read_coding

Row = Mapping[str, str]
_EVIDENCE = "evidence"
# The columns that name a row that only a coding has, the best first.
_NAMED = ("actors", "places")
_WORDS = ("title", "name", "summary", "description")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a value: one code, date or reference, or a row of a table of parts.

    Attributes:
        cells: The cell, or for a table of parts the id or code of the part and then its codes.
        missing: Words for a row that only the coding has; empty for all others. Without them, an
            id is that of a row of the dataset.
    """

    cells: tuple[str, ...]
    missing: str = ""


Value = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class FieldCodings:
    """A field in both codings and in the dataset.

    Attributes:
        field: The column, or the table of the parts; empty for the row as a whole.
        first: Its value in the first coding.
        second: Its value in the second coding.
        settled: Its value in the dataset.
        adjudication: The row of the log of adjudications; None without one.
        is_coded: Whether it is one of the coded fields, in which agreement is measured; passages
            and words are not.
    """

    field: str
    first: Value
    second: Value
    settled: Value
    adjudication: Row | None
    is_coded: bool = True


@dataclass(frozen=True, slots=True)
class RowCodings:
    """A row of the dataset in one round of coding.

    Attributes:
        round: Path of the round in the package.
        first_id: Id of the unit in the first coding; empty if that coding lacks it.
        second_id: Id of the unit in the second coding; empty if that coding lacks it.
        equal: Number of fields with the same value in both codings.
        fields: The fields that differ; the row as a whole if only one coding has it.
    """

    round: str
    first_id: str
    second_id: str
    equal: int
    fields: tuple[FieldCodings, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """The rows of the dataset for the units of a coding, and words for each unit.

    In a coding of given units, any other id is that of a row of the dataset; in a run, each id
    from which the coder started.
    """

    known: dict[str, str]
    words: dict[str, str]
    is_given: bool
    given: frozenset[str]

    def translate(self, record: str) -> str:
        """Return the row of the dataset for an id of the coding; empty if it has none."""
        is_own = record in self.given or (self.is_given and record not in self.words)
        own = record if is_own else ""
        return self.known.get(record, own)


def read_row_codings(
    root: Path, adjudications: Iterable[Row] = ()
) -> dict[tuple[str, str], list[RowCodings]]:
    """Return the codings of the rows of a package, by table and id; none without rounds.

    A row that was coded once in each of several documents has several.

    Args:
        root: Folder of the package.
        adjudications: The log of adjudications.

    Raises:
        EventClaimsError: If a coding cannot be read.
    """
    rounds = list_rounds(root)
    if not rounds:
        return {}
    log: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for entry in adjudications:
        log[_get_unit(entry)].append(entry)
    dataset = read_coding(root)
    rows = {(unit.table, unit.record): unit for kind in KINDS for unit in dataset[kind]}
    found: dict[tuple[str, str], list[RowCodings]] = defaultdict(list)
    for name, locations in rounds.items():
        both = read_codings(*locations)
        codings = (both.first, both.second)
        matches = [_match(dataset, coding, both.given) for coding in codings]
        pairs, known = both.match()
        for kind in KINDS:
            for units in _list_units(pairs[kind], *(coding[kind] for coding in codings)):
                ids = (m.known.get(u.record) for u, m in zip(units, matches, strict=True) if u)
                for record in dict.fromkeys(filter(None, ids)):
                    if row := rows.get((kind, record)):
                        compared = _compare(name, units, row, matches, known, log)
                        # A round of variables repeats units of which it codes nothing.
                        if compared.equal or compared.fields or None in units:
                            found[kind, record].append(compared)
    return dict(found)


def _get_unit(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in ("table", "first_id", "second_id"))


def _match(
    dataset: Mapping[str, Sequence[Unit]],
    coding: Mapping[str, Sequence[Unit]],
    given: frozenset[str],
) -> _Match:
    pairs, known = match_by_document(dataset, coding, given)
    units = [unit for units in coding.values() for unit in units]
    own = [unit for units in dataset.values() for unit in units]
    found = choose_actors(pairs) | known
    # Rows of several documents, such as places, can have spans elsewhere; their names are unique.
    names = Counter((unit.table, unit.cells.get("name", "")) for unit in own)
    named = {(unit.table, unit.cells.get("name", "")): unit.record for unit in own}
    for unit in units:
        key = (unit.table, unit.cells.get("name", ""))
        if unit.record not in found and unit.table in _NAMED and key[1] and names[key] == 1:
            found[unit.record] = named[key]
    same = {(unit.record, unit.spans) for unit in own}
    is_given = sum((unit.record, unit.spans) in same for unit in units) > len(units) / 2
    words = {
        unit.record: next((unit.cells[c] for c in _WORDS if unit.cells.get(c)), "")
        for unit in units
    }
    return _Match(found, words, is_given, given)


def _list_units(
    pairs: Sequence[tuple[Unit, Unit]], first: Sequence[Unit], second: Sequence[Unit]
) -> Iterator[tuple[Unit | None, Unit | None]]:
    """Yield the pairs, and the units that only one coding has."""
    yield from pairs
    matched = {a.record for a, _ in pairs}, {b.record for _, b in pairs}
    yield from ((unit, None) for unit in first if unit.record not in matched[0])
    yield from ((None, unit) for unit in second if unit.record not in matched[1])


def _compare(  # noqa: PLR0913, PLR0917 - the parts of a round
    name: str,
    units: tuple[Unit | None, Unit | None],
    row: Unit,
    matches: Sequence[_Match],
    known: Mapping[str, str],
    log: Mapping[tuple[str, ...], Sequence[Row]],
) -> RowCodings:
    first, second = units
    ids = [unit.record if unit else "" for unit in units]
    entries = log.get((row.table, *ids), ())
    if first is None or second is None:
        entry = _find(entries, "", "", "")
        return RowCodings(name, ids[0], ids[1], 0, (FieldCodings("", (), (), (), entry),))
    references, equal, different = dict(list_coded_fields(row.table)), 0, []
    for column, value, other in list_values(first, second, known):
        stated = second.cells.get(column, "")
        if value == other:
            equal += bool(value)
            continue
        coded, is_reference = [], references[column]
        for cell, match in zip((value, stated), matches, strict=True):
            coded.append(_read_value(cell, match if is_reference else None))
        entry = _find(entries, column, value, stated)
        settled = _read_value(row.cells.get(column, ""), None)
        different.append(FieldCodings(column, coded[0], coded[1], settled, entry))
    different += _list_uncoded(entries, first, second, row)
    return RowCodings(name, ids[0], ids[1], equal, tuple(different))


def _list_uncoded(
    entries: Sequence[Row], first: Unit, second: Unit, row: Unit
) -> Iterator[FieldCodings]:
    """Yield the settled differences in passages and in words."""
    coded = dict(list_coded_fields(row.table))
    for entry in entries:
        name = entry.get("field", "")
        stated = [entry.get(column, "") for column in ("first_value", "second_value")]
        if name == _EVIDENCE:
            # As with values, passages separate rounds in which ids are the same.
            is_same = all(
                f" {start}-{end}" in value
                for value, unit in zip(stated, (first, second), strict=True)
                for _, start, end in unit.spans
            )
            settled = SEPARATOR.join(f"{start}-{end}" for _, start, end in sorted(row.spans))
        else:
            is_same = stated == [unit.cells.get(name, "") for unit in (first, second)]
            settled = row.cells.get(name, "")
        if name and name not in coded and is_same:
            mine, others, chosen = ((Part((text,)),) if text else () for text in (*stated, settled))
            yield FieldCodings(name, mine, others, chosen, entry, is_coded=False)


def _find(rows: Sequence[Row], field: str, first: str, second: str) -> Row | None:
    """Return the adjudication of a field; values separate rounds in which ids are the same."""
    wanted = (field, first, second)
    columns = ("field", "first_value", "second_value")
    found = (row for row in rows if tuple(row.get(name, "") for name in columns) == wanted)
    return next(found, None)


def _read_value(cell: str, match: _Match | None) -> Value:
    """Return the parts of a cell; with a match, their ids are translated to the dataset."""
    parts = []
    for text in cell.split(SEPARATOR) if cell else ():
        id_, *codes = text.split("/")
        if match is None:
            parts.append(Part((id_, *codes)))
        elif record := match.translate(id_):
            parts.append(Part((record, *codes)))
        else:
            parts.append(Part((id_, *codes), match.words.get(id_) or id_))
    return tuple(parts)
