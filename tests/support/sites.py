"""Read the files of a built site."""

import posixpath
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

from eventclaims.package.opening import open_package
from eventclaims.site.build import build_site
from eventclaims.site.edition import make_edition

ADDRESS = re.compile(r'(?:(?: href| src| action)="|; url=)([^"]*)"')
ID = re.compile(r' id="([^"]*)"')
VOID = {"meta", "link", "br", "input"}
SHAPES = {"rect", "line", "circle", "path"}


class Reader(HTMLParser):
    """The tags of a page, and its addresses; an end tag must close the tag that is open."""

    def __init__(self, text):
        super().__init__()
        self.open, self.links, self.words, self.attributes = [], [], [], set()
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        """Note a tag and its addresses."""
        if tag not in VOID:
            self.open.append(tag)
        self.words += [" "] if tag == "td" else []
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in {"href", "src", "action"}]
        refresh = dict(attrs).get("content", "") if ("http-equiv", "refresh") in attrs else ""
        self.links += [refresh.partition("url=")[2]] if refresh else []

    def handle_startendtag(self, tag, attrs):
        """Note a tag without content."""
        self.handle_starttag(tag, attrs)
        assert tag in VOID or self.open.pop() in SHAPES

    def handle_endtag(self, tag):
        """Check that the open tag ends."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Note the words that a reader sees."""
        if self.open[-1:] not in (["style"], ["script"]):
            self.words.append(data)


def build(package, out, *previous, base=""):
    """Build the site of a package and return its folder."""
    editions = []
    for folder in (package, *previous):
        with open_package(folder) as opened:
            editions.append(make_edition(opened))
    build_site(editions, out, base)
    return out


def read_site(site):
    """Return the content of each file by path."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def read_pages(site):
    """Return each page by path."""
    return {
        name: Reader(content.decode())
        for name, content in read_site(site).items()
        if name.endswith(".html")
    }


def list_broken(site):
    """Return the pages with an address that is not relative or leads to no file or element.

    Another page with a script reads what follows "#" itself.
    """
    files = read_site(site)
    ids = {}
    broken = []
    for name, content in files.items():
        for link in ADDRESS.findall(content.decode()) if name.endswith(".html") else ():
            path, _, part = unescape(link).partition("#")
            folder = f"{posixpath.dirname(name)}/{unquote(path)}"
            target = posixpath.normpath(folder).lstrip("/") if path else name
            if ":" in path or path.startswith("/") or target not in files:
                broken.append((name, link))
            elif part and not (path and b"<script>" in files[target]):
                if target not in ids:
                    ids[target] = {*map(unescape, ID.findall(files[target].decode()))}
                broken += [] if unquote(part) in ids[target] else [(name, link)]
    return broken


def read_text(site, name):
    """Return the words of a page as one line."""
    return " ".join("".join(Reader((site / name).read_text("utf-8")).words).split())
