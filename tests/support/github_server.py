"""The documented part of GitHub's REST API for releases that publishing uses."""

# ruff: noqa: D102, ARG002 - the names of routes suffice, and all take the request

import hashlib
import re

from support.service import Answer, ComplaintError, Service

_TEXT = {"type": "string", "minLength": 1}
CREATE = {
    "type": "object",
    "required": ["tag_name"],
    "additionalProperties": False,
    "properties": {
        "tag_name": _TEXT,
        "target_commitish": _TEXT,
        "name": _TEXT,
        "body": {"type": "string", "maxLength": 125_000},
        "draft": {"type": "boolean"},
        "prerelease": {"type": "boolean"},
        "make_latest": {"enum": ["true", "false", "legacy"]},
    },
}
UPDATE = {key: value for key, value in CREATE.items() if key != "required"}


class GitHubServer(Service):
    """A repository with a tag, and its releases, in memory.

    Attributes:
        releases: Release by id.
        tags: The tags that are pushed.
        has_digests: Whether assets have a digest.
        uploads: The address for uploads.
        lag: The number of lists that do not contain a new draft yet.
    """

    def __init__(self):
        super().__init__()
        self.releases = {}
        self.tags = {"v0.9.0", "v1.0.0"}
        self.has_digests = True
        self.count = 0
        self.lag = 0
        self.uploads = self.address

    def list_public(self):
        return [r for r in self.releases.values() if not r["draft"]]

    def check(self, request):
        super().check(request)
        if request.headers.get("x-github-api-version") != "2022-11-28":
            raise ComplaintError("the version of the API is missing")
        if request.headers.get("accept") not in (
            "application/vnd.github+json",
            "application/octet-stream",
        ):
            raise ComplaintError("the accept header is not documented")

    def make_id(self):
        self.count += 1
        return self.count

    def show(self, release):
        place = f"/repos/o/r/releases/{release['id']}"
        return {
            **{key: value for key, value in release.items() if key not in ("assets", "unseen")},
            "html_url": f"{self.address}/o/r/releases/tag/{release['tag_name']}",
            "upload_url": f"{self.uploads}{place}/assets{{?name,label}}",
            "assets": [self.show_asset(a) for a in release["assets"].values()],
        }

    def show_asset(self, asset):
        content = asset["content"]
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}" if self.has_digests else None
        return {
            "id": asset["id"],
            "name": asset["name"],
            "state": asset["state"],
            "size": len(content),
            "digest": digest if asset["state"] == "uploaded" else None,
        }

    def find_tag(self, request, tag):
        if tag not in self.tags:
            return Answer(404, {"message": "Not Found"})
        return Answer(
            200, {"ref": f"refs/tags/{tag}", "object": {"type": "commit", "sha": "0" * 40}}
        )

    def page(self, request, entries):
        size, page = int(request.query["per_page"]), int(request.query["page"])
        if size > 100:
            raise ComplaintError(f"{size} entries asked for at once")
        return Answer(200, entries[(page - 1) * size : page * size])

    def list_releases(self, request):
        seen = [self.show(r) for r in reversed(self.releases.values()) if not r["unseen"]]
        for release in self.releases.values():
            release["unseen"] = max(0, release["unseen"] - 1)
        return self.page(request, seen)

    def create(self, request):
        body = request.read_json(CREATE)
        if not body.get("draft"):
            raise ComplaintError("a release was public before it was complete")
        release = {"id": self.make_id(), "assets": {}, "unseen": self.lag, **body}
        self.releases[release["id"]] = release
        return Answer(201, self.show(release))

    def read(self, request, number):
        release = self.releases.get(int(number))
        return Answer(200, self.show(release)) if release else Answer(404, {"message": "Not Found"})

    def update(self, request, number):
        release = self.releases[int(number)]
        body = request.read_json(UPDATE)
        if not release["draft"]:
            raise ComplaintError("a public release was changed")
        if body.get("draft") is False and not all(
            a["state"] == "uploaded" for a in release["assets"].values()
        ):
            raise ComplaintError("published before every asset was complete")
        release.update({key: value for key, value in body.items() if key != "make_latest"})
        return Answer(200, self.show(release))

    def list_assets(self, request, number):
        assets = self.releases[int(number)]["assets"].values()
        return self.page(request, [self.show_asset(a) for a in assets])

    def upload(self, request, number):
        release, name = self.releases[int(number)], request.query.get("name", "")
        if not request.headers.get("content-type") or not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name):
            raise ComplaintError(f"{name}: without a type, or of a name that would be changed")
        if not release["draft"]:
            raise ComplaintError("an asset was added to a public release")
        if name in release["assets"]:
            raise ComplaintError(f"{name} exists already")
        asset = {"id": self.make_id(), "name": name, "state": "uploaded", "content": request.body}
        release["assets"][name] = asset
        return Answer(201, self.show_asset(asset))

    def leave_starter(self, handler, request, work):
        """Fail to store an asset, which leaves an empty one."""
        number = int(re.search(r"/releases/(\d+)/", request.path)[1])
        name = request.query["name"]
        asset = {"id": self.make_id(), "name": name, "state": "starter", "content": b""}
        self.releases[number]["assets"][name] = asset
        self.refuse(502)(handler, request, work)

    def find_asset(self, number):
        return next(
            (release, asset)
            for release in self.releases.values()
            for asset in release["assets"].values()
            if asset["id"] == int(number)
        )

    def delete_asset(self, request, number):
        release, asset = self.find_asset(number)
        if not release["draft"]:
            raise ComplaintError("an asset of a public release was deleted")
        del release["assets"][asset["name"]]
        return Answer(204)

    def give_asset(self, request, number):
        _, asset = self.find_asset(number)
        if request.headers["accept"] != "application/octet-stream":
            return Answer(200, self.show_asset(asset))
        return Answer(200, asset["content"])

    _HOME = "/repos/o/r"
    routes = (
        ("GET", rf"{_HOME}/git/ref/tags/(.+)", find_tag),
        ("GET", rf"{_HOME}/releases", list_releases),
        ("POST", rf"{_HOME}/releases", create),
        ("GET", rf"{_HOME}/releases/(\d+)", read),
        ("PATCH", rf"{_HOME}/releases/(\d+)", update),
        ("GET", rf"{_HOME}/releases/(\d+)/assets", list_assets),
        ("POST", rf"{_HOME}/releases/(\d+)/assets", upload),
        ("DELETE", rf"{_HOME}/releases/assets/(\d+)", delete_asset),
        ("GET", rf"{_HOME}/releases/assets/(\d+)", give_asset),
    )
