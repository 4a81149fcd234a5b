"""Recognise DOIs."""

import re

# The DOI handbook's form, without the characters that nobody registers and BibTeX cannot carry.
_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/[^\s{}\\\"<>]+)", re.ASCII | re.IGNORECASE
)


def read_doi(identifier: object) -> str | None:
    """Return a DOI without its resolver or prefix; None if the identifier is not a DOI."""
    is_text = isinstance(identifier, str) and identifier.isprintable()
    match = _DOI.fullmatch(str(identifier)) if is_text else None
    return match[1] if match else None
