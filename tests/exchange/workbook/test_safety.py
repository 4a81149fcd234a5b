"""A workbook that could harm the machine is refused before it is parsed."""

import re
import shutil
import zipfile

import pytest

from eventclaims.exchange.entries import CodingError
from eventclaims.exchange.workbook import safety
from eventclaims.exchange.workbook.safety import check_safety

DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'
RELATIONS = "xl/worksheets/_rels/sheet3.xml.rels"
LINK = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://x/{}" Target="file:///other" TargetMode="External"/>'
    "</Relationships>"
)


def add(book, name, content):
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)


def rewrite(book, name, change):
    """Change a part of a workbook."""
    with zipfile.ZipFile(book) as file:
        parts = {info.filename: file.read(info) for info in file.infolist()}
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as file:
        for part, content in parts.items():
            file.writestr(part, content)


def refuse(book, reason):
    with pytest.raises(CodingError, match=re.escape(reason)):
        check_safety(book)


def test_a_workbook_of_the_toolkit_is_safe(book):
    check_safety(book)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("xl/vbaProject.bin", b"", "it contains macros"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "it contains links to other files"),
        ("xl/connections.xml", b"<a/>", "it contains connections to data"),
        ("xl/embeddings/oleObject1.bin", b"", "it contains embedded files"),
        ("xl/activeX/activeX1.xml", b"<a/>", "it contains active controls"),
        ("xl/bomb.xml", DTD, "xl/bomb.xml declares a document type"),
        ("xl/bomb.xml", DTD.decode().replace("1.0", "1.0").encode("utf-16"), "document type"),
        ("xl/broken.xml", b"<a>", "xl/broken.xml is not XML"),
        ("xl/_rels/x.xml.rels", LINK.format("externalLinkPath"), "it contains links to other"),
    ],
)
def test_a_part_that_could_do_harm_is_refused(name, content, reason, book):
    add(book, name, content)
    refuse(book, reason)


def test_an_address_in_a_cell_is_no_link_to_another_file(book):
    add(book, "xl/_rels/x.xml.rels", LINK.format("hyperlink"))
    check_safety(book)


def test_a_zip_bomb_is_refused(book, monkeypatch):
    monkeypatch.setattr(safety, "MAX_UNPACKED_BYTES", 10 * 1024**2)
    add(book, "xl/media/zeros.bin", bytes(11 * 1024**2))
    assert book.stat().st_size < 1024**2
    refuse(book, "unpacks to more than 10 MiB")


def test_a_part_larger_than_it_says_is_refused(book):
    add(book, "xl/media/zeros.bin", bytes(10_000))
    content = bytearray(book.read_bytes())
    size = (10_000).to_bytes(4, "little")
    for found in re.finditer(re.escape(size), bytes(content)):
        content[found.start() : found.end()] = (10).to_bytes(4, "little")
    book.write_bytes(content)
    refuse(book, "damaged")


def test_too_many_parts_are_refused(book):
    with zipfile.ZipFile(book, "a") as file:
        for number in range(safety.MAX_MEMBERS):
            file.writestr(f"x/{number}", b"")
    refuse(book, "more than 1000 parts")


def test_too_many_cells_are_refused(book, monkeypatch):
    monkeypatch.setattr(safety, "MAX_CELLS", 100)
    refuse(book, "more than 100 cells")


@pytest.mark.parametrize(
    "element",
    [
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<hyperlinks><hyperlink ref="$A$1:$XFD$1048576"/></hyperlinks>',
    ],
)
def test_an_area_of_millions_of_cells_is_refused(element, book):
    sheet = "xl/worksheets/sheet1.xml"
    rewrite(book, sheet, lambda text: text.replace("</sheetData>", f"</sheetData>{element}"))
    refuse(book, "A$1:$XFD$1048576 is too large" if "$" in element else "is too large an area")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a workbook (.xlsx), or damaged"),
        (b"claim_id,summary\n", "not a workbook (.xlsx), or damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "has a password or is an old Excel file"),
    ],
)
def test_another_file_is_refused(content, reason, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    refuse(path, reason)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    refuse(tmp_path / "book.xlsx", "cannot be read (No such file or directory)")


def test_a_cut_workbook_is_refused(written, tmp_path):
    path = shutil.copy(written, tmp_path / "cut.xlsx")
    path.write_bytes(written.read_bytes()[:-200])
    refuse(path, "not a workbook (.xlsx), or damaged")
