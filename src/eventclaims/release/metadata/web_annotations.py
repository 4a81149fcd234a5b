"""The evidence as W3C Web Annotations (2017).

An annotation links a row to the span of a document that it was coded from. It contains hashes of
the span, not its words.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from eventclaims.documentation.citation import Citation
from eventclaims.evidence.spans import has_span
from eventclaims.release.files import Files, ReleaseFile, encode_json
from eventclaims.release.metadata.description import Rows
from eventclaims.release.release_input import ReleaseInput
from eventclaims.tables.cells import read_number

# The model has no terms for hashes; these columns get an unregistered namespace of this project.
_NAMES = ("table", "record", "field", "text_sha256", "text_length", "token_sha256", "token_count")
_TERMS = {name: f"urn:eventclaims:terms#{name}" for name in _NAMES}
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", _TERMS]


def make_annotations(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `metadata/annotations.jsonld` with one annotation per row of evidence, if any."""
    evidence = release.get_table("evidence")
    if evidence is None or not evidence.rows:
        return
    citation = release.description.citation
    sources = release.get_table("sources")
    documents = {row.get("source_id", ""): row for row in (sources.rows if sources else ())}
    collection = {
        "@context": _CONTEXT,
        "id": replace(citation, table="evidence", record="all").iri,
        "type": "AnnotationCollection",
        "label": f"Evidence of {citation.title}, version {citation.version}",
        "total": len(evidence.rows),
        "first": {
            "id": replace(citation, table="evidence", record="page-1").iri,
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": [*_annotate(evidence.rows, documents, citation)],
        },
    }
    title = "The evidence as W3C Web Annotations: where each row was coded from."
    yield ReleaseFile("metadata/annotations.jsonld", title, encode_json(collection))


def _annotate(
    rows: Rows, documents: dict[str, dict[str, str]], citation: Citation
) -> Iterator[dict[str, Any]]:
    for row in rows:
        table, record = row.get("table", ""), row.get("record_id", "")
        body = {
            "id": replace(citation, table=table, record=record).iri,
            "type": "Dataset",
            "table": table,
            "record": record,
            "field": row.get("field", ""),
        }
        selector = {
            "type": "TextPositionSelector",
            "start": read_number(row.get("start", "")),
            "end": read_number(row.get("end", "")),
            "text_sha256": row.get("text_sha256", ""),
            "token_count": read_number(row.get("token_count", "")),
            "token_sha256": row.get("token_sha256", ""),
        }
        name = row.get("source_id", "")
        yield {
            "id": replace(citation, table="evidence", record=row.get("evidence_id", "")).iri,
            "type": "Annotation",
            "motivation": "linking",
            "body": _drop_empty(body),
            "target": {
                "type": "SpecificResource",
                "source": _describe_document(documents.get(name, {}), name, citation),
            }
            # A locator is written for people, so it is not a selector of the model.
            | ({"selector": _drop_empty(selector)} if has_span(row) else {}),
        }


def _describe_document(row: dict[str, str], name: str, citation: Citation) -> dict[str, Any]:
    """Return the text of a document.

    Its id is its hash (RFC 6920), because positions apply to exactly this text, while the content
    of an address can change. The address is added if it is known.
    """
    own = replace(citation, table="sources", record=name)
    printed = replace(own, identifier=row.get("url"), table=None, record=None)
    sha256 = row.get("text_sha256", "")
    return _drop_empty(
        {
            "id": _name_text(sha256) or printed.address or f"{own.iri}/text",
            "type": "Text",
            "language": row.get("language", ""),
            "schema:url": printed.address or "",
            "record": name,
            "text_length": read_number(row.get("text_length", "")),
            "text_sha256": sha256,
        }
    )


def _name_text(sha256: str) -> str | None:
    """Return the URI of a text by its hash, None for another cell."""
    if not _HASH.fullmatch(sha256):
        return None
    return f"ni:///sha-256;{urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip('=')}"


def _drop_empty(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact not in {"", -1}}
