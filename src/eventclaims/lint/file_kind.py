"""Recognise a file of another kind in place of a CSV table, so that its cause is reported once."""

import codecs
import csv
import re
from collections.abc import Iterable
from pathlib import Path

from eventclaims.package.model import Table

_HEAD_BYTES = 64 * 1024
_CHUNK_BYTES = 2 * 1024**2
_SAVE = "save the table as CSV in UTF-8"
_EXPORT = f"unpack it, or {_SAVE}"
_SIGNATURES = (
    (b"version https://git-lfs.github.com/spec/", "a Git LFS pointer", "run git lfs pull"),
    (b"PK\x03\x04", "a zip archive, such as an Excel workbook", _EXPORT),
    (b"PK\x05\x06", "an empty zip archive", _SAVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook", _SAVE),
    (b"\x1f\x8b", "a gzip archive", _EXPORT),
    (b"BZh", "a bzip2 archive", _EXPORT),
    (b"\xfd7zXZ\x00", "an xz archive", _EXPORT),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _EXPORT),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _EXPORT),
    (b"SQLite format 3\x00", "an SQLite database", _SAVE),
    (b"PAR1", "a Parquet file", "state the format `parquet` in datapackage.json"),
    (b"%PDF-", "a PDF file", _SAVE),
    (b"{\\rtf", "an RTF document", _SAVE),
    (codecs.BOM_UTF16_LE, "encoded in UTF-16", "save it as UTF-8 (in Excel: CSV UTF-8)"),
    (codecs.BOM_UTF16_BE, "encoded in UTF-16", "save it as UTF-8 (in Excel: CSV UTF-8)"),
)
_MARKUP = (
    (re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE), "a web page"),
    (re.compile(rb"<\?xml\b"), "an XML file"),
    (re.compile(rb'\{\s*"|\[\s*\{'), "a JSON file"),
)
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
"""Characters that may separate cells in place of commas, with their names."""
# Excel reads this first line and no other program does.
_EXCEL_SEPARATOR = re.compile(r"sep=.", re.IGNORECASE)
_CONFLICT = (b"\n<<<<<<< ", b"\n=======", b"\n>>>>>>> ")
# Of ASCII text in UTF-16, every second byte is NUL.
_UTF16_BYTES, _UTF16_SHARE = 64, 0.8


def find_other_kind(table: Table) -> tuple[int, str] | None:
    """Return the line and the cause if a file is of another kind; None if it may be CSV.

    Raises:
        OSError: If the file cannot be read from the disk.
    """
    with table.path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    cause = _find_signature(head) or _find_separator(table, head)
    if cause:
        return 1, cause
    line = _find_conflict(table.path)
    return (line, "it contains a merge conflict; resolve it") if line else None


def _find_signature(head: bytes) -> str | None:
    for signature, kind, fix in _SIGNATURES:
        if head.startswith(signature):
            return f"it is {kind}; {fix}"
    start = head[:_UTF16_BYTES]
    if max(start[0::2].count(0), start[1::2].count(0)) * 2 > len(start) * _UTF16_SHARE:
        return "it is encoded in UTF-16; save it as UTF-8 (in Excel: CSV UTF-8)"
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return next((f"it is {kind}; {_SAVE}" for mark, kind in _MARKUP if mark.match(text)), None)


def _find_separator(table: Table, head: bytes) -> str | None:
    lines = head.decode("utf-8-sig", "replace").splitlines()
    first = lines[0] if lines else ""
    if _EXCEL_SEPARATOR.fullmatch(first):
        return f"its first line is {first!r}, which only Excel understands; remove the line"
    stated = table.resource.get("dialect")
    declared = _list_delimiters(stated)
    known = {*table.fields}
    by_comma = _count_names(first, ",", known)
    for separator, name in SEPARATORS.items():
        is_declared = stated is not None and separator in declared
        if not is_declared and _count_names(first, separator, known) > max(by_comma, 1):
            save = "save it as CSV with commas, or run eventclaims derive"
            return f"its cells are separated by {name}; {save}"
    return None


def _list_delimiters(dialect: object) -> set[object]:
    """Return the delimiters of a dialect, in the form of either version of the standard."""
    if not isinstance(dialect, dict):
        return set(SEPARATORS) if dialect else set()
    csv_part = dialect.get("csv")
    parts = (dialect, csv_part if isinstance(csv_part, dict) else {})
    return {str(part.get("delimiter")) for part in parts}


def _count_names(line: str, separator: str, known: Iterable[str]) -> int:
    """Return how many of the known columns a header has if its cells are separated like this."""
    cells = next(csv.reader([line], delimiter=separator), [])
    return len({cell.strip() for cell in cells} & {*known})


def _find_conflict(path: Path) -> int | None:
    """Return the line of the first marker of a merge conflict."""
    overlap = max(map(len, _CONFLICT)) - 1
    wanted, found, offset, rest = [*_CONFLICT], [], 0, b"\n"
    with path.open("rb") as file:
        while wanted and (chunk := file.read(_CHUNK_BYTES)):
            text, position = rest + chunk, 0
            while wanted and (position := text.find(wanted[0], position)) >= 0:
                found.append(offset + position)
                del wanted[0]
            rest = text[-overlap:]
            offset += len(text) - len(rest)
        if wanted:
            return None
        file.seek(0)
        return 1 + file.read(found[0]).count(b"\n")
