"""Markdown pages as one HTML page that loads nothing and runs no script."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from eventclaims.render.escaping import escape
from eventclaims.render.templates import render_page

# Comments are removed; any other raw HTML is shown as text.
_COMMENT = re.compile(r"^<!--.*?-->\n?", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"https?://|mailto:", re.IGNORECASE)
_ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
_ROLES |= {"th": "columnheader"}
_DEEPEST = 6
# The headings of this page are table names, and their anchors have no prefix, such as #claims.
_TABLES = "data-dictionary"


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown page: file name without suffix, and text."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """The first heading, or else the name."""
        match = re.search(r"^# (.+)$", self.text, re.MULTILINE)
        return escape(match[1].strip()) if match else self.name


class _Anchors:
    """The unique anchors of the HTML page.

    Attributes:
        taken: All anchors.
        linked: The anchor by page and heading, the latter as GitHub writes it in links.
    """

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.linked: dict[tuple[str, str], str] = {}

    def take(self, wanted: str) -> str:
        """Reserve an anchor, with a number appended if it is taken."""
        number, unique = 1, wanted
        while unique in self.taken:
            number += 1
            unique = f"{wanted}-{number}"
        self.taken.add(unique)
        return unique


def render_pages(title: str, subtitle: str, pages: Iterable[Page]) -> str:
    """Return Markdown pages as one HTML page, with links between them as anchors.

    Anchors are the same in each release: `#claims` is a table, `#claims-claim_type` a column,
    `#codes-claim_type` a code list, `#codes-claim_type-threat` a code.
    """
    listed = list(pages)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parsed = {page.name: parser.parse(_COMMENT.sub("", page.text)) for page in listed}
    anchors = _Anchors()
    # The data dictionary comes first, so that its anchors never get a number.
    for page in sorted(listed, key=lambda page: page.name != _TABLES):
        _name_headings(page, parsed[page.name], anchors)
        _name_rows(parsed[page.name], anchors)
    parts = []
    for page in listed:
        tokens = parsed[page.name]
        headings = tuple(_list_headings(tokens))
        _adapt(page, tokens, anchors)
        content = parser.renderer.render(tokens, parser.options, {})
        anchor = anchors.linked.get((page.name, ""), "")
        parts.append((page.title, anchor, headings, content))
    template = "release/pages/codebook.html.jinja"
    return render_page(template, title=title, subtitle=subtitle, parts=parts)


def _name_headings(page: Page, tokens: list[Token], anchors: _Anchors) -> None:
    """Give each heading an anchor, and register the links of Markdown to it."""
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
    """Give each table row that begins with a code an anchor."""
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


def _adapt(page: Page, tokens: list[Token], anchors: _Anchors) -> None:
    """Adapt heading levels, cell labels, links and images of a page."""
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
            token.children = [*_adapt_inline(page, token.children, anchors)]


def _adapt_inline(page: Page, children: list[Token], anchors: _Anchors) -> Iterator[Token]:
    """Yield inline tokens, with links between pages as anchors and images as their text."""
    open_links: list[bool] = []
    for child in children:
        if child.type == "link_open":
            address = _resolve_link(page, str(child.attrGet("href")), anchors)
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


def _resolve_link(page: Page, address: str, anchors: _Anchors) -> str | None:
    """Return the address of a link in the HTML page, None for a broken link."""
    if _ADDRESS.match(address):
        return address
    path, _, slug = address.partition("#")
    name = path.removesuffix(".md") if path else page.name
    if (name, slug) in anchors.linked:
        return f"#{anchors.linked[name, slug]}"
    is_file = path and ":" not in path and not path.startswith("/")
    return address if is_file else None
