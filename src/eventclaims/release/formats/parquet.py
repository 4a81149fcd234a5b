"""One typed Parquet file per table, with the descriptions of its columns."""

import io
import json
from collections.abc import Iterator

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # likewise

from eventclaims.package.standard import Schema
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.release_input import ReleaseInput
from eventclaims.release.release_table import ReleaseTable

_TYPES = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def make_parquet(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `parquet/<table>.parquet` for each view and table.

    Text is string, integer int64, number double, boolean bool, date date32; an empty cell is
    null, and a coded column contains its codes. The metadata of the file contain the name, version
    and DOI of the release, those of a column its title, description and code list.
    """
    for table in release.sheets:
        title = f"{table.title}, as Parquet."
        yield ReleaseFile(f"parquet/{table.name}.parquet", title, _write(release, table))


def _write(release: ReleaseInput, table: ReleaseTable) -> bytes:
    schema = pa.schema(
        [_describe_field(field) for field in table.schema["fields"]],
        metadata=_describe(release, table),
    )
    arrays = [pa.array(table.values[field.name], field.type) for field in schema]
    content = io.BytesIO()
    # Every option is set, so that a later version of the library writes the same bytes.
    pq.write_table(
        pa.table(arrays, schema=schema),
        content,
        version="2.6",
        compression="zstd",
        compression_level=3,
        data_page_version="1.0",
        use_dictionary=True,
        write_statistics=True,
    )
    return content.getvalue()


def _describe(release: ReleaseInput, table: ReleaseTable) -> dict[str, str]:
    facts = {
        "package": release.name,
        "title": release.title,
        "version": release.version,
        "doi": release.description.citation.doi or "",
        "table": table.name,
        "primaryKey": json.dumps(table.key),
        "licenses": json.dumps(release.descriptor.get("licenses", []), ensure_ascii=False),
    }
    return {name: text for name, text in facts.items() if text}


def _describe_field(field: Schema) -> pa.Field:
    metadata = {
        name: str(field[name]) for name in ("title", "description", "codelist") if name in field
    }
    return pa.field(field["name"], _TYPES.get(field["type"], pa.string()), metadata=metadata)
