"""Write a project of REFI-QDA (.qdpx), which QDA programs read."""

import io
import uuid
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eventclaims.errors import EventClaimsError
from eventclaims.exchange.annotations.formats import find_unfit
from eventclaims.exchange.annotations.layers import EVIDENCE_ID, Feature, Layer
from eventclaims.exchange.annotations.offsets import LineFeeds
from eventclaims.exchange.annotations.passages import Annotation, Content
from eventclaims.package.model import Package
from eventclaims.package.report_text import MARKER

PROJECT, SOURCES = "project.qde", "sources"
_NAMESPACE = "urn:QDA-XML:project:1.0"
_FIELD = "evidence_field"
_FIRST_TIME = (1980, 1, 1, 0, 0, 0)


def make_files(exported: Content) -> dict[str, bytes]:
    """Return the .qdpx file; the same content for the same input.

    Raises:
        EventClaimsError: If a cell contains a character that XML cannot contain.
    """
    package = exported.package
    user = _make_guid(package, "user")
    root = Element("Project", xmlns=_NAMESPACE, name=_fit(package.name), origin="eventclaims")
    root.set("creatingUserGUID", user)
    users = SubElement(root, "Users")
    SubElement(users, "User", guid=user, name="eventclaims")
    codes = SubElement(SubElement(root, "CodeBook"), "Codes")
    lists = package.read_codelists()
    for layer in exported.layers:
        _add_codes(codes, package, layer, lists)
    sources = SubElement(root, "Sources")
    texts = {}
    for document in exported.documents:
        content = LineFeeds(document.text.content if document.text else "")
        guid = _make_guid(package, "source", document.source_id)
        texts[f"{SOURCES}/{guid}.txt"] = content.text.encode()
        source = SubElement(sources, "TextSource", guid=guid)
        source.set("name", _fit(document.cells.get("title") or document.source_id))
        source.set("plainTextPath", f"internal://{guid}.txt")
        source.set("creatingUser", user)
        for number, one in enumerate(exported.annotations[document.source_id]):
            _add_selection(source, package, one, number, content, exported.labels)
    # The standard has the description of a project after its sources.
    SubElement(root, "Description").text = f"From eventclaims; {MARKER}."
    indent(root)
    described = tostring(root, encoding="UTF-8", xml_declaration=True)
    return {f"{package.name}.qdpx": _zip({PROJECT: described} | texts)}


def _add_codes(codes: Element, package: Package, layer: Layer, lists: Mapping[str, Any]) -> None:
    """Add a code for a table, with one for each coded column, with one for each code."""
    table = _add_code(codes, package, layer.name)
    SubElement(table, "Description").text = _fit(
        str(layer.plan.table.schema.get("description", layer.name))
    )
    for feature in _list_coded(layer):
        column = _add_code(table, package, layer.name, feature.name, is_codable=False)
        field = feature.column.field
        definitions = {
            row["code"]: row.get("definition", "")
            for row in lists.get(str(field.get("codelist", "")), ())
        }
        SubElement(column, "Description").text = _fit(str(field.get("description", "")))
        for code in feature.column.codes:
            element = _add_code(column, package, layer.name, feature.name, code)
            if definitions.get(code):
                SubElement(element, "Description").text = _fit(definitions[code])


def _list_coded(layer: Layer) -> list[Feature]:
    return [feature for feature in layer.features if feature.column.codes]


def _add_code(parent: Element, package: Package, *names: str, is_codable: bool = True) -> Element:
    element = SubElement(parent, "Code", guid=_make_guid(package, "code", *names))
    element.set("name", _fit(names[-1]))
    element.set("isCodable", "true" if is_codable else "false")
    return element


def _add_selection(  # noqa: PLR0913, PLR0917 - what it is made from
    source: Element,
    package: Package,
    annotation: Annotation,
    number: int,
    content: LineFeeds,
    labels: Mapping[str, str],
) -> None:
    layer, features = annotation.layer, annotation.features
    start = content.count(annotation.start)
    # A passage may end within a line end.
    end = max(content.count(annotation.end), start + 1)
    id_ = features.get(EVIDENCE_ID) or f"{annotation.source_id}/{annotation.start}/{number}"
    element = SubElement(source, "PlainTextSelection", guid=_make_guid(package, "passage", id_))
    element.set("name", _fit(id_))
    element.set("startPosition", str(start))
    element.set("endPosition", str(end))
    field = features.get(_FIELD, "")
    row = features.get(layer.key, "")
    parts = [labels.get(row, row), f"column {field}" if field else ""]
    if described := "; ".join(filter(None, parts)):
        SubElement(element, "Description").text = _fit(described)
    # A passage for one column states only that column.
    stated = [
        (layer.name, feature.name, features[feature.name])
        for feature in _list_coded(layer)
        if features[feature.name] in feature.column.codes
        and (not field or feature.column.name == field)
    ]
    for names in ((layer.name,), *stated):
        coding = SubElement(element, "Coding", guid=_make_guid(package, "passage", id_, *names))
        SubElement(coding, "CodeRef", targetGUID=_make_guid(package, "code", *names))


def _make_guid(package: Package, *names: str) -> str:
    """Return the GUID of a thing of the package, always the same."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(("eventclaims", package.name, *names))))


def _fit(text: str) -> str:
    if find_unfit(text) is not None:
        raise EventClaimsError("a cell contains a control character; run eventclaims validate")
    return text


def _zip(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        # Uncompressed, so that a search of the bytes finds it.
        target.comment = MARKER.encode()
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _FIRST_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return content.getvalue()
