"""The releases of a GitHub repository, through its REST API.

The calls are documented in "REST API endpoints for releases" and "for release assets"
(https://docs.github.com/en/rest/releases).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from eventclaims.errors import PublishingError
from eventclaims.publishing.built_release import Digest
from eventclaims.publishing.http.client import Client
from eventclaims.publishing.http.messages import (
    Json,
    Upload,
    require_list,
    require_object,
)
from eventclaims.publishing.http.retries import TryAgainError

VARIABLE = "GITHUB_TOKEN"
HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
_PAGE = 100
_PAGES = 100


@dataclass(frozen=True, slots=True)
class GitHubRelease:
    """A release as GitHub returns it."""

    id: str
    tag: str
    title: str
    notes: str
    is_draft: bool
    url: str
    upload_url: str


class Releases:
    """The releases of one repository, including drafts."""

    def __init__(self, client: Client, repository: str) -> None:
        self._client = client
        owner, _, name = repository.partition("/")
        self._path = f"/repos/{quote(owner, safe='')}/{quote(name, safe='')}"

    def has_tag(self, tag: str) -> bool:
        """Return whether the repository has a tag."""
        return self._client.find(f"{self._path}/git/ref/tags/{quote(tag)}") is not None

    def list_on(self, tag: str) -> list[GitHubRelease]:
        """Return the releases on a tag; only the whole list contains drafts."""
        return [found for found in map(_read, self._page("/releases")) if found.tag == tag]

    def read(self, release: str) -> GitHubRelease:
        """Return a release."""
        return _read(self._client.request("GET", self._locate(release)))

    def create(self, tag: str, title: str, notes: str) -> GitHubRelease:
        """Create a draft on a tag."""
        data = {"tag_name": tag, "name": title, "body": notes, "draft": True, "prerelease": False}
        return _read(self._client.request("POST", f"{self._path}/releases", data=data))

    def describe(self, release: str, title: str, notes: str) -> None:
        """Replace title and notes of a draft."""
        data = {"name": title, "body": notes, "draft": True}
        self._client.request("PATCH", self._locate(release), data=data)

    def publish(self, release: str, *, prerelease: bool) -> None:
        """Publish a draft."""
        # With "legacy" date and version decide which release is the latest, so that a late
        # correction of an old version is not.
        data = {"draft": False, "prerelease": prerelease, "make_latest": "legacy"}
        self._client.request("PATCH", self._locate(release), data=data)

    def list_assets(self, release: str) -> dict[str, Json]:
        """Return the assets of a release by name."""
        return {str(a.get("name")): a for a in self._page(f"/releases/{quote(release)}/assets")}

    def delete_asset(self, asset: Json) -> None:
        """Delete an asset of a draft, if it still exists."""
        self._client.delete(f"{self._path}/releases/assets/{_read_id(asset)}")

    def send_asset(
        self, release: GitHubRelease, asset: Digest, advance: Callable[[int], object]
    ) -> None:
        """Upload an asset that the draft does not have.

        Raises:
            TryAgainError: If it did not arrive unchanged, or the reply is missing.
        """
        url, name = self._find_upload_url(release.upload_url), asset.name
        with Upload(asset.path, asset.size, advance) as upload:
            reply = self._client.request("POST", url, query={"name": name}, upload=upload)
        if not self.is_same(require_object(reply), asset):
            raise TryAgainError(f"{name}: the uploaded file differs from the one that was sent")

    def is_same(self, asset: Json, digest: Digest) -> bool:
        """Return whether an asset is complete and has these checksums.

        An asset for which GitHub returns no digest is downloaded.
        """
        is_complete = asset.get("state") == "uploaded" and asset.get("size") == digest.size
        if not is_complete or asset.get("name") != digest.name:
            return False
        known = asset.get("digest")
        if known is not None:
            return bool(known == f"sha256:{digest.sha256}")
        accept = {"Accept": "application/octet-stream", "Accept-Encoding": "identity"}
        path = f"{self._path}/releases/assets/{_read_id(asset)}"
        return self._client.measure(path, accept, digest.size) == (digest.size, digest.sha256)

    def _locate(self, release: str) -> str:
        return f"{self._path}/releases/{quote(release)}"

    def _find_upload_url(self, template: str) -> str:
        """Return the address for uploads, if the token may be sent to it."""
        url = template.partition("{")[0]
        api, parts = urlsplit(self._client.api), urlsplit(url)
        allowed = {api.netloc, f"uploads.{api.netloc.removeprefix('api.')}"}
        if parts.netloc not in allowed or parts.scheme != api.scheme or parts.query:
            raise PublishingError(f"refused to upload to {parts.scheme}://{parts.netloc}")
        return url

    def _page(self, path: str) -> Iterator[Json]:
        for page in range(1, _PAGES + 1):
            query: dict[str, str | int] = {"per_page": _PAGE, "page": page}
            entries = require_list(self._client.request("GET", self._path + path, query=query))
            yield from entries
            if len(entries) < _PAGE:
                return


def _read_id(asset: Json) -> int:
    number = asset.get("id")
    if not isinstance(number, int):
        raise PublishingError("the reply contains an asset without an id")
    return number


def _read(reply: Any) -> GitHubRelease:  # noqa: ANN401 - any JSON value
    try:
        return GitHubRelease(
            id=str(int(reply["id"])),
            tag=str(reply["tag_name"]),
            title=str(reply["name"] or ""),
            notes=str(reply["body"] or ""),
            is_draft=bool(reply["draft"]),
            url=str(reply["html_url"]),
            upload_url=str(reply["upload_url"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PublishingError(f"the reply is not a release ({type(error).__name__})") from error
