"""The files of a release that a service gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventclaims.publishing.built_release import Digest, Release, hash_file
from eventclaims.release.checksums import CHECKSUMS
from eventclaims.runtime.atomic_files import write_atomically

CHECKSUM = ".sha256"
_ASSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of a release that a service gets, and where it is here."""

    path: Path
    digest: Digest


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands between the files that a service holds and those that it is to hold, by name."""

    spare: tuple[str, ...]
    missing: tuple[str, ...]

    def find_odd(self) -> str | None:
        """Return the first name of all that differ, None where nothing does."""
        return min({*self.spare, *self.missing}, default=None)


def compare_files(
    held: Mapping[str, dict[str, Any]],
    wanted: tuple[Digest, ...],
    is_same: Callable[[dict[str, Any], Digest], bool],
) -> Difference:
    """Compare the files that a service holds with those that it is to hold.

    Args:
        held: What the service tells of each file, by name.
        wanted: What it is to hold.
        is_same: Whether a file that it tells of is whole and has the bytes that it should.

    Returns:
        The difference; a file with other bytes is spare and missing.
    """
    whole = {d.name for d in wanted if d.name in held and is_same(held[d.name], d)}
    spare = tuple(name for name in held if name not in whole)
    return Difference(spare, tuple(d.name for d in wanted if d.name not in whole))


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
