"""The views that rules are checked on, and the typed tables that they read in DuckDB."""

from collections.abc import Collection, Mapping
from importlib import resources

from eventclaims.consistency.lookups import LOOKUP_READS, create_lookup_tables, list_read
from eventclaims.consistency.rules import RULES
from eventclaims.consistency.small_tables import read_typed_rows
from eventclaims.consistency.uses import create_uses
from eventclaims.database.tables import IS_EMPTY, LoadedTables, name_column
from eventclaims.package import standard
from eventclaims.package.conformance import Level
from eventclaims.package.model import Package, Table
from eventclaims.package.standard import Codelists, Schema
from eventclaims.runtime.sql import literal, quote
from eventclaims.tables.row_index import RowIndex


class View:
    """The rows of a table with the columns that its rules compare, by sql/<table>.sql.

    Attributes:
        table: The table; the view has each of its rows once.
        query: The SELECT of the view, in ANSI SQL.
        names: What the query reads: tables and lookup tables.
        reads: The tables that the query reads, directly or through a lookup table.
    """

    def __init__(self, table: str) -> None:
        folder = resources.files("eventclaims.consistency") / "sql"
        self.table = table
        self.query = (folder / f"{table}.sql").read_text("utf-8")
        self.names = list_read(self.query)
        read = [table for name in self.names for table in LOOKUP_READS.get(name, (name,))]
        self.reads = tuple(name for name in dict.fromkeys(read) if name in standard.load_schemas())


_READ_ALWAYS = ("actor_names", "actors", "places")
_CHECKED = {table for rule in RULES for table in rule.tables}
VIEWS = tuple(View(table) for table in standard.load_schemas() if table in _CHECKED)

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
    """Create the typed views of the tables of the standard, and the lookup tables.

    A table without rows is empty, and left out if no view of a table with rows reads it. Each view
    has the columns of its table and five more: `ordinal`, the number of the row among the
    rows that are not blank lines; `malformed_dates`, `unread_cells`, `missing_cells` and
    `deprecated_codes`. Rows without any filled cell are left out.

    Args:
        loaded: The loaded tables.
        package: The opened package.
        unreadable: Names of the tables to leave out.
        row_indexes: The row index of each readable table.
    """
    filled = {name for name, row_index in row_indexes.items() if row_index.filled}
    filled -= {*unreadable}
    rows = sum(row_indexes[name].filled for name in filled)
    needed = {*_READ_ALWAYS}
    needed |= {name for view in VIEWS if view.table in filled for name in view.names}
    lists = package.read_codelists()
    for name, schema in standard.load_schemas().items():
        table = package.get_table(name)
        if table and name in filled:
            _define(loaded, package, table, lists, is_small=rows <= _ROWS_IN_MEMORY)
        elif name in needed and name not in unreadable:
            loaded.define(name, _list_types(schema))
    typed = {*standard.load_schemas()} - {*unreadable}
    create_lookup_tables(loaded, package, lists, typed, typed & filled, needed)
    if "uses" in needed:
        create_uses(loaded, package, unreadable, filled)


def _define(
    loaded: LoadedTables, package: Package, table: Table, lists: Codelists, *, is_small: bool
) -> None:
    """Create the typed view of a table with rows."""
    schema = standard.load_schemas()[table.name]
    have = {*standard.list_fields(schema)} & {*table.fields}
    codes = {field["name"]: _map_codes(field, lists) for field in schema["fields"]}
    required = _list_required(schema, package)
    deprecated = _list_deprecated(table.schema, lists)
    if table.name in loaded.records:
        records = loaded.records[table.name]
        small = read_typed_rows(table, records, codes, required, deprecated)
        if small is not None:
            loaded.add_table(table.name, small)
            return
    coded = {field["name"] for field in table.schema["fields"] if "codelist" in field}
    source = _name_columns(loaded, table, have | coded)
    columns = [
        _cast(field, codes[field["name"]], present=field["name"] in have)
        for field in schema["fields"]
    ]
    noted = (
        _note_malformed_dates(schema),
        _note_unread(schema, have),
        [f"CASE WHEN {quote(name)} IS NULL THEN {literal(name)} END" for name in required],
        [
            f"CASE WHEN {quote(name)} = {literal(code)} THEN {literal(f'{name} {code}')} END"
            for name, old in deprecated.items()
            for code in old
        ],
    )
    columns += [
        f"NULLIF(concat_ws(', ', {', '.join(found)}), '') AS {column}"
        if found
        else f"CAST(NULL AS VARCHAR) AS {column}"
        for column, found in zip(_NOTED, noted, strict=True)
    ]
    query = f"SELECT ordinal, {', '.join(columns)} FROM {source}"  # noqa: S608 - quoted
    loaded.convert(table.name, loaded.names[table.name], query, is_small=is_small)


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
    rows = f"{loaded.names[table.name]} WHERE NOT {IS_EMPTY}"
    return f"(SELECT ordinal, {', '.join(columns)} FROM {rows})"  # noqa: S608 - quoted


def _map_codes(field: Schema, lists: Codelists) -> dict[str, str | None]:
    """Return the broader code of each code of a column that the standard lacks.

    Without a broader code it is missing, so that no rule judges what it does not know.
    """
    codelist = field.get("codelist", "")
    own = lists.get(codelist, ())
    if not own or codelist == _SCHEMES:
        return {}
    known = {row["code"] for row in standard.load_codelists().get(codelist, ())}
    broader = standard.map_to_broader(own)
    codes = (row.get("code", "") for row in own)
    above = {code: broader.get(code, "") for code in codes if code not in known}
    return {code: name if name in known else None for code, name in above.items()}


def _cast(field: Schema, codes: Mapping[str, str | None], *, present: bool) -> str:
    """Return a column in its type, with other codes in place of some."""
    name = quote(field["name"])
    value = name if present else "CAST(NULL AS VARCHAR)"
    if codes and present:
        cases = [
            f"WHEN {literal(code)} THEN {literal(above) if above else 'NULL'}"
            for code, above in codes.items()
        ]
        value = f"CASE {name} {' '.join(cases)} ELSE {name} END"
    return f"{_CASTS.get(field['type'], '{}').format(value)} AS {name}"


def _note_malformed_dates(schema: Schema) -> list[str]:
    """Return expressions of the names of the fields whose date has no leading zeros.

    Frictionless accepts such a date, other readers do not. The views treat it as missing.
    """
    names = [field["name"] for field in schema["fields"] if field["type"] == "date"]
    return [
        f"CASE WHEN regexp_full_match({quote(name)}, '{_UNPADDED_DAY}') "
        f"AND NOT regexp_full_match({quote(name)}, '{_ISO_DAY}') THEN {literal(name)} END"
        for name in names
    ]


def _note_unread(schema: Schema, have: Collection[str]) -> list[str]:
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


def _list_required(schema: Schema, package: Package) -> list[str]:
    """Return the names of the fields that are required at the level of a package."""
    conformance = package.conformance
    return [
        field["name"]
        for field in schema["fields"]
        if "requiredFrom" in field
        and conformance
        and conformance.level.includes(Level(field["requiredFrom"]))
    ]


def _list_deprecated(schema: Schema, lists: Codelists) -> dict[str, list[str]]:
    """Return the deprecated codes of each field that has some."""
    found = {
        field["name"]: [
            row.get("code", "")
            for row in lists.get(field.get("codelist", ""), ())
            if row.get("status") == "deprecated"
        ]
        for field in schema["fields"]
    }
    return {name: codes for name, codes in found.items() if codes}
