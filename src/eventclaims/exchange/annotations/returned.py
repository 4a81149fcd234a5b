"""What comes back from an annotation tool, in a form that every format shares."""

from dataclasses import dataclass, field

from eventclaims.exchange.annotations.anchoring import Quote
from eventclaims.exchange.annotations.layers import Layer
from eventclaims.exchange.entries import Row
from eventclaims.exchange.faults import Fault


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
        faults: What prevents the import of others, whose rows are not known.
        notes: Parts that are not imported, a line each.
    """

    annotations: list[Returned] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add_fault(self, place: str, value: str, problem: str, remedy: str) -> None:
        """Add what prevents the import of an annotation."""
        self.faults.append(Fault(place, "", value, problem, remedy))
