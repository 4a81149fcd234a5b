"""The files for INCEpTION, and what can be wrong with those that come back."""

import json
import re
import zipfile

import cassis
import pytest
from support.annotating import (
    export,
    list_changes,
    list_faults,
    make_package,
    open_tool,
    read_back,
    write_table,
)
from support.workbooks import read_table

from eventclaims.evidence.fingerprints import hash_text
from eventclaims.exchange.annotations import cas_reading
from eventclaims.exchange.entries import CodingError

METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"


@pytest.fixture(params=["xmi", "json"])
def kind(request):
    """Give the form of a CAS."""
    return request.param


@pytest.fixture
def path(package, tmp_path, kind):
    """Give the CAS of the example."""
    return export(package, tmp_path / "out", kind)


def test_positions_count_utf16_units(example, tmp_path):
    package = make_package(example, tmp_path / "p", "😀😀 rockets\r\n", [(3, 10)])
    content = export(package, tmp_path / "out", "xmi").read_text("utf-8")
    assert 'begin="5" end="12"' in content
    assert 'sofaString="😀😀 rockets&#13;&#10;"' in content
    content = json.loads((tmp_path / "out" / "json" / "SRC-0001.json").read_text("utf-8"))
    (one,) = (s for s in content["%FEATURE_STRUCTURES"] if s["%TYPE"] == "webanno.custom.Claims")
    assert (one["begin"], one["end"], one["evidence_id"]) == (5, 12, "EVD-0001")


def test_a_layer_has_the_features_of_its_table(path):
    (layer,) = (
        layer
        for layer in json.loads(path.parent.with_name("layers.json").read_text("utf-8"))
        if layer["name"] == "webanno.custom.Claims"
    )
    assert (layer["type"], layer["anchoring_mode"], layer["overlap_mode"]) == (
        "span",
        "CHARACTERS",
        "ANY_OVERLAP",
    )
    features = {one["name"]: one for one in layer["features"]}
    assert list(features)[:5] == [
        "evidence_id",
        "evidence_field",
        "evidence_locator",
        "claim_id",
        "statement_id",
    ]
    tags = features["claim_type"]["tag_set"]
    assert (tags["name"], tags["create_tag"]) == ("claim_type", False)
    assert {"threat", "denial"} <= {tag["tag_name"] for tag in tags["tags"]}
    assert all(tag["tag_description"] for tag in tags["tags"])
    assert features["statement_id"]["tag_set"] is None


def test_every_feature_is_in_the_type_system(path):
    layers = json.loads(path.parent.with_name("layers.json").read_text("utf-8"))
    types = cassis.load_typesystem((path.parents[1] / "xmi" / "TypeSystem.xml").read_text("utf-8"))
    for layer in layers:
        names = {feature.name for feature in types.get_type(layer["name"]).features}
        assert names == {feature["name"] for feature in layer["features"]}


def test_a_text_that_xml_cannot_contain_is_only_json(example, tmp_path):
    package = make_package(example, tmp_path / "p", "a\x0cb", [(0, 3)])
    assert not export(package, tmp_path / "out", "xmi").exists()
    coding = read_back(package, tmp_path / "out" / "json", "json")
    assert (list_faults(coding), list_changes(coding)) == ([], [])


def add_metadata(path, title, user):
    tool = open_tool(path)
    types = tool.cas.typesystem
    if not types.contains_type(METADATA):
        made = types.create_type(METADATA, "uima.tcas.DocumentAnnotation")
        for name in ("documentTitle", "documentId"):
            types.create_feature(made, name, "uima.cas.String")
    make = types.get_type(METADATA)
    tool.cas.add(make(begin=0, end=1, documentTitle=title, documentId=user))
    tool.save()


def test_the_files_of_two_coders_are_refused(example, tmp_path, kind):
    package = make_package(example, tmp_path / "p", "a", [(0, 1)])
    path = export(package, tmp_path / "out", kind)
    add_metadata(path, "SRC-0001.xmi", "ana")
    other = path.with_name(f"other.{kind}")
    other.write_bytes(path.read_bytes())
    with pytest.raises(CodingError, match="are both of SRC-0001; import one of them"):
        read_back(package, path.parent, kind)


def test_the_files_of_two_annotators_are_refused(example, tmp_path, kind):
    package = make_package(example, tmp_path / "p", "a", [(0, 1)])
    rows = read_table(package / "data", "sources")
    second = {"source_id": "SRC-0003", "text_name": "second", "text_length": "1"}
    (package / "texts" / "second.txt").write_text("b", "utf-8")
    second["text_sha256"] = hash_text("b")
    write_table(package, "sources", [*rows, rows[0] | second], ["source_id"])
    path = export(package, tmp_path / "out", kind)
    add_metadata(path, f"SRC-0001.{kind}", "ana")
    coding = read_back(package, path.parent, kind)
    assert (list_faults(coding), list_changes(coding)) == ([], [])
    add_metadata(path.with_name(f"SRC-0003.{kind}"), f"SRC-0003.{kind}", "ben")
    with pytest.raises(CodingError, match="the work of several coders, ana, ben; import"):
        read_back(package, path.parent, kind)


def test_a_document_of_another_export_is_refused(package, path, kind):
    tool = open_tool(path)
    other = cassis.Cas(typesystem=tool.cas.typesystem, sofa_string="Another report.")
    new = path.with_name(f"other.{kind}")
    new.write_text(other.to_json() if kind == "json" else other.to_xmi(), "utf-8")
    with pytest.raises(CodingError, match="neither its text nor its name is that of a document"):
        read_back(package, new, kind)


def test_an_unknown_layer_or_feature_is_a_fault(package, path, kind):
    tool = open_tool(path)
    types = tool.cas.typesystem
    own = types.create_type("webanno.custom.Mood")
    tool.cas.add(own(begin=0, end=4))
    tool.save()
    content = path.read_text("utf-8")
    if kind == "json":
        content = re.sub('("evidence_id": ?"EVD-0024")', r'\1, "mood": "angry"', content)
    else:
        content = content.replace('"EVD-0024"', '"EVD-0024" mood="angry"')
    path.write_text(content, "utf-8", newline="")
    faults = list_faults(read_back(package, path, kind))
    assert len(faults) == 2
    assert "mood: `angry`: unknown feature of claims; empty it" in faults[0]
    assert "`Mood`: unknown layer, with 1 annotations; delete them" in faults[1]


def test_types_of_inception_are_ignored(package, path, kind):
    add_metadata(path, "SRC-0001.xmi", "ana")
    tool = open_tool(path)
    token = tool.cas.typesystem.create_type("de.tudarmstadt.ukp.dkpro.core.Token")
    tool.cas.add(token(begin=0, end=7))
    tool.save()
    coding = read_back(package, path, kind)
    assert (list_faults(coding), list_changes(coding), coding.notes) == ([], [], [])


def test_a_zip_is_read_without_unpacking(package, path, kind, tmp_path):
    archive = path.parents[1] / "ana.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.write(path, f"../../annotation/SRC-0001.xmi/ana.{kind}")
        target.writestr("TypeSystem.xml", "<a/>")
        target.writestr("annotation/SRC-0001.xmi/INITIAL_CAS.xmi", "<a/>")
        target.writestr("exportedproject.json", "{}")
    coding = read_back(package, archive, kind)
    assert (list_faults(coding), list_changes(coding)) == ([], [])
    assert not list(tmp_path.rglob("ana.xmi")) + list(tmp_path.rglob("ana.json"))


def test_a_large_or_damaged_zip_is_refused(package, path, kind, monkeypatch):
    archive = path.parents[1] / "ana.zip"
    archive.write_bytes(b"PK\x03\x04damaged")
    with pytest.raises(CodingError, match="not a zip, or damaged"):
        read_back(package, archive, kind)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(f"a.{kind}", b" " * 2_000_000)
    monkeypatch.setattr(cas_reading, "MAX_BYTES", 1_000_000)
    with pytest.raises(CodingError, match="refused; unpacks to more than"):
        read_back(package, archive, kind)
    with zipfile.ZipFile(archive, "w") as target:
        for n in range(3):
            target.writestr(f"{n}.txt", "")
    monkeypatch.setattr(cas_reading, "MAX_MEMBERS", 2)
    with pytest.raises(CodingError, match="refused; it has more than 2 files"):
        read_back(package, archive, kind)


BOMB = "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{BOMB}]>', "declares a document type"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd">', "declares a document type"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "declares a document type"),
        ("<", "damaged; not a CAS as XMI"),
        ("<a/>", "damaged; not a CAS as XMI"),
    ],
)
def test_hostile_xml_is_refused(start, message, package, tmp_path):
    path = export(package, tmp_path / "out", "xmi")
    content = path.read_text("utf-8")
    head, _, body = content.partition("?>")
    path.write_text(f"{head}?>{start}{body}", "utf-8")
    with pytest.raises(CodingError, match=message):
        read_back(package, path, "xmi")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "is a required property"),
        ("[" * 100_000, "too deeply nested"),
        ('{"%FEATURE_STRUCTURES": [], "%VIEWS": {}}', "not a CAS with one text"),
        ('{"%FEATURE_STRUCTURES": [{"%ID": 1}], "%VIEWS": {}}', "is a required property"),
        ('{"%FEATURE_STRUCTURES": {"x": {"%TYPE": "a"}}, "%VIEWS": {}}', "damaged; not a CAS"),
    ],
)
def test_hostile_json_is_refused(content, message, package, tmp_path):
    path = export(package, tmp_path / "out", "json")
    path.write_text(content, "utf-8")
    with pytest.raises(CodingError, match=message):
        read_back(package, path, "json")


def test_the_types_of_a_file_are_not_made_into_classes(package, tmp_path):
    path = export(package, tmp_path / "out", "json")
    content = json.loads(path.read_text("utf-8"))
    name = "a=(__import__('pathlib').Path('made').touch())"
    content["%TYPES"]["webanno.custom.Claims"][name] = {"%NAME": name, "%RANGE": "uima.cas.String"}
    path.write_text(json.dumps(content), "utf-8")
    coding = read_back(package, path, "json")
    assert (list_faults(coding), list_changes(coding)) == ([], [])


def test_a_position_outside_the_text_is_a_fault(package, tmp_path):
    path = export(package, tmp_path / "out", "xmi")
    content = path.read_text("utf-8")
    path.write_text(content.replace('begin="0" end="24"', 'begin="0" end="99999"', 1), "utf-8")
    (fault,) = list_faults(read_back(package, path, "xmi"))
    assert "SRC-0001.xmi 0-99999: `sources`: not a passage of the text of the file" in fault
