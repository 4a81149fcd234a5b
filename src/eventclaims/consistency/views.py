"""The views that rules are checked on, and the typed tables that they read in DuckDB."""

from collections.abc import Collection, Mapping
from importlib import resources

from eventclaims.consistency.lookups import LOOKUP_READS, create_lookup_tables, list_read
from eventclaims.consistency.rules import RULES
from eventclaims.consistency.uses import create_uses
from eventclaims.database.sql import literal, quote
from eventclaims.database.tables import LoadedTables, name_column
from eventclaims.package import standard as schemas
from eventclaims.package.conformance import Level
from eventclaims.package.model import Package, Table
from eventclaims.package.standard import Codelists, Schema
from eventclaims.tables.row_index import RowIndex


class View:
    """The rows of a table with the columns that its rules compare, by sql/<table>.sql.

    Attributes:
        table: The table; the view has each of its rows once.
        query: The SELECT of the view, in ANSI SQL.
        reads: The tables that the query reads, directly or through a lookup table.
    """

    def __init__(self, table: str) -> None:
        folder = resources.files("eventclaims.consistency") / "sql"
        self.table = table
        self.query = (folder / f"{table}.sql").read_text("utf-8")
        named = list_read(self.query)
        read = [table for name in named for table in LOOKUP_READS.get(name, (name,))]
        self.reads = tuple(name for name in dict.fromkeys(read) if name in schemas.load_schemas())


_CHECKED = {table for rule in RULES for table in rule.tables}
VIEWS = tuple(View(table) for table in schemas.load_schemas() if table in _CHECKED)

# The rows of a small package are converted once, which saves a quarter of its time. Those of a
# large one are converted where they are read: at 5 million rows that is as fast and saves 1 GB.
_ROWS_IN_MEMORY = 200_000
# A scheme is joined to its codes and has no broader scheme.
_SCHEMES = "scheme"
_ISO_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_UNPADDED_DAY = "[0-9]+-[0-9]+-[0-9]+"
_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
_NOTED = ("malformed_dates", "unread_cells", "missing_cells", "deprecated_codes")
_CASTS = {type_: f"TRY_CAST({{}} AS {name})" for type_, name in _TYPES.items()} | {
    # DuckDB accepts the year 0, Python does not.
    "date": f"CASE WHEN regexp_full_match({{0}}, '{_ISO_DAY}') AND {{0}} >= '0001' "
    "THEN TRY_CAST({0} AS DATE) END",
}


def define_tables(
    loaded: LoadedTables,
    package: Package,
    unreadable: Collection[str],
    row_indexes: Mapping[str, RowIndex],
) -> None:
    """Create a typed view of every table of the standard, and the lookup tables.

    A table that the package does not declare is empty. Each view has the columns of its table and
    five more: `ordinal`, the number of the row among the rows that are not blank lines;
    `malformed_dates`, `unread_cells`, `missing_cells` and `deprecated_codes`. Rows without any
    filled cell are left out.

    Args:
        loaded: The loaded tables.
        package: The opened package.
        unreadable: Names of the tables to leave out.
        row_indexes: The row index of each readable table.
    """
    filled = {name for name, row_index in row_indexes.items() if row_index.filled}
    rows = sum(row_indexes[name].filled for name in filled)
    lists = package.read_codelists()
    for name, schema in schemas.load_schemas().items():
        table = package.get_table(name)
        if name in unreadable:
            continue
        if not table or name not in filled:  # the expressions below would take long to plan
            loaded.define(name, _list_types(schema))
            continue
        have = {*schemas.list_fields(schema)} & {*table.fields}
        coded = {field["name"] for field in table.schema["fields"] if "codelist" in field}
        source = _name_columns(loaded, table, have | coded)
        columns = [_cast(field, lists, present=field["name"] in have) for field in schema["fields"]]
        noted = (
            _list_malformed_dates(schema),
            _list_unread(schema, have),
            _list_missing(schema, package),
            _list_deprecated(table.schema, lists),
        )
        columns += [
            f"NULLIF(concat_ws(', ', {', '.join(found)}), '') AS {column}"
            if found
            else f"CAST(NULL AS VARCHAR) AS {column}"
            for column, found in zip(_NOTED, noted, strict=True)
        ]
        query = f"SELECT ordinal, {', '.join(columns)} FROM {source}"  # noqa: S608 - quoted
        is_small = rows <= _ROWS_IN_MEMORY
        loaded.convert(name, loaded.names[table.name], query, is_small=is_small)
    typed = {*schemas.load_schemas()} - {*unreadable}
    create_lookup_tables(loaded, package, lists, typed, typed & filled)
    create_uses(loaded, package, unreadable)


def _list_types(schema: Schema) -> dict[str, str]:
    """Return the types of the columns of a typed view."""
    types = {field["name"]: _TYPES.get(field["type"], "VARCHAR") for field in schema["fields"]}
    return {"ordinal": "BIGINT"} | types | dict.fromkeys(_NOTED, "VARCHAR")


def _name_columns(loaded: LoadedTables, table: Table, names: Collection[str]) -> str:
    """Return a subquery on a loaded table with its column names, and NULL for an empty cell.

    A row of empty cells has no values to check; `blank-row` reports it.
    """
    columns = [
        f"NULLIF({name_column(table, field)}, '') AS {quote(field)}"
        for field in table.fields
        if field in names
    ]
    is_filled = " OR ".join(f"{name_column(table, field)} <> ''" for field in table.fields)
    rows = f"{loaded.names[table.name]} WHERE {is_filled}"
    return f"(SELECT ordinal, {', '.join(columns)} FROM {rows})"  # noqa: S608 - quoted


def _cast(field: Schema, lists: Codelists, *, present: bool) -> str:
    """Return a column in its type; a code that the standard lacks becomes its broader code.

    Without a broader code it is missing, so that no rule judges what it does not know.
    """
    name = quote(field["name"])
    value = name if present else "CAST(NULL AS VARCHAR)"
    codelist = field.get("codelist", "")
    standard = {row["code"] for row in schemas.load_codelists().get(codelist, ())}
    own = lists.get(codelist, ())
    broader = schemas.map_to_broader(own)
    cases = [
        f"WHEN {literal(code)} THEN {literal(above) if above in standard else 'NULL'}"
        for row in own
        if (code := row.get("code", "")) not in standard
        for above in [broader.get(code, "")]
    ]
    if cases and present and codelist != _SCHEMES:
        value = f"CASE {name} {' '.join(cases)} ELSE {name} END"
    return f"{_CASTS.get(field['type'], '{}').format(value)} AS {name}"


def _list_malformed_dates(schema: Schema) -> list[str]:
    """Return expressions of the names of the fields whose date has no leading zeros.

    Frictionless accepts such a date, other readers do not. The views treat it as missing.
    """
    names = [field["name"] for field in schema["fields"] if field["type"] == "date"]
    return [
        f"CASE WHEN regexp_full_match({quote(name)}, '{_UNPADDED_DAY}') "
        f"AND NOT regexp_full_match({quote(name)}, '{_ISO_DAY}') THEN {literal(name)} END"
        for name in names
    ]


def _list_unread(schema: Schema, have: Collection[str]) -> list[str]:
    """Return expressions of the names of the fields whose cell does not have their type.

    The views treat such a cell as missing, but a rule about missing values must not apply to it.
    """
    return [
        f"CASE WHEN {quote(field['name'])} IS NOT NULL "
        f"AND {_CASTS[field['type']].format(quote(field['name']))} IS NULL "
        f"THEN {literal(field['name'])} END"
        for field in schema["fields"]
        if field["type"] in _CASTS and field["name"] in have
    ]


def _list_missing(schema: Schema, package: Package) -> list[str]:
    """Return expressions of the names of the fields that are empty but required at the level."""
    conformance = package.conformance
    return [
        f"CASE WHEN {quote(field['name'])} IS NULL THEN {literal(field['name'])} END"
        for field in schema["fields"]
        if "requiredFrom" in field
        and conformance
        and conformance.level.includes(Level(field["requiredFrom"]))
    ]


def _list_deprecated(schema: Schema, lists: Codelists) -> list[str]:
    """Return expressions of the deprecated codes of a row, each after the name of its field."""
    return [
        f"CASE WHEN {quote(field['name'])} = {literal(code)} "
        f"THEN {literal(field['name'] + ' ' + code)} END"
        for field in schema["fields"]
        for row in lists.get(field.get("codelist", ""), ())
        if row.get("status") == "deprecated"
        for code in [row.get("code", "")]
    ]
