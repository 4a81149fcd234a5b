"""A publishing command with its service and its checkout, the same for Zenodo and GitHub.

It has the requests that a run sends, and what must be published at the end.
"""

import json
import signal
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.github_server import GitHubServer
from support.runner import Runner
from support.service import TOKEN
from support.small_release import make_checkout, make_release
from support.zenodo_server import ZenodoServer

HOME = "/repos/o/r"
ID, KEY = r"/api/records/[^/]+", r"/files/[^/]+"
# Every kind of request in a run, with the method and path that the server receives.
ZENODO_STEPS = {
    "search": ("GET", "/api/user/records"),
    "create": ("POST", "/api/records"),
    "read": ("GET", f"{ID}/draft"),
    "reserve": ("POST", f"{ID}/draft/pids/doi"),
    "list": ("GET", f"{ID}/draft/files"),
    "begin": ("POST", f"{ID}/draft/files"),
    "content": ("PUT", f"{ID}/draft{KEY}/content"),
    "commit": ("POST", f"{ID}/draft{KEY}/commit"),
    "describe": ("PUT", f"{ID}/draft"),
    "publish": ("POST", f"{ID}/draft/actions/publish"),
    "look": ("GET", ID),
    "public files": ("GET", f"{ID}/files"),
    "download": ("GET", f"{ID}{KEY}/content"),
}
# In the order of a new version, which begins differently.
ZENODO_NEXT = {"versions": ("GET", f"{ID}/versions"), "new": ("POST", f"{ID}/versions")} | {
    step: ZENODO_STEPS[step]
    for step in (
        *("read", "reserve", "list", "begin", "content", "commit", "describe"),
        *("search", "publish", "look", "public files", "download"),
    )
}
GITHUB_STEPS = {
    "tag": ("GET", f"{HOME}/git/ref/tags/.+"),
    "list": ("GET", f"{HOME}/releases"),
    "create": ("POST", f"{HOME}/releases"),
    "read": ("GET", rf"{HOME}/releases/\d+"),
    "assets": ("GET", rf"{HOME}/releases/\d+/assets"),
    "upload": ("POST", rf"{HOME}/releases/\d+/assets"),
    "publish": ("PATCH", rf"{HOME}/releases/\d+"),
}


@dataclass
class Bench:
    """A command, the service that it publishes to, and the checkout that it publishes.

    Attributes:
        require: Asserts that these versions are published completely, and once each.
    """

    runner: Runner
    command: str
    server: object
    checkout: Path
    words: tuple
    variables: dict
    require: Callable

    def prepare(self, version):
        """Bring the checkout to a version, with the build that the command requires."""
        make_checkout(self.checkout, version)
        if self.command == "github":
            make_release(self.checkout, f"10.5072/zenodo.{version}")

    def run(self, *words, on_start=None, **variables):
        """Run the command to its end; by default it publishes."""
        words = (*self.words, *(words or ("--publish",)))
        known = {**self.variables, **variables}
        return self.runner.run(self.command, *words, on_start=on_start, **known)

    def interrupt(self, step, when):
        """Run the command with a kill before or after a request; return whether there was one."""
        self.server.has_victim.clear()
        self.server.add_fault(*step, getattr(self.server, f"kill_{when}"))
        ended = self.run(on_start=self.server.name_victim)
        assert ended.signal in (0, signal.SIGKILL), ended.output
        self.server.faults.clear()
        return ended.signal == signal.SIGKILL

    def require_whole(self, *versions):
        """Assert that each version is public once, with the files that were built."""
        self.require(self.server, self.checkout, *versions)


@contextmanager
def open_zenodo(runner, folder):
    """Open a bench for Zenodo with version 0.9.0; assert at the end that no request was invalid."""
    server, checkout = ZenodoServer(), make_checkout(folder / "checkout", "0.9.0")
    words = ("--api", server.api, "--package", checkout)
    known = {"INVENIO_TOKEN": TOKEN}
    yield Bench(runner, "zenodo", server, checkout, words, known, require_records)
    server.close()
    assert server.complaints == []


@contextmanager
def open_github(runner, folder):
    """Open a bench for GitHub with version 0.9.0; assert at the end that no request was invalid."""
    server, checkout = GitHubServer(), make_checkout(folder / "checkout", "0.9.0")
    make_release(checkout, "10.5072/zenodo.1")
    words = ("--api", server.address, "--package", checkout, "--repository", "o/r")
    known = {"GITHUB_TOKEN": TOKEN}
    yield Bench(runner, "github", server, checkout, words, known, require_releases)
    server.close()
    assert server.complaints == []


def read_built(checkout, version):
    """Return the files of a build that a service must have, by name."""
    dist, stem = checkout / "dist", f"small-{version}"
    built = {p.name: p for p in (dist / stem).iterdir() if p.is_file() and p.name != "SHA256SUMS"}
    built["things.csv"] = dist / stem / "data" / "things.csv"
    built |= {name: dist / name for name in (f"{stem}.zip", f"{stem}.zip.sha256")}
    return {name: path.read_bytes() for name, path in built.items()}


def require_records(server, checkout, *versions):
    """Assert that each version is public once, as it was built, under one concept."""
    public = server.list_public()
    assert [r["metadata"]["version"] for r in public] == list(versions)
    assert server.list_drafts() == []
    assert len({r["parent"] for r in public}) == 1
    assert len({r["doi"] for r in public}) == len(versions)
    last = public[-1]
    stored = {name: file["content"] for name, file in last["files"].items()}
    assert stored == read_built(checkout, versions[-1])
    assert json.loads(stored["datapackage.json"])["id"] == last["doi"]


def require_releases(server, checkout, *versions):
    """Assert that each version is public once, on its tag, with the files that were built."""
    assert [r["tag_name"] for r in server.releases.values()] == [f"v{v}" for v in versions]
    assert len(server.list_public()) == len(versions)
    stored = {a["name"]: a["content"] for a in server.list_public()[-1]["assets"].values()}
    assert stored == read_built(checkout, versions[-1])
