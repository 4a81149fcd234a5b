"""Build a site: the pages of all versions, and what leads to the latest."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape as escape_xml

from eventclaims.errors import PublishingError
from eventclaims.runtime.atomic_files import build_folder
from eventclaims.site.addresses import make_link
from eventclaims.site.catalogue import CATALOGUE, read_catalogue, render_catalogue
from eventclaims.site.edition import Edition
from eventclaims.site.feed import FEED, GENERATOR, render_feed
from eventclaims.site.pages import (
    INDEX,
    LATEST,
    Page,
    find_forward,
    make_front,
    make_pages,
    render_forward,
)

SITEMAP = "sitemap.xml"
_HTML = ".html"
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def build_site(editions: Sequence[Edition], out: Path, base: str = "") -> int:
    """Write the site of a package, in place of an earlier site.

    Args:
        editions: The versions from the latest to the earliest.
        out: The folder: missing, empty or an earlier site.
        base: Address of the site with a final slash, for absolute links of machines.

    Returns:
        The number of files.

    Raises:
        PublishingError: If two versions are the same, or the folder contains other files or
            cannot be written.
    """
    versions = [edition.version for edition in editions]
    # Some systems have no folders that differ only in letter case.
    folded = [version.casefold() for version in versions]
    double = next((v for n, v in enumerate(versions) if folded[n] in folded[:n]), None)
    if double is not None:
        raise PublishingError(f"{double}: two packages have this version")
    require_own(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with build_folder(out, replace=True) as folder:
            return _write_site(editions, folder, base)
    except OSError as error:
        raise PublishingError(f"{out}: cannot be written ({error.strerror or error})") from error


def require_own(out: Path) -> None:
    """Check that a folder is missing, empty, or contains only a site.

    Raises:
        PublishingError: If it contains anything else.
    """
    if not os.path.lexists(out):
        return
    if out.is_symlink() or not out.is_dir():
        raise PublishingError(f"{out}: is not a folder")
    versions = _read_versions(out / CATALOGUE)
    known = {INDEX, CATALOGUE, SITEMAP, FEED, LATEST, *versions}
    other = next((path for path in sorted(out.iterdir()) if path.name not in known), None)
    if other is None and any(out.iterdir()) and not versions:
        other = out
    if other is not None:
        raise PublishingError(f"{other}: was not written by this command; move it away first")


def _read_versions(path: Path) -> list[str]:
    """Return the versions of an earlier site; none if the file is not from this command."""
    value = read_catalogue(path)
    listed = value.get("resources") if value.get("generator") == GENERATOR else None
    versions = listed if isinstance(listed, list) else []
    return [str(version.get("version")) for version in versions if isinstance(version, dict)]


def make_forwards(pages: Mapping[str, Iterable[str]], base: str = "") -> Iterator[Page]:
    """Yield the pages in `latest/`: each leads to the latest version that has the page.

    Args:
        pages: The paths of the pages of each version, the latest version first, and the addresses
            of rows that share a page.
        base: Address of the site with a final slash, empty if it is unknown.
    """
    made = set()
    for version, paths in pages.items():
        for path in paths:
            forward = find_forward(path)
            if forward not in made:
                made.add(forward)
                yield forward, render_forward(forward, path, version, base)


def render_sitemap(pages: Mapping[str, Iterable[str]], base: str) -> str:
    """Return the addresses of all pages; see `make_forwards`."""
    paths = (INDEX, *(path for listed in pages.values() for path in listed if "#" not in path))
    urls = "".join(f"<url><loc>{escape_xml(base + make_link(p, ''))}</loc></url>\n" for p in paths)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {GENERATOR} -->\n'
    return f'{head}<urlset xmlns="{_SITEMAPS}">\n{urls}</urlset>\n'


def _write_site(editions: Sequence[Edition], folder: Path, base: str) -> int:
    number, pages = 0, {}
    for place, edition in enumerate(editions, 1):
        written = write_files(folder, make_pages(edition, editions[place:]))
        pages[edition.version] = [path for path in written if path.endswith(_HTML)]
        pages[edition.version] += edition.list_shared()
        number += len(written)
    made = [*make_forwards(pages, base), *_make_top(editions, base)]
    if base:
        made.append((SITEMAP, render_sitemap(pages, base)))
    return number + len(write_files(folder, made))


def _make_top(editions: Sequence[Edition], base: str) -> Iterator[Page]:
    """Yield the files at the top of a site."""
    latest, versions = editions[0], tuple(edition.version for edition in editions)
    yield make_front(latest, INDEX, versions, base)
    if latest.day:
        yield FEED, render_feed(editions, base)
    resources = (
        {
            "name": f"{edition.name}-{edition.version}",
            "version": edition.version,
            "created": edition.day,
            "path": (front := f"{edition.version}/{INDEX}"),
            "format": "html",
            "mediatype": "text/html",
            "pages": front,
        }
        for edition in editions
    )
    title, generator = latest.title, {"generator": GENERATOR}
    content = render_catalogue(latest.name, title, latest.version, resources, **generator)
    yield CATALOGUE, content


def write_files(folder: Path, files: Iterable[Page]) -> list[str]:
    """Write new files into a folder and return their paths below it.

    Raises:
        OSError: If a file exists or cannot be written.
    """
    written = []
    for path, content in files:
        target, data = folder / path, content.encode()
        try:
            file = target.open("xb")
        except FileNotFoundError:  # the first file of its folder
            target.parent.mkdir(parents=True)
            file = target.open("xb")
        with file:
            file.write(data)
        written.append(path)
    return written
