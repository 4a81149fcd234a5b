"""The metadata of a record, from the DataCite metadata of a release."""

from __future__ import annotations

import html
import json

from eventclaims.errors import PublishingError
from eventclaims.publishing.built_release import Release
from eventclaims.publishing.http.messages import Json

DATACITE = "metadata/datacite.json"


def make_draft_metadata(descriptor: Json) -> Json:
    """Return the metadata of a draft before the release is built."""
    names = [c.get("title") for c in descriptor.get("contributors", []) if isinstance(c, dict)]
    return {
        "resource_type": {"id": "dataset"},
        "title": descriptor["title"],
        "version": descriptor["version"],
        "publication_date": str(descriptor.get("created", ""))[:10],
        "creators": [_make_organisation(str(name)) for name in names if name],
    }


def make_metadata(release: Release) -> Json:
    """Return the metadata of a release as InvenioRDM requires them.

    The fields are documented at https://inveniordm.docs.cern.ch/reference/metadata/.

    Raises:
        PublishingError: If the release has no DataCite metadata, or they contradict its descriptor.
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
    found = (metadata["title"], metadata["version"])
    if found != (release.title, release.version):
        raise PublishingError(f"{DATACITE}: title or version differs from the descriptor")
    return {key: value for key, value in metadata.items() if value}


def _read(release: Release) -> Json:
    try:
        value = json.loads(release.read_text(DATACITE) or "")
    except ValueError:
        raise PublishingError(f"{DATACITE}: is missing or not JSON") from None
    # With or without the wrapper of the REST API of DataCite.
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
    """Return a licence by its SPDX id, which repositories write in lower case."""
    identifier = right.get("rightsIdentifier")
    if identifier:
        return {"id": str(identifier).lower()}
    made: Json = {"title": {"en": right["rights"]}}
    if right.get("rightsUri"):
        made["link"] = right["rightsUri"]
    return made
