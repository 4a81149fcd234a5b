"""Find rows with duplicate keys or broken references, and the keys that exist."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eventclaims.database.tables import ORDINAL, LoadedTables
from eventclaims.package.model import Table
from eventclaims.structure.screen.gates import ANY, Gate, make_cell_reader, spell
from eventclaims.tables.plain_schema import Schema

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Screened:
    """A loaded table that can be screened.

    Attributes:
        table: The table.
        schema: Its schema.
        gates: The gates of its fields, by name.
    """

    table: Table
    schema: Schema
    gates: dict[str, Gate]

    def is_plain(self, fields: Iterable[str]) -> str:
        """Return SQL that is true if the cells of all these fields have a plain form."""
        parts = [self.gates[name].is_plain for name in fields]
        return " AND ".join(part for part in parts if part != ANY) or ANY

    def is_missing(self, fields: Iterable[str]) -> str:
        """Return SQL that is true if the cells of all these fields are missing."""
        return " AND ".join(self.gates[name].missing for name in fields)

    def is_valid(self) -> str:
        """Return SQL that is true only for rows with valid cells and a primary key, if any."""
        key = self.schema.primary_key or self.gates
        passes = (gate.passes for gate in self.gates.values())
        return " AND ".join([f"NOT ({self.is_missing(key)})", *passes])

    def values(self, fields: Iterable[str]) -> list[str]:
        """Return SQL for the cells of these fields, NULL if they are missing."""
        gates = [self.gates[name] for name in fields]
        return [f"CASE WHEN NOT ({g.missing}) THEN {g.column} END" for g in gates]

    def read(self, fields: Sequence[str], cells: Sequence[str | None]) -> Key:
        """Return the values that Frictionless reads from cells."""
        readers = [make_cell_reader(self.schema.get_field(name)) for name in fields]
        return tuple(read(cell)[0] for read, cell in zip(readers, cells, strict=True))

    def spell(self, fields: Sequence[str], key: Key) -> tuple[str | None, ...]:
        """Return the plain forms of values."""
        types = [self.schema.get_field(name).type for name in fields]
        return tuple(
            None if value is None else spell(value, kind)
            for value, kind in zip(key, types, strict=True)
        )


def list_unique(schema: Schema) -> list[tuple[str, ...]]:
    """Return what must be unique: the primary key, and each field with that constraint."""
    own = [(field.name,) for field in schema.fields if field.constraints.get("unique")]
    return [*([tuple(schema.primary_key)] if schema.primary_key else []), *own]


def select_repeated(loaded: LoadedTables, screened: Screened, fields: Sequence[str]) -> str:
    """Return the query of the ordinals of rows with a duplicate key."""
    keyed = _select_keys(loaded, screened, fields)
    keys = ", ".join(f"k{n}" for n in range(len(fields)))
    groups = f"SELECT {keys} FROM {keyed} GROUP BY {keys} HAVING count(*) > 1"  # noqa: S608
    return _join(keyed, groups, len(fields))


def find_other_forms(loaded: LoadedTables, screened: Screened, fields: Sequence[str]) -> set[int]:
    """Return the ordinals of rows whose key is that of a row without the plain form of its type."""
    other_forms = {key for key in _read_other_forms(loaded, screened, fields) if set(key) != {None}}
    if not other_forms:
        return set()
    # A cell of another form may be valid: an enum can list it.
    name = loaded.names[screened.table.name]
    rows = loaded.list_ordinals(name, f"NOT ({screened.is_plain(fields)})")
    keyed = _select_keys(loaded, screened, fields)
    with loaded.register("wanted", _spell_all(screened, fields, other_forms)):
        return rows | loaded.list_numbers([_join(keyed, "SELECT * FROM wanted", len(fields))])


def _select_keys(loaded: LoadedTables, screened: Screened, fields: Sequence[str]) -> str:
    """Return the source of the ordinals and keys of the rows whose key is not missing."""
    name = loaded.names[screened.table.name]
    columns = ", ".join(f"{value} AS k{n}" for n, value in enumerate(screened.values(fields)))
    return loaded.select(
        name,
        f"SELECT {ORDINAL}, {columns} FROM {name} WHERE NOT ({screened.is_missing(fields)})",  # noqa: S608
    )


def _join(keyed: str, keys: str, width: int) -> str:
    """Return the query of the ordinals of rows whose key is in another query."""
    return f"SELECT x.{ORDINAL} FROM {keyed} AS x SEMI JOIN ({keys}) AS y ON {_equal(width)}"  # noqa: S608


def _equal(width: int) -> str:
    return " AND ".join(f"x.k{n} IS NOT DISTINCT FROM y.k{n}" for n in range(width))


def _read_other_forms(loaded: LoadedTables, screened: Screened, fields: Sequence[str]) -> set[Key]:
    """Return the values of keys with a cell that does not have a plain form."""
    if screened.is_plain(fields) == ANY:
        return set()
    columns = ", ".join(screened.gates[field].column for field in fields)
    name = loaded.names[screened.table.name]
    others = loaded.select(
        name,
        f"SELECT {columns} FROM {name} WHERE NOT ({screened.is_plain(fields)})",  # noqa: S608
    )
    query = f"SELECT DISTINCT * FROM {others}"  # noqa: S608
    return {screened.read(fields, cells) for cells in loaded.list_rows(query)}


def _spell_all(
    screened: Screened, fields: Sequence[str], keys: set[Key]
) -> list[tuple[str | None, ...]]:
    return sorted({screened.spell(fields, key) for key in keys}, key=repr)


def select_unreferred(
    loaded: LoadedTables,
    screened: Screened,
    fields: Sequence[str],
    target: Screened,
    target_fields: Sequence[str],
) -> str:
    """Return the query of the ordinals of rows whose key does not exist as text in its target."""
    other = loaded.names[target.table.name]
    found = ", ".join(f"{value} AS k{n}" for n, value in enumerate(target.values(target_fields)))
    # Missing parts are equal, as None equals None; a single field cannot be missing here.
    same = "x.k0 = y.k0" if len(fields) == 1 else _equal(len(fields))
    # Values that must be unique are nearly so; to sort out duplicates would take longer than to
    # compare with them.
    once = "" if tuple(target_fields) in list_unique(target.schema) else "DISTINCT "
    naming = _select_keys(loaded, screened, fields)
    named = loaded.select(
        other,
        f"SELECT {once}{found} FROM {other} WHERE {target.is_plain(target_fields)}",  # noqa: S608
    )
    return f"SELECT x.{ORDINAL} FROM {naming} AS x ANTI JOIN {named} AS y ON {same}"  # noqa: S608


def read_keys(
    loaded: LoadedTables, screened: Screened, fields: Sequence[str], rows: Sequence[int]
) -> set[Key]:
    """Return the values of fields in the rows with these ordinals."""
    columns = ", ".join(screened.gates[field].column for field in fields)
    query = f"SELECT DISTINCT {columns} FROM {loaded.names[screened.table.name]}"  # noqa: S608
    if not rows:
        return set()
    with loaded.register("wanted", [(row,) for row in rows]):
        chosen = f"{query} WHERE {ORDINAL} IN (SELECT k0 FROM wanted)"  # noqa: S608
        return {screened.read(fields, cells) for cells in loaded.list_rows(chosen)}


def find_present(
    loaded: LoadedTables, target: Screened, fields: Sequence[str], wanted: set[Key]
) -> set[Key]:
    """Return which of the wanted keys exist, and all keys that do not have a plain form."""
    present = _read_other_forms(loaded, target, fields)
    columns = ", ".join(f"{value} AS k{n}" for n, value in enumerate(target.values(fields)))
    name = loaded.names[target.table.name]
    if wanted:
        with loaded.register("wanted", _spell_all(target, fields, wanted)):
            keyed = loaded.select(name, f"SELECT {columns} FROM {name}")  # noqa: S608
            query = (
                f"SELECT DISTINCT x.* FROM {keyed} AS x "  # noqa: S608
                f"SEMI JOIN wanted AS y ON {_equal(len(fields))}"
            )
            present |= {target.read(fields, cells) for cells in loaded.list_rows(query)}
    return {key for key in present if set(key) != {None}}
