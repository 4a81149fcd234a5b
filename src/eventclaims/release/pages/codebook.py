"""Pages of Markdown as one HTML page that needs no network and no script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources

from markdown_it import MarkdownIt
from markdown_it.token import Token

from eventclaims.render.escaping import escape

# Comments are for those who edit; raw HTML is shown as text and never run.
_COMMENT = re.compile(r"^<!--.*?-->\n?", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"https?://|mailto:", re.IGNORECASE)
_ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
_ROLES |= {"th": "columnheader"}
_DEEPEST = 6
# The page whose headings are tables: they are anchors by themselves, such as #claims.
_TABLES = "data-dictionary"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of Markdown: its file name without the ending, and its text."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """Its first heading, or its name."""
        match = re.search(r"^# (.+)$", self.text, re.MULTILINE)
        return escape(match[1].strip()) if match else self.name


@dataclass(frozen=True, slots=True)
class _Part:
    """A page in the whole: its headings of the second level, each an anchor and its words."""

    title: str
    anchor: str
    headings: tuple[tuple[str, str], ...]
    content: str


class _Anchors:
    """The anchors of the whole, each taken once.

    Attributes:
        taken: All of them.
        linked: What a link of Markdown leads to: page and heading, as GitHub writes headings.
    """

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.linked: dict[tuple[str, str], str] = {}

    def take(self, wanted: str) -> str:
        """Take an anchor, with a number after it where another has it."""
        number, unique = 1, wanted
        while unique in self.taken:
            number += 1
            unique = f"{wanted}-{number}"
        self.taken.add(unique)
        return unique


def render_pages(title: str, subtitle: str, pages: Iterable[Page]) -> str:
    """Return pages of Markdown as one HTML page, with links between them as anchors.

    Anchors stay the same from release to release: `#claims` is a table, `#claims-claim_type` a
    column, `#codes-claim_type` a code list, `#codes-claim_type-threat` a code.

    Args:
        title: Title of the whole.
        subtitle: A line below it.
        pages: The pages, in order.
    """
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only for this format

    listed = list(pages)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parsed = {page.name: parser.parse(_COMMENT.sub("", page.text)) for page in listed}
    anchors = _Anchors()
    # Those of tables come first, so that no page can take one from them.
    for page in sorted(listed, key=lambda page: page.name != _TABLES):
        _name_headings(page, parsed[page.name], anchors)
        _name_rows(parsed[page.name], anchors)
    parts = []
    for page in listed:
        tokens = parsed[page.name]
        headings = tuple(_list_headings(tokens))
        _fit(page, tokens, anchors)
        content = parser.renderer.render(tokens, parser.options, {})
        anchor = anchors.linked.get((page.name, ""), "")
        parts.append(_Part(page.title, anchor, headings, content))
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    source = (resources.files("eventclaims.release.pages") / "codebook.html.jinja").read_text(
        "utf-8"
    )
    return environment.from_string(source).render(
        title=escape(title), subtitle=escape(subtitle), parts=parts
    )


def _name_headings(page: Page, tokens: list[Token], anchors: _Anchors) -> None:
    """Give each heading an anchor, and remember how Markdown links to it."""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[place + 1].content.lower()
            slug = re.sub(r"[^\w\- ]", "", words).strip().replace(" ", "-")
            prefix = "" if page.name == _TABLES else f"{page.name}-"
            anchor = anchors.take(page.name if token.tag == "h1" else f"{prefix}{slug}")
            anchors.linked.setdefault((page.name, slug), anchor)
            anchors.linked.setdefault((page.name, ""), anchor)
            token.attrSet("id", anchor)


def _name_rows(tokens: list[Token], anchors: _Anchors) -> None:
    """Give each row of a table that begins with a code an anchor below its heading's."""
    heading, row = "", None
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = str(token.attrGet("id"))
        elif token.type == "tr_open":
            row = token
        elif token.type == "td_open" and row is not None:
            code = re.fullmatch(r"`([\w.-]+)`", tokens[place + 1].content)
            if code:
                row.attrSet("id", anchors.take(f"{heading}-{code[1]}"))
            row = None


def _list_headings(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            yield str(token.attrGet("id")), escape(tokens[place + 1].content.replace("`", ""))


def _fit(page: Page, tokens: list[Token], anchors: _Anchors) -> None:
    """Fit the page into the whole: levels of headings, labels of cells, links, pictures."""
    header: list[str] = []
    cells: Iterator[str] = iter(())
    for place, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, _DEEPEST)}"
        if token.nesting == 1 and token.tag in _ROLES:
            token.attrSet("role", _ROLES[token.tag])
            if token.tag == "table":
                header = []
            elif token.tag == "th":
                header.append(tokens[place + 1].content)
            elif token.tag == "tr":
                cells = iter(header)
            elif token.tag == "td":
                token.attrSet("data-label", next(cells, ""))
        if token.children:
            token.children = [*_fit_words(page, token.children, anchors)]


def _fit_words(page: Page, children: list[Token], anchors: _Anchors) -> Iterator[Token]:
    """Yield the parts of a line, with links between pages as anchors and pictures as words."""
    open_links: list[bool] = []
    for child in children:
        if child.type == "link_open":
            address = _lead(page, str(child.attrGet("href")), anchors)
            open_links.append(address is not None)
            if address is not None:
                child.attrSet("href", address)
                yield child
        elif child.type == "link_close":
            if open_links.pop():
                yield child
        elif child.type == "image":
            yield Token("text", "", 0, content=child.content)
        else:
            yield child


def _lead(page: Page, address: str, anchors: _Anchors) -> str | None:
    """Return where a link leads in the whole, None where it leads nowhere."""
    if _ADDRESS.match(address):
        return address
    path, _, slug = address.partition("#")
    name = path.removesuffix(".md") if path else page.name
    if (name, slug) in anchors.linked:
        return f"#{anchors.linked[name, slug]}"
    is_file = path and ":" not in path and not path.startswith("/")
    return address if is_file else None
