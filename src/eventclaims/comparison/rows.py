"""The rows of one table in two versions, compared by key in DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from eventclaims.database.sql import literal, quote
from eventclaims.package import standard as schemas
from eventclaims.package.model import Table

REASONS = "correction_reasons"
RETIREMENTS = "retirement_reasons"
_ID = "[A-Z]{3}-[0-9]{1,18}"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A changed cell, or a row, a column or a table that came or went.

    What came or went has its own name for its value: a new row has its key for `new`, with `field`
    empty; a new column its name, with `record` empty; a new table its name, with both empty.

    Attributes:
        table: The table.
        record: Key of the row, its parts joined by "/".
        field: The column.
        old: The value before, empty where there was none.
        new: The value now, empty where there is none.
        reason: Why, as corrections says it of a cell and retired of a row.
    """

    table: str
    record: str
    field: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class TableDiff:
    """How many rows and cells of a table changed that both packages have.

    Attributes:
        name: The table.
        added: Number of rows that only the newer package has.
        removed: Number of rows that only the older one has.
        unretired: Number of those of them whose id is not retired.
        changed: Number of rows that both have and that differ.
        cells: Number of changed cells, by column.
        uncorrected: Number of changed cells that need a row in corrections and have none.
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
class Names:
    """What the tables of one comparison are called in DuckDB; the number keeps them apart.

    Attributes:
        number: Number of the comparison.
    """

    number: int

    @property
    def added(self) -> str:
        """Keys of the rows that only the newer side has."""
        return f"added_{self.number}"

    @property
    def removed(self) -> str:
        """Keys of the rows that only the older side has."""
        return f"removed_{self.number}"

    @property
    def changed(self) -> str:
        """Rows that differ: key, each shared column before and now, and their corrections."""
        return f"changed_{self.number}"


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """A table that was compared, and how its changes are read from DuckDB.

    Attributes:
        names: Where the result is.
        old: The older table.
        new: The newer one.
        asks_corrections: Whether a changed cell needs a row in corrections.
    """

    names: Names
    old: Table
    new: Table
    asks_corrections: bool

    @property
    def shared(self) -> list[str]:
        """The columns, the key apart, that both have."""
        return list_shared(self.old, self.new)

    @property
    def columns(self) -> tuple[RowChange, ...]:
        """The columns that are gone, then those that are new."""
        old, new, name = self.old.fields, self.new.fields, self.new.name
        gone = [RowChange(name, "", field, field, "", "") for field in old if field not in new]
        fresh = [RowChange(name, "", field, "", field, "") for field in new if field not in old]
        return (*gone, *fresh)

    def _pair_cells(self) -> list[tuple[str, str]]:
        derived = [field["name"] for field in self.new.schema["fields"] if field.get("derived")]
        return list(pair_cells(self.shared, derived if self.asks_corrections else self.shared))

    def list_queries(self, limit: int | None = None, *, uncorrected: bool = False) -> Iterator[str]:
        """Yield the queries for the rows that went, that came, and the cells that changed.

        Args:
            limit: The number of changes after which each ends.
            uncorrected: Whether only cells are wanted that need a correction and have none.

        Yields:
            Queries of the record, the field, the old and the new value and the reason, in the
            order of the keys and the columns.
        """
        names, most = self.names, "" if limit is None else f"LIMIT {limit}"
        gone = "record AS old, '' AS new, coalesce(reason, '') AS reason"
        sides = (
            (f"{names.removed} LEFT JOIN {RETIREMENTS} USING (record)", self.old, gone),
            (names.added, self.new, "'' AS old, record AS new, '' AS reason"),
        )
        for rows, table, values in () if uncorrected else sides:
            order = order_by_key(len(table.key))
            yield f"SELECT record, '' AS field, {values} FROM {rows} ORDER BY {order} {most}"  # noqa: S608 - the names are ours
        if not self.shared:
            return
        structs, lacks = zip(*self._pair_cells(), strict=True)
        where = f"WHERE {' OR '.join(lacks)}" if uncorrected else ""
        condition = "cell.lacks" if uncorrected else "cell.old <> cell.new"
        yield (
            "SELECT record, cell.field, cell.old, cell.new, cell.reason "  # noqa: S608 - quoted
            f"FROM (SELECT record, unnest([{', '.join(structs)}]) AS cell "
            f"FROM (SELECT * FROM {names.changed} {where} "
            f"ORDER BY {order_by_key(len(self.new.key))} {most})) WHERE {condition} {most}"
        )

    def count(self, connection: duckdb.DuckDBPyConnection) -> TableDiff:
        """Count what changed."""
        names, shared = self.names, self.shared
        unretired = f"SELECT count(*) FROM {names.removed} ANTI JOIN {RETIREMENTS} USING (record)"  # noqa: S608 - the names are ours
        is_retirable = len(self.old.key) == 1 and self.new.name != "retired"
        changed = [
            f"count(*) FILTER (old_{place} <> new_{place})" for place, _ in enumerate(shared)
        ]
        lacking = [f"count(*) FILTER ({lacks})" for _, lacks in self._pair_cells()]
        counts = ", ".join(["count(*)", *changed, *lacking])
        row = _fetch_one(connection, f"SELECT {counts} FROM {names.changed}")  # noqa: S608 - quoted
        cells = zip(shared, row[1 : len(shared) + 1], strict=True)
        return TableDiff(
            name=self.new.name,
            added=_fetch_one(connection, f"SELECT count(*) FROM {names.added}")[0],  # noqa: S608
            removed=_fetch_one(connection, f"SELECT count(*) FROM {names.removed}")[0],  # noqa: S608
            unretired=_fetch_one(connection, unretired)[0] if is_retirable else 0,
            changed=row[0],
            cells={name: number for name, number in cells if number},
            uncorrected=sum(row[len(shared) + 1 :]),
        )


def _fetch_one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row: tuple[int, ...] = connection.execute(query).fetchone() or ()
    return row


def compare_rows(
    connection: duckdb.DuckDBPyConnection, names: Names, old: Table, new: Table
) -> None:
    """Compare a table that is loaded as `older` and as `newer`, and drop both.

    A table whose key is another one has no rows in common with what it was.

    Args:
        connection: The connection.
        names: Where the result goes.
        old: The older table.
        new: The newer one.
    """
    same_key = old.key == new.key
    join = " AND ".join(f"a.{quote(n)} = b.{quote(n)}" for n in new.key) if same_key else "false"
    for name, side, other, key in (
        (names.added, "newer", "older", new.key),
        (names.removed, "older", "newer", old.key),
    ):
        query = (
            f"SELECT {list_key(key, 'a')} FROM {side} AS a "  # noqa: S608 - names are quoted
            f"WHERE NOT EXISTS (SELECT 1 FROM {other} AS b WHERE {join})"
        )
        connection.execute(f"CREATE TABLE {name} AS {query}")
    shared = list_shared(old, new)
    differs = " OR ".join(f"a.{quote(n)} <> b.{quote(n)}" for n in shared) or "false"
    pairs = "".join(
        f", a.{quote(n)} AS old_{place}, b.{quote(n)} AS new_{place}"
        for place, n in enumerate(shared)
    )
    query = (
        f"SELECT {list_key(new.key, 'b')}{pairs}, c.fields AS corrections "  # noqa: S608 - quoted
        f'FROM older AS a JOIN newer AS b ON {join} LEFT JOIN {REASONS} AS c ON c."table" = '
        f"{literal(new.name)} AND c.record = {_join_key(new.key, 'b')} WHERE {differs}"
    )
    connection.execute(f"CREATE TABLE {names.changed} AS {query}")
    connection.execute("DROP TABLE older")
    connection.execute("DROP TABLE newer")


def list_shared(old: Table, new: Table) -> list[str]:
    """Return the columns, the key apart, that two versions of a table have in common."""
    return [name for name in new.fields if name in old.fields and name not in new.key]


def list_key(key: Sequence[str], alias: str) -> str:
    """Return the columns that name a row: its key in one text, and its parts as key_0 and so on."""
    parts = (f"{alias}.{quote(name)} AS key_{place}" for place, name in enumerate(key))
    return ", ".join([f"{_join_key(key, alias)} AS record", *parts])


def _join_key(key: Sequence[str], alias: str) -> str:
    return f"concat_ws('/', {', '.join(f'{alias}.{quote(name)}' for name in key)})"


def order_by_key(length: int) -> str:
    """Return the terms by which rows are sorted: ids by their number, as `records.sort_key` does.

    Args:
        length: Number of columns of the key.
    """
    return ", ".join(_order_by(f"key_{place}") for place in range(length))


def _order_by(part: str) -> str:
    is_id = f"regexp_full_match({part}, '{_ID}')"
    return (
        f"CASE WHEN {is_id} THEN left({part}, 3) ELSE {part} END, "
        f"CASE WHEN {is_id} THEN CAST(substr({part}, 5) AS BIGINT) ELSE -1 END, {part}"
    )


def pair_cells(shared: Sequence[str], uncorrectable: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield for each shared column a struct of it, and the condition that it lacks a correction.

    Args:
        shared: The columns, as `list_shared` gives them.
        uncorrectable: Those for whose changes no correction is asked.
    """
    pattern = literal(_get_pattern())
    for place, name in enumerate(shared):
        old, new, entry = f"old_{place}", f"new_{place}", f"corrections[{literal(name)}]"
        fits = f"coalesce({entry}.old = {old} AND {entry}.new = {new}, false)"
        lacks = f"({old} <> {new} AND NOT {fits} AND regexp_full_match(record, {pattern}))"
        lacks = "false" if name in uncorrectable else lacks
        reason = f"CASE WHEN {fits} THEN {entry}.reason ELSE '' END"
        cell = {"field": literal(name), "old": old, "new": new, "reason": reason, "lacks": lacks}
        yield "{" + ", ".join(f"'{part}': {value}" for part, value in cell.items()) + "}", lacks


def _get_pattern() -> str:
    """Return the pattern of the ids that a correction can name."""
    fields = schemas.load_schemas()["corrections"]["fields"]
    pattern = next(f for f in fields if f["name"] == "record_id")["constraints"]["pattern"]
    return str(pattern)
