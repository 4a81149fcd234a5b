"""Write one CAS of UIMA for each document, as XMI and as JSON."""

from collections.abc import Sequence

from cassis import Cas, TypeSystem  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.errors import EventClaimsError
from eventclaims.evidence.spans import Document
from eventclaims.exchange.annotations.cas_types import get_type, make_type_system
from eventclaims.exchange.annotations.layers import Layer
from eventclaims.exchange.annotations.passages import Annotation
from eventclaims.exchange.annotations.xml import find_unfit
from eventclaims.package.report_text import MARKER

XMI, JSON = "xmi", "json"
TYPES = "TypeSystem.xml"


def make_files(
    layers: Sequence[Layer], documents: Sequence[Document], annotations: Sequence[Annotation]
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files by path, and a note on each document that has no XMI.

    XML cannot contain some control characters; JSON can.
    """
    types = make_type_system(layers)
    files = {f"{XMI}/{TYPES}": types.to_xml().encode()}
    notes = []
    for document in documents:
        own = [one for one in annotations if one.source_id == document.source_id]
        text = document.text.content if document.text else ""
        content = _make_cas(types, text, own)
        files[f"{JSON}/{document.source_id}.json"] = content.to_json().encode()
        unfit = find_unfit(text)
        for one in own:
            if any(find_unfit(value) is not None for value in one.features.values()):
                raise EventClaimsError(
                    f"a row for {document.source_id} contains a control character; run "
                    "eventclaims validate"
                )
        if unfit is None:
            files[f"{XMI}/{document.source_id}.xmi"] = _mark(content.to_xmi())
        else:
            notes.append(
                f"{document.source_id}: only as JSON, because XML cannot contain the character "
                f"U+{ord(text[unfit]):04X} at {unfit} of its text"
            )
    return files, notes


def _mark(content: str) -> bytes:
    """Return XML with the marker as a comment after its last element.

    Before the first one, dkpro-cassis could not read it.
    """
    return f"{content.rstrip()}\n<!-- {MARKER} -->\n".encode()


def _make_cas(types: TypeSystem, text: str, annotations: Sequence[Annotation]) -> Cas:
    content = Cas(typesystem=types, sofa_string=text, sofa_mime="text/plain")
    for one in annotations:
        stated = {name: value for name, value in one.features.items() if value}
        make = types.get_type(get_type(one.layer))
        content.add(make(begin=one.start, end=one.end, **stated))
    return content
