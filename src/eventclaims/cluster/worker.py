"""Functions that the workers of a cluster run: each reads batches and returns batches.

Spark sends these objects to its workers, which need the same version of eventclaims.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims import __version__
from eventclaims.cluster.splits import Split
from eventclaims.database.cells import convert_records, select_cells
from eventclaims.errors import EventClaimsError
from eventclaims.tables.records import HEADER_ROW, split_records

_ROWS_A_BATCH = 10_000
_HEADER = b"header\n"


@dataclass(frozen=True, slots=True)
class ReadSplits:
    """Reads the cells of splits as rows of a loaded table, with DuckDB's scan of a whole file.

    Attributes:
        version: The version of eventclaims that cut the files.
        width: Number of fields of the table.
    """

    version: str
    width: int

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of the splits in the batches."""
        if self.version != __version__:
            message = f"a worker has eventclaims {__version__}, and this machine {self.version}"
            raise EventClaimsError(message)
        for batch in batches:
            for row in batch.to_pylist():
                yield from self._read(Split(**row))

    def _read(self, split: Split) -> Iterator[pa.RecordBatch]:
        try:
            with Path(split.path).open("rb") as file:
                file.seek(split.start)
                content = file.read(split.end - split.start)
        except OSError as error:
            message = f"a worker cannot read {split.path} ({error.strerror})"
            raise EventClaimsError(message) from error
        with TemporaryDirectory(prefix="eventclaims-") as folder:
            path = Path(folder, "split.csv")
            has_header = split.row == HEADER_ROW
            path.write_bytes(content if has_header else _HEADER + content)
            rows = self._scan(path, split)
        if rows is None:
            text = io.StringIO(content.decode(), newline="")
            records = split_records(text, split.row, 1)
            rows = convert_records(records, self.width, split.before).read_all()
            rows = rows.cast(pa.schema([(f.name, _narrow(f.type)) for f in rows.schema]))
        yield from rows.to_batches(_ROWS_A_BATCH)

    def _scan(self, path: Path, split: Split) -> pa.Table | None:
        """Return the rows that DuckDB reads; None if they are not as many as Python's."""
        with closing(_open().cursor()) as connection:
            try:
                query = select_cells(path, self.width, split.before)
                rows = connection.sql(query).to_arrow_table()
            except (duckdb.OutOfMemoryException, duckdb.IOException):  # such as a full disk
                raise
            except duckdb.Error:
                return None
        return rows if len(rows) == split.rows else None


@dataclass(frozen=True, slots=True)
class RunQuery:
    """Runs a query on each row of a table in DuckDB.

    Attributes:
        name: The name that the query has for the table.
        query: The query.
    """

    name: str
    query: str

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of the query over the batches."""
        batches = iter(batches)
        first = next(batches, None)
        if first is None:
            return
        reader = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
        with closing(_open().cursor()) as connection:
            connection.register(self.name, reader)
            yield from connection.sql(self.query).to_arrow_reader(_ROWS_A_BATCH)


@dataclass(frozen=True, slots=True)
class Apply:
    """Calls a function with each batch, and packs what it returns.

    Attributes:
        select: The function.
    """

    select: Callable[[pa.RecordBatch], pa.RecordBatch]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the results as Arrow streams, so that they keep their types and metadata."""
        for batch in batches:
            result = self.select(batch)
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, result.schema) as stream:
                stream.write_batch(result)
            packed = pa.array([sink.getvalue().to_pybytes()], pa.binary())
            yield pa.RecordBatch.from_arrays([packed], ["packed"])


def unpack(packed: bytes) -> pa.RecordBatch:
    """Return a result of `Apply`."""
    return pa.ipc.open_stream(packed).read_next_batch()


def _narrow(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_large_string(kind) else kind


@cache
def _open() -> duckdb.DuckDBPyConnection:
    """Return the DuckDB of this process; to open one takes longer than most queries."""
    return duckdb.connect(config={"threads": 1})
