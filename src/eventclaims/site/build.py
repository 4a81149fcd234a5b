"""Build a site: the pages of all versions, and what leads to the latest."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape as escape_xml

from eventclaims.errors import PublishingError
from eventclaims.render.json_report import dump_json
from eventclaims.runtime.atomic_files import build_folder
from eventclaims.site.addresses import make_link, name_file, name_folder
from eventclaims.site.edition import Edition
from eventclaims.site.feed import FEED, render_feed
from eventclaims.site.pages import INDEX, make_front, make_pages, render_forward

LATEST = "latest"
CATALOGUE = "versions.json"
SITEMAP = "sitemap.xml"
_GENERATOR = "eventclaims site"
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def build_site(editions: Sequence[Edition], out: Path, base: str = "") -> int:
    """Write the site of a package, in place of an earlier site.

    Args:
        editions: The versions, the latest first.
        out: The folder: missing, empty or an earlier site.
        base: Address of the site with a final slash, for absolute links of machines.

    Returns:
        The number of files.

    Raises:
        PublishingError: If two versions are the same, or the folder contains other files or
            cannot be written.
    """
    versions = tuple(edition.version for edition in editions)
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
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return []
    is_own = isinstance(value, dict) and value.get("generator") == _GENERATOR
    listed = value.get("versions") if is_own else None
    versions = listed if isinstance(listed, list) else []
    return [str(version.get("version")) for version in versions if isinstance(version, dict)]


def _write_site(editions: Sequence[Edition], folder: Path, base: str) -> int:
    latest = editions[0]
    versions = tuple(edition.version for edition in editions)
    addresses, number = [], 0
    for edition in editions:
        others = [other for other in editions if other is not edition]
        for path, content in make_pages(edition, others, has_feed=bool(latest.day)):
            number += _write(folder / path, content)
            if not path.endswith(".html"):
                continue
            addresses.append(path)
            if edition is latest:
                forward = f"{LATEST}/{path.removeprefix(f'{latest.version}/')}"
                page = render_forward(forward, path, latest.version, base)
                number += _write(folder / forward, page)
    listed = [{"version": e.version, "created": e.day, "path": f"{e.version}/"} for e in editions]
    catalogue = {"generator": _GENERATOR, "name": latest.name, "latest": latest.version}
    number += _write(folder / INDEX, make_front(latest, INDEX, versions, base)[1])
    if latest.day:
        number += _write(folder / FEED, render_feed(editions, base))
    number += _write(folder / CATALOGUE, f"{dump_json({**catalogue, 'versions': listed})}\n")
    for table, records in latest.shared.items():
        for record in records:
            forward = f"{LATEST}/{name_folder(table)}/{name_file(record)}.html"
            target = latest.locate(table, record)
            page = render_forward(forward, target, latest.version, base)
            number += _write(folder / forward, page)
    if base:
        urls = "".join(
            f"<url><loc>{escape_xml(base + make_link(path, ''))}</loc></url>\n"
            for path in (INDEX, *addresses)
        )
        head = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAPS}">\n'
        number += _write(folder / SITEMAP, f"{head}{urls}</urlset>\n")
    return number


def _write(path: Path, content: str) -> int:
    """Write a file and return 1, the number of files."""
    data = content.encode()
    try:
        path.write_bytes(data)
    except FileNotFoundError:  # the first file of its folder
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    return 1
