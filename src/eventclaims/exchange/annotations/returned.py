"""What comes back from an annotation tool, in a form that every format shares."""

from dataclasses import dataclass

from eventclaims.exchange.annotations.anchoring import Quote
from eventclaims.exchange.annotations.layers import Layer
from eventclaims.exchange.entries import Row


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
class Problem:
    """What prevents the import of an annotation whose row is not known.

    Attributes:
        place: Where it is.
        value: The value at that place.
        problem: The fault.
        remedy: What to do.
    """

    place: str
    value: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """The annotations of a file.

    Attributes:
        annotations: The annotations, in order.
        documents: Ids of the documents that the file is about.
        problems: What prevents the import of others.
        notes: Parts that are not imported, a line each.
    """

    annotations: list[Returned]
    documents: set[str]
    problems: list[Problem]
    notes: list[str]
