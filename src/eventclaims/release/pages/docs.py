"""The pages of a release that explain its tables, as Markdown and as one HTML page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from eventclaims.documentation.dictionary import describe_tables, list_codes
from eventclaims.package.paths import resolve_inside
from eventclaims.release.files import ReleaseFile
from eventclaims.release.pages.codebook import Page, render_pages
from eventclaims.release.release_input import ReleaseInput

README = "README.md"
# The pages of docs/ that a researcher needs, in the order of the HTML page; others are for those
# who work on a package.
PAGES = ("codebook", "data-dictionary", "codes", "datasheet", "agreement", "rules")
_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\(([^()\s]*)\)")
_FENCE = re.compile(r"^(```.*?^```|~~~.*?^~~~)", re.MULTILINE | re.DOTALL)
_WEB = re.compile(r"https?://|mailto:", re.IGNORECASE)


def make_pages(
    release_input: ReleaseInput, files: tuple[ReleaseFile, ...]
) -> Iterator[ReleaseFile]:
    """Make the pages of docs/, and one HTML page of them all.

    What the package has under docs/ is taken from there; a data dictionary and a page of codes
    are made from its schemas and code lists where it has none.

    Args:
        release_input: What is released.
        files: The files made so far; a link to a file that is not in the release loses its target.

    Yields:
        The files.

    Raises:
        PackageError: If a page leads out of the package.
    """
    texts = {name: text for name in PAGES if (text := _read_page(release_input, name)) is not None}
    targets = {file.path for file in files} | {f"docs/{name}.md" for name in texts} | {README}
    pages = [Page(name, drop_dead_links(text, "docs", targets)) for name, text in texts.items()]
    for page in pages:
        yield ReleaseFile(f"docs/{page.name}.md", f"{page.title}.", page.text.encode())
    html = render_pages(
        f"Codebook of {release_input.title}", f"Version {release_input.version}", pages
    )
    title = "All pages of docs/ in one, to read in a browser; loads nothing from the network."
    yield ReleaseFile("docs/codebook.html", title, html.encode())


def _read_page(release_input: ReleaseInput, name: str) -> str | None:
    path = resolve_inside(release_input.package.root, f"docs/{name}.md")
    if path.is_file():
        return path.read_bytes().decode("utf-8", "replace")
    if name == "data-dictionary":
        return "\n".join(describe_tables({t.name: t.schema for t in release_input.tables})) + "\n"
    if name == "codes":
        return "\n".join(list_codes(release_input.codelists)) + "\n"
    return None


def drop_dead_links(text: str, folder: str, targets: set[str]) -> str:
    """Return Markdown without the links that lead nowhere in a release; their words stay.

    Args:
        text: The Markdown.
        folder: Where it will lie, relative to the release; empty for the top.
        targets: The paths of the release.
    """

    def keep(match: re.Match[str]) -> str:
        address = match[2].split("#")[0]
        path = posixpath.normpath(posixpath.join(folder, address))
        leads = not address or _WEB.match(address) or path in targets
        return match[0] if leads else match[1]

    parts = _FENCE.split(text)
    return "".join(part if n % 2 else _LINK.sub(keep, part) for n, part in enumerate(parts))
