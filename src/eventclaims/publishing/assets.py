"""The files of a release that a service gets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from eventclaims.publishing.release import Digest, Release, hash_file
from eventclaims.records import write_atomically
from eventclaims.release.checksums import CHECKSUMS

CHECKSUM = ".sha256"
_ASSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of a release that a service gets, and where it is here."""

    path: Path
    digest: Digest


def list_assets(release: Release) -> tuple[Asset, ...]:
    """Return the files that a service gets: few, flat, and what its visitors look for first.

    They are the zip, which holds everything, its checksum, the files at the top of the folder
    and the tables. Of two with one name the first of these counts. SHA256SUMS is left out, since
    it names files that stand in the zip only.
    """
    top = [file for file in release.sums if "/" not in file and file != CHECKSUMS]
    inside = [*sorted(top), *release.list_tables()]
    paths = [*list_archive(release)]
    paths += [release.folder / file for file in inside if _ASSET.fullmatch(Path(file).name)]
    first: dict[str, Path] = {}
    for path in paths:
        first.setdefault(path.name, path)
    return tuple(Asset(path, hash_file(path)) for path in first.values())


def list_archive(release: Release) -> tuple[Path, Path]:
    """Return the zip of a release, and the file with its checksum, brought to what the zip is."""
    archive = release.archive
    path = archive.with_name(archive.name + CHECKSUM)
    line = f"{hash_file(archive).sha256}  {archive.name}\n".encode()
    if not path.is_file() or path.read_bytes() != line:
        write_atomically(path, line)
    return archive, path
