"""Tables on their way into DuckDB, with what the screen wants to know of each row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import duckdb

from eventclaims.database.tables import LoadedTables
from eventclaims.package.model import Table
from eventclaims.runtime.threads import run_for_each
from eventclaims.structure.screen.keys import Screened, list_unique
from eventclaims.tables.row_index import RowIndex


def load_all(
    loaded: LoadedTables,
    plain: Mapping[str, Screened],
    row_indexes: Mapping[str, RowIndex],
    more: Mapping[str, Collection[str]],
) -> dict[str, Screened]:
    """Load tables side by side, and return those that DuckDB reads as Python does."""

    def load(table: Table) -> bool:
        name = table.name
        return _load(loaded, plain[name], plain.values(), row_indexes[name], more.get(name, ()))

    sound = run_for_each(load, [screened.table for screened in plain.values()])
    return {name: plain[name] for name, is_sound in zip(plain, sound, strict=True) if is_sound}


def _load(
    loaded: LoadedTables,
    screened: Screened,
    others: Iterable[Screened],
    row_index: RowIndex,
    more: Collection[str],
) -> bool:
    """Load a table, and return whether DuckDB reads as many records in it as Python does."""
    kept = {*more} | {name for fields in list_unique(screened.schema) for name in fields}
    for other in [screened, *others]:
        for reference in other.schema.foreign_keys:
            if other is screened:
                kept |= {*reference["fields"]}
            if (reference["reference"]["resource"] or other.table.name) == screened.table.name:
                kept |= {*reference["reference"]["fields"]}
    names = [*screened.gates]
    faultless = [f"NOT ({screened.is_missing(names)})"]
    faultless += [gate.passes for gate in screened.gates.values()]
    try:
        count = loaded.load(screened.table, kept, " AND ".join(faultless))
    except (duckdb.OutOfMemoryException, duckdb.IOException):  # such as a disk that is full
        raise
    except duckdb.Error:
        return False
    if count != row_index.filled:
        loaded.drop(screened.table)
    return count == row_index.filled
