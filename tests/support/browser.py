"""Open the pages of a site in a browser, and note what it reports."""

import re
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import sync_playwright

from support.packages import ROOT
from support.scripts import CHROMIUM

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
# In milliseconds; a busy machine is slow.
_TIMEOUT = 120_000
_TAG = re.compile(r'<([a-z]\w*)(?: class="([^"]*)")?')
# axe must not load styles itself: the policy of the pages forbids it.
_RUN_AXE = """async () => {
  for (const each of document.querySelectorAll("details")) each.open = true;
  const { violations } = await axe.run({ preload: false, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""


@contextmanager
def start_browser():
    """Give a browser, and end it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A tab of a browser, and what a site must not cause in it."""

    def __init__(self, browser, width=1280, scheme="light", **options):
        size = {"width": width, "height": 800}
        self.context = browser.new_context(viewport=size, color_scheme=scheme, **options)
        self.context.set_default_timeout(_TIMEOUT)
        self.tab = self.context.new_page()
        self.complaints = []
        self.tab.on("console", lambda message: self.complain(message.text))
        self.tab.on("pageerror", lambda error: self.complain(str(error)))
        self.tab.on("request", self._judge)

    def open(self, address):
        """Open an address; a request for anything else is a complaint."""
        self.tab.goto(address)
        return self.tab

    def complain(self, words):
        """Note the faults of the open page."""
        self.complaints.append((self.tab.url, words))

    def run_axe(self):
        """Note the violations of rules for accessibility on the open page, with all parts open."""
        self.tab.evaluate(AXE.read_text("utf-8"))
        for words in self.tab.evaluate(_RUN_AXE):
            self.complain(words)

    def _judge(self, request):
        if not request.is_navigation_request():
            self.complain(f"request: {request.url}")


@contextmanager
def serve(site):
    """Give the address of a server of a site."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def list_kinds(site):
    """Return the smallest and the largest page of each kind, by path.

    Pages of a kind have the same elements and classes. Pages that lead to another page at once are
    left out.
    """
    kinds = {}
    for path in site.rglob("*.html"):
        name, text = path.relative_to(site).as_posix(), path.read_text("utf-8")
        if not name.startswith("latest/"):
            kinds.setdefault(frozenset(_TAG.findall(text)), []).append((len(text), name))
    return sorted((min(found)[1], max(found)[1]) for found in kinds.values())


def cover(site, kinds):
    """Return kinds of pages, by path, that together have the elements and classes of all."""
    tags = {kind: {*_TAG.findall((site / kind[0]).read_text("utf-8"))} for kind in kinds}
    left, chosen = set().union(*tags.values()), []
    while left:
        chosen.append(max(tags, key=lambda kind: len(tags[kind] & left)))
        left -= tags[chosen[-1]]
    return chosen
