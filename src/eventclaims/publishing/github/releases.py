"""The releases of a GitHub repository, as its REST API gives them.

What each call takes and gives is in GitHub's reference, "REST API endpoints for releases" and
"for release assets" (https://docs.github.com/en/rest/releases).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from eventclaims.errors import PublishingError
from eventclaims.publishing.assets import Asset
from eventclaims.publishing.built_release import Digest
from eventclaims.publishing.http.client import Client
from eventclaims.publishing.http.messages import RefusedError, Upload, pick, require_object
from eventclaims.publishing.http.retries import DamagedError

API = "https://api.github.com"
VARIABLE = "GITHUB_TOKEN"
HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
_PAGE = 100
_PAGES = 100
_GONE = 404

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A release as GitHub has it."""

    id: int
    tag: str
    title: str
    notes: str
    is_draft: bool
    address: str
    upload_address: str


class Releases:
    """The releases of one repository, drafts included."""

    def __init__(self, client: Client, repository: str) -> None:
        self.client = client
        owner, _, name = repository.partition("/")
        self._path = f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}"

    def has_tag(self, tag: str) -> bool:
        """Return whether the repository has a tag."""
        try:
            self.client.request("GET", f"{self._path}/git/ref/tags/{quote(tag)}")
        except RefusedError as refusal:
            if refusal.status == _GONE:
                return False
            raise
        return True

    def list_on(self, tag: str) -> list[Held]:
        """Return the releases on a tag; a draft is found in the whole list only."""
        return [held for held in map(_read, self._page("/releases")) if held.tag == tag]

    def read(self, release: int) -> Held:
        """Return a release."""
        return _read(self.client.request("GET", f"{self._path}/releases/{release}").body)

    def create(self, tag: str, title: str, notes: str) -> Held:
        """Create a draft on a tag; not to be repeated without a look."""
        body = {"tag_name": tag, "name": title, "body": notes, "draft": True, "prerelease": False}
        reply = self.client.request("POST", f"{self._path}/releases", data=body, repeatable=False)
        return _read(reply.body)

    def describe(self, release: int, title: str, notes: str) -> None:
        """Replace title and notes of a draft."""
        body = {"name": title, "body": notes, "draft": True}
        self.client.request("PATCH", f"{self._path}/releases/{release}", data=body)

    def publish(self, release: int, *, prerelease: bool) -> None:
        """Publish a draft; not to be repeated without a look."""
        # "legacy" leaves it to date and version which release is the latest, so that a late
        # correction of an old version does not become it.
        body = {"draft": False, "prerelease": prerelease, "make_latest": "legacy"}
        path = f"{self._path}/releases/{release}"
        self.client.request("PATCH", path, data=body, repeatable=False)

    def list_assets(self, release: int) -> dict[str, Json]:
        """Return the assets of a release by name."""
        return {str(a.get("name")): a for a in self._page(f"/releases/{release}/assets")}

    def delete_asset(self, asset: Json) -> None:
        """Delete an asset of a draft; one that is gone is no error."""
        try:
            self.client.request("DELETE", f"{self._path}/releases/assets/{_read_id(asset)}")
        except RefusedError as refusal:
            if refusal.status != _GONE:
                raise

    def send_asset(self, held: Held, asset: Asset, advance: Callable[[int], object]) -> None:
        """Upload an asset into a draft that has none of its name, and see that it arrived whole.

        Raises:
            OutcomeUnknownError: If the reply was lost; the list of assets says how far it came.
            DamagedError: If GitHub holds other bytes than were sent.
        """
        size, name = asset.digest.size, asset.digest.name
        upload = Upload(asset.path, size, "application/octet-stream", advance)
        reply = self.client.request(
            "POST",
            self._find_upload(held.upload_address),
            query={"name": name},
            upload=upload,
            repeatable=False,
        )
        if not self.is_same(require_object(reply), asset.digest):
            raise DamagedError(f"{name}: not what was sent has arrived")

    def is_same(self, held: Json, digest: Digest) -> bool:
        """Return whether an asset is whole and has the bytes that it should.

        An asset for which GitHub gives no digest is downloaded and measured.
        """
        whole = held.get("state") == "uploaded" and held.get("size") == digest.size
        if not whole or held.get("name") != digest.name:
            return False
        told = held.get("digest")
        if told is not None:
            return bool(told == f"sha256:{digest.sha256}")
        accept = {"Accept": "application/octet-stream", "Accept-Encoding": "identity"}
        path = f"{self._path}/releases/assets/{_read_id(held)}"
        return self.client.measure(path, accept, digest.size) == (digest.size, digest.sha256)

    def _find_upload(self, template: str) -> str:
        """Return the address for uploads, if it is one that may see the token."""
        address = template.partition("{")[0]
        api, there = urlsplit(self.client.api), urlsplit(address)
        homes = {api.netloc, f"uploads.{api.netloc.removeprefix('api.')}"}
        if there.netloc not in homes or there.scheme != api.scheme or there.query:
            raise PublishingError(f"refused to upload to {there.scheme}://{there.netloc}")
        return address

    def _page(self, path: str) -> Iterator[Json]:
        for page in range(1, _PAGES + 1):
            query = {"per_page": _PAGE, "page": page}
            entries = pick(self.client.request("GET", self._path + path, query={**query}))
            yield from entries
            if len(entries) < _PAGE:
                return


def _read_id(asset: Json) -> int:
    number = asset.get("id")
    if not isinstance(number, int):
        raise PublishingError("an asset in no known form (without an id)")
    return number


def _read(body: Any) -> Held:  # noqa: ANN401 - any JSON value
    try:
        return Held(
            id=int(body["id"]),
            tag=str(body["tag_name"]),
            title=str(body["name"] or ""),
            notes=str(body["body"] or ""),
            is_draft=bool(body["draft"]),
            address=str(body["html_url"]),
            upload_address=str(body["upload_url"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PublishingError(f"a release in no known form ({type(error).__name__})") from error
