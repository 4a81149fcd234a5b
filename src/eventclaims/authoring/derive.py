"""Fill derived columns, write canonical CSV, and update generated pages and the hashes."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from eventclaims.authoring.repair import Repairs, read_repaired
from eventclaims.documentation.dictionary import GENERATED, make_pages
from eventclaims.errors import PassagesError, TableError
from eventclaims.evidence.spans import Document, describe_span, has_span, read_documents
from eventclaims.package.changes import Change
from eventclaims.package.json_files import format_json
from eventclaims.package.model import Package, Table
from eventclaims.package.paths import resolve_inside
from eventclaims.package.standard import SPAN_TABLES, Schema
from eventclaims.tables.canonical import format_table
from eventclaims.tables.cells import read_number, require_header
from eventclaims.tables.edtf import format_edtf, parse_day

Rows = list[dict[str, str]]
_NO_REPAIRS = Repairs()


def require_one_file(table: Table) -> None:
    """Refuse to change a table of Parquet, or one that is joined from several files.

    Raises:
        TableError: If it is.
    """
    if table.is_parquet:
        raise TableError(
            f"{table.name}: cannot be changed, because it is Parquet; save it as CSV first"
        )
    if table.parts:
        raise TableError(
            f"{table.name}: cannot be changed, because its rows are in {len(table.parts)} files; "
            "join them to one file first"
        )


def derive(
    package: Package, texts: Path | None = None, repairs: Repairs = _NO_REPAIRS
) -> list[Change]:
    """Compute derived columns, the canonical form of every table and generated pages.

    Nothing is written. A page of docs/ is generated if its first line says so.

    Args:
        package: The opened package.
        texts: Folder of the texts; if None, hashes and fingerprints do not change.
        repairs: The encoding and the order of dates of files that a spreadsheet saved.

    Returns:
        The files to be changed, the descriptor last.

    Raises:
        PackageError: If a code list is outside the package.
        TableError: If a table cannot be read, or two resources demand different forms of a file.
        TextsError: If a text cannot be read.
        PassagesError: If the text of a new document is missing, or a span does not match its hash.
    """
    documents = {}
    if texts is not None:
        documents = {document.source_id: document for document in read_documents(package, texts)}
    descriptor = package.path.read_bytes()
    # A file that is missing or cannot be read is reported by `_derive_table`.
    before = {t.name: t.path.read_bytes() if t.path.is_file() else b"" for t in package.tables}
    problems: list[str] = []
    done: dict[Path, tuple[str, ...]] = {}
    contents = {}
    for table in package.tables:
        header, rows, lines = read_repaired(table, repairs)
        require_header(table, header)
        done[table.path] = tuple(lines)
        contents[table.name] = _derive_table(table, header, rows, documents, problems)
    if problems:
        raise PassagesError(problems)
    for table in package.tables:
        if contents[table.name] != before[table.name]:
            require_one_file(table)
    _require_same_content(package, contents)
    by_path = {
        t.path: Change(package.root, t.file, before[t.name], contents[t.name], done[t.path])
        for t in package.tables
    }
    changes = [*by_path.values(), *_derive_pages(package)]
    content = _derive_descriptor(package, contents)
    changes.append(Change(package.root, package.path.name, descriptor, content))
    return [change for change in changes if change.content != change.before]


def _derive_pages(package: Package) -> Iterator[Change]:
    tables = {table.name: table.schema for table in package.tables}
    for file, text in make_pages(tables, package.read_codelists()).items():
        path = resolve_inside(package.root, file)
        if path.is_file() and (before := path.read_bytes()).startswith(GENERATED.encode()):
            yield Change(package.root, file, before, text.encode())


def _require_same_content(package: Package, contents: dict[str, bytes]) -> None:
    """Refuse resources that share a file but not its canonical form."""
    first: dict[Path, Table] = {}
    for table in package.tables:
        other = first.setdefault(table.path, table)
        if contents[table.name] != contents[other.name]:
            raise TableError(
                f"{table.file}: resources {other.name!r} and {table.name!r} share the file, but "
                "their primary keys sort it differently; give both the same key"
            )


def _derive_table(
    table: Table,
    header: Sequence[str],
    rows: Rows,
    documents: dict[str, Document],
    problems: list[str],
) -> bytes:
    _derive_line_breaks(rows)
    _derive_dates(table.schema, rows)
    if table.name == "sources":
        problems += _derive_documents(rows, documents)
    if table.name in SPAN_TABLES:
        problems += _derive_spans(table, rows, documents)
    return format_table(header, rows, table.key, table.key_types).encode()


def _derive_line_breaks(rows: Rows) -> None:
    """Write each line break within a cell as a line feed, as those at the end of a record."""
    for row in rows:
        for name, cell in row.items():
            if "\r" in cell:
                row[name] = cell.replace("\r\n", "\n").replace("\r", "\n")


def _derive_dates(schema: Schema, rows: Rows) -> None:
    """Fill the EDTF column from the bounds; skip rows with invalid bounds."""
    names = schema.get("interval", {})
    if "edtf" not in names:
        return
    for row in rows:
        cells = [row.get(names[end], "") for end in ("earliest", "latest")]
        earliest, latest = (parse_day(cell) for cell in cells)
        if all(day or not cell for day, cell in zip((earliest, latest), cells, strict=True)):
            date_type = row.get(names["type"]) if "type" in names else None
            row[names["edtf"]] = format_edtf(earliest, latest, date_type)


def _derive_documents(rows: Rows, documents: dict[str, Document]) -> Iterator[str]:
    """Fill hash and length of new documents, and yield each document without a text.

    An existing hash never changes.
    """
    for row in rows:
        document = documents.get(row.get("source_id", ""))
        if document is None:
            continue
        if document.text is not None and (document.is_exact or not row.get("text_sha256")):
            row["text_sha256"] = document.text.sha256
            row["text_length"] = str(len(document.text.content))
        elif not row.get("text_sha256") and (row.get("text_name") or document.spans):
            yield f"{document.source_id}: its text is not in the folder"


def _derive_spans(table: Table, rows: Rows, documents: dict[str, Document]) -> Iterator[str]:
    """Fill hashes and fingerprints, and yield the problem of each span that is wrong."""
    for row in rows:
        document = documents.get(row.get("source_id", ""))
        is_new = document is not None and not document.cells.get("text_sha256")
        if document is None or document.text is None or not (document.is_exact or is_new):
            continue
        if not has_span(row):
            continue
        name = "/".join(row.get(column, "") for column in table.key)
        content = document.text.content
        start, end = (read_number(row.get(column, "")) for column in ("start", "end"))
        if not 0 <= start < end <= len(content):
            yield f"{name}: the span is not within the text of {document.source_id}"
            continue
        columns = describe_span(content, start, end, row)
        if row.get("text_sha256", "") in ("", columns["text_sha256"]):
            row.update(columns)
        else:
            yield (
                f"{name}: the span does not contain the passage that was coded; correct start and "
                "end, or clear text_sha256 to accept the new passage"
            )


def _derive_descriptor(package: Package, contents: dict[str, bytes]) -> bytes:
    """Return the descriptor with the hash and length of every table."""
    files = {
        table.name: b"".join(part.path.read_bytes() for part in table.parts)
        if table.is_parquet
        else contents[table.name]
        for table in package.tables
    }
    resources = [
        resource
        if resource["name"] in package.skipped_resources
        else resource
        | {
            "hash": f"sha256:{hashlib.sha256(files[resource['name']]).hexdigest()}",
            "bytes": len(files[resource["name"]]),
        }
        for resource in package.descriptor["resources"]
    ]
    descriptor = package.descriptor | {"resources": resources}
    return (format_json(descriptor) + "\n").encode()
