"""Validate a resource with Frictionless as a whole, whatever its format, encoding and dialect."""

import bz2
import codecs
import csv
import gzip
import lzma
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frictionless
from frictionless.formats.csv import CsvControl
from frictionless.resources import TableResource

from eventclaims.errors import TableError
from eventclaims.package.model import Table
from eventclaims.package.zips import MAX_UNPACKED_BYTES
from eventclaims.report.rule import MAX_FINDINGS
from eventclaims.structure.descriptor import Access, limit_requests

_CHUNK = 1024 * 1024
_OPENERS: dict[str | None, Any] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
_ONE_BYTE = re.compile(r"iso8859|cp125|mac-roman|koi8")
_ZIPPED = {"zip", "xlsx", "ods"}


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict of Frictionless on a resource.

    Attributes:
        table: The resource as a table; its fields are those that Frictionless read or inferred.
        errors: The errors.
        rows: Number of rows.
        lines: The line of each row with an error, by row number, if the file is plain text.
        is_read: Whether the rows were read; false for a file that is not a table.
    """

    table: Table
    errors: list[frictionless.Error]
    rows: int
    lines: dict[int, int]
    is_read: bool


def judge(resource: frictionless.Resource, access: Access) -> Judged:
    """Validate a resource, which must have been built by `descriptor.build`.

    Args:
        resource: The resource.
        access: What it may read.

    Raises:
        TableError: If its data unpacks to more than MAX_UNPACKED_BYTES.
    """
    paths = [Path(path) for path in resource.normpaths] if resource.path else []
    for path in paths:
        _limit_size(path, {resource.compression, path.suffix.lower().removeprefix(".")})
    with limit_requests(access):
        report = resource.validate(limit_errors=MAX_FINDINGS)
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    table = Table(
        name=resource.name,
        file=resource.path or "datapackage.json",
        path=paths[0] if paths else Path(),
        schema=_describe_schema(resource),
        resource={},
    )
    wanted = {row for error in errors if (row := getattr(error, "row_number", None)) is not None}
    wanted |= {1} if any("label" in error.type for error in errors) else set()
    return Judged(
        table=table,
        errors=errors,
        rows=resource.stats.rows or 0,
        lines=_find_lines(resource, wanted) if wanted else {},
        is_read=isinstance(resource, TableResource),
    )


def _describe_schema(resource: frictionless.Resource) -> dict[str, Any]:
    schema = resource.schema
    return {
        "fields": [{"name": field.name, "type": field.type} for field in schema.fields],
        "primaryKey": [*schema.primary_key],
    }


def _find_lines(resource: frictionless.Resource, rows: Collection[int]) -> dict[int, int]:
    """Return the lines at which rows begin, in a single delimited text file."""
    is_text = resource.format in {"csv", "tsv"} and not resource.compression
    if not is_text or not resource.normpath or resource.multipart:
        return {}
    control = CsvControl.from_dialect(resource.dialect)
    if resource.format == "tsv":
        control.set_not_defined("delimiter", "\t")
    lines, line = {}, 1
    try:
        with Path(resource.normpath).open(encoding=resource.encoding, newline="") as file:
            reader = csv.reader(file, dialect=control.to_python())
            for number, _ in enumerate(reader, 1):
                if number in rows:
                    lines[number] = line
                line = reader.line_num + 1
    except (csv.Error, LookupError, UnicodeError, OSError):
        return lines
    return lines


def is_utf8_as_other(resource: frictionless.Resource) -> bool:
    """Return whether a text in UTF-8 is read in an encoding of one byte for each character."""
    is_text = resource.format in {"csv", "tsv"} and not resource.compression
    if not is_text or not resource.normpath or resource.multipart:
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_ascii = True
    try:
        if not _ONE_BYTE.match(codecs.lookup(resource.encoding or "utf-8").name):
            return False
        with Path(resource.normpath).open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
                is_ascii = is_ascii and chunk.isascii()
        decoder.decode(b"", final=True)
    except (LookupError, UnicodeError, OSError):
        return False
    return not is_ascii


def _limit_size(path: Path, kinds: set[str | None]) -> None:
    """Refuse data that unpacks to too much, before Frictionless unpacks it."""
    try:
        if kinds & _ZIPPED:
            with zipfile.ZipFile(path) as archive:
                size = sum(entry.file_size for entry in archive.infolist())
        else:
            opener = next((_OPENERS[kind] for kind in kinds if kind in _OPENERS), None)
            size = _measure(opener, path) if opener else 0
    except (OSError, EOFError, ValueError, lzma.LZMAError, zipfile.BadZipFile):
        return  # Frictionless says why it cannot be unpacked
    if size > MAX_UNPACKED_BYTES:
        raise TableError(f"{path.name}: unpacks to more than {MAX_UNPACKED_BYTES:,} bytes")


def _measure(opener: Any, path: Path) -> int:  # noqa: ANN401 - the open of gzip, bz2 or lzma
    size = 0
    with opener(path) as file:
        while size <= MAX_UNPACKED_BYTES and (chunk := file.read(_CHUNK)):
            size += len(chunk)
    return size
