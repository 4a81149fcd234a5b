"""The consistency layer: relations join in DuckDB, Pandera judges batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
from pandera.errors import SchemaErrors

from eventclaims.consistency import rules
from eventclaims.consistency.printed_values import add_readings
from eventclaims.consistency.views import VIEWS, View, define_tables
from eventclaims.database.tables import LoadedTables
from eventclaims.package import standard as schemas
from eventclaims.package.model import Package, Table
from eventclaims.report.finding import Finding
from eventclaims.report.positions import Positions
from eventclaims.report.rule import NOT_CHECKED, Layer, Rule, describe_unread
from eventclaims.runtime.profiling import count_rows, is_measured, measure

_ROWS_A_BATCH = 100_000
_BY_ID = {rule.id: rule for rule in rules.RULES}


def check_consistency(
    package: Package,
    unreadable: Collection[str],
    positions: Positions,
    loaded: LoadedTables,
    progress: Callable[[str], None],
) -> list[Finding]:
    """Check the rules that look across fields, rows and tables.

    Args:
        package: The opened package.
        unreadable: Names of the tables that cannot be read by their schema; a view that reads one
            is not checked, and a note says so.
        positions: Tells the number of a record from its place among those that are not blank.
        loaded: Contains the tables.
        progress: Called with how far the rows of a table are.

    Returns:
        The findings, with the number of the record but without its physical line.

    Raises:
        EventClaimsError: If the tables cannot be read by DuckDB.
    """
    findings: list[Finding] = []
    with measure(Layer.CONSISTENCY, "facts of all rows"):
        define_tables(loaded, package, unreadable)
    run = _Run(package, loaded.connection, unreadable, positions, progress)
    for view in VIEWS:
        findings += _check_or_note(run, view)
    return findings


@dataclass(frozen=True, slots=True)
class _Run:
    """What the views of one run share; see `check_consistency`."""

    package: Package
    connection: duckdb.DuckDBPyConnection
    unreadable: Collection[str]
    positions: Positions
    progress: Callable[[str], None]


def _check_or_note(run: _Run, view: View) -> Iterator[Finding]:
    table = run.package.get_table(view.table)
    if table is None or view.table in run.unreadable:
        return
    cause = next((name for name in view.reads if name in run.unreadable), None)
    if cause:
        what, cause = f"consistency checks on `{table.name}`", describe_unread(cause)
        yield NOT_CHECKED.find(table=table.name, file=table.file, what=what, cause=cause)
    else:
        yield from _check_view(run, table, view)


def _check_view(run: _Run, table: Table, view: View) -> Iterator[Finding]:
    count = 0
    for batch in _read_batches(run.connection, view):
        count += batch.num_rows
        run.progress(f"{Layer.CONSISTENCY}: {count:,} rows of {table.name}")
        with measure(Layer.CONSISTENCY, f"readings of {table.name}", batch.num_rows):
            rows = batch.to_pandas(types_mapper=pd.ArrowDtype)
            add_readings(rows)
        for rule, broken in judge(view, rows):
            for _, row in rows[broken].iterrows():
                values = {str(name): _drop_na(value) for name, value in row.items()}
                record_row = run.positions.get_row(view.table, values["ordinal"])
                yield _describe(table, rule, values, record_row)


def _read_batches(connection: duckdb.DuckDBPyConnection, view: View) -> Iterator[pa.RecordBatch]:
    step = f"view of {view.table}"
    with measure(Layer.CONSISTENCY, step):
        batches = iter(connection.sql(view.query).to_arrow_reader(_ROWS_A_BATCH))
    while True:
        with measure(Layer.CONSISTENCY, step):
            batch = next(batches, None)
        if batch is None:
            return
        count_rows(Layer.CONSISTENCY, step, batch.num_rows)
        yield batch


def judge(view: View, rows: pd.DataFrame) -> Iterator[tuple[Rule, pd.Series]]:
    """Run the rules of a view over a batch of its rows.

    Args:
        view: The view.
        rows: Its rows, with what is to be read from their text; see `add_readings`.

    Yields:
        Each rule that is broken, and a boolean series that is true at the rows that break it.

    Raises:
        RuntimeError: If a check crashed, which is a fault of the check and not of the data.
    """
    if not is_measured():
        yield from _find_broken(view.model, rows)
        return
    # Each rule on its own, so that it has its own time.
    for check in view.model.to_schema().checks:
        rule_id = str(check.name).replace("_", "-")
        with measure(Layer.CONSISTENCY, rule_id, len(rows)):
            broken = list(_find_broken(pandera.DataFrameSchema(checks=[check]), rows))
        yield from broken


def _find_broken(
    model: type[pandera.DataFrameModel] | pandera.DataFrameSchema, rows: pd.DataFrame
) -> Iterator[tuple[Rule, pd.Series]]:
    try:
        model.validate(rows, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            rule_id, holds = error.check.name.replace("_", "-"), error.check_output
            if not isinstance(holds, pd.Series):
                message = f"rule {rule_id} crashed: {error}"
                raise RuntimeError(message) from errors  # noqa: TRY004 - a bug, whatever its type
            yield _BY_ID[rule_id], ~holds


def _describe(table: Table, rule: Rule, values: dict[str, Any], row: int) -> Finding:
    schema = schemas.load_schemas()[table.name]
    field = _find_field(schema, rule.field)
    key = "/".join(str(values[name]) for name in schemas.get_key(schema))
    shown = values.get(rule.field) if rule.field else None
    filled: dict[str, Any] = {n: "" if value is None else value for n, value in values.items()}
    place: dict[str, Any] = {
        "table": table.name,
        "file": table.file,
        "row": row,
        "field": field,
        "record": key,
        "value": None if shown is None else str(shown),
    }
    return rule.find(**filled | place)


def _find_field(schema: schemas.Schema, field: str | None) -> str | None:
    """Return the name that a column of a dated view has in its table."""
    names: dict[str, str] = schema.get("interval", {})
    by_view = {"date_earliest": "earliest", "date_latest": "latest", "date": "edtf"}
    return names.get(by_view.get(field or "", ""), field)


def _drop_na(value: Any) -> Any:  # noqa: ANN401 - a cell of any type
    return None if pd.isna(value) else value
