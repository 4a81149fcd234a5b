"""The release as schema.org and Croissant 1.1 describe it, in one JSON-LD file.

Croissant is an extension of schema.org's Dataset: search engines read the one, loaders of
machine learning the other. The file lies at the top, since its paths are relative to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from eventclaims.documentation.citation import Author
from eventclaims.documentation.citation_styles import format_bibtex
from eventclaims.release.files import ReleaseFile, encode_json
from eventclaims.release.metadata.croissant_records import (
    describe_codes,
    describe_records,
    list_records,
)
from eventclaims.release.metadata.description import Description, describe_edition
from eventclaims.release.release_input import ReleaseInput

_TERMS = "arrayShape citeAs column conformsTo containedIn equivalentProperty extract field "
_TERMS += "fileObject fileProperty fileSet format includes isArray isLiveDataset jsonPath key md5 "
_TERMS += "parentField path recordSet references regex repeated replace samplingRate separator "
_TERMS += "source subField transform"
# The context that the specification of Croissant prints, term by term.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    **{term: f"cr:{term}" for term in _TERMS.split()},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
}


def make_croissant(
    release_input: ReleaseInput, files: tuple[ReleaseFile, ...]
) -> Iterator[ReleaseFile]:
    """Make the description of the release for search engines and for loaders.

    Args:
        release_input: What is released.
        files: The files made so far; those of the tables are described column by column.

    Yields:
        The file.
    """
    described = describe_edition(release_input)
    every = list_records(release_input, files)
    codelists = {*release_input.codelists}
    document = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        **_describe_dataset(described),
        "isAccessibleForFree": True,
        "distribution": [_describe_file(file) for file in files],
        "recordSet": [
            *describe_codes(release_input, every),
            *(describe_records(records, every, codelists) for records in every),
        ],
    }
    title = "The release and every column, for search engines and loaders."
    yield ReleaseFile("croissant.json", title, encode_json(document))


def _describe_dataset(described: Description) -> dict[str, Any]:
    """Return the properties that are schema.org's; none without a value."""
    citation = described.citation
    licenses = [license_.address or license_.name for license_ in described.licenses]
    facts = {
        "@id": citation.address,
        "name": citation.title,
        "alternateName": citation.name,
        "description": described.text,
        "url": citation.address,
        "identifier": citation.address or citation.fragment,
        "version": citation.version,
        "datePublished": described.day,
        "license": licenses[0] if len(licenses) == 1 else licenses,
        "creator": [_describe_author(author) for author in citation.authors],
        "publisher": {"@type": "Organization", "name": described.publisher},
        "keywords": list(described.keywords),
        "temporalCoverage": described.coverage,
        "spatialCoverage": [
            {"@type": "Country", "name": country.name, "identifier": country.code}
            for country in described.countries
        ],
        "citeAs": format_bibtex(citation),
    }
    return {name: fact for name, fact in facts.items() if fact}


def _describe_author(author: Author) -> dict[str, str]:
    if author.family and author.given:
        names = {"givenName": author.given, "familyName": author.family}
        return {"@type": "Person", "name": author.name} | names
    return {"@type": "Organization", "name": author.name}


def _describe_file(file: ReleaseFile) -> dict[str, str]:
    return {
        "@type": "cr:FileObject",
        "@id": quote(file.path),
        "name": file.path,
        "description": file.title,
        "contentUrl": quote(file.path),
        "contentSize": f"{len(file.content)} B",
        "encodingFormat": file.media_type,
        "sha256": file.sha256,
    }
