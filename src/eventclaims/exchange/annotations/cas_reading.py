"""Read the CAS files that INCEpTION has exported.

They are read without dkpro-cassis, which makes Python classes from the types in a file. Only the
layers of the package are read, with a few attributes, so that a file cannot bring types.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree  # type: ignore[import-untyped]  # it has no stubs
from defusedxml import DefusedXmlException

from eventclaims.evidence.fingerprints import hash_text
from eventclaims.exchange.annotations.formats import (
    MAX_BYTES,
    load_schema,
    parse_checked,
    read_limited,
    repair,
)
from eventclaims.exchange.annotations.layers import EVIDENCE_ID, NAMESPACE, Layer
from eventclaims.exchange.annotations.manifest import LAYERS, ExportManifest
from eventclaims.exchange.annotations.manifest import NAME as MANIFEST
from eventclaims.exchange.annotations.passages import Returned, ReturnedFile
from eventclaims.exchange.annotations.positions import Utf16, quote
from eventclaims.exchange.entries import CodingError

MAX_MEMBERS = 1000
_VIEW = "_InitialView"
_SOFA, _VIEWS = "uima.cas.Sofa", "uima.cas.View"
_METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_ID = "{http://www.omg.org/XMI}id"
# Of INCEpTION: the document before anybody has annotated it, and the description of a project.
_INITIAL, _PROJECT = "INITIAL_CAS", "exportedproject"
# Files of an export without a CAS.
_OTHERS = (MANIFEST, LAYERS)


@dataclass(slots=True)
class _Structure:
    """A feature structure of a CAS."""

    id: int
    type: str
    begin: int
    end: int
    features: dict[str, str]


@dataclass(slots=True)
class _Content:
    """A CAS: its text, its indexed structures, and what INCEpTION says about it."""

    name: str
    text: str = ""
    structures: list[_Structure] = field(default_factory=list)
    title: str = ""
    user: str = ""


def read_files(
    path: Path,
    manifest: ExportManifest,
    layers: Sequence[Layer],
    texts: Mapping[str, str],  # noqa: ARG001 - a CAS contains its text
) -> ReturnedFile:
    """Read a CAS as XMI or JSON, or those of a zip or a folder.

    Args:
        path: The file or folder.
        manifest: What the export was made from.
        layers: The layers of the package.
        texts: The text of each exported document, by id.

    Raises:
        CodingError: If a file cannot be read, is not safe, is of no document of the export, or of
            the same one as another.
    """
    read = ReturnedFile()
    names: dict[str, str] = {}
    for name, content in _list_contents(path):
        cas = _read_json(content, name) if name.endswith(".json") else _read_xmi(content, name)
        read.users.update({cas.user} - {""})
        source_id = _find_document(cas, manifest)
        if source_id in names:
            raise CodingError(
                f"{path.name}: {names[source_id]} and {name} are both of {source_id}; import one "
                "of them, and do not put the work of two coders together"
            )
        names[source_id] = name
        read.documents.add(source_id)
        _read_cas(read, cas, source_id, layers)
    if not names:
        raise CodingError(
            f"{path.name}: contains no CAS as .xmi or .json; give the files of the tool"
        )
    return read


def _list_contents(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for one in sorted(path.iterdir()):
            if one.suffix.lower() in {".xmi", ".json"} and one.name not in _OTHERS:
                yield one.name, read_limited(one)
    elif path.suffix.lower() == ".zip":
        yield from _list_members(path)
    elif path.suffix.lower() in {".xmi", ".json"}:
        yield path.name, read_limited(path)
    else:
        raise CodingError(f"{path.name}: a CAS has the ending .xmi or .json; or give a .zip")


def _list_members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the CAS files of a zip; nothing is unpacked to the disk."""
    left = MAX_BYTES
    try:
        with zipfile.ZipFile(path) as source:
            members = source.infolist()
            if len(members) > MAX_MEMBERS:
                raise CodingError(f"{path.name}: refused; it has more than {MAX_MEMBERS} files")
            for member in members:
                inner = PurePosixPath(member.filename)
                is_cas = inner.suffix.lower() in {".xmi", ".json"} and inner.name not in _OTHERS
                if not is_cas or inner.stem.startswith((_INITIAL, _PROJECT)):
                    continue
                with source.open(member) as file:
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    limit = MAX_BYTES // 1024**2
                    raise CodingError(f"{path.name}: refused; unpacks to more than {limit} MiB")
                yield member.filename, content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise CodingError(f"{path.name}: not a zip, or damaged ({error})") from error
    except OSError as error:
        raise CodingError(f"{path.name}: cannot be read ({error.strerror or error})") from error


def _read_xmi(content: bytes, name: str) -> _Content:
    try:
        root: Element = defusedxml.ElementTree.fromstring(content, forbid_dtd=True)
        listed: list[dict[str, Any]] = []
        views: dict[int, set[int]] = {}
        for element in root:
            cells: dict[str, Any] = {
                key: value for key, value in element.attrib.items() if not key.startswith("{")
            }
            for child in element:
                cells.setdefault(str(child.tag), child.text or "")
            if (type_ := _get_type(element.tag)) == _VIEWS:
                members = {*map(int, cells.get("members", "").split())}
                views.setdefault(int(cells.get("sofa", "-1")), set()).update(members)
            elif _ID in element.attrib:
                listed.append(cells | {"%ID": int(element.attrib[_ID]), "%TYPE": type_})
        return _read_structures(listed, lambda sofa: views.get(sofa, set()), name)
    except DefusedXmlException as error:
        raise CodingError(f"{name}: refused; it declares a document type") from error
    except (ParseError, ValueError, LookupError) as error:
        raise CodingError(f"{name}: damaged; not a CAS as XMI ({error})") from error


def _get_type(tag: str) -> str:
    """Return the name of the type of an element, such as {http:///uima/cas.ecore}Sofa."""
    namespace, _, local = tag.rpartition("}")
    package = namespace.removeprefix("{http:///").removesuffix(".ecore").replace("/", ".")
    return f"{package}.{local}"


def _read_json(content: bytes, name: str) -> _Content:
    value = parse_checked(content, name, load_schema("cas"))
    listed = value["%FEATURE_STRUCTURES"]
    members = {*value["%VIEWS"].get(_VIEW, {}).get("%MEMBERS", ())}
    try:
        if isinstance(listed, dict):
            listed = [one | {"%ID": int(id_)} for id_, one in listed.items()]
        return _read_structures(listed, lambda _: members, name)
    except ValueError as error:
        raise CodingError(f"{name}: damaged; not a CAS as JSON ({error})") from error


def _read_structures(
    listed: Sequence[Mapping[str, Any]], get_members: Callable[[int], set[int]], name: str
) -> _Content:
    """Return a CAS from its structures in the form of JSON, and the members of its view."""
    cas = _Content(name)
    sofas = [one for one in listed if one["%TYPE"] == _SOFA and one.get("sofaID") == _VIEW]
    if len(sofas) != 1 or sofas[0].get("sofaString") is None:
        raise CodingError(f"{name}: not a CAS with one text")
    cas.text = repair(sofas[0]["sofaString"])
    members = get_members(sofas[0]["%ID"])
    for one in listed:
        if one["%ID"] in members:
            cells = {
                key.removeprefix("@"): repair(str(cell))
                for key, cell in one.items()
                if not key.startswith(("%", "^")) and cell is not None
            }
            _add(cas, one["%ID"], one["%TYPE"], cells)
    return cas


def _add(cas: _Content, id_: int, type_: str, cells: dict[str, str]) -> None:
    """Keep a structure of a layer, and what INCEpTION says about the document."""
    if type_ == _METADATA:
        cas.title = cells.get("documentTitle", "")
        cas.user = cells.get("documentId", "")
    elif type_.startswith(f"{NAMESPACE}."):
        begin, end = int(cells.pop("begin", "-1")), int(cells.pop("end", "-1"))
        cells.pop("sofa", None)
        cas.structures.append(_Structure(id_, type_, begin, end, cells))


def _find_document(cas: _Content, manifest: ExportManifest) -> str:
    """Return the document of a CAS: the one with its text, or else with its name."""
    sha256 = hash_text(cas.text)
    named = [PurePosixPath(cas.title).stem, *(PurePosixPath(cas.name).with_suffix("").parts)]
    named = [PurePosixPath(name).stem for name in named]
    same = [id_ for id_, own in manifest.hashes.items() if own == sha256]
    candidates = [id_ for id_ in named if id_ in (same or manifest.hashes)] or same
    if len(candidates) == 0:
        raise CodingError(
            f"{cas.name}: neither its text nor its name is that of a document of the export"
        )
    return candidates[0]


def _read_cas(read: ReturnedFile, cas: _Content, source_id: str, layers: Sequence[Layer]) -> None:
    by_type = {layer.type_name: layer for layer in layers}
    units = Utf16(cas.text)
    unknown: dict[str, int] = {}
    for one in sorted(cas.structures, key=lambda one: (one.begin, one.end, one.id)):
        layer = by_type.get(one.type)
        if layer is None:
            unknown[one.type] = unknown.get(one.type, 0) + 1
            continue
        start, end = units.find(one.begin), units.find(one.end)
        if start is None or end is None or start > end:
            place = f"{cas.name} {one.begin}-{one.end}"
            problem = "not a passage of the text of the file"
            read.add_fault(place, layer.name, problem, "delete the annotation")
            continue
        place = f"{cas.name} {start}-{end}"
        features = _read_features(read, place, layer, one.features)
        if features is not None:
            read.annotations.append(
                Returned(place, layer, source_id, quote(cas.text, start, end), features)
            )
    for type_, number in unknown.items():
        problem = f"unknown layer, with {number} annotations"
        hint = "delete them, or export without this layer"
        read.add_fault(cas.name, type_.rpartition(".")[2], problem, hint)


def _read_features(
    read: ReturnedFile, place: str, layer: Layer, stated: Mapping[str, str]
) -> dict[str, str] | None:
    for name, value in stated.items():
        if layer.find(name) is None and value:
            problem = f"unknown feature of {layer.name}"
            hint = "empty it, or export without this feature"
            read.add_fault(f"{place} {name}", value, problem, hint)
            return None
    features = {name: value for name, value in stated.items() if layer.find(name)}
    if features.get(EVIDENCE_ID) or not layer.key:
        # A feature without a value was emptied.
        features = dict.fromkeys((feature.name for feature in layer.features), "") | features
    return features
