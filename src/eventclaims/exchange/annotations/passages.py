"""Annotations of passages: those that go to an annotation tool, and those that come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eventclaims.errors import EventClaimsError
from eventclaims.evidence.spans import Document, has_span, read_span
from eventclaims.exchange.annotations.layers import EVIDENCE, Layer
from eventclaims.exchange.annotations.positions import Quote
from eventclaims.exchange.entries import Fault, Row
from eventclaims.package.model import Package

Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A passage of a document, and what it states.

    Attributes:
        layer: The layer.
        source_id: Id of the document.
        start: Its first character in the text of the document.
        end: The position after its last character.
        features: What it states, by the name of the feature.
    """

    layer: Layer
    source_id: str
    start: int
    end: int
    features: Row


@dataclass(frozen=True, slots=True)
class Content:
    """The content that is written for an annotation tool.

    Attributes:
        package: The package.
        layers: Its layers.
        documents: The documents, which have texts.
        annotations: The annotations of each document, by its id.
        labels: The label of each coded row, by id.
    """

    package: Package
    layers: Sequence[Layer]
    documents: Sequence[Document]
    annotations: Mapping[str, Sequence[Annotation]]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Returned:
    """An annotation that was read.

    Attributes:
        place: Where it is, for messages.
        layer: The layer.
        source_id: Id of the document.
        quote: Its passage.
        features: What it states, by the name of the feature. One that is missing is not stated.
        comment: What the annotator wrote beside it, may be empty.
    """

    place: str
    layer: Layer
    source_id: str
    quote: Quote
    features: Row
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """The annotations of a file.

    Attributes:
        annotations: The annotations, in order.
        documents: Ids of the documents that the file is about.
        users: The names of the annotators.
        faults: What prevents the import of others, whose rows are not known.
        notes: Parts that are not imported, a line each.
    """

    annotations: list[Returned] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add_fault(self, place: str, value: str, problem: str, hint: str) -> None:
        """Add what prevents the import of an annotation."""
        self.faults.append(Fault(place, "", value, problem, hint))


def split_documents(documents: Sequence[Document]) -> tuple[list[Document], list[str]]:
    """Return the documents with a text, and a note on each that has none.

    Raises:
        EventClaimsError: If a text is not the one that was coded, or none was found.
    """
    found = [document for document in documents if document.text]
    for document in found:
        if document.cells.get("text_sha256") and not document.is_exact:
            raise EventClaimsError(
                f"{document.source_id}: your copy of its text is not the one that was coded; run "
                "eventclaims evidence verify"
            )
    if not found:
        raise EventClaimsError("the folder of the texts contains the text of no document")
    missing = [document.source_id for document in documents if not document.text]
    return found, [f"{id_}: left out, because the folder has no text for it" for id_ in missing]


def list_annotations(
    layers: Sequence[Layer], rows: Mapping[str, Rows], documents: Sequence[Document]
) -> dict[str, list[Annotation]]:
    """Return the annotations of each document, in the order of the layers and rows.

    Raises:
        EventClaimsError: If a span is not within its text.
    """
    lengths = {
        document.source_id: len(document.text.content) for document in documents if document.text
    }
    found: dict[str, list[Annotation]] = {document.source_id: [] for document in documents}
    for layer in layers:
        is_evidence = layer.spans.name == EVIDENCE
        records = {row[layer.plan.table.key[0]]: row for row in rows[layer.name]}
        for number, passage in enumerate(rows[layer.spans.name]):
            source_id = passage.get("source_id", "")
            if source_id not in lengths or not has_span(passage):
                continue
            if is_evidence and passage["table"] != layer.name:
                continue
            id_ = passage["record_id"] if is_evidence else ""
            key = {layer.plan.table.key[0]: id_} if is_evidence else {}
            span = read_span(layer.spans.name, number, passage)
            if not 0 <= span.start < span.end <= lengths[source_id]:
                raise EventClaimsError(
                    f"{span.record}: its span is not within the text of {source_id}; run "
                    "eventclaims validate --texts"
                )
            record = records.get(id_, key) if is_evidence else {}
            features = {
                feature.name: (passage if feature.of_passage else record).get(
                    feature.column.name, ""
                )
                for feature in layer.features
            }
            found[source_id].append(Annotation(layer, source_id, span.start, span.end, features))
    return found
