"""DataCite metadata, schema 4.5, as JSON."""

from collections.abc import Iterator
from typing import Any

from eventclaims.documentation.citation import Author
from eventclaims.release.files import Files, ReleaseFile, encode_json
from eventclaims.release.metadata.description import Description, License
from eventclaims.release.release_input import ReleaseInput


def make_datacite(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `metadata/datacite.json`."""
    record = encode_json(_describe(release.description))
    yield ReleaseFile("metadata/datacite.json", "The metadata for DataCite.", record)


def _describe(description: Description) -> dict[str, Any]:
    citation = description.citation
    record = {
        "doi": citation.doi,
        "creators": [_describe_creator(author) for author in citation.authors],
        "titles": [{"title": citation.title}],
        "publisher": {"name": description.publisher},
        "publicationYear": description.day[:4],
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Dataset"},
        "subjects": [{"subject": word} for word in dict.fromkeys(description.keywords)],
        "dates": _list_dates(description),
        "version": citation.version,
        "rightsList": [_describe_license(license_) for license_ in description.licenses],
        "descriptions": [{"description": description.text, "descriptionType": "Abstract"}],
        "geoLocations": [{"geoLocationPlace": country.name} for country in description.countries],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    # The schema forbids empty fields.
    return {name: value for name, value in record.items() if value}


def _describe_creator(author: Author) -> dict[str, str]:
    if author.family and author.given:
        names = {"givenName": author.given, "familyName": author.family}
        return {"name": author.inverted, "nameType": "Personal"} | names
    return {"name": author.name}


def _list_dates(description: Description) -> list[dict[str, str]]:
    dates = [{"date": description.day, "dateType": "Issued"}]
    if description.coverage:
        # The type Coverage requires schema 4.6.
        covered = {"date": description.coverage, "dateType": "Other"}
        dates.append(covered | {"dateInformation": "Coverage"})
    return dates


def _describe_license(license_: License) -> dict[str, str]:
    rights = {"rights": license_.title}
    if license_.address:
        rights["rightsUri"] = license_.address
    if license_.spdx:
        rights |= {"rightsIdentifier": license_.spdx, "rightsIdentifierScheme": "SPDX"}
    return rights
