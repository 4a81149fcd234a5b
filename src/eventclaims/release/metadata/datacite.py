"""The release in the metadata schema of DataCite, 4.5, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventclaims.documentation.citation import Author
from eventclaims.release.files import ReleaseFile, encode_json
from eventclaims.release.metadata.description import Country, Description, License, describe_edition
from eventclaims.release.release_input import ReleaseInput


def make_datacite(release_input: ReleaseInput, _: tuple[ReleaseFile, ...]) -> Iterator[ReleaseFile]:
    """Make the record of DataCite; it has a DOI only where the edition has one.

    Args:
        release_input: What is released.

    Yields:
        The file.
    """
    record = encode_json(describe_for_datacite(describe_edition(release_input)))
    yield ReleaseFile("metadata/datacite.json", "The release as DataCite describes it.", record)


def describe_for_datacite(described: Description) -> dict[str, Any]:
    """Return the record; fields that would be empty are left out, as the schema demands."""
    citation = described.citation
    record = {
        "doi": citation.doi,
        "creators": [_describe_creator(author) for author in citation.authors],
        "titles": [{"title": citation.title}],
        "publisher": {"name": described.publisher},
        "publicationYear": described.day[:4],
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Dataset"},
        "subjects": [{"subject": word} for word in dict.fromkeys(described.keywords)],
        "dates": _list_dates(described),
        "version": citation.version,
        "rightsList": [_describe_license(license_) for license_ in described.licenses],
        "descriptions": [{"description": described.text, "descriptionType": "Abstract"}],
        "geoLocations": [_describe_country(country) for country in described.countries],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return {name: value for name, value in record.items() if value}


def _describe_creator(author: Author) -> dict[str, str]:
    if author.family and author.given:
        names = {"givenName": author.given, "familyName": author.family}
        return {"name": author.inverted, "nameType": "Personal"} | names
    return {"name": author.name}


def _list_dates(described: Description) -> list[dict[str, str]]:
    dates = [{"date": described.day, "dateType": "Issued"}]
    if described.coverage:
        # The type Coverage is of 4.6 only.
        covered = {"date": described.coverage, "dateType": "Other"}
        dates.append(covered | {"dateInformation": "Coverage"})
    return dates


def _describe_license(license_: License) -> dict[str, str]:
    described = {"rights": license_.title}
    if license_.address:
        described["rightsUri"] = license_.address
    if license_.spdx:
        described |= {"rightsIdentifier": license_.spdx, "rightsIdentifierScheme": "SPDX"}
    return described


def _describe_country(country: Country) -> dict[str, str]:
    return {"geoLocationPlace": country.name}
