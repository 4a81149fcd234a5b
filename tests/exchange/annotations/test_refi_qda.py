"""The project for QDA programs has the structure of the standard and the passages of the rows."""

import io
import re
import uuid
import zipfile

import pytest
from defusedxml.ElementTree import fromstring
from support.annotating import make_package

from eventclaims.exchange.annotations.export import make_export
from eventclaims.package.opening import open_package

NAMESPACE = "{urn:QDA-XML:project:1.0}"
GUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Of the schema of the standard: the attributes that an element needs, and its children in order.
STRUCTURE = {
    "Project": ({"name"}, ["Users", "CodeBook", "Sources", "Description"]),
    "Users": (set(), ["User"]),
    "User": ({"guid"}, []),
    "CodeBook": (set(), ["Codes"]),
    "Codes": (set(), ["Code"]),
    "Code": ({"guid", "name", "isCodable"}, ["Description", "Code"]),
    "Sources": (set(), ["TextSource"]),
    "TextSource": ({"guid", "plainTextPath"}, ["PlainTextSelection"]),
    "PlainTextSelection": ({"guid", "startPosition", "endPosition"}, ["Description", "Coding"]),
    "Coding": ({"guid"}, ["CodeRef"]),
    "CodeRef": ({"targetGUID"}, []),
    "Description": (set(), []),
}


def read(package):
    with open_package(package) as opened:
        files = make_export(opened, "refi-qda", package / "texts").files
    archive = zipfile.ZipFile(io.BytesIO(files["example.qdpx"]))
    return files["example.qdpx"], archive, fromstring(archive.read("project.qde"))


def list_selections(root, archive):
    """Return the name of each passage, its words and its codes."""
    names = {one.get("guid"): one.get("name") for one in root.iter(f"{NAMESPACE}Code")}
    for source in root.iter(f"{NAMESPACE}TextSource"):
        path = source.get("plainTextPath").replace("internal://", "sources/")
        text = archive.read(path).decode()
        for one in source.iter(f"{NAMESPACE}PlainTextSelection"):
            start, end = int(one.get("startPosition")), int(one.get("endPosition"))
            codes = [names[ref.get("targetGUID")] for ref in one.iter(f"{NAMESPACE}CodeRef")]
            yield one.get("name"), text[start:end], codes


def test_every_element_has_the_structure_of_the_standard(example):
    _, _, root = read(example)
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        needed, order = STRUCTURE[name]
        assert needed <= {*element.keys()}
        children = [order.index(child.tag.removeprefix(NAMESPACE)) for child in element]
        assert children == sorted(children)
    guids = [one.get("guid") for one in root.iter() if one.get("guid")]
    assert all(map(GUID.fullmatch, guids))
    assert len({*guids}) == len(guids)
    assert {uuid.UUID(guid).version for guid in guids} == {5}


def test_a_passage_has_the_codes_of_its_row(example):
    _, archive, root = read(example)
    found = {name: (words, codes) for name, words, codes in list_selections(root, archive)}
    assert found["EVD-0002"] == ("March 14, 2019", ["sources"])
    assert found["EVD-0026"][1] == ["claims", "denial"]
    assert len(found) == 30


def test_the_text_has_line_feeds_and_the_passages_their_words(example, tmp_path):
    text = "😀\r\nOne\rtwo\r\n\r\nthree"
    package = make_package(example, tmp_path / "p", text, [(3, 6), (7, 10), (14, 19), (1, 3)])
    _, archive, root = read(package)
    words = [words for _, words, _ in list_selections(root, archive)]
    assert sorted(words) == ["\n", "One", "three", "two"]


def test_the_same_package_gives_the_same_bytes(example):
    content, archive, _ = read(example)
    assert content == read(example)[0]
    assert archive.comment == b"contains-report-text"
    assert content.endswith(b"contains-report-text")


@pytest.mark.parametrize("name", ["../../x", "a/b"])
def test_names_of_files_come_from_guids(example, tmp_path, name):
    package = make_package(example, tmp_path / "p", "One", [(0, 3)])
    sources = package / "data" / "sources.csv"
    sources.write_text(sources.read_text("utf-8").replace("Rockets Before", f"{name} Before"))
    _, archive, _ = read(package)
    assert all(re.fullmatch("project.qde|sources/[0-9a-f-]{36}.txt", n) for n in archive.namelist())
