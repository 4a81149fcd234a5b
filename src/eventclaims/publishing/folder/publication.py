"""The steps to a version in a folder: copy it aside, rename it, list it, and point `latest` to it.

All steps hold the lock of the folder. What a killed process left is removed first.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.package.paths import is_system_file
from eventclaims.publishing.assets import list_archive
from eventclaims.publishing.built_release import Release, hash_file
from eventclaims.publishing.folder.catalogue import (
    PublishedVersions,
    read_versions,
    render_catalogue,
)
from eventclaims.publishing.folder.ownership import ASIDE, CATALOGUE, INDEX, LATEST, require_own
from eventclaims.publishing.folder.page import render_index, render_redirect
from eventclaims.publishing.locks import lock_folder
from eventclaims.publishing.progress import show_bytes
from eventclaims.runtime.atomic_files import (
    build_folder,
    remove_unfinished,
    sync_folder,
    write_atomically,
)

_CHUNK = 1024 * 1024
_STAGING = "staging-"


def publish_version(
    root: Path, release: Release, *, links: bool = True, wait: float = 60
) -> PublishedVersions:
    """Add a release to a folder, or compare it with the version there; return all versions.

    Args:
        root: The folder, which is created if it is missing.
        release: The release.
        links: Whether `latest` is a symbolic link; otherwise it is a page that redirects.
        wait: Seconds to wait for another publishing process.

    Raises:
        PublishingError: If the folder has this version with other content, contains another
            dataset or files that this command did not write, or cannot be written.
    """
    with _report_problems(root), _allow_reading():
        require_own(root, release)
        with lock_folder(root / ASIDE, wait):
            _clean(root)
            # Another process may have changed the folder before the lock was acquired.
            require_own(root, release)
            if not _has_same_version(root, release):
                _add(root, release)
            versions = read_versions(root)
            _replace(root / CATALOGUE, render_catalogue(versions))
            _replace(root / INDEX, render_index(versions))
            _point_latest(root, versions.latest.version, links=links)
            return versions


@contextmanager
def _allow_reading() -> Iterator[None]:
    """Let everyone read new folders, whatever the umask: a web server is another user."""
    mask = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(mask)


def has_version(root: Path, release: Release) -> bool:
    """Return whether a folder has a release already, without changing anything.

    Raises:
        PublishingError: If the release cannot be published there.
    """
    with _report_problems(root):
        require_own(root, release)
        return _has_same_version(root, release)


@contextmanager
def _report_problems(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or root
        reason = error.strerror or error
        raise PublishingError(f"{where}: cannot be read or written ({reason})") from error


def _has_same_version(root: Path, release: Release) -> bool:
    """Return whether the version is there; raise PublishingError if it is, with other content."""
    folder = root / release.version
    if not os.path.lexists(folder):
        return False
    if folder.is_symlink() or not folder.is_dir():
        raise PublishingError(f"{folder}: is not a folder")
    expected = dict(_list_files(release))
    names = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())
    found = {name for name in names if not is_system_file(name)}
    different = sorted(found ^ set(expected)) or [
        file for file, path in expected.items() if not _is_same(folder / file, path)
    ]
    if different:
        raise PublishingError(
            f"{folder / different[0]}: differs from the build; a public version cannot change,"
            " make a new one"
        )
    return True


def _is_same(path: Path, other: Path) -> bool:
    """Return whether two files have the same bytes; links, pipes and devices differ."""
    is_file = path.is_file() and not path.is_symlink()
    return is_file and hash_file(path) == hash_file(other)


def _add(root: Path, release: Release) -> None:
    """Copy a release aside, flush every byte of it to the disk, and rename the copy."""
    files = _list_files(release)
    total = sum(path.stat().st_size for _, path in files)
    target = root / release.version
    with (
        build_folder(target, within=root / ASIDE, prefix=_STAGING) as copy,
        show_bytes("copy", total) as advance,
    ):
        for file, path in files:
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            with path.open("rb") as reader, (copy / file).open("xb") as writer:
                while chunk := reader.read(_CHUNK):
                    writer.write(chunk)
                    advance(len(chunk))
                writer.flush()
                os.fsync(writer.fileno())
            (copy / file).chmod(0o644)
            if file in release.sums and hash_file(copy / file).sha256 != release.sums[file]:
                raise PublishingError(f"{path}: has changed while it was copied")
        for folder in (copy, *(path for path in copy.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
            sync_folder(folder)
    sync_folder(root)


def _point_latest(root: Path, version: str, *, links: bool) -> None:
    latest = root / LATEST
    if links:
        _point_link(root, latest, version)
    else:
        if latest.is_symlink():
            latest.unlink()
        latest.mkdir(exist_ok=True)
        latest.chmod(0o755)
        _replace(latest / INDEX, render_redirect(version))
    sync_folder(root)


def _point_link(root: Path, latest: Path, version: str) -> None:
    if latest.is_symlink() and latest.readlink() == Path(version):
        return
    if latest.is_dir() and not latest.is_symlink():
        raise PublishingError(f"{latest}: is a folder, not a link; remove it, or use --no-links")
    link = root / ASIDE / LATEST
    try:
        link.symlink_to(version)
    except (OSError, NotImplementedError) as error:
        raise PublishingError(f"{root}: does not allow symbolic links; use --no-links") from error
    # The target of the link is relative to its final place.
    link.replace(latest)


def _list_files(release: Release) -> list[tuple[str, Path]]:
    """Return the files of a version: the release, its zip and the checksum of the zip."""
    inside = [(file, release.folder / file) for file in sorted(release.sums)]
    return inside + [(path.name, path) for path in list_archive(release)]


def _clean(root: Path) -> None:
    """Remove unfinished files of killed processes; this process must have the lock."""
    aside = root / ASIDE
    remove_unfinished(aside, _STAGING)
    if (aside / LATEST).is_symlink():
        (aside / LATEST).unlink()
    for name in (CATALOGUE, INDEX):
        remove_unfinished(root, f".{name}-")
    if (root / LATEST).is_dir() and not (root / LATEST).is_symlink():
        remove_unfinished(root / LATEST, f".{INDEX}-")


def _replace(path: Path, content: str) -> None:
    """Replace a file unless it has this content."""
    data = content.encode()
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data)
        sync_folder(path.parent)
