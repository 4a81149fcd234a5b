"""The records and drafts of an InvenioRDM repository such as Zenodo, as its REST API gives them.

What each call takes and gives is in the InvenioRDM reference, "Drafts and Records"
(https://inveniordm.docs.cern.ch/reference/rest_api_drafts_records/).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from eventclaims.errors import PublishingError
from eventclaims.publishing.assets import Asset
from eventclaims.publishing.built_release import Digest
from eventclaims.publishing.http.client import Client
from eventclaims.publishing.http.messages import Query, RefusedError, Upload, pick, require_object
from eventclaims.publishing.http.retries import DamagedError
from eventclaims.render.escaping import escape

# Records come in the form of InvenioRDM, which on Zenodo is not the one that plain JSON gives;
# lists of files have only plain JSON.
HEADERS = {"Accept": "application/vnd.inveniordm.v1+json, application/json;q=0.9"}
MOST_FILES = 100
# What Zenodo gives at most to a search; and how many of the newest records are looked through.
_PAGE = 25
_PAGES = 20
_GONE = (404, 410)
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_DOI = re.compile(r"10\.[0-9.]{1,20}/[A-Za-z0-9._;()/:-]{1,200}")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """A draft or a record, as far as publishing needs to know it.

    Attributes:
        id: Its id in the repository.
        title: Its title.
        version: Its version.
        is_published: Whether it is public, not a draft.
        doi: The DOI of this version.
        concept_doi: The DOI of all its versions together.
        pids: Its identifiers as the repository gives them, to be sent back unchanged.
    """

    id: str
    title: str
    version: str
    is_published: bool
    doi: str | None
    concept_doi: str | None
    pids: Json


class Deposits:
    """The records and drafts that a token may edit."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def list_own(self) -> Iterator[Record]:
        """Yield one's own drafts and records, the newest first, all versions; not without end."""
        yield from self._page("/user/records", {"sort": "newest"})

    def list_versions(self, record: str) -> Iterator[Record]:
        """Yield the published versions of a record."""
        yield from self._page(f"/records/{quote(record)}/versions", {"sort": "version"})

    def _page(self, path: str, query: Query) -> Iterator[Record]:
        for page in range(1, _PAGES + 1):
            asked = {**query, "size": _PAGE, "page": page, "allversions": "true"}
            hits = pick(self.client.request("GET", path, query=asked), "hits", "hits")
            yield from (_read_record(hit) for hit in hits)
            if len(hits) < _PAGE:
                return

    def create(self, metadata: Json) -> Record:
        """Create a draft of a first version; not to be repeated without a look."""
        body = _wrap(metadata, {})
        return _read_record(
            self.client.request("POST", "/records", data=body, repeatable=False).body
        )

    def create_version(self, record: str) -> Record:
        """Return the draft of the next version of a record, the same one however often."""
        return _read_record(self.client.request("POST", f"/records/{quote(record)}/versions").body)

    def read_draft(self, record: str) -> Record | None:
        """Return a draft, or None where there is none of this id, be it gone or published."""
        return self._read(f"/records/{quote(record)}/draft")

    def read_published(self, record: str) -> Record | None:
        """Return a published record, or None where this id is not published."""
        found = self._read(f"/records/{quote(record)}")
        return found if found and found.is_published else None

    def _read(self, path: str) -> Record | None:
        try:
            return _read_record(self.client.request("GET", path).body)
        except RefusedError as refusal:
            if refusal.status in _GONE:
                return None
            raise

    def reserve_doi(self, record: str) -> Record:
        """Reserve a DOI for a draft that has none; not to be repeated without a look."""
        path = f"/records/{quote(record)}/draft/pids/doi"
        return _read_record(self.client.request("POST", path, repeatable=False).body)

    def describe(self, draft: Record, metadata: Json) -> Record:
        """Replace the metadata of a draft.

        Raises:
            PublishingError: If the repository finds fault with them, which it says in a reply of
                success, or if the draft has lost its DOI.
        """
        body = _wrap(metadata, draft.pids)
        reply = self.client.request("PUT", f"/records/{quote(draft.id)}/draft", data=body)
        faults = require_object(reply).get("errors")
        if faults:
            raise PublishingError(f"the metadata are not accepted: {escape(_name_faults(faults))}")
        after = _read_record(reply.body)
        if after.doi != draft.doi:
            raise PublishingError(f"draft {draft.id}: its DOI {draft.doi} is now {after.doi}")
        return after

    def publish(self, record: str) -> None:
        """Publish a draft; not to be repeated without a look."""
        path = f"/records/{quote(record)}/draft/actions/publish"
        self.client.request("POST", path, repeatable=False)

    def list_files(self, record: str, *, draft: bool) -> dict[str, Json]:
        """Return the files of a draft or a record, by name, as the repository gives them."""
        path = f"/records/{quote(record)}{'/draft' if draft else ''}/files"
        entries = pick(self.client.request("GET", path), "entries")
        return {str(entry.get("key")): entry for entry in entries}

    def delete_file(self, record: str, name: str) -> None:
        """Delete a file of a draft, or its upload that was begun; one that is gone is no error."""
        try:
            self.client.request("DELETE", _locate(record, name))
        except RefusedError as refusal:
            if refusal.status not in _GONE:
                raise

    def send_file(self, record: str, asset: Asset, advance: Callable[[int], object]) -> None:
        """Upload a file into a draft that has none of its name, and see that it arrived whole.

        Raises:
            OutcomeUnknownError: If a reply was lost; the list of files says how far it came.
            DamagedError: If the repository holds other bytes than were sent.
        """
        name, size = asset.digest.name, asset.digest.size
        begin = f"/records/{quote(record)}/draft/files"
        self.client.request("POST", begin, data=[{"key": name}], repeatable=False)
        upload = Upload(asset.path, size, "application/octet-stream", advance)
        path = _locate(record, name)
        self.client.request("PUT", f"{path}/content", upload=upload, repeatable=False)
        entry = require_object(self.client.request("POST", f"{path}/commit", repeatable=False))
        if not is_same(entry, asset.digest):
            there = escape(str(entry.get("checksum")))
            raise DamagedError(f"{name}: {there} arrived, not what was sent")

    def measure_file(self, record: str, digest: Digest) -> tuple[int, str]:
        """Download a file of a published record and return its bytes and SHA-256."""
        path = f"/records/{quote(record)}/files/{quote(digest.name, safe='')}/content"
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        return self.client.measure(path, headers, digest.size)


def is_same(entry: Json, digest: Digest) -> bool:
    """Return whether a file of the repository is whole and has the bytes that it should."""
    return (
        entry.get("status", "completed") == "completed"
        and entry.get("size") == digest.size
        and entry.get("checksum") == f"md5:{digest.md5}"
    )


def _name_faults(faults: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the faults that a repository finds with metadata, each with its field."""
    try:
        return "; ".join(f"{f['field']}: {' '.join(map(str, f['messages']))}" for f in faults)
    except (KeyError, TypeError):
        return str(faults)


def _locate(record: str, name: str) -> str:
    # Such a name would lead to another resource: "..", for one, to the draft itself.
    if name in ("", ".", ".."):
        raise PublishingError(f"draft {record}: holds a file named {name!r}; discard the draft")
    return f"/records/{quote(record)}/draft/files/{quote(name, safe='')}"


def _wrap(metadata: Json, pids: Json) -> Json:
    access = {"record": "public", "files": "public"}
    return {"access": access, "files": {"enabled": True}, "metadata": metadata, "pids": pids}


def _read_record(body: Any) -> Record:  # noqa: ANN401 - any JSON value
    try:
        metadata, pids = body["metadata"], body.get("pids") or {}
        parent = (body.get("parent") or {}).get("pids") or {}
        return Record(
            id=_read_form(ID, body["id"]),
            title=str(metadata.get("title", "")),
            version=str(metadata.get("version", "")),
            is_published=bool(body["is_published"]),
            doi=_read_doi(pids),
            concept_doi=_read_doi(parent),
            pids=pids,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PublishingError(f"a record in no known form ({type(error).__name__})") from error


def _read_doi(pids: Json) -> str | None:
    doi = (pids.get("doi") or {}).get("identifier")
    return _read_form(_DOI, doi) if doi else None


def _read_form(form: re.Pattern[str], value: object) -> str:
    """Return what becomes part of addresses, commands and messages, if it is safe there."""
    if not form.fullmatch(str(value)):
        raise PublishingError(f"a record with the id or DOI {escape(repr(value))}")
    return str(value)
