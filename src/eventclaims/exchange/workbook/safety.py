"""Refuse a workbook that is not safe to read, before any program parses it."""

import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import defusedxml.sax  # type: ignore[import-untyped]  # it has no stubs
from defusedxml import DefusedXmlException

from eventclaims.exchange.entries import CodingError

MAX_BYTES = 50 * 1024**2
MAX_UNPACKED_BYTES = 300 * 1024**2
MAX_MEMBERS = 1000
MAX_CELLS = 1_000_000
# Programs that read workbooks make each cell of such an area.
MAX_AREA = 10_000
_CHUNK = 1024**2
_ENDINGS = (".xml", ".rels")
_ENCRYPTED = b"\xd0\xcf\x11\xe0"
# Parts of the names of members, and what a workbook with them contains.
_REFUSED = (
    ("vbaproject", "macros"),
    ("macrosheets/", "macros"),
    ("externallinks/", "links to other files"),
    ("connections.xml", "connections to data"),
    ("querytables/", "connections to data"),
    ("embeddings/", "embedded files"),
    ("activex/", "active controls"),
)
_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def check_safety(path: Path) -> None:
    """Check the members of a workbook.

    Raises:
        CodingError: If it is not a workbook (.xlsx), too large when unpacked, or contains macros,
            links to other files, embedded files, or XML with a document type.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start == _ENCRYPTED:
            raise CodingError(
                f"{name}: has a password or is an old Excel file; save it "
                "as .xlsx without a password"
            )
        if path.stat().st_size > MAX_BYTES:
            raise CodingError(f"{name}: refused; larger than {MAX_BYTES // 1024**2} MiB")
        with zipfile.ZipFile(path) as source:
            _check_members(source, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise CodingError(f"{name}: not a workbook (.xlsx), or damaged ({error})") from error
    except OSError as error:
        raise CodingError(f"{name}: cannot be read ({error.strerror or error})") from error


def _check_members(source: zipfile.ZipFile, name: str) -> None:
    members = source.infolist()
    if len(members) > MAX_MEMBERS:
        raise CodingError(f"{name}: refused; it has more than {MAX_MEMBERS} parts")
    if len({member.filename for member in members}) < len(members):
        raise CodingError(f"{name}: refused; two parts have the same name")
    for member in members:
        inner = member.filename.lower()
        if contained := next((what for part, what in _REFUSED if part in inner), None):
            raise CodingError(
                f"{name}: refused; it contains {contained}; save it as .xlsx without them"
            )
    left, handler = MAX_UNPACKED_BYTES, _Handler(name)
    for member in members:
        left -= member.file_size
        if left < 0:
            limit = MAX_UNPACKED_BYTES // 1024**2
            raise CodingError(f"{name}: refused; unpacks to more than {limit} MiB")
        with source.open(member) as file:
            if member.filename.lower().endswith(_ENDINGS):
                _parse(file, handler, name, member.filename)
            # Of a part that is larger than stated, zipfile reads no more, and its checksum differs.
            while not file.closed and file.read(_CHUNK):
                pass


def _parse(file: IO[bytes], handler: ContentHandler, name: str, member: str) -> None:
    try:
        defusedxml.sax.parse(file, handler, forbid_dtd=True)
    except DefusedXmlException as error:
        raise CodingError(f"{name}: refused; {member} declares a document type") from error
    except SAXException as error:
        raise CodingError(f"{name}: damaged; {member} is not XML") from error


class _Handler(ContentHandler):
    """Counts cells, and refuses large areas and relations that lead out of the workbook."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._cells = name, 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: ANN401, N802 - of the base class
        """Check an element."""
        local = name.rpartition(":")[2]
        if local == "c":
            self._cells += 1
            if self._cells > MAX_CELLS:
                raise CodingError(f"{self._name}: refused; it has more than {MAX_CELLS} cells")
        elif local in {"mergeCell", "hyperlink", "f"}:
            self._check_area(attrs.get("ref", ""))
        elif (
            local == "Relationship"
            and attrs.get("TargetMode", "") == "External"
            and not attrs.get("Type", "").endswith("/hyperlink")  # an address in a cell
        ):
            raise CodingError(f"{self._name}: refused; it contains links to other files")

    def _check_area(self, reference: str) -> None:
        for left, top, right, bottom in _AREA.findall(reference):
            columns = _count_letters(right) - _count_letters(left)
            size = (abs(columns) + 1) * (abs(int(bottom) - int(top)) + 1)
            if size > MAX_AREA:
                raise CodingError(f"{self._name}: refused; {reference} is too large an area")


def _count_letters(letters: Iterable[str]) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    return number
