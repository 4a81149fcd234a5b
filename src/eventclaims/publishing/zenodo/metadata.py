"""What a repository is told of a release, made from its DataCite metadata."""

from __future__ import annotations

import html
import json
from typing import Any

from eventclaims.errors import PublishingError
from eventclaims.publishing.built_release import Release

DATACITE = "metadata/datacite.json"
Json = dict[str, Any]


def make_draft_metadata(descriptor: Json) -> Json:
    """Return the metadata of a draft of which nothing but the descriptor is known yet."""
    names = [c.get("title") for c in descriptor.get("contributors", []) if isinstance(c, dict)]
    return {
        "resource_type": {"id": "dataset"},
        "title": descriptor["title"],
        "version": descriptor["version"],
        "publication_date": str(descriptor.get("created", ""))[:10],
        "creators": [_make_organisation(str(name)) for name in names if name],
    }


def make_metadata(release: Release) -> Json:
    """Return the metadata of a release in the form of InvenioRDM.

    Args:
        release: The release, with DataCite metadata in `metadata/datacite.json`.

    Returns:
        The metadata, as the body of a draft takes them
        (https://inveniordm.docs.cern.ch/reference/metadata/).

    Raises:
        PublishingError: If the release has no such file, or it says something else than the
            descriptor.
    """
    cite = _read(release)
    try:
        metadata = {
            "resource_type": {"id": "dataset"},
            "title": cite["titles"][0]["title"],
            "version": cite["version"],
            "publication_date": _find_date(cite, release),
            "creators": [_make_person(creator) for creator in cite["creators"]],
            "description": "".join(
                f"<p>{html.escape(text['description'])}</p>"
                for text in cite.get("descriptions", [])
                if text.get("descriptionType") == "Abstract"
            ),
            "subjects": [{"subject": s["subject"]} for s in cite.get("subjects", [])],
            "rights": [_make_right(right) for right in cite.get("rightsList", [])],
        }
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise PublishingError(f"{DATACITE}: is not DataCite metadata ({error!r})") from error
    publisher = cite.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    metadata["publisher"] = name or ""
    told = (metadata["title"], metadata["version"])
    if told != (release.title, release.version):
        raise PublishingError(f"{DATACITE}: another title or version than the descriptor's")
    return {key: value for key, value in metadata.items() if value}


def _read(release: Release) -> Json:
    try:
        value = json.loads(release.read_text(DATACITE) or "")
    except ValueError:
        raise PublishingError(f"the release has no {DATACITE} that can be read") from None
    # As the REST API of DataCite wraps it, or bare.
    if isinstance(value, dict) and isinstance(value.get("data"), dict):
        value = value["data"].get("attributes")
    if not isinstance(value, dict):
        raise PublishingError(f"{DATACITE}: is not DataCite metadata")
    return value


def _find_date(cite: Json, release: Release) -> str:
    issued = [d["date"] for d in cite.get("dates", []) if d.get("dateType") == "Issued"]
    created = str(release.descriptor.get("created", ""))
    return str((issued or [created or cite["publicationYear"]])[0])[:10]


def _make_person(creator: Json) -> Json:
    if creator.get("nameType") != "Personal" and not creator.get("familyName"):
        return _make_organisation(creator["name"])
    family, _, given = creator["name"].partition(", ")
    person: Json = {
        "type": "personal",
        "family_name": creator.get("familyName") or family,
        "given_name": creator.get("givenName") or given,
    }
    identifiers = [
        {"scheme": "orcid", "identifier": name["nameIdentifier"].rsplit("/", 1)[-1]}
        for name in creator.get("nameIdentifiers", [])
        if name.get("nameIdentifierScheme") == "ORCID"
    ]
    if identifiers:
        person["identifiers"] = identifiers
    made: Json = {"person_or_org": person}
    affiliations = [
        {"name": place["name"] if isinstance(place, dict) else str(place)}
        for place in creator.get("affiliation", [])
    ]
    if affiliations:
        made["affiliations"] = affiliations
    return made


def _make_organisation(name: str) -> Json:
    return {"person_or_org": {"type": "organizational", "name": name}}


def _make_right(right: Json) -> Json:
    """Return a licence by its SPDX id, which repositories know in small letters."""
    identifier = right.get("rightsIdentifier")
    if identifier:
        return {"id": str(identifier).lower()}
    made: Json = {"title": {"en": right["rights"]}}
    if right.get("rightsUri"):
        made["link"] = right["rightsUri"]
    return made
