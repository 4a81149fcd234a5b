"""Parquet: one typed file a table, with the descriptions of its columns inside."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # likewise

from eventclaims.package.standard import Schema
from eventclaims.release.files import ReleaseFile
from eventclaims.release.formats.cells import read_columns
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

_TYPES = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def make(release_input: ReleaseInput, files: tuple[ReleaseFile, ...]) -> Iterator[ReleaseFile]:
    """Make a Parquet file of each table.

    Text is string, whole numbers int64, numbers double, true and false bool, days date32; an
    empty cell is null. Coded columns hold their codes. Name, version and DOI stand in the
    metadata of the file, title, description and code list in that of each column.

    Args:
        release_input: What is released.
        files: What was made before; not used.

    Yields:
        `parquet/<table>.parquet` for each table, code lists included.

    Raises:
        EventClaimsError: If a cell has not the type of its column.
    """
    del files
    for table in release_input.tables:
        title = f"{table.title}, as Parquet."
        yield ReleaseFile(f"parquet/{table.name}.parquet", title, _write(release_input, table))


def _write(release_input: ReleaseInput, table: ReleaseTable) -> bytes:
    columns = read_columns(table)
    schema = pa.schema(
        [_describe_field(field) for field in table.schema["fields"]],
        metadata=_describe(release_input, table),
    )
    content = io.BytesIO()
    # Nothing that a later release of the library might choose otherwise is left to it.
    pq.write_table(
        pa.table([pa.array(columns[field.name], field.type) for field in schema], schema=schema),
        content,
        version="2.6",
        compression="zstd",
        compression_level=3,
        data_page_version="1.0",
        use_dictionary=True,
        write_statistics=True,
    )
    return content.getvalue()


def _describe(release_input: ReleaseInput, table: ReleaseTable) -> dict[str, str]:
    facts = {
        "package": release_input.name,
        "title": release_input.title,
        "version": release_input.version,
        "doi": release_input.doi or "",
        "table": table.name,
        "primaryKey": json.dumps(table.key),
        "licenses": json.dumps(release_input.descriptor.get("licenses", []), ensure_ascii=False),
    }
    return {name: text for name, text in facts.items() if text}


def _describe_field(field: Schema) -> pa.Field:
    told = {
        name: str(field[name]) for name in ("title", "description", "codelist") if name in field
    }
    return pa.field(field["name"], _TYPES.get(field["type"], pa.string()), metadata=told)
