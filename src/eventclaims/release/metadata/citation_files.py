"""CITATION.cff, BibTeX, RIS and CSL-JSON: how the release is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from eventclaims.documentation.citation import Author
from eventclaims.documentation.citation_styles import format_bibtex, format_csl, format_ris
from eventclaims.release.files import ReleaseFile
from eventclaims.release.metadata.description import describe_edition
from eventclaims.release.release_input import ReleaseInput

# The DOIs that the format takes, which are not all there are.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+", re.ASCII)
_MESSAGE = "If you use this dataset, please cite it with its version."


def make_citations(
    release_input: ReleaseInput, _: tuple[ReleaseFile, ...]
) -> Iterator[ReleaseFile]:
    """Make CITATION.cff and the entries for BibTeX, RIS and CSL-JSON.

    Args:
        release_input: What is released.

    Yields:
        The files.
    """
    citation = describe_edition(release_input).citation
    yield ReleaseFile(
        "CITATION.cff", "How to cite the release.", format_cff(release_input).encode()
    )
    for suffix, title, text in (
        ("bib", "The citation for BibLaTeX.", format_bibtex(citation) + "\n"),
        ("ris", "The citation for EndNote, Zotero and Mendeley.", format_ris(citation)),
        ("csl.json", "The citation as CSL-JSON.", format_csl(citation) + "\n"),
    ):
        yield ReleaseFile(f"metadata/citation.{suffix}", title, text.encode())


def format_cff(release_input: ReleaseInput) -> str:
    """Return the citation in the Citation File Format, version 1.2.0."""
    described = describe_edition(release_input)
    citation = described.citation
    ids = [license_.spdx for license_ in described.licenses]
    addresses = [license_.address for license_ in described.licenses if license_.address]
    doi = citation.doi if _DOI.fullmatch(citation.doi or "") else None
    facts: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": _MESSAGE,
        "type": "dataset",
        "title": citation.title,
        "abstract": described.text,
        "authors": [_describe_author(author) for author in citation.authors],
        "version": citation.version,
        "date-released": date.fromisoformat(described.day),
        "doi": doi,
        "url": None if doi else citation.address,
        # Only ids of SPDX are allowed here.
        "license": (ids[0] if len(ids) == 1 else ids) if all(ids) else None,
        "license-url": None if all(ids) else next(iter(addresses), None),
        "keywords": list(dict.fromkeys(filter(None, described.keywords))),
    }
    stated = {name: fact for name, fact in facts.items() if fact}
    return yaml.safe_dump(stated, sort_keys=False, allow_unicode=True, width=90)


def _describe_author(author: Author) -> dict[str, str]:
    if author.family and author.given:
        return {"family-names": author.family, "given-names": author.given}
    return {"name": author.name}
