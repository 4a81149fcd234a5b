"""Compare the rows of two versions of a table by key, in DuckDB."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from eventclaims.package import standard
from eventclaims.package.model import Table
from eventclaims.runtime.sql import literal, quote
from eventclaims.tables.canonical import NUMERIC

REASONS = "correction_reasons"
RETIREMENTS = "retirement_reasons"
_ID = "[A-Z]{3}-[0-9]{1,18}"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A changed cell, or a row, a column or a table that was added or removed.

    The value of what was added or removed is its own name: an added row has its key as `new` and an
    empty `field`; an added column has its name and an empty `record`; an added table has its name,
    and both are empty.

    Attributes:
        table: The table.
        record: Key of the row, its parts joined by "/".
        field: The column.
        old: The old value, empty if there was none.
        new: The new value, empty if there is none.
        reason: The reason from `corrections` for a cell, from `retired` for a row.
    """

    table: str
    record: str
    field: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class TableDiff:
    """The numbers of changes of a table that both packages have.

    Attributes:
        name: The table.
        added: Number of rows that only the newer package has.
        removed: Number of rows that only the older package has.
        unretired: Number of removed rows whose id is not retired.
        changed: Number of rows that both packages have and that differ.
        cells: Number of changed cells by column.
        uncorrected: Number of changed cells, and of rows of another table whose parts in this one
            changed, that lack a required row in `corrections`.
    """

    name: str
    added: int
    removed: int
    unretired: int
    changed: int
    cells: dict[str, int]
    uncorrected: int

    @property
    def is_empty(self) -> bool:
        """Whether no row changed."""
        return not (self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """A table of both packages, compared in DuckDB.

    Attributes:
        number: Number of the comparison, part of the names of its DuckDB tables.
        old: The older table.
        new: The newer table.
        asks_corrections: Whether a changed cell requires a row in `corrections`.
        owner: The compared table whose rows have the rows of this one as parts, if changed parts
            require a row in `corrections`; else empty.
        is_same: Whether both versions have the same rows; nothing is compared in DuckDB then.
    """

    number: int
    old: Table
    new: Table
    asks_corrections: bool
    owner: str
    is_same: bool = False

    @property
    def added(self) -> str:
        """DuckDB table with the keys of the added rows."""
        return f"added_{self.number}"

    @property
    def removed(self) -> str:
        """DuckDB table with the keys of the removed rows."""
        return f"removed_{self.number}"

    @property
    def changed(self) -> str:
        """DuckDB table of the changed rows: key, old and new values, corrections."""
        return f"changed_{self.number}"

    @property
    def parts(self) -> str:
        """DuckDB table of the owners whose changed parts lack a correction; only with an owner."""
        return f"parts_{self.number}"

    @property
    def shared(self) -> list[str]:
        """The columns that both versions have, without the key."""
        old, key = {*self.old.fields}, {*self.new.key}
        return [name for name in self.new.fields if name in old and name not in key]

    @property
    def columns(self) -> tuple[RowChange, ...]:
        """The removed columns, then the added columns."""
        old, new, name = self.old.fields, self.new.fields, self.new.name
        only_old, only_new = {*old} - {*new}, {*new} - {*old}
        gone = [RowChange(name, "", field, field, "", "") for field in old if field in only_old]
        fresh = [RowChange(name, "", field, "", field, "") for field in new if field in only_new]
        return (*gone, *fresh)

    @property
    def derived(self) -> set[str]:
        """The columns that are derived from others."""
        return {field["name"] for field in self.new.schema["fields"] if field.get("derived")}

    def _pair_cells(self) -> list[tuple[str, str]]:
        shared = self.shared
        return list(_pair_cells(shared, self.derived if self.asks_corrections else {*shared}))

    def list_queries(self, limit: int | None = None, *, uncorrected: bool = False) -> Iterator[str]:
        """Yield the queries for the removed rows, the added rows and the changed cells.

        Args:
            limit: The maximum number of changes of each query.
            uncorrected: Whether to select only the cells that lack a required correction. The parts
                of an owner are a cell of it, named as the column that follows the owner in the key.

        Yields:
            Queries of record, field, old value, new value and reason, in the order of the keys and
            the columns.
        """
        if self.is_same:
            return
        most = "" if limit is None else f"LIMIT {limit}"
        gone = "record AS old, '' AS new, coalesce(reason, '') AS reason"
        sides = (
            (f"{self.removed} LEFT JOIN {RETIREMENTS} USING (record)", self.old, gone),
            (self.added, self.new, "'' AS old, record AS new, '' AS reason"),
        )
        for rows, table, values in () if uncorrected else sides:
            order = _order_by_key(table)
            yield f"SELECT record, '' AS field, {values} FROM {rows} ORDER BY {order} {most}"  # noqa: S608 - the names are ours
        if uncorrected and self.owner:
            yield (
                f"SELECT record, {literal(self.new.key[1])} AS field, old, new, '' AS reason "  # noqa: S608 - quoted
                f"FROM {self.parts} ORDER BY {_order_by('record')} {most}"
            )
        if not self.shared:
            return
        structs, lacks = zip(*self._pair_cells(), strict=True)
        where = f"WHERE {' OR '.join(lacks)}" if uncorrected else ""
        condition = "cell.lacks" if uncorrected else "cell.old <> cell.new"
        yield (
            "SELECT record, cell.field, cell.old, cell.new, cell.reason "  # noqa: S608 - quoted
            f"FROM (SELECT record, unnest([{', '.join(structs)}]) AS cell "
            f"FROM (SELECT * FROM {self.changed} {where} "
            f"ORDER BY {_order_by_key(self.new)} {most})) WHERE {condition} {most}"
        )

    def count(self, connection: duckdb.DuckDBPyConnection) -> TableDiff:
        """Count the changes."""
        if self.is_same:
            return TableDiff(self.new.name, 0, 0, 0, 0, {}, 0)
        shared = self.shared
        unretired = f"SELECT count(*) FROM {self.removed} ANTI JOIN {RETIREMENTS} USING (record)"  # noqa: S608 - the names are ours
        is_retirable = len(self.old.key) == 1 and self.new.name != "retired"
        # Not FILTER: its plan takes quadratic time in the number of columns.
        changed = [f"count_if(old_{place} <> new_{place})" for place, _ in enumerate(shared)]
        lacking = [f"count_if({lacks})" for _, lacks in self._pair_cells() if lacks != "false"]
        counts = ", ".join(["count(*)", *changed, *lacking])
        found = _fetch_one(connection, f"SELECT {counts} FROM {self.changed}")  # noqa: S608 - quoted
        row = [number or 0 for number in found]  # without rows, count_if is NULL
        cells = zip(shared, row[1 : len(shared) + 1], strict=True)
        parts = _fetch_one(connection, f"SELECT count(*) FROM {self.parts}") if self.owner else ()  # noqa: S608
        return TableDiff(
            name=self.new.name,
            added=_fetch_one(connection, f"SELECT count(*) FROM {self.added}")[0],  # noqa: S608
            removed=_fetch_one(connection, f"SELECT count(*) FROM {self.removed}")[0],  # noqa: S608
            unretired=_fetch_one(connection, unretired)[0] if is_retirable else 0,
            changed=row[0],
            cells={name: number for name, number in cells if number},
            uncorrected=sum((*row[len(shared) + 1 :], *parts)),
        )


def _fetch_one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row: tuple[int, ...] = connection.execute(query).fetchone() or ()
    return row


def compare_rows(connection: duckdb.DuckDBPyConnection, compared: ComparedTable) -> None:
    """Compare a table that is loaded as `older` and as `newer`.

    If the primary keys differ, the two versions have no row in common.
    """
    old, new = compared.old, compared.new
    same_key = old.key == new.key
    join = " AND ".join(f"a.{quote(n)} = b.{quote(n)}" for n in new.key) if same_key else "false"
    for name, side, other, key in (
        (compared.added, "newer", "older", new.key),
        (compared.removed, "older", "newer", old.key),
    ):
        query = (
            f"SELECT {_list_key(key, 'a')} FROM {side} AS a "  # noqa: S608 - names are quoted
            f"WHERE NOT EXISTS (SELECT 1 FROM {other} AS b WHERE {join})"
        )
        connection.execute(f"CREATE TABLE {name} AS {query}")
    shared = compared.shared
    differs = " OR ".join(f"a.{quote(n)} <> b.{quote(n)}" for n in shared) or "false"
    pairs = "".join(
        f", a.{quote(n)} AS old_{place}, b.{quote(n)} AS new_{place}"
        for place, n in enumerate(shared)
    )
    query = (
        f"SELECT {_list_key(new.key, 'b')}{pairs}, c.fields AS corrections "  # noqa: S608 - quoted
        f'FROM older AS a JOIN newer AS b ON {join} LEFT JOIN {REASONS} AS c ON c."table" = '
        f"{literal(new.name)} AND c.record = {_join_key(new.key, 'b')} WHERE {differs}"
    )
    connection.execute(f"CREATE TABLE {compared.changed} AS {query}")


def _list_key(key: Sequence[str], alias: str) -> str:
    """Return the columns of a key: `record`, its parts joined, and `key_0` and so on."""
    parts = (f"{alias}.{quote(name)} AS key_{place}" for place, name in enumerate(key))
    return ", ".join([f"{_join_key(key, alias)} AS record", *parts])


def _join_key(key: Sequence[str], alias: str) -> str:
    return f"concat_ws('/', {', '.join(f'{alias}.{quote(name)}' for name in key)})"


def _order_by_key(table: Table) -> str:
    """Return the sort terms of the key of a table, in the order of `canonical.sort_key`."""
    types = enumerate(table.key_types)
    return ", ".join(
        _order_by_number(f"key_{place}") if type_ in NUMERIC else _order_by(f"key_{place}")
        for place, type_ in types
    )


def _order_by_number(part: str) -> str:
    number = f"TRY_CAST({part} AS DOUBLE)"
    return f"CASE WHEN {number} IS NULL THEN {part} ELSE '' END, {number}, {part}"


def _order_by(part: str) -> str:
    is_id = f"regexp_full_match({part}, '{_ID}')"
    return (
        f"CASE WHEN {is_id} THEN left({part}, 3) ELSE {part} END, "
        f"CASE WHEN {is_id} THEN CAST(substr({part}, 5) AS BIGINT) ELSE -1 END, {part}"
    )


def _pair_cells(shared: Sequence[str], uncorrectable: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield for each shared column its SQL struct and the condition that it lacks a correction."""
    pattern = literal(get_record_pattern())
    for place, name in enumerate(shared):
        old, new, entry = f"old_{place}", f"new_{place}", f"corrections[{literal(name)}]"
        fits = f"coalesce({entry}.old = {old} AND {entry}.new = {new}, false)"
        lacks = f"({old} <> {new} AND NOT {fits} AND regexp_full_match(record, {pattern}))"
        lacks = "false" if name in uncorrectable else lacks
        reason = f"CASE WHEN {fits} THEN {entry}.reason ELSE '' END"
        cell = {"field": literal(name), "old": old, "new": new, "reason": reason, "lacks": lacks}
        yield "{" + ", ".join(f"'{part}': {value}" for part, value in cell.items()) + "}", lacks


def get_record_pattern() -> str:
    """Return the pattern of the ids that `corrections` can contain."""
    fields = standard.load_schemas()["corrections"]["fields"]
    pattern = next(f for f in fields if f["name"] == "record_id")["constraints"]["pattern"]
    return str(pattern)
