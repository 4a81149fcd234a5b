"""Write and read annotations as the client of Hypothesis exports and imports them."""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eventclaims.evidence.spans import Document
from eventclaims.exchange.annotations.formats import (
    format_content,
    load_schema,
    read_checked,
    repair,
)
from eventclaims.exchange.annotations.layers import EVIDENCE_ID, Layer
from eventclaims.exchange.annotations.manifest import ExportManifest
from eventclaims.exchange.annotations.passages import Annotation, Content, Returned, ReturnedFile
from eventclaims.exchange.annotations.positions import Quote, Utf16, quote
from eventclaims.importing import ids
from eventclaims.package.model import Package
from eventclaims.package.report_text import MARKER

FILE = "annotations.json"
PAGES = "pages"
TABLE, ROW, FIELD = "table", "row", "field"
_FIELD = "evidence_field"
# The annotations have the time of the export in other files; here, the same package gives the same.
_NO_DATE = ""
_PAGE = """<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="{marker}" content="yes">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ white-space: pre-wrap; max-width: 45em; margin: 2em auto; font-family: serif }}
</style>
</head>
<body dir="auto">{text}</body></html>"""


def _make_pages(documents: Sequence[Document]) -> dict[str, bytes]:
    """Return a page for each document; its body has the characters of the text, and no others."""
    return {
        f"{PAGES}/{one.source_id}.html": _PAGE.format(
            marker=MARKER,
            title=html.escape(one.cells.get("title") or one.source_id),
            # A parser of HTML turns other carriage returns into line feeds.
            text=html.escape(one.text.content).replace("\r", "&#13;"),
        ).encode()
        for one in documents
        if one.text
    }


def make_files(exported: Content, urls: Mapping[str, str]) -> dict[str, bytes]:
    """Return the file that the client imports, and a page for each document.

    Args:
        exported: The content to export.
        urls: The address of the page of each document.
    """
    content = {
        "export_date": _NO_DATE,
        "export_userid": "",
        "client_version": "eventclaims",
        # The client ignores it.
        "marker": MARKER,
        "annotations": [
            _write(exported, document, units, one, urls[document.source_id])
            for document in exported.documents
            if document.text and (units := Utf16(document.text.content))
            for one in exported.annotations[document.source_id]
        ],
    }
    return {FILE: format_content(content), **_make_pages(exported.documents)}


def _write(
    exported: Content, document: Document, units: Utf16, annotation: Annotation, url: str
) -> dict[str, Any]:
    text = document.text.content if document.text else ""
    found = quote(text, annotation.start, annotation.end)
    selectors = [
        {
            "type": "TextPositionSelector",
            "start": units.count(annotation.start),
            "end": units.count(annotation.end),
        },
        {
            "type": "TextQuoteSelector",
            "exact": found.exact,
            "prefix": found.prefix,
            "suffix": found.suffix,
        },
    ]
    return {
        "uri": url,
        "document": {"title": document.cells.get("title") or document.source_id},
        "text": exported.labels.get(annotation.features.get(annotation.layer.key, ""), ""),
        "tags": _make_tags(exported.package, annotation),
        "target": [{"source": url, "selector": selectors}],
    }


def _make_tags(package: Package, annotation: Annotation) -> list[str]:
    layer, features = annotation.layer, annotation.features
    tags = [f"{package.name}:{features[EVIDENCE_ID]}"] if EVIDENCE_ID in features else []
    tags.append(f"{TABLE}:{layer.name}")
    if layer.key:
        tags.append(f"{ROW}:{features[layer.key]}")
    if features.get(_FIELD):
        tags.append(f"{FIELD}:{features[_FIELD]}")
    stated = ((name, features[name]) for name in _list_coded(layer))
    return [*tags, *(f"{name}={value}" for name, value in stated if value)]


def _list_coded(layer: Layer) -> list[str]:
    """Return the features that are exported as tags with their value."""
    own = {EVIDENCE_ID, _FIELD, layer.key}
    return [
        feature.name for feature in layer.features if feature.is_coded and feature.name not in own
    ]


def read_files(
    path: Path, manifest: ExportManifest, layers: Sequence[Layer], texts: Mapping[str, str]
) -> ReturnedFile:
    """Read a file that the client has exported, or the files of a folder.

    Args:
        path: The file or folder.
        manifest: What the export was made from.
        layers: The layers of the package.
        texts: The text of each exported document, by id.

    Raises:
        CodingError: If a file cannot be read.
    """
    paths = [path]
    if path.is_dir():
        paths = sorted(one for one in path.glob("*.json") if one.name != "manifest.json")
    urls = {url: id_ for id_, url in manifest.urls.items() if url}
    for row in manifest.base.get("sources", ()):
        if row.get("url") and row.get("source_id") in manifest.hashes:
            urls.setdefault(row["url"], row["source_id"])
    units = {id_: Utf16(text) for id_, text in texts.items()}
    read = ReturnedFile()
    for one in paths:
        content = read_checked(one, load_schema("hypothesis"))
        for number, raw in enumerate(content["annotations"], 1):
            read.users.update({raw.get("user") or ""} - {""})
            place = f"{one.name} annotation {number}"
            _read(read, place, raw, manifest, layers, urls, units)
    return read


def _read(  # noqa: PLR0913, PLR0917 - what it is read with
    read: ReturnedFile,
    place: str,
    raw: Mapping[str, Any],
    manifest: ExportManifest,
    layers: Sequence[Layer],
    urls: Mapping[str, str],
    units: Mapping[str, Utf16],
) -> None:
    selectors = {
        one["type"]: one
        for target in raw["target"]
        for one in reversed(target.get("selector") or [])
    }
    if raw.get("references") or not selectors:
        kind = "a reply" if raw.get("references") else "a note on the page"
        read.notes.append(f"{place}: {kind}, which is not imported")
        return
    source_id = _find_document(raw["uri"], manifest, urls)
    if source_id is None:
        problem, hint = "no document of the export has this address", "annotate its own page"
        read.add_fault(place, raw["uri"], problem, hint)
        return
    read.documents.add(source_id)
    tags = _read_tags(read, place, raw, manifest, layers)
    if tags is None:
        return
    layer, features = tags
    words = selectors.get("TextQuoteSelector", {})
    start = selectors.get("TextPositionSelector", {}).get("start")
    found = Quote(
        repair(words.get("exact", "")),
        repair(words.get("prefix", "")),
        repair(words.get("suffix", "")),
        None if start is None else units[source_id].find(start),
    )
    comment = repair(raw.get("text") or "")
    read.annotations.append(Returned(place, layer, source_id, found, features, comment))


def _find_document(url: str, manifest: ExportManifest, urls: Mapping[str, str]) -> str | None:
    if url in urls:
        return urls[url]
    # The pages may have been served at another address.
    name = url.rpartition("/")[2].removesuffix(".html")
    return name if name in manifest.hashes else None


def _read_tags(
    read: ReturnedFile,
    place: str,
    raw: Mapping[str, Any],
    manifest: ExportManifest,
    layers: Sequence[Layer],
) -> tuple[Layer, dict[str, str]] | None:
    """Return the layer and what the tags state; None after a fault."""
    stated: dict[str, str] = {}
    others = []
    for tag in map(repair, raw.get("tags") or []):
        name, value = _split(tag, manifest.origin.package)
        if not name:
            others.append(tag)
        elif name in stated and stated[name] != value:
            problem = f"two tags for {name.strip(':=')}, `{stated[name]}` and `{value}`"
            read.add_fault(place, tag, problem, "delete one of them")
            return None
        else:
            stated[name] = value
    layer = _choose_layer(stated, layers)
    if isinstance(layer, str):
        hint = "tag it with table: and a table with evidence, or row: and the id of a row"
        read.add_fault(place, " ".join(raw.get("tags") or []), layer, hint)
        return None
    names = {f"{ROW}:": layer.key, f"{FIELD}:": _FIELD, f"{manifest.origin.package}:": EVIDENCE_ID}
    features = {}
    for name, value in stated.items():
        if name == f"{TABLE}:":
            continue
        feature = layer.find(names.get(name, name.removesuffix("=")))
        if feature is None or (name.endswith(":") and name not in names):
            what = "tag, or of another package" if name.endswith(":") else f"column of {layer.name}"
            problem = f"unknown {what}"
            read.add_fault(place, f"{name}{value}", problem, "correct the tag, or delete it")
            return None
        features[feature.name] = value
    if features.get(EVIDENCE_ID) or not layer.key:
        # A tag that was removed is a cell that was cleared.
        missing = [*_list_coded(layer), *((_FIELD, layer.key) if layer.key else ())]
        features = dict.fromkeys(missing, "") | features
    if others:
        read.notes.append(f"{place}: not imported: {', '.join(f'`{tag}`' for tag in others)}")
    return layer, features


def _split(tag: str, package: str) -> tuple[str, str]:
    """Return the name of a tag with its separator, and its value; an empty name of other tags."""
    tag = tag.strip()
    if tag.startswith(f"{package}:"):
        return f"{package}:", tag.removeprefix(f"{package}:").strip()
    for separator in ("=", ":"):
        name, found, value = tag.partition(separator)
        if found and name and not {*name} & {*" =:/"}:
            return f"{name.strip()}{separator}", value.strip()
    return "", tag


def _choose_layer(stated: Mapping[str, str], layers: Sequence[Layer]) -> Layer | str:
    """Return the layer that tags name, or the problem."""
    name = stated.get(f"{TABLE}:", "")
    if name:
        found = next((layer for layer in layers if layer.name == name), None)
        return found or f"the package has no evidence for a table `{name}`"
    prefix = stated.get(f"{ROW}:", "").partition("-")[0]
    with_key = (layer for layer in layers if layer.key and prefix)
    found = next((one for one in with_key if ids.get_prefix(one.plan.table) == prefix), None)
    return found or "the tags name no table and no row"
