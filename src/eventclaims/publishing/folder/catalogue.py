"""The versions in a folder, and their catalogue for machines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.package.model import read_day
from eventclaims.package.versions import is_version, sort_versions
from eventclaims.publishing.built_release import (
    Json,
    WithDescriptor,
    read_descriptor,
    read_sums,
)
from eventclaims.release.packing import CHECKSUM, CHECKSUMS
from eventclaims.site.catalogue import render_catalogue
from eventclaims.site.pages import INDEX

# The checksum of each page of a version, which is not part of its release.
PAGES = "SHA256SUMS-pages"
_SUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a version: its path below the folder of the version, size in bytes and SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Version(WithDescriptor):
    """A version in a folder.

    Attributes:
        folder: Its folder.
        descriptor: Its datapackage.json.
        archive: Its zip.
        files: Its other files.
        pages: SHA-256 of each file of its pages by path below its folder; empty without pages.
    """

    folder: Path
    descriptor: Json
    archive: File
    files: tuple[File, ...]
    pages: dict[str, str]

    @property
    def day(self) -> str:
        """The day of the version, empty if its descriptor has none."""
        return read_day(self.descriptor)


def find_latest(versions: Sequence[Version]) -> Version:
    """Return the highest version; a pre-release only if there is nothing else."""
    final = [version for version in versions if "-" not in version.version]
    return (final or versions)[-1]


def read_versions(root: Path) -> list[Version]:
    """Return the versions in a folder from the lowest to the highest.

    Raises:
        PublishingError: If a version cannot be read.
    """
    names = [path.name for path in root.iterdir() if is_version(path.name)]
    return [_read_version(root / name) for name in sort_versions(names)]


def _read_version(folder: Path) -> Version:
    descriptor = read_descriptor(folder)
    if descriptor["version"] != folder.name:
        raise PublishingError(f"{folder}: contains version {descriptor['version']}")
    archive = f"{descriptor['name']}-{folder.name}.zip"
    try:
        sha256 = (folder / f"{archive}{CHECKSUM}").read_text("utf-8").partition(" ")[0]
        if not _SUM.fullmatch(sha256):
            raise PublishingError(f"{folder / archive}{CHECKSUM}: is not a checksum")
        return Version(
            folder,
            descriptor,
            File(archive, (folder / archive).stat().st_size, sha256),
            tuple(
                File(file, (folder / file).stat().st_size, known)
                for file, known in read_sums(folder / CHECKSUMS).items()
            ),
            read_sums(folder / PAGES) if (folder / PAGES).exists() else {},
        )
    except (OSError, UnicodeDecodeError) as error:
        raise PublishingError(f"{folder}: cannot be read ({type(error).__name__})") from error


def describe_versions(versions: Sequence[Version]) -> str:
    """Return the catalogue; its resources are the zips.

    In addition to `render_catalogue`, each has the path of its `descriptor`, and its DOI as `id`.
    """
    latest = find_latest(versions)
    resources = map(_describe, reversed(versions))
    return render_catalogue(latest.name, latest.title, latest.version, resources)


def _describe(version: Version) -> Json:
    archive = version.archive
    return {
        "name": f"{version.name}-{version.version}",
        "title": f"{version.title}, version {version.version}",
        "version": version.version,
        "created": version.descriptor.get("created"),
        "id": version.doi,
        "path": f"{version.version}/{archive.path}",
        "format": "zip",
        "mediatype": "application/zip",
        "bytes": archive.size,
        "hash": f"sha256:{archive.sha256}",
        "descriptor": f"{version.version}/datapackage.json",
        "pages": f"{version.version}/{INDEX}" if version.pages else None,
    }
