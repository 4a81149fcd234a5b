"""Citations of the release: CITATION.cff, BibTeX, RIS and CSL-JSON."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from eventclaims.documentation.citation import Author
from eventclaims.documentation.citation_styles import format_bibtex, format_csl, format_ris
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.release_input import ReleaseInput

# The pattern for DOIs in the schema of the Citation File Format.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+", re.ASCII)
_MESSAGE = "If you use this dataset, please cite it with its version."


def make_citations(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make CITATION.cff and `metadata/citation.bib`, `.ris` and `.csl.json`."""
    citation = release.description.citation
    yield ReleaseFile("CITATION.cff", "How to cite the release.", format_cff(release).encode())
    for suffix, title, text in (
        ("bib", "The citation for BibLaTeX.", format_bibtex(citation) + "\n"),
        ("ris", "The citation for EndNote, Zotero and Mendeley.", format_ris(citation)),
        ("csl.json", "The citation as CSL-JSON.", format_csl(citation) + "\n"),
    ):
        yield ReleaseFile(f"metadata/citation.{suffix}", title, text.encode())


def format_cff(release: ReleaseInput) -> str:
    """Return the citation in the Citation File Format, version 1.2.0."""
    description = release.description
    citation = description.citation
    ids = [license_.spdx for license_ in description.licenses]
    addresses = [license_.address for license_ in description.licenses if license_.address]
    doi = citation.doi if _DOI.fullmatch(citation.doi or "") else None
    facts: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": _MESSAGE,
        "type": "dataset",
        "title": citation.title,
        "abstract": description.text,
        "authors": [_describe_author(author) for author in citation.authors],
        "version": citation.version,
        "date-released": date.fromisoformat(description.day),
        "doi": doi,
        "url": None if doi else citation.address,
        # The format allows SPDX ids only.
        "license": (ids[0] if len(ids) == 1 else ids) if all(ids) else None,
        "license-url": None if all(ids) else next(iter(addresses), None),
        "keywords": list(dict.fromkeys(filter(None, description.keywords))),
    }
    stated = {name: fact for name, fact in facts.items() if fact}
    return yaml.safe_dump(stated, sort_keys=False, allow_unicode=True, width=90)


def _describe_author(author: Author) -> dict[str, str]:
    if author.family and author.given:
        return {"family-names": author.family, "given-names": author.given}
    return {"name": author.name}
