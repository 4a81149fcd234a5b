"""The records and drafts of Zenodo or another InvenioRDM repository, through its REST API.

The calls are documented in the InvenioRDM reference, "Drafts and Records"
(https://inveniordm.docs.cern.ch/reference/rest_api_drafts_records/).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from eventclaims.errors import PublishingError
from eventclaims.publishing.built_release import Digest
from eventclaims.publishing.http.client import Client
from eventclaims.publishing.http.messages import (
    Json,
    Query,
    Upload,
    require_list,
    require_object,
)
from eventclaims.publishing.http.retries import TryAgainError
from eventclaims.render.escaping import escape

# Zenodo returns records in an old form unless this one is requested; lists of files exist as plain
# JSON only.
HEADERS = {"Accept": "application/vnd.inveniordm.v1+json, application/json;q=0.9"}
MOST_FILES = 100
# Zenodo returns at most 25 results at once; only the newest 500 records are searched.
_PAGE = 25
_PAGES = 20
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_DOI = re.compile(r"10\.[0-9.]{1,20}/[A-Za-z0-9._;()/:-]{1,200}")


@dataclass(frozen=True, slots=True)
class Record:
    """A draft or a public record.

    Attributes:
        doi: The DOI of this version.
        concept_doi: The DOI of all versions.
        pids: The identifiers as the repository returned them, to be sent back unchanged.
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
        self._client = client

    def list_own(self) -> Iterator[Record]:
        """Yield the newest drafts and records of the token's owner, in all versions."""
        yield from self._page("/user/records", {"sort": "newest"})

    def list_versions(self, record: str) -> Iterator[Record]:
        """Yield the public versions of a record."""
        yield from self._page(f"/records/{quote(record)}/versions", {"sort": "version"})

    def _page(self, path: str, query: Query) -> Iterator[Record]:
        for page in range(1, _PAGES + 1):
            asked = {**query, "size": _PAGE, "page": page, "allversions": "true"}
            hits = require_list(self._client.request("GET", path, query=asked), "hits", "hits")
            yield from (_read_record(hit) for hit in hits)
            if len(hits) < _PAGE:
                return

    def create(self, metadata: Json) -> Record:
        """Create a draft of a first version."""
        return _read_record(self._client.request("POST", "/records", data=_wrap(metadata, {})))

    def create_version(self, record: str) -> Record:
        """Return the draft of the next version of a record; there is only one at a time."""
        return _read_record(self._client.request("POST", f"/records/{quote(record)}/versions"))

    def read_draft(self, record: str) -> Record | None:
        """Return a draft, None if it does not exist or is published."""
        reply = self._client.find(f"/records/{quote(record)}/draft")
        found = None if reply is None else _read_record(reply)
        return found if found and not found.is_published else None

    def read_published(self, record: str) -> Record | None:
        """Return a public record, None if it does not exist or is a draft."""
        reply = self._client.find(f"/records/{quote(record)}")
        found = None if reply is None else _read_record(reply)
        return found if found and found.is_published else None

    def reserve_doi(self, record: str) -> str:
        """Reserve a DOI for a draft that has none."""
        reply = self._client.request("POST", f"/records/{quote(record)}/draft/pids/doi")
        doi = _read_record(reply).doi
        if not doi:
            raise PublishingError(f"draft {record}: the repository returned no DOI")
        return doi

    def describe(self, draft: Record, metadata: Json) -> None:
        """Replace the metadata of a draft.

        Raises:
            PublishingError: If the repository does not accept them, which it reports in a reply
                of success, or if the draft has lost its DOI.
        """
        data = _wrap(metadata, draft.pids)
        reply = self._client.request("PUT", f"/records/{quote(draft.id)}/draft", data=data)
        errors = require_object(reply).get("errors")
        if errors:
            raise PublishingError(f"the metadata are not accepted: {escape(_join_errors(errors))}")
        after = _read_record(reply)
        if after.doi != draft.doi:
            raise PublishingError(f"draft {draft.id}: its DOI {draft.doi} is now {after.doi}")

    def publish(self, record: str) -> None:
        """Publish a draft."""
        self._client.request("POST", f"/records/{quote(record)}/draft/actions/publish")

    def list_files(self, record: Record) -> dict[str, Json]:
        """Return the files of a draft or a record by name, as the repository returns them."""
        draft = "" if record.is_published else "/draft"
        reply = self._client.request("GET", f"/records/{quote(record.id)}{draft}/files")
        return {str(entry.get("key")): entry for entry in require_list(reply, "entries")}

    def delete_file(self, record: str, name: str) -> None:
        """Delete a file of a draft, or its unfinished upload, if it still exists."""
        self._client.delete(_locate(record, name))

    def send_file(self, record: str, asset: Digest, advance: Callable[[int], object]) -> None:
        """Upload a file that the draft does not have.

        Raises:
            TryAgainError: If it did not arrive unchanged, or a reply is missing.
        """
        name, path = asset.name, _locate(record, asset.name)
        begin = f"/records/{quote(record)}/draft/files"
        self._client.request("POST", begin, data=[{"key": name}])
        with Upload(asset.path, asset.size, advance) as upload:
            self._client.request("PUT", f"{path}/content", upload=upload)
        if not is_same(require_object(self._client.request("POST", f"{path}/commit")), asset):
            raise TryAgainError(f"{name}: the uploaded file differs from the one that was sent")

    def measure_file(self, record: str, digest: Digest) -> tuple[int, str]:
        """Download a file of a public record and return its size in bytes and its SHA-256."""
        path = f"/records/{quote(record)}/files/{quote(digest.name, safe='')}/content"
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        return self._client.measure(path, headers, digest.size)


def is_same(entry: Json, digest: Digest) -> bool:
    """Return whether a file of the repository is complete and has these checksums."""
    return (
        entry.get("status", "completed") == "completed"
        and entry.get("size") == digest.size
        and entry.get("checksum") == f"md5:{digest.md5}"
    )


def _join_errors(errors: Any) -> str:  # noqa: ANN401 - any JSON value
    try:
        return "; ".join(f"{e['field']}: {' '.join(map(str, e['messages']))}" for e in errors)
    except (KeyError, TypeError):
        return str(errors)


def _locate(record: str, name: str) -> str:
    # These names would address another resource; ".." for example the draft itself.
    if name in ("", ".", ".."):
        raise PublishingError(f"draft {record}: contains a file named {name!r}; discard the draft")
    return f"/records/{quote(record)}/draft/files/{quote(name, safe='')}"


def _wrap(metadata: Json, pids: Json) -> Json:
    access = {"record": "public", "files": "public"}
    return {"access": access, "files": {"enabled": True}, "metadata": metadata, "pids": pids}


def _read_record(reply: Any) -> Record:  # noqa: ANN401 - any JSON value
    try:
        metadata, pids = reply["metadata"], reply.get("pids") or {}
        parent = (reply.get("parent") or {}).get("pids") or {}
        return Record(
            id=_require_form(ID, reply["id"]),
            title=str(metadata.get("title", "")),
            version=str(metadata.get("version", "")),
            is_published=bool(reply["is_published"]),
            doi=_read_doi(pids),
            concept_doi=_read_doi(parent),
            pids=pids,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PublishingError(f"the reply is not a record ({type(error).__name__})") from error


def _read_doi(pids: Json) -> str | None:
    doi = (pids.get("doi") or {}).get("identifier")
    return _require_form(_DOI, doi) if doi else None


def _require_form(form: re.Pattern[str], value: object) -> str:
    # These values become part of addresses, commands and messages.
    if not form.fullmatch(str(value)):
        raise PublishingError(
            f"the reply contains a record with the id or DOI {escape(repr(value))}"
        )
    return str(value)
