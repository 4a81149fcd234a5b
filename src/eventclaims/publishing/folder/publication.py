"""The steps to a version in a folder: copied aside, shown by one rename, listed, and the latest.

    Placed ─► Listed ─► Finished

Each step takes one type of state and gives the next. All of it happens under a lock of the folder,
and what a publisher that was killed has left is removed first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.publishing.assets import list_archive
from eventclaims.publishing.built_release import Release, hash_file
from eventclaims.publishing.folder.catalogue import PublishedVersions, read_shelf, render_versions
from eventclaims.publishing.folder.ownership import ASIDE, CATALOGUE, INDEX, LATEST, require_own
from eventclaims.publishing.folder.page import render_forward, render_index
from eventclaims.publishing.locks import OWNER, hold
from eventclaims.publishing.progress import show_bytes
from eventclaims.publishing.state_store import remove_remains
from eventclaims.runtime.atomic_files import build_folder, sync_folder, write_atomically

_CHUNK = 1024 * 1024
_STAGING = "staging-"


@dataclass(frozen=True, slots=True)
class Placed:
    """The version is in the folder, complete."""

    root: Path
    release: Release


@dataclass(frozen=True, slots=True)
class Listed:
    """The catalogue and the index page show every version that is in the folder."""

    root: Path
    shelf: PublishedVersions


@dataclass(frozen=True, slots=True)
class Finished:
    """`latest` leads to the highest version."""

    root: Path
    shelf: PublishedVersions


def publish_version(
    root: Path, release: Release, *, links: bool = True, wait: float = 60
) -> Finished:
    """Publish a release into a folder, or see that it is there already.

    Args:
        root: The folder; it is made where it is not there.
        release: The release.
        links: Whether `latest` is a symbolic link; otherwise a page that leads on, for web roots
            that have no links.
        wait: Seconds to wait for another publisher.

    Returns:
        The last state.

    Raises:
        PublishingError: If the folder has this version with other bytes, holds another data set,
            has something of others where it would be written, or cannot be written.
    """
    with _report_problems(root):
        require_own(root, release)
        with hold(root / ASIDE, wait):
            _clean(root)
            # Once more, now that no other publisher changes what is there.
            require_own(root, release)
            placed = find_version(root, release)
            if placed is None:
                placed = _add(root, release)
            return point_latest(list_versions(placed), links=links)


def look_for_version(root: Path, release: Release) -> bool:
    """Return whether a version is in a folder already, the same; change nothing.

    Raises:
        PublishingError: If it could not be published there.
    """
    with _report_problems(root):
        require_own(root, release)
        return root.is_dir() and find_version(root, release) is not None


@contextmanager
def _report_problems(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or root
        words = error.strerror or error
        raise PublishingError(f"{where}: cannot be read or written ({words})") from error


def find_version(root: Path, release: Release) -> Placed | None:
    """Compare a version that is there already, byte by byte; return None where it is not there.

    Raises:
        PublishingError: If it is there and is another one; it is never overwritten.
    """
    folder = root / release.version
    if not os.path.lexists(folder):
        return None
    if folder.is_symlink() or not folder.is_dir():
        raise PublishingError(f"{folder}: is not a folder")
    wanted = dict(_list_files(release))
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}
    odd = sorted(found ^ set(wanted))
    for file, source in wanted.items():
        if not odd and hash_file(folder / file) != hash_file(source):
            odd = [file]
    if odd:
        raise PublishingError(
            f"{folder / odd[0]}: is not as it was built; a public version is not changed: make a"
            " new one"
        )
    return Placed(root, release)


def _add(root: Path, release: Release) -> Placed:
    target = root / release.version
    with build_folder(target, within=root / ASIDE, prefix=_STAGING) as copy:
        _copy(release, copy)
    sync_folder(root)
    return Placed(root, release)


def _copy(release: Release, copy: Path) -> None:
    """Copy a release and flush every byte of it to the disk.

    Raises:
        PublishingError: If a file changes while it is copied.
    """
    files = _list_files(release)
    with show_bytes("copy", sum(source.stat().st_size for _, source in files)) as show:
        for file, source in files:
            target = copy / file
            target.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as reader, target.open("xb") as writer:
                while chunk := reader.read(_CHUNK):
                    writer.write(chunk)
                    show(len(chunk))
                writer.flush()
                os.fsync(writer.fileno())
            target.chmod(0o644)
            if file in release.sums and hash_file(target).sha256 != release.sums[file]:
                raise PublishingError(f"{source}: has changed while it was copied")
    for folder in (copy, *(path for path in copy.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
        sync_folder(folder)


def list_versions(placed: Placed) -> Listed:
    """Write the catalogue and the index page from the versions that are there."""
    shelf = read_shelf(placed.root)
    _replace(placed.root / CATALOGUE, render_versions(shelf))
    _replace(placed.root / INDEX, render_index(shelf))
    return Listed(placed.root, shelf)


def point_latest(listed: Listed, *, links: bool) -> Finished:
    """Let `latest` lead to the highest version, by one rename."""
    root, version = listed.root, listed.shelf.latest.version
    latest = root / LATEST
    if links:
        _point_link(root, latest, version)
    else:
        if latest.is_symlink():
            latest.unlink()
        latest.mkdir(exist_ok=True)
        _replace(latest / INDEX, render_forward(version))
    sync_folder(root)
    return Finished(root, listed.shelf)


def _point_link(root: Path, latest: Path, version: str) -> None:
    if latest.is_symlink() and latest.readlink() == Path(version):
        return
    if latest.is_dir() and not latest.is_symlink():
        raise PublishingError(f"{latest}: is a folder, not a link; remove it, or use --no-links")
    link = root / ASIDE / LATEST
    try:
        link.symlink_to(version)
    except (OSError, NotImplementedError) as error:
        raise PublishingError(f"{root}: takes no symbolic links; use --no-links") from error
    # The link is relative to where it will stand.
    link.replace(latest)


def _list_files(release: Release) -> list[tuple[str, Path]]:
    """Return the files of a version: the release, its zip and the checksum of the zip."""
    inside = [(file, release.folder / file) for file in sorted(release.sums)]
    return inside + [(path.name, path) for path in list_archive(release)]


def _clean(root: Path) -> None:
    """Remove what a publisher that was killed has left; we hold the lock, so none is at work."""
    aside = root / ASIDE
    for path in aside.glob(f"{_STAGING}*"):
        shutil.rmtree(path)
    if (aside / LATEST).is_symlink():
        (aside / LATEST).unlink()
    remove_remains(aside, OWNER)
    remove_remains(root, CATALOGUE, INDEX)
    if not (root / LATEST).is_symlink():
        remove_remains(root / LATEST, INDEX)


def _replace(path: Path, content: str) -> None:
    """Replace a file, unless it is so already."""
    data = content.encode()
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data)
        sync_folder(path.parent)
