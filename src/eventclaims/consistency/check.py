"""The consistency layer: DuckDB runs the view of each table, predicates find its broken rows.

Pandera judges these. It and pandas take longer to load than a small package to check, so that they
are loaded for the first broken row.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from string import Formatter

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.consistency.checks import find_suspects, list_checks
from eventclaims.consistency.loaded_words import LoadedWords, read_loaded_words
from eventclaims.consistency.lookups import list_names
from eventclaims.consistency.printed_values import add_parsed_columns
from eventclaims.consistency.rules.dates import UNDERIVED
from eventclaims.consistency.uses import list_unread_users
from eventclaims.consistency.views import VIEWS, View, define_tables
from eventclaims.database.arrays import make_numbers
from eventclaims.database.tables import LoadedTables, name_column
from eventclaims.package import standard
from eventclaims.package.model import Package, Table
from eventclaims.report.columns import FindingColumns, Found, Numbers
from eventclaims.report.finding import Finding
from eventclaims.report.rule import NOT_CHECKED, Layer, Rule, describe_unread
from eventclaims.runtime.profiling import measure
from eventclaims.runtime.sql import quote
from eventclaims.tables.row_index import RowIndex


def check_consistency(  # noqa: PLR0913 - what the layers before it made, and two options
    package: Package,
    unreadable: Collection[str],
    row_indexes: Mapping[str, RowIndex],
    loaded: LoadedTables,
    progress: Callable[[str], None],
    *,
    possible: bool,
) -> list[Found]:
    """Check the rules that compare fields, rows and tables.

    Args:
        package: The opened package.
        unreadable: Names of the tables that cannot be read by their schema. A view that reads one
            is skipped, with a note.
        row_indexes: The row index of each readable table.
        loaded: The loaded tables.
        progress: Called with the number of rows checked so far.
        possible: Whether to note merely possible violations of the order of dates.

    Returns:
        The findings, with record numbers but without lines and columns.

    Raises:
        EventClaimsError: If DuckDB cannot read the tables.
    """
    findings: list[Found] = []
    with measure(Layer.CONSISTENCY, "lookup tables"):
        define_tables(loaded, package, unreadable, row_indexes)
    words = read_loaded_words(package, list_names(loaded, unreadable))
    run = _Run(package, loaded, unreadable, row_indexes, progress, possible, words)
    for view in VIEWS:
        findings += _check_or_note(run, view)
    return findings


@dataclass(frozen=True, slots=True)
class _Run:
    package: Package
    loaded: LoadedTables
    unreadable: Collection[str]
    row_indexes: Mapping[str, RowIndex]
    progress: Callable[[str], None]
    possible: bool
    words: LoadedWords


@dataclass(frozen=True, slots=True)
class _Search:
    """Selects the rows of a batch that break rules, with the ids of these in its metadata."""

    table: str
    rule_ids: tuple[str, ...]
    words: LoadedWords

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        rows = batch.num_rows
        with measure(Layer.CONSISTENCY, f"parsed columns of {self.table}", rows):
            parsed = add_parsed_columns(batch, self.words)
        broken, suspects = find_suspects(self.rule_ids, parsed)
        return suspects.replace_schema_metadata({"rows": str(rows), "broken": " ".join(broken)})


def _check_or_note(run: _Run, view: View) -> Iterator[Found]:
    table = run.package.get_table(view.table)
    if table is None or view.table in run.unreadable:
        return
    cause = next((name for name in view.reads if name in run.unreadable), None)
    if cause:
        what, cause = f"consistency checks on `{table.name}`", describe_unread(cause)
        yield NOT_CHECKED.find(**table.position, what=what, cause=cause)
    elif run.row_indexes[view.table].filled:
        users = list_unread_users(run.package, view.table, run.unreadable)
        if users:
            what, cause = f"whether each row of `{table.name}` is used", describe_unread(users[0])
            yield NOT_CHECKED.find(**table.position, what=what, cause=cause)
        yield from _check_view(run, table, view)


def _check_view(run: _Run, table: Table, view: View) -> Iterator[Found]:
    broken = _list_broken(run, table, view)
    # UNDERIVED has the id of the rule for a single row, and another message.
    differing = next((rule for rule in broken if rule.id == UNDERIVED.id), None)
    if differing and not _is_derived(run, view):
        field = _find_field(standard.load_schemas()[table.name], UNDERIVED.field)
        count = sum(rows.num_rows for rows in broken.pop(differing))
        yield UNDERIVED.find(**table.position, field=field, count=count)
    for rule, batches in broken.items():
        rows = pa.Table.from_batches(batches).sort_by("ordinal")
        keys = _read_coded_keys(run, table, rows["ordinal"])
        yield FindingColumns(
            rule=rule.id,
            severity=rule.severity,
            table=table.name,
            file=table.file,
            count=rows.num_rows,
            describe=partial(_describe, table, rule, rows, keys, run.row_indexes[table.name]),
        )


def _list_broken(run: _Run, table: Table, view: View) -> dict[Rule, list[pa.RecordBatch]]:
    """Return the rows that break each rule, with the columns that its findings name."""
    count = 0
    broken: dict[Rule, list[pa.RecordBatch]] = defaultdict(list)
    rule_ids = list_checks(table.name, run.package.conformance, possible=run.possible)
    search = _Search(table.name, rule_ids, run.words)
    step = (Layer.CONSISTENCY, f"view of {table.name}")
    for suspects in run.loaded.read_batches(view.query, search, step):
        count += int(suspects.schema.metadata[b"rows"])
        run.progress(f"{Layer.CONSISTENCY}: {count:,} rows of {table.name}")
        found = tuple(suspects.schema.metadata[b"broken"].decode().split())
        if not found:
            continue
        from eventclaims.consistency.judge import judge  # noqa: PLC0415 - it takes long to load

        for rule, rows in judge(found, suspects):
            if run.package.get_table(rule.needed_table or table.name) is not None:
                broken[rule].append(rows.select(_list_named(rule, table, rows)))
    return broken


def _list_named(rule: Rule, table: Table, rows: pa.RecordBatch) -> list[str]:
    """Return the columns that a finding of the rule needs: key, field, and those of its message."""
    named = {name for _, name, _, _ in Formatter().parse(rule.message) if name}
    named |= {"ordinal", rule.field or "", *standard.get_key(standard.load_schemas()[table.name])}
    return [name for name in rows.schema.names if name in named]


def _is_derived(run: _Run, view: View) -> bool:
    """Return whether some row of several has an EDTF date, or the table does not have any."""
    column = standard.load_schemas()[view.table].get("interval", {}).get("edtf")
    if column is None:
        return True
    query = f"SELECT COUNT(*) < 2 OR COUNT({quote(column)}) > 0 FROM {quote(view.table)}"  # noqa: S608 - quoted
    return bool(run.loaded.list_rows(query)[0][0])


def _read_coded_keys(run: _Run, table: Table, ordinals: pa.ChunkedArray) -> list[pa.Array]:
    """Return the key columns of rows as the file has them, if a part of the key is a code.

    A view has the broader code in place of one that the package adds.
    """
    coded = {field["name"] for field in table.schema["fields"] if "codelist" in field}
    if not coded & {*table.key}:
        return []
    columns = [name_column(table, name) for name in table.key]
    return run.loaded.read_cells(run.loaded.names[table.name], columns, ordinals)


def _describe(  # noqa: PLR0913, PLR0917 - what the findings consist of
    table: Table,
    rule: Rule,
    rows: pa.Table,
    keys: Sequence[pa.Array],
    row_index: RowIndex,
    chosen: Numbers,
) -> Iterator[Finding]:
    schema = standard.load_schemas()[table.name]
    numbers = make_numbers(chosen)
    parts = keys or [rows[name] for name in standard.get_key(schema)]
    records = zip(*(part.take(numbers).to_pylist() for part in parts), strict=True)
    for values, key in zip(rows.take(numbers).to_pylist(), records, strict=True):
        shown = values.get(rule.field) if rule.field else None
        position = table.position | {
            "row": row_index.count(values["ordinal"]),
            "field": _find_field(schema, rule.field),
            "record": "/".join(str(part or "") for part in key) or None,
            "value": None if shown is None else str(shown),
        }
        yield rule.find(**values | position)


def _find_field(schema: standard.Schema, field: str | None) -> str | None:
    """Return the name that a column of a view has in its table."""
    names: dict[str, str] = schema.get("interval", {})
    by_view = {"date_earliest": "earliest", "date_latest": "latest", "date": "edtf"}
    return names.get(by_view.get(field or "", ""), field)
