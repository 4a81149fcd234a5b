"""Lookup tables for the views: cycles, similar names, repeated summaries, retired ids, codes.

They are created before the views run, each in near-linear time.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.consistency.cycles import find_cycles
from eventclaims.consistency.transliteration import normalise_transliteration
from eventclaims.database.arrays import make_array
from eventclaims.database.tables import LoadedTables
from eventclaims.package import standard
from eventclaims.package.conformance import Level
from eventclaims.package.model import Package, read_day
from eventclaims.package.paths import resolve_inside
from eventclaims.package.standard import Codelists
from eventclaims.runtime.sql import literal

Rows = list[tuple[Any, ...]]
# Where a package has the codes of the schemes that its crosswalks name.
SCHEMES_FOLDER = "schemas/schemes"
# The tables whose rows name another row by its table and id.
_WITH_RECORDS = ("evidence", "identifiers", "discrepancy_records")
# Relations from a part to its whole.
_PART_RELATIONS = ("part_of", "member_of")

_SUMMARIZED = (("events", "event_id"), ("statements", "statement_id"), ("claims", "claim_id"))
_RECORD = {"table": "VARCHAR", "record_id": "VARCHAR"}
DATED_DISCREPANCIES = """
SELECT DISTINCT x."table", x.record_id
FROM evidence AS x
JOIN evidence AS y
    ON y.source_id = x.source_id AND y."table" = 'discrepancies'
    -- A span that cannot be read may overlap.
    AND COALESCE(x."start" < y."end" AND y."start" < x."end", TRUE)
JOIN discrepancies AS d ON d.discrepancy_id = y.record_id AND d.kind = 'date'
WHERE x."table" IN ('sources', 'events', 'statements')
"""


def list_read(query: str) -> list[str]:
    """Return the tables that a query names after FROM and JOIN, in their order."""
    return list(dict.fromkeys(re.findall(r"(?:FROM|JOIN) (\w+)", query)))


# The tables of which a row can be retired: those with an id as their key.
_ID_TABLES = tuple(
    name
    for name, schema in standard.load_schemas().items()
    if name != "retired" and len(key := standard.get_key(schema)) == 1 and key[0].endswith("_id")
)
# The tables behind a lookup table. The other lookup tables need only the view's own table.
LOOKUP_READS = {
    "dangling": standard.list_coded_tables(),
    "retired_in_use": _ID_TABLES,
    "dated_discrepancies": list_read(DATED_DISCREPANCIES),
}


def create_lookup_tables(  # noqa: PLR0913, PLR0917 - what the tables are made of
    loaded: LoadedTables,
    package: Package,
    lists: Codelists,
    typed: set[str],
    have: set[str],
    needed: set[str],
) -> None:
    """Create the lookup tables.

    Args:
        loaded: Contains the typed tables of the package; see `views.define_tables`.
        package: The package.
        lists: Its code lists.
        typed: Names of the typed tables.
        have: Names of those with rows; a lookup table that needs another one is empty.
        needed: Names of the lookup tables that some query reads; others are left out.
    """
    added: tuple[tuple[str, tuple[str, ...], Callable[[], Rows]], ...] = (
        ("relation_ends", ("relation", "subject_type", "object_type"), _list_ends),
        ("list_codes", ("codelist", "code"), lambda: _list_codes(lists)),
        ("scheme_codes", ("scheme", "code"), lambda: _list_scheme_codes(package, lists)),
        ("cycle_members", ("table", "record_id"), lambda: _find_cycle_members(loaded, have)),
        ("alike_actors", ("actor_id", "alike_actor"), lambda: _find_alike(loaded, have)),
    )
    for name, columns, list_rows in added:
        if name in needed:
            _add(loaded, name, columns, list_rows())
    dangling = {"table": "VARCHAR", "ordinal": "BIGINT"}
    naming = [*_select_dangling(loaded, typed, have)] if "dangling" in needed else []
    summaries = dict.fromkeys(("table", "summary", "least", "most"), "VARCHAR")
    has_both = {"evidence", "discrepancies"} <= have
    defined = (
        ("retired_in_use", _RECORD, _select_retired(have)),
        ("dangling", dangling, naming),
        ("repeated_summaries", summaries, _select_repeated_summaries(have)),
        ("dated_discrepancies", _RECORD, [DATED_DISCREPANCIES] if has_both else []),
        ("release", {"release_day": "DATE", "is_anchored": "BOOLEAN"}, [_select_release(package)]),
    )
    for name, types, queries in defined:
        if name in needed:
            loaded.define(name, types, queries)


def _add(loaded: LoadedTables, name: str, columns: Sequence[str], rows: Rows) -> None:
    """Define a table by its rows, in which all cells are texts."""
    if rows:
        texts = [make_array(cells, pa.large_string()) for cells in zip(*rows, strict=True)]
        loaded.add_table(name, pa.Table.from_arrays(texts, names=list(columns)))
    else:
        loaded.define(name, dict.fromkeys(columns, "VARCHAR"))


def _select_release(package: Package) -> str:
    """Return a query of one row: the day of the release, and whether spans are required."""
    conformance = package.conformance
    is_anchored = conformance is not None and conformance.level is Level.ANCHORED
    day = read_day(package.descriptor)
    return f"SELECT CAST({literal(day) if day else 'NULL'} AS DATE), {is_anchored}"


@cache
def _list_ends() -> Rows:
    """Return every relation with every pair of actor types that it can connect."""
    return [
        (row["relation"], subject, target)
        for row in standard.read_codelist(standard.folder() / "relation_ends.csv")
        for subject in row["subject_types"].split()
        for target in row["object_types"].split()
    ]


def _list_codes(lists: Codelists) -> Rows:
    return [(name, code.get("code", "")) for name, codes in lists.items() for code in codes]


def _list_scheme_codes(package: Package, lists: Codelists) -> Rows:
    """Return the codes of the other schemes; the file of a scheme has its name in lower case."""
    folders = [standard.folder() / "schemes"]
    own = resolve_inside(package.root, SCHEMES_FOLDER)
    if own.is_dir():
        folders.append(own)
    listed = [item for folder in folders for item in standard.read_codelists(folder).items()]
    schemes = lists.get("scheme") or standard.load_codelists()["scheme"]
    names = {code.get("code", "").lower(): code.get("code", "") for code in schemes}
    return [
        (names[name], code.get("code", ""))
        for name, codes in listed
        if name in names
        for code in codes
    ]


def _find_cycle_members(loaded: LoadedTables, have: set[str]) -> Rows:
    members: Rows = []
    if "actor_relations" in have:
        for relation in _PART_RELATIONS:
            rows = loaded.list_rows(
                "SELECT relation_id, subject_id, object_id FROM actor_relations "  # noqa: S608 - ours
                f"WHERE relation = '{relation}'"
            )
            cycles = find_cycles((row[1], row[2]) for row in rows)
            members += [("actor_relations", row[0]) for row in rows if (row[1], row[2]) in cycles]
    if "places" in have:
        rows = loaded.list_rows("SELECT place_id, part_of FROM places")
        cycles = find_cycles(rows)
        members += [("places", row[0]) for row in rows if row in cycles or row[0] == row[1]]
    return members


def _find_alike(loaded: LoadedTables, have: set[str]) -> Rows:
    """Return each actor with the least other one that has a similar name; titles are ignored."""
    if "actor_names" not in have:
        return []
    rows = loaded.list_rows(
        "SELECT actor_id, name FROM actor_names "
        "WHERE name_type NOT IN ('title', 'epithet') "
        "AND actor_id IS NOT NULL AND name IS NOT NULL"
    )
    by_normalised: dict[str, set[str]] = {}
    for actor, name in rows:
        normalised = normalise_transliteration(name)
        if normalised:
            by_normalised.setdefault(normalised, set()).add(actor)
    alike: dict[str, str] = {}
    for actors in by_normalised.values():
        if len(actors) > 1:
            first, second, *_ = sorted(actors)
            for actor in actors:
                other = second if actor == first else first
                alike[actor] = min(other, alike.get(actor, other))
    return list(alike.items())


def _select_repeated_summaries(have: set[str]) -> list[str]:
    """Return queries of the summaries that several rows of a table have, with two of those rows."""
    return [
        f"SELECT '{name}', summary, MIN({key}), MAX({key}) "  # noqa: S608 - ours
        f"FROM {name} GROUP BY summary HAVING MIN({key}) <> MAX({key})"
        for name, key in _SUMMARIZED
        if name in have
    ]


def _select_retired(have: set[str]) -> list[str]:
    """Return the query of table and id of the rows whose id is in retired, by either column."""
    if "retired" not in have:
        return []
    keys = {name: standard.get_key(standard.load_schemas()[name])[0] for name in _ID_TABLES}
    ids = " UNION ALL ".join(
        f"SELECT '{name}' AS \"table\", {keys[name]} AS record_id FROM {name}"  # noqa: S608 - ours
        for name in sorted(have.intersection(_ID_TABLES))
    )
    named = "SELECT record_id FROM retired UNION SELECT replaced_by FROM retired"
    rows = f"({ids}) AS x SEMI JOIN ({named}) AS n ON n.record_id = x.record_id"
    return [f'SELECT DISTINCT x."table", x.record_id FROM {rows}']  # noqa: S608 - ours


def _select_dangling(loaded: LoadedTables, typed: set[str], have: set[str]) -> Iterator[str]:
    """Yield queries of the rows that name a row that does not exist, by table and ordinal.

    One for each table that is named, so that only the ids of one table are in memory.
    """
    known, filled = (
        ", ".join(f"'{name}'" for name, _ in _list_coded(names)) or "''" for names in (typed, have)
    )
    for naming in _WITH_RECORDS:
        if naming not in have:
            continue
        named = {name for (name,) in loaded.list_rows(f'SELECT DISTINCT "table" FROM {naming}')}  # noqa: S608 - ours
        select = f"SELECT '{naming}', x.ordinal FROM {naming} AS x"  # noqa: S608 - ours
        for name, key in _list_coded(have & named):
            yield (
                f"{select} ANTI JOIN {name} AS t ON t.{key} = x.record_id "
                f"WHERE x.\"table\" = '{name}' AND x.record_id IS NOT NULL"
            )
        if named <= {name for name, _ in _list_coded(have)}:
            continue
        yield (
            f'{select} WHERE x."table" NOT IN ({known}) '
            f'OR (x."table" NOT IN ({filled}) AND x.record_id IS NOT NULL)'
        )


def _list_coded(have: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each table that evidence can name, with its id column."""
    for name in standard.list_coded_tables():
        if name in have:
            yield name, standard.get_key(standard.load_schemas()[name])[0]


def list_names(loaded: LoadedTables, unreadable: Collection[str]) -> list[str]:
    """Return the names of the actors and places."""
    tables = [name for name in ("actor_names", "actors", "places") if name not in unreadable]
    queries = [f"SELECT name FROM {table} WHERE name IS NOT NULL" for table in tables]  # noqa: S608 - ours
    rows = loaded.list_rows(" UNION ".join(queries)) if queries else []
    return [str(row[0]) for row in rows]
