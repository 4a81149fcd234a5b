"""The cells of a CSV file as rows of a loaded table: read by DuckDB, or by Python."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.database.arrays import make_array
from eventclaims.database.csv_scans import scan_padded
from eventclaims.database.tables import IS_EMPTY, IS_RAGGED, ORDINAL
from eventclaims.tables.records import HEADER_ROW, Record

_ROWS_PER_BATCH = 10_000


def select_cells(path: Path, width: int, before: int = 0) -> str:
    """Return the query that reads a file with a header.

    Args:
        path: The file.
        width: Number of fields of the table.
        before: The ordinal before the first row.
    """
    names = [f"c{number}" for number in range(width)]
    columns, filled = ", ".join(names), " OR ".join(f"{name} <> ''" for name in names)
    return (
        f"SELECT row_number() OVER () + {before:d} AS {ORDINAL}, "  # noqa: S608 - ours
        f"c{width - 1} IS NULL OR c{width} IS NOT NULL AS {IS_RAGGED}, "
        f"NOT COALESCE({filled}, FALSE) AS {IS_EMPTY}, {columns} "
        f"FROM {scan_padded(path, width + 1)}"
    )


def convert_records(records: Iterable[Record], width: int, before: int = 0) -> pa.RecordBatchReader:
    """Return the same from records of Python's CSV reader, such as those with mixed line ends."""
    texts = [(f"c{number}", pa.large_string()) for number in range(width)]
    schema = pa.schema(
        [(ORDINAL, pa.int64()), (IS_RAGGED, pa.bool_()), (IS_EMPTY, pa.bool_()), *texts]
    )
    filled = (record.cells for record in records if record.row > HEADER_ROW and record.cells)
    rows = enumerate(filled, before + 1)

    def make_batches() -> Iterator[pa.RecordBatch]:
        while batch := list(islice(rows, _ROWS_PER_BATCH)):
            padded = [[*cells[:width], *[None] * (width - len(cells))] for _, cells in batch]
            rows_and_flags = (
                (ordinal, len(cells) != width, not any(kept), *kept)
                for (ordinal, cells), kept in zip(batch, padded, strict=True)
            )
            columns = zip(*rows_and_flags, strict=True)
            arrays = [make_array(c, f.type) for c, f in zip(columns, schema, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, make_batches())
