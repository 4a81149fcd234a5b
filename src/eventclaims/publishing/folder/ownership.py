"""Which files of a folder this command wrote; no others are replaced or removed."""

import json
import os
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.package.versions import is_version
from eventclaims.publishing.built_release import Release
from eventclaims.publishing.folder.catalogue import name_catalogue, read_versions

LATEST = "latest"
CATALOGUE = "versions.json"
INDEX = "index.html"
# The lock and unfinished copies; web servers do not show hidden folders.
ASIDE = ".publishing"
# Every page that this command writes has it in its head.
_MARK = b'<meta name="generator" content="eventclaims">'
_HEAD = 4096


def require_own(root: Path, release: Release) -> None:
    """Check that publishing a release into a folder, which may be missing, harms no other files.

    Raises:
        PublishingError: If the folder is inside the release, contains another dataset, or has
            files of others in places that this command writes to.
    """
    # Not Path.resolve, which raises another error for a loop of links.
    if Path(os.path.realpath(root)).is_relative_to(os.path.realpath(release.folder)):
        raise PublishingError(f"{root}: is inside the release; use another folder")
    nearest = next(path for path in (root, *root.absolute().parents) if os.path.lexists(path))
    if not nearest.is_dir():
        raise PublishingError(f"{nearest}: is not a folder")
    if nearest is not root:
        return
    if (root / ASIDE).is_symlink():
        raise PublishingError(f"{root / ASIDE}: is a link, perhaps to files of others")
    for version in read_versions(root).versions:
        if version.name != release.name:
            raise PublishingError(f"{root}: contains {version.name}, not {release.name}")
    latest = root / LATEST
    for path, is_own in (
        (latest, _is_link(latest) if latest.is_symlink() else latest.is_dir()),
        (root / INDEX, _is_page(root / INDEX)),
        (latest / INDEX, _is_link(latest) or _is_page(latest / INDEX)),
        (root / CATALOGUE, _is_catalogue(root / CATALOGUE, release.name)),
    ):
        if os.path.lexists(path) and not is_own:
            raise PublishingError(f"{path}: was not written by this command; move it away first")


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
