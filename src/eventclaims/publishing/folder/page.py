"""The index page of a folder of versions, which needs no script and no network."""

from collections.abc import Sequence
from urllib.parse import quote

from markdown_it import MarkdownIt
from markupsafe import Markup

from eventclaims.documentation.citation import make_citation
from eventclaims.documentation.citation_styles import format_apa, format_bibtex
from eventclaims.errors import PublishingError
from eventclaims.package.opening import DESCRIPTOR, open_package
from eventclaims.publishing.folder.catalogue import File, Version, find_latest
from eventclaims.publishing.notes import CHANGES, read_section
from eventclaims.render.templates import render_page
from eventclaims.site.addresses import make_link
from eventclaims.site.data import write_linked_data
from eventclaims.site.edition import Edition
from eventclaims.site.feed import FEED
from eventclaims.site.pages import INDEX, VIEWS

_CHANGELOG = "CHANGELOG.md"
_MOST_LINES = 200
_TOP_LEVEL = 3
_UNITS = ("kB", "MB", "GB", "TB")


def render_index(versions: Sequence[Version], editions: Sequence[Edition], base: str) -> str:
    """Return the page: the latest version, how to cite it, its changes, and all versions.

    Args:
        versions: The versions.
        editions: The versions that have pages, the latest first; none if the latest has no pages.
        base: Address of the folder with a final slash, empty if it is unknown.
    """
    latest = find_latest(versions)
    edition = next(iter(editions), None)
    with open_package(latest.folder / DESCRIPTOR) as package:
        citation, conformance = make_citation(package), package.conformance
    return render_page(
        "publishing/folder/index.html.jinja",
        latest=latest,
        versions=versions[::-1],
        tables=_list_tables(latest, edition),
        views=[(title, f"{latest.version}/{file}", about) for title, file, about in VIEWS]
        if edition
        else [],
        provenance=edition.rows.provenance.describe() if edition else "",
        linked_data=write_linked_data(edition, base) if edition else "",
        feed=FEED if edition and edition.day else "",
        news=_read_news(latest),
        conformance=conformance,
        apa=format_apa(citation),
        bibtex=format_bibtex(citation),
        format_size=format_size,
        quote=quote,
    )


def format_size(size: int) -> str:
    """Return a number of bytes with at least two digits, such as 1.2 MB or 340 kB."""
    if size < 1000:  # noqa: PLR2004 - the factor of SI prefixes
        return f"{size} bytes"
    value = float(size)
    for unit in _UNITS:
        value /= 1000
        if value < 999.5 or unit == _UNITS[-1]:  # noqa: PLR2004 - rounds to the next unit
            break
    return f"{value:.0f} {unit}" if value >= 9.95 else f"{value:.1f} {unit}"  # noqa: PLR2004


def _list_tables(version: Version, edition: Edition | None) -> list[tuple[str, str, str, File]]:
    """Return title, description, page and file of each table; without an edition no page."""
    files = {file.path: file for file in version.files}
    found = []
    for resource in version.descriptor.get("resources", []):
        file = files.get(str(resource.get("path"))) if isinstance(resource, dict) else None
        if file:
            name = str(resource.get("name"))
            page = ""
            if edition and name in edition.rows.tables:
                page = make_link(edition.locate_table(name), INDEX)
            title = str(resource.get("title") or name)
            found.append((title, str(resource.get("description", "")), page, file))
    return found


def _read_news(version: Version) -> Markup | None:
    """Return what is new in a version as HTML, from its changelog or else its list of changes."""
    files = {file.path for file in version.files}
    text = None
    if _CHANGELOG in files:
        try:
            text = read_section((version.folder / _CHANGELOG).read_text("utf-8"), version.version)
        except (PublishingError, UnicodeDecodeError):
            text = None
    if text is None and CHANGES in files:
        text = (version.folder / CHANGES).read_text("utf-8", errors="replace")
    return _render_markdown(text) if text else None


def _render_markdown(text: str) -> Markup:
    """Return Markdown as HTML without any tags, scripts and images of the text."""
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], "", f"… and {len(lines) - _MOST_LINES} more lines."]
    reader = MarkdownIt("js-default").disable("image")
    tokens = reader.parse("\n".join(lines))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(int(token.tag[1:]), _TOP_LEVEL)}"
    # Safe: "js-default" copies no HTML from the text and no link with a script.
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704
