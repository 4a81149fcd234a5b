"""What in a folder is a publisher's own: only that is ever replaced or removed."""

from __future__ import annotations

import json
import os
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.package.versions import is_version
from eventclaims.publishing.built_release import Release
from eventclaims.publishing.folder.catalogue import name_catalogue, read_shelf

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
    # Not Path.resolve, which raises an error of its own where links lead in a circle.
    if Path(os.path.realpath(root)).is_relative_to(os.path.realpath(release.folder)):
        raise PublishingError(f"{root}: lies within the release itself; name another folder")
    nearest = next(path for path in (root, *root.absolute().parents) if os.path.lexists(path))
    if not nearest.is_dir():
        raise PublishingError(f"{nearest}: is not a folder")
    if nearest is not root:
        return
    if (root / ASIDE).is_symlink():
        raise PublishingError(f"{root / ASIDE}: is a link; what it leads to may be of others")
    for version in read_shelf(root).versions:
        if version.name != release.name:
            raise PublishingError(f"{root}: holds {version.name}, not {release.name}")
    latest = root / LATEST
    for path, is_own in (
        (latest, _is_link(latest) if latest.is_symlink() else latest.is_dir()),
        (root / INDEX, _is_page(root / INDEX)),
        (latest / INDEX, _is_link(latest) or _is_page(latest / INDEX)),
        (root / CATALOGUE, _is_catalogue(root / CATALOGUE, release.name)),
    ):
        if os.path.lexists(path) and not is_own:
            raise PublishingError(f"{path}: was not made by this command; move it away first")


def _is_link(path: Path) -> bool:
    return path.is_symlink() and is_version(str(path.readlink()))


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
