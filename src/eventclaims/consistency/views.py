"""The tables of a package in DuckDB, and the views in which rules see their rows in context."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import pandera.pandas as pa

from eventclaims.consistency.checks import by_table as models
from eventclaims.consistency.lookups import create_lookup_tables
from eventclaims.database.sql import literal, quote
from eventclaims.database.tables import LoadedTables, name_column
from eventclaims.errors import TableError
from eventclaims.package import standard as schemas
from eventclaims.package.model import Package, Table
from eventclaims.package.standard import Schema
from eventclaims.tables.records import read_rows


@dataclass(frozen=True, slots=True)
class View:
    """A table in context: its query is in views/<table>.sql.

    Attributes:
        table: The table whose rows it gives, each once.
        reads: The tables that the query reads, itself or by way of the facts that it joins.
        model: The rules that look at it.
    """

    table: str
    reads: tuple[str, ...]
    model: type[pa.DataFrameModel]

    @property
    def query(self) -> str:
        """The ANSI SELECT of the view."""
        return (resources.files("eventclaims.consistency") / "sql" / f"{self.table}.sql").read_text(
            "utf-8"
        )


_WITH_IDS = schemas.list_coded_tables()
VIEWS = (
    View("sources", ("sources", "statements", "evidence", "discrepancies"), models.Sources),
    View(
        "actors",
        ("actors", "actor_names", "actor_relations", "event_participants", "statements", "claims"),
        models.Actors,
    ),
    View("actor_names", ("actor_names", "evidence"), models.ActorNames),
    View(
        "actor_relations",
        ("actor_relations", "actors", "sources", "evidence"),
        models.ActorRelations,
    ),
    View("places", ("places", "events", "statements", "evidence"), models.Places),
    View(
        "events",
        (
            *("events", "evidence", "sources", "figures", "claims", "event_participants"),
            *("claim_links", "discrepancies"),
        ),
        models.Events,
    ),
    View(
        "statements",
        (
            *("statements", "evidence", "sources", "actors", "actor_relations", "events"),
            *("event_participants", "discrepancies"),
        ),
        models.Statements,
    ),
    View(
        "claims",
        (
            *("claims", "statements", "events", "evidence", "actors", "actor_relations"),
            "event_participants",
        ),
        models.Claims,
    ),
    View("figures", ("figures", "events", "claims"), models.Figures),
    View("claim_links", ("claim_links",), models.ClaimLinks),
    View("evidence", ("evidence", *_WITH_IDS), models.Evidence),
    View("discrepancies", ("discrepancies", "evidence"), models.Discrepancies),
    View("crosswalks", ("crosswalks",), models.Crosswalks),
    View("retired", ("retired", *_WITH_IDS), models.Retired),
)

_ISO_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_LOOSE_DAY = "[0-9]+-[0-9]+-[0-9]+"
_CASTS = {
    "integer": "TRY_CAST({} AS BIGINT)",
    "number": "TRY_CAST({} AS DOUBLE)",
    "boolean": "TRY_CAST({} AS BOOLEAN)",
    # The year 0 is a day to DuckDB, and none to Python.
    "date": f"CASE WHEN regexp_full_match({{0}}, '{_ISO_DAY}') AND {{0}} >= '0001' "
    "THEN TRY_CAST({0} AS DATE) END",
}


def define_tables(loaded: LoadedTables, package: Package, unreadable: Collection[str]) -> None:
    """Make every table of the standard a typed view in DuckDB.

    A table that the package does not declare is empty; one that cannot be read is left out. Each
    has, beside its columns, its ordinal: the number of the row among those that are not blank.

    Args:
        loaded: Contains the tables.
        package: The opened package.
        unreadable: Names of the tables to leave out.
    """
    connection = loaded.connection
    # Rows know their ordinals; to keep them in order would take memory.
    connection.execute("SET preserve_insertion_order = false")
    deprecated = _find_deprecated(package)
    for name, schema in schemas.load_schemas().items():
        table = package.get_table(name)
        if name in unreadable:
            continue
        rows, have = "(SELECT 0 AS ordinal) WHERE ordinal > 0", frozenset[str]()
        known = frozenset(field["name"] for field in schema["fields"])
        if table:
            have = known & {*table.fields}
            rows = _name_columns(loaded, table, have)
        columns = [_cast(field, present=field["name"] in have) for field in schema["fields"]]
        columns.append(_list_odd_days(schema, present=bool(have)))
        columns.append(_list_deprecated(schema, deprecated, present=bool(have)))
        query = f"SELECT ordinal, {', '.join(columns)} FROM {rows}"  # noqa: S608 - quoted
        connection.execute(f"CREATE VIEW {quote(name)} AS {query}")
    create_lookup_tables(
        connection, package, [name for name in schemas.load_schemas() if name not in unreadable]
    )


def _name_columns(loaded: LoadedTables, table: Table, names: Collection[str]) -> str:
    """Return the source of a loaded table, columns under their names, an empty cell as NULL."""
    columns = [
        f"NULLIF({name_column(table, field)}, '') AS {quote(field)}"
        for field in table.fields
        if field in names
    ]
    return f"(SELECT ordinal, {', '.join(columns)} FROM {loaded.names[table.name]})"  # noqa: S608


def _cast(field: Schema, *, present: bool) -> str:
    name = quote(field["name"])
    value = name if present else "CAST(NULL AS VARCHAR)"
    return f"{_CASTS.get(field['type'], '{}').format(value)} AS {name}"


def _list_odd_days(schema: Schema, *, present: bool) -> str:
    """Return a column that names the fields whose day is written without its leading zeros.

    Frictionless takes such a day for a date; other readers do not, and here it is missing.
    """
    names = [field["name"] for field in schema["fields"] if field["type"] == "date"]
    odd = [
        f"CASE WHEN regexp_full_match({quote(name)}, '{_LOOSE_DAY}') "
        f"AND NOT regexp_full_match({quote(name)}, '{_ISO_DAY}') THEN {literal(name)} END"
        for name in names
    ]
    value = f"NULLIF(concat_ws(', ', {', '.join(odd)}), '')" if odd and present else "NULL"
    return f"CAST({value} AS VARCHAR) AS odd_days"


def _find_deprecated(package: Package) -> dict[str, list[str]]:
    """Return the deprecated codes by list, of the package's own lists where it has some."""
    folder = package.find_codelists() or schemas.folder() / "codelists"
    return {path.stem: _read_deprecated(path) for path in sorted(folder.glob("*.csv"))}


def _read_deprecated(path: Path) -> list[str]:
    try:
        _, codes = read_rows(path)
    except TableError as error:
        raise TableError(f"code list {path.name}: {error}") from error
    return [code.get("code", "") for code in codes if code.get("status") == "deprecated"]


def _list_deprecated(schema: Schema, deprecated: dict[str, list[str]], *, present: bool) -> str:
    """Return a column that names the deprecated codes of a row and their fields."""
    odd = [
        f"CASE WHEN {quote(field['name'])} = {literal(code)} "
        f"THEN {literal(field['name'] + ' ' + code)} END"
        for field in schema["fields"]
        for code in deprecated.get(field.get("codelist", ""), ())
    ]
    value = f"NULLIF(concat_ws(', ', {', '.join(odd)}), '')" if odd and present else "NULL"
    return f"CAST({value} AS VARCHAR) AS deprecated_codes"
