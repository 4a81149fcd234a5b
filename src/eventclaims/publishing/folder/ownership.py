"""The files of a folder that this command wrote; no others are replaced or removed."""

import os
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.publishing.built_release import Release
from eventclaims.publishing.folder.catalogue import read_versions
from eventclaims.site.build import SITEMAP
from eventclaims.site.catalogue import CATALOGUE, name_catalogue, read_catalogue
from eventclaims.site.feed import FEED, GENERATOR
from eventclaims.site.pages import INDEX, LATEST

# The lock and unfinished copies; web servers do not show hidden folders.
WORK_FOLDER = ".publishing"
_MARK = GENERATOR.encode()
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
    if (root / WORK_FOLDER).is_symlink():
        raise PublishingError(f"{root / WORK_FOLDER}: is a link, perhaps to files of others")
    for version in read_versions(root):
        if version.name != release.name:
            raise PublishingError(f"{root}: contains {version.name}, not {release.name}")
    latest = root / LATEST
    inside = () if latest.is_symlink() else sorted(latest.rglob("*"))
    for path, is_own in (
        (latest, latest.is_dir() and not latest.is_symlink()),
        *((root / name, _has_mark(root / name)) for name in (INDEX, FEED, SITEMAP)),
        *((path, _has_mark(path)) for path in inside if path.is_symlink() or not path.is_dir()),
        (root / CATALOGUE, _is_catalogue(root / CATALOGUE, release.name)),
    ):
        if os.path.lexists(path) and not is_own:
            raise PublishingError(f"{path}: was not written by this command; move it away first")


def _has_mark(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return _MARK in file.read(_HEAD)


def _is_catalogue(path: Path, name: str) -> bool:
    value = read_catalogue(path)
    # That of the command `site` has a generator.
    return value.get("name") == name_catalogue(name) and "generator" not in value
