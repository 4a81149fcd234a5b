"""Documentation of the tables, as Markdown pages and as one HTML page."""

import posixpath
import re
from collections.abc import Iterator

from eventclaims.documentation.dictionary import make_pages as make_generated
from eventclaims.package.paths import resolve_inside
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.pages.codebook import Page, render_pages
from eventclaims.release.release_input import ReleaseInput

README = "README.md"
# The pages of docs/ for researchers, in the order of the HTML page.
PAGES = ("codebook", "data-dictionary", "codes", "datasheet", "agreement", "rules", "ten-questions")
_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\(([^()\s]*)\)")
_FENCE = re.compile(r"^(```.*?^```|~~~.*?^~~~)", re.MULTILINE | re.DOTALL)
_WEB = re.compile(r"https?://|mailto:", re.IGNORECASE)


def make_pages(release: ReleaseInput, files: Files) -> Iterator[ReleaseFile]:
    """Make `docs/*.md` and `docs/codebook.html`.

    Pages are copied from the package. Without its own, the data dictionary and the page of codes
    are generated. A link to a file that is not in the release becomes plain text.
    """
    texts = {name: text for name in PAGES if (text := _read_page(release, name)) is not None}
    targets = {file.path for file in files} | {f"docs/{name}.md" for name in texts} | {README}
    pages = [Page(name, drop_dead_links(text, "docs", targets)) for name, text in texts.items()]
    for page in pages:
        yield ReleaseFile(f"docs/{page.name}.md", f"{page.title}.", page.text.encode())
    html = render_pages(f"Codebook of {release.title}", f"Version {release.version}", pages)
    title = "All pages of docs/ as one page for the browser; loads nothing from the network."
    yield ReleaseFile("docs/codebook.html", title, html.encode())


def _read_page(release: ReleaseInput, name: str) -> str | None:
    path = resolve_inside(release.package.root, f"docs/{name}.md")
    if path.is_file():
        return path.read_bytes().decode("utf-8", "replace")
    tables = {table.name: table.schema for table in release.tables}
    return make_generated(tables, release.codelists).get(f"docs/{name}.md")


def drop_dead_links(text: str, folder: str, targets: set[str]) -> str:
    """Return Markdown with broken links replaced by their text.

    Args:
        text: The Markdown.
        folder: Folder of the page in the release; empty for the top.
        targets: The paths of the release.
    """

    def keep(match: re.Match[str]) -> str:
        address = match[2].split("#")[0]
        path = posixpath.normpath(posixpath.join(folder, address))
        is_valid = not address or _WEB.match(address) or path in targets
        return match[0] if is_valid else match[1]

    parts = _FENCE.split(text)
    return "".join(part if n % 2 else _LINK.sub(keep, part) for n, part in enumerate(parts))
