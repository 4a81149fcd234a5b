"""The metadata of a record, from the DataCite metadata of a release."""

import html
import json

from eventclaims.errors import PublishingError
from eventclaims.package.model import read_day
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
        "publication_date": read_day(descriptor),
        "creators": [_make_organisation(str(name)) for name in names if name],
    }


def make_metadata(release: Release) -> Json:
    """Return the metadata of a release as InvenioRDM requires them.

    The fields are documented at https://inveniordm.docs.cern.ch/reference/metadata/.

    Raises:
        PublishingError: If the release has no DataCite metadata, or they contradict its descriptor.
    """
    try:
        cite = json.loads(release.read_text(DATACITE) or "")
    except ValueError:
        raise PublishingError(f"{DATACITE}: is missing or not JSON") from None
    try:
        metadata = {
            "resource_type": {"id": "dataset"},
            "title": cite["titles"][0]["title"],
            "version": cite["version"],
            "publication_date": next(d["date"] for d in cite["dates"] if d["dateType"] == "Issued"),
            "publisher": cite.get("publisher", {}).get("name"),
            "creators": [_make_creator(creator) for creator in cite["creators"]],
            "description": "".join(
                f"<p>{html.escape(text['description'])}</p>"
                for text in cite.get("descriptions", [])
                if text.get("descriptionType") == "Abstract"
            ),
            "subjects": [{"subject": s["subject"]} for s in cite.get("subjects", [])],
            "rights": [_make_right(right) for right in cite.get("rightsList", [])],
        }
    except (LookupError, TypeError, AttributeError, StopIteration) as error:
        raise PublishingError(f"{DATACITE}: is not DataCite metadata ({error!r})") from error
    if (metadata["title"], metadata["version"]) != (release.title, release.version):
        raise PublishingError(f"{DATACITE}: title or version differs from the descriptor")
    return {key: value for key, value in metadata.items() if value}


def _make_creator(creator: Json) -> Json:
    if creator.get("nameType") != "Personal":
        return _make_organisation(creator["name"])
    names = {"family_name": creator["familyName"], "given_name": creator["givenName"]}
    return {"person_or_org": {"type": "personal", **names}}


def _make_organisation(name: str) -> Json:
    return {"person_or_org": {"type": "organizational", "name": name}}


def _make_right(right: Json) -> Json:
    """Return a licence by its SPDX id, which repositories write in lower case."""
    if right.get("rightsIdentifier"):
        return {"id": str(right["rightsIdentifier"]).lower()}
    link = {"link": right["rightsUri"]} if right.get("rightsUri") else {}
    return {"title": {"en": right["rights"]}, **link}
