"""The tables of a package on a cluster: DuckDB on its workers, and queries of Spark."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
from pyspark.sql import DataFrame
from pyspark.sql.connect.session import SparkSession
from pyspark.sql.types import (
    BinaryType,
    BooleanType,
    DataType,
    DateType,
    DoubleType,
    LongType,
    StringType,
    StructField,
    StructType,
)

from eventclaims import __version__
from eventclaims.cluster.calls import interrupt
from eventclaims.cluster.failures import explain_failures
from eventclaims.cluster.splits import cut
from eventclaims.cluster.worker import Apply, ReadSplits, RunQuery, unpack
from eventclaims.database.embedded import make_keys
from eventclaims.database.tables import ORDINAL, Step, list_types
from eventclaims.package.model import Table
from eventclaims.runtime.profiling import measure
from eventclaims.runtime.threads import run_for_each
from eventclaims.tables.records import Record
from eventclaims.tables.row_index import RowIndex

_TYPES: dict[str, DataType] = {
    "VARCHAR": StringType(),
    "BIGINT": LongType(),
    "BOOLEAN": BooleanType(),
    "DATE": DateType(),
    "DOUBLE": DoubleType(),
    "BLOB": BinaryType(),
}
_JOIN = re.compile(r"\b(SEMI|ANTI) JOIN\b")


@dataclass(frozen=True, slots=True)
class ClusterTables:
    """The methods are those of `LoadedTables`.

    Attributes:
        session: The session on the cluster.
        scratch: A folder that its workers share; the loaded and typed tables are in it as Parquet.
        local: A DuckDB without rows, which knows the types of queries.
        names: The SQL name of each table, by its name in the package.
        numbers: Numbers for the names of selected rows.
        records: Empty; no table of a cluster is checked by Python alone.
    """

    session: SparkSession
    scratch: Path
    local: duckdb.DuckDBPyConnection
    names: dict[str, str] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)
    records: dict[str, list[Record]] = field(default_factory=dict)

    @explain_failures()
    def load(self, tables: Sequence[Table], row_indexes: Mapping[str, RowIndex]) -> None:
        for number, table in enumerate(tables):
            self.names[table.name] = f"t{number}"
        run_for_each(
            lambda table: self._load(table, row_indexes[table.name]),
            tables,
            stop=lambda: interrupt(self.session),
        )

    def _load(self, table: Table, row_index: RowIndex) -> None:
        name, types = self.names[table.name], list_types(table)
        columns = ", ".join(f"{column} {kind}" for column, kind in types.items())
        self.local.cursor().execute(f"CREATE TABLE {name} ({columns})")
        splits = [*cut(table, row_index)]
        if not splits:
            self.define(name, types)
            return
        parts = pa.Table.from_pylist([split._asdict() for split in splits])
        read = ReadSplits(__version__, len(table.fields))
        spread = self.session.createDataFrame(parts).repartition(len(splits))
        self._keep(spread.mapInArrow(read, _make_type(types)), name, types)

    @explain_failures()
    def select(self, name: str, query: str, /) -> str:
        view = f"selected{next(self.numbers)}"
        self._run(name, query).createOrReplaceTempView(view)
        return view

    def _run(self, name: str, query: str) -> DataFrame:
        run = RunQuery(name, query)
        return self.session.table(name).mapInArrow(run, _make_type(self._list_types(query)))

    def _list_types(self, query: str) -> dict[str, str]:
        described = self.local.cursor().execute(f"DESCRIBE {query}").fetchall()
        return {name: kind for name, kind, *_ in described}

    @explain_failures()
    def convert(self, name: str, source: str, query: str, /, *, is_small: bool) -> None:  # noqa: ARG002
        self._keep(self._run(source, query), name, self._list_types(query))

    def _keep(self, frame: DataFrame, name: str, types: Mapping[str, str]) -> None:
        """Write rows to the scratch folder, so that they are not computed for each query."""
        path = str(self.scratch / name)
        frame.write.parquet(path)
        stored = self.session.read.schema(_make_type(types)).parquet(path)
        stored.createOrReplaceTempView(name)

    @explain_failures()
    def define(self, name: str, types: Mapping[str, str], queries: Sequence[str] = ()) -> None:
        if queries:
            frame = self._sql(" UNION ALL ".join(queries)).toDF(*types)
        else:
            frame = self.session.createDataFrame([], _make_type(types))
        frame.createOrReplaceTempView(name)

    @explain_failures()
    def add_table(self, name: str, rows: pa.Table) -> None:
        self.session.createDataFrame(rows).createOrReplaceTempView(name)

    @contextmanager
    def register(self, name: str, rows: Sequence[tuple[Any, ...]]) -> Iterator[None]:
        with explain_failures():
            self.session.createDataFrame(make_keys(rows)).createOrReplaceTempView(name)
        yield

    def list_numbers(self, queries: Sequence[str]) -> set[int]:
        rows = self.list_rows(" UNION ALL ".join(queries)) if queries else []
        return {int(row[0]) for row in rows}

    @explain_failures()
    def list_ordinals(self, name: str, condition: str) -> set[int]:
        query = f"SELECT {ORDINAL} FROM {name} WHERE {condition}"  # noqa: S608
        return {row[0] for row in _list_rows(self._run(name, query))}

    @explain_failures()
    def list_rows(self, query: str) -> list[tuple[Any, ...]]:
        return _list_rows(self._sql(query))

    @explain_failures()
    def read_cells(
        self, name: str, columns: Sequence[str], ordinals: pa.ChunkedArray
    ) -> list[pa.ChunkedArray]:
        wanted = pa.table({ORDINAL: ordinals})
        self.session.createDataFrame(wanted).createOrReplaceTempView("wanted")
        query = f"SELECT x.{ORDINAL}, {', '.join(columns)} FROM {name} AS x"  # noqa: S608
        frame = self._sql(f"{query} SEMI JOIN wanted AS y ON x.{ORDINAL} = y.{ORDINAL}")
        return [*frame.toArrow().sort_by(ORDINAL).columns[1:]]

    @explain_failures()
    def read_batches(
        self, query: str, select: Callable[[pa.RecordBatch], pa.RecordBatch], step: Step
    ) -> Iterator[pa.RecordBatch]:
        with measure(*step):
            frame = self._sql(query).mapInArrow(Apply(select), _make_type({"packed": "BLOB"}))
            packed = frame.toArrow()["packed"].to_pylist()
        return map(unpack, packed)

    def _sql(self, query: str) -> DataFrame:
        """Return the rows of a query in the SQL of Spark."""
        return self.session.sql(_JOIN.sub(r"LEFT \1 JOIN", query).replace('"', "`"))


def _make_type(types: Mapping[str, str]) -> StructType:
    return StructType([StructField(name, _TYPES[kind]) for name, kind in types.items()])


def _list_rows(frame: DataFrame) -> list[tuple[Any, ...]]:
    columns = [column.to_pylist() for column in frame.toArrow().columns]
    return [*zip(*columns, strict=True)]
