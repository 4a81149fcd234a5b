"""RO-Crate 1.2 metadata: every file with its size and hash."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from eventclaims.documentation.citation import Author, Citation
from eventclaims.release.files import Files, ReleaseFile, encode_json
from eventclaims.release.metadata.description import Description, License
from eventclaims.release.release_input import ReleaseInput

CRATE_FILE = "ro-crate-metadata.json"
CRATE_TITLE = "Every file with its title, size and hash, as an RO-Crate."
_VERSION = "https://w3id.org/ro/crate/1.2"


def make_crate(release: ReleaseInput, files: Files) -> Iterator[ReleaseFile]:
    """Make `ro-crate-metadata.json`, which lists all other files and so is made last."""
    description = release.description
    authors = [_describe_author(n, a) for n, a in enumerate(description.citation.authors, 1)]
    licenses = [_describe_license(license_) for license_ in description.licenses]
    countries = [
        {"@id": f"#country-{quote(country.code, safe='')}", "@type": "Country"}
        | {"name": country.name, "identifier": country.code}
        for country in description.countries
    ]
    publisher = {"@id": "#publisher", "@type": "Organization", "name": description.publisher}
    identifier = _describe_identifier(description.citation)
    entities = [_describe_file(file) for file in files]
    root = _describe_root(description) | {
        "identifier": {"@id": identifier["@id"]},
        "license": _point_to(licenses),
        "author": _point_to(authors),
        "publisher": {"@id": publisher["@id"]},
        "spatialCoverage": _point_to(countries),
        "hasPart": _point_to(entities),
        "mentions": {"@id": "#build"},
    }
    descriptor = {
        "@id": CRATE_FILE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _VERSION},
    }
    stated = {name: fact for name, fact in root.items() if fact}
    build = _describe_build(release.toolkit_version)
    named = [*authors, publisher, identifier, *licenses, *countries, *build]
    graph = [descriptor, stated, *entities, *named]
    crate = {"@context": f"{_VERSION}/context", "@graph": graph}
    yield ReleaseFile(CRATE_FILE, CRATE_TITLE, encode_json(crate))


def _describe_root(description: Description) -> dict[str, Any]:
    citation = description.citation
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": citation.title,
        "description": description.text,
        "url": citation.address,
        "version": citation.version,
        "datePublished": description.day,
        "keywords": list(description.keywords),
        "temporalCoverage": description.coverage,
    }


def _describe_identifier(citation: Citation) -> dict[str, Any]:
    """Return the DOI in the form of identifiers.org, or else the permanent name."""
    own = {"@id": "#identifier", "@type": "PropertyValue"}
    if not citation.doi:
        return own | {"name": "Permanent name", "value": citation.fragment}
    registry = "https://registry.identifiers.org/registry/doi"
    stated = {"name": "DOI", "propertyID": registry, "value": f"doi:{citation.doi}"}
    return own | stated | {"url": citation.address}


def _describe_file(file: ReleaseFile) -> dict[str, Any]:
    return {
        "@id": quote(file.path),
        "@type": "File",
        "name": file.path,
        "description": file.title,
        "encodingFormat": file.media_type,
        "contentSize": str(len(file.content)),
        "sha256": file.sha256,
    }


def _describe_build(version: str) -> list[dict[str, Any]]:
    """Return the build of the release, and the software that it used."""
    software = {"@id": "#eventclaims", "@type": "SoftwareApplication", "name": "eventclaims"}
    action = {"@id": "#build", "@type": "CreateAction", "name": "Build of the release"}
    used = {"instrument": {"@id": software["@id"]}, "result": {"@id": "./"}}
    return [action | used, software | {"version": version}]


def _describe_author(number: int, author: Author) -> dict[str, Any]:
    own = {"@id": f"#author-{number}", "name": author.name}
    if author.family and author.given:
        names = {"givenName": author.given, "familyName": author.family}
        return own | {"@type": "Person"} | names
    return own | {"@type": "Organization"}


def _describe_license(license_: License) -> dict[str, Any]:
    return {
        "@id": license_.address or f"#license-{quote(license_.name, safe='')}",
        "@type": "CreativeWork",
        "name": license_.title,
        "description": f"The licence {license_.name}.",
    }


def _point_to(entities: list[dict[str, Any]]) -> list[dict[str, str]] | dict[str, str]:
    """Return references to entities; RO-Crate recommends no list for a single one."""
    pointers = [{"@id": str(entity["@id"])} for entity in entities]
    return pointers[0] if len(pointers) == 1 else pointers
