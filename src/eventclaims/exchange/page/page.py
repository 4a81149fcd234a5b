"""Write the page for coding: one file with its texts, its style and its scripts."""

from pathlib import Path

from markupsafe import Markup

from eventclaims.exchange.page.data import make_data
from eventclaims.package.model import Package
from eventclaims.package.report_text import MARKER
from eventclaims.render.scripts import embed_script, read_script, read_text_scripts
from eventclaims.render.templates import render_page

PAGE = "coding.html"
_TEXT_SCRIPTS = ("fingerprints.js", "verify.js", "word_coverage.js")
# In the order of their use; each may use those before it when the page is loaded.
_SCRIPTS = (
    *("elements.js", "points.js", "store.js", "checks.js", "saving.js"),
    *("reader.js", "selecting.js", "codes.js", "form.js", "lists.js", "start.js"),
)


def make_page(package: Package, folder: Path, coder: str = "") -> str:
    """Return the page for coding a package in a browser.

    Args:
        package: The opened package.
        folder: Folder of the texts.
        coder: The coder who gets the page; may be empty.

    Raises:
        EventClaimsError: If a table or a text cannot be read, or the folder has no texts.
    """
    data = make_data(package, folder, coder)
    own = (read_script(f"exchange/page/{name}") for name in _SCRIPTS)
    code = [read_text_scripts(*_TEXT_SCRIPTS), *own]
    return render_page(
        "exchange/page/page.html.jinja",
        title=data["title"],
        version=data["version"],
        coder=coder,
        marker=MARKER,
        # Safe: a file of this package.
        css=Markup(read_script("exchange/page/page.css")),  # noqa: S704
        **embed_script("".join(code), "startPage", data),
    )
