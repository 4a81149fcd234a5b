"""The steps to a version in a folder: copy it, rename the copy, list it, and renew `latest/`.

The folder is locked during all steps. Files that a killed process left are removed first.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.package.paths import is_system_file
from eventclaims.publishing.assets import list_archive
from eventclaims.publishing.built_release import Release, hash_file, read_sums
from eventclaims.publishing.folder.catalogue import (
    PAGES,
    Version,
    describe_versions,
    find_latest,
    read_versions,
)
from eventclaims.publishing.folder.ownership import WORK_FOLDER, require_own
from eventclaims.publishing.folder.page import render_index
from eventclaims.publishing.folder.site import (
    list_pages,
    make_latest,
    open_edition,
    order_versions,
    write_pages,
)
from eventclaims.publishing.progress import show_bytes
from eventclaims.runtime.atomic_files import (
    build_folder,
    remove_unfinished,
    sync_folder,
    write_atomically,
)
from eventclaims.runtime.locks import lock_folder
from eventclaims.site.build import SITEMAP, render_sitemap, write_files
from eventclaims.site.catalogue import CATALOGUE
from eventclaims.site.feed import FEED, render_feed
from eventclaims.site.pages import INDEX, LATEST

_CHUNK = 1024 * 1024
_STAGING = "staging-"


def publish_version(
    root: Path, release: Release, *, site: bool = True, base: str = "", wait: float = 60
) -> list[Version]:
    """Add a release to a folder, or compare it with the version there; return all versions.

    The files of an existing version are never changed.

    Args:
        root: The folder, which is created if it is missing.
        release: The release.
        site: Whether a new version gets pages.
        base: Address of the folder with a final slash, empty if it is unknown.
        wait: Seconds to wait for another publishing process.

    Raises:
        PublishingError: If the folder has this version with other content, contains another
            dataset or files that this command did not write, or cannot be written.
    """
    with _report_problems(root), _allow_reading():
        require_own(root, release)
        (root / WORK_FOLDER).mkdir(parents=True, exist_ok=True)
        with lock_folder(root / WORK_FOLDER, wait):
            _clean(root)
            # Another process may have changed the folder before the lock was acquired.
            require_own(root, release)
            if not _has_same_version(root, release):
                _add(root, release, site=site)
            versions = read_versions(root)
            for name, content in _make_top(versions, base).items():
                _replace(root / name, content)
            _replace_latest(root, make_latest(versions, base))
            return versions


def _make_top(versions: list[Version], base: str) -> dict[str, str]:
    """Return the content of each file beside the versions, empty if the file must not exist."""
    latest = find_latest(versions)
    editions = [open_edition(version.folder) for version in order_versions(versions)]
    with_latest = editions if latest.pages else []
    return {
        CATALOGUE: describe_versions(versions),
        INDEX: render_index(versions, with_latest, base),
        FEED: render_feed(with_latest, base) if with_latest and latest.day else "",
        SITEMAP: render_sitemap(list_pages(versions), base) if base else "",
    }


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
    # The pages are those of the toolkit that added the version, so they are not made again.
    pages = read_sums(folder / PAGES) if (folder / PAGES).is_file() else {}
    listed = {*pages, PAGES} if pages else set()
    different = (
        sorted(found ^ {*expected, *listed})
        or [file for file, path in expected.items() if not _is_same(folder / file, path)]
        or [file for file, known in pages.items() if hash_file(folder / file).sha256 != known]
    )
    if different:
        raise PublishingError(
            f"{folder / different[0]}: differs from the build; a public version cannot change,"
            " make a new one"
        )
    return True


def _is_same(path: Path, other: Path) -> bool:
    """Return whether two files have the same bytes; links, pipes and devices differ."""
    is_file = path.is_file() and not path.is_symlink()
    return is_file and hash_file(path).sha256 == hash_file(other).sha256


def _add(root: Path, release: Release, *, site: bool) -> None:
    """Copy a release, flush every byte of it to the disk, and rename the copy."""
    files = _list_files(release)
    total = sum(path.stat().st_size for _, path in files)
    target = root / release.version
    with (
        build_folder(target, within=root / WORK_FOLDER, prefix=_STAGING) as copy,
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
        for path in write_pages(root, copy, release.version) if site else ():
            path.chmod(0o644)
            with path.open("rb") as page:
                os.fsync(page.fileno())
        for folder in (copy, *(path for path in copy.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
            sync_folder(folder)
    sync_folder(root)


def _replace_latest(root: Path, pages: dict[str, str]) -> None:
    """Replace `latest/` as a whole unless it has these files."""
    latest = root / LATEST
    found = {
        path.relative_to(latest).as_posix(): path.read_bytes()
        for path in latest.rglob("*")
        if path.is_file()
    }
    if found == {path: content.encode() for path, content in pages.items()}:
        return
    with build_folder(latest, within=root / WORK_FOLDER, prefix=_STAGING, replace=True) as building:
        write_files(building, pages.items())
    sync_folder(root)


def _list_files(release: Release) -> list[tuple[str, Path]]:
    """Return the files of a version: the release, its zip and the checksum of the zip."""
    inside = [(file, release.folder / file) for file in sorted(release.sums)]
    return inside + [(path.name, path) for path in list_archive(release)]


def _clean(root: Path) -> None:
    """Remove unfinished files of killed processes; this process must have the lock."""
    working = root / WORK_FOLDER
    remove_unfinished(working, _STAGING)
    for name in (CATALOGUE, INDEX, FEED, SITEMAP):
        remove_unfinished(root, f".{name}-")


def _replace(path: Path, content: str) -> None:
    """Replace a file unless it has this content; remove it if the content is empty."""
    data = content.encode()
    if not data:
        path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data)
        sync_folder(path.parent)
