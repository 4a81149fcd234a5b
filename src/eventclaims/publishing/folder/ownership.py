"""What in a folder is a publisher's own: only that is ever replaced or removed."""

from __future__ import annotations

import json
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.publishing.descriptors import VERSION
from eventclaims.publishing.folder.catalogue import name_catalogue, read_shelf
from eventclaims.publishing.release import Release

LATEST = "latest"
CATALOGUE = "versions.json"
INDEX = "index.html"
# Hidden, as web servers do not show such folders: the lock, and what is not complete yet.
ASIDE = ".publishing"
# Stands in the head of each page that a publisher writes.
_MARK = b'<meta name="generator" content="eventclaims">'
_HEAD = 4096


def require_own(root: Path, release: Release) -> None:
    """Raise PublishingError unless a release can go into a folder without harm to what is there.

    Args:
        root: The folder; it may not be there yet.
        release: The release.

    Raises:
        PublishingError: If the folder lies within the release, holds another data set, or has
            something of others where a publisher would write.
    """
    if root.resolve().is_relative_to(release.folder.resolve()):
        raise PublishingError(f"{root}: lies within the release itself; name another folder")
    if not root.is_dir():
        return
    if (root / ASIDE).is_symlink():
        raise PublishingError(f"{root / ASIDE}: is a link; what it leads to may be of others")
    for version in read_shelf(root).versions:
        if version.name != release.name:
            raise PublishingError(f"{root}: holds {version.name}, not {release.name}")
    for path, is_own in (
        (root / INDEX, _is_page(root / INDEX)),
        (root / LATEST / INDEX, _is_link(root / LATEST) or _is_page(root / LATEST / INDEX)),
        (root / CATALOGUE, _is_catalogue(root / CATALOGUE, release.name)),
        (root / LATEST, _is_link(root / LATEST) or (root / LATEST).is_dir()),
    ):
        if (path.exists() or path.is_symlink()) and not is_own:
            raise PublishingError(f"{path}: was not made by this command; move it away first")


def _is_link(path: Path) -> bool:
    return path.is_symlink() and VERSION.fullmatch(str(path.readlink())) is not None


def _is_page(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return _MARK in file.read(_HEAD)


def _is_catalogue(path: Path, name: str) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    try:
        value = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and value.get("name") == name_catalogue(name)
