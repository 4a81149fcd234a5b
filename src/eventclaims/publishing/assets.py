"""The files of a release that a service receives."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from eventclaims.errors import PublishingError
from eventclaims.publishing.built_release import Digest, Release, hash_file
from eventclaims.publishing.http.messages import Json
from eventclaims.publishing.progress import show_bytes
from eventclaims.release.packing import CHECKSUM, CHECKSUMS
from eventclaims.render.escaping import escape

_ASSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


def list_assets(release: Release) -> tuple[Digest, ...]:
    """Return the files that a service receives, without folders.

    They are the zip, which contains everything, its checksum, the files at the top of the folder
    and the tables; of two files with the same name only the first. SHA256SUMS is left out because
    it lists files that are in the zip only.
    """
    top = [file for file in release.sums if "/" not in file and file != CHECKSUMS]
    inside = [*sorted(top), *release.list_tables()]
    paths = [*list_archive(release)]
    paths += [release.folder / file for file in inside if _ASSET.fullmatch(Path(file).name)]
    first: dict[str, Path] = {}
    for path in paths:
        first.setdefault(path.name, path)
    return tuple(map(hash_file, first.values()))


def list_archive(release: Release) -> tuple[Path, Path]:
    """Return the zip of a release and the file with its checksum.

    Raises:
        PublishingError: If the checksum is missing or differs.
    """
    archive = release.archive
    path = archive.with_name(archive.name + CHECKSUM)
    line = f"{hash_file(archive).sha256}  {archive.name}\n".encode()
    if not path.is_file() or path.read_bytes() != line:
        raise PublishingError(f"{path}: is missing or differs; build the release again")
    return archive, path


def replace_files(
    found: Mapping[str, Json],
    assets: Sequence[Digest],
    is_same: Callable[[Json, Digest], bool],
    delete: Callable[[Json], None],
    send: Callable[[Digest, Callable[[int], object]], None],
) -> None:
    """Make the files of a draft those of a release; complete and identical files are not sent.

    Args:
        found: The files at the service, by name.
        assets: The files of the release.
        is_same: Whether a file at the service is complete and has these checksums.
        delete: Deletes a file of the draft.
        send: Sends a file, and calls its second argument with each number of bytes sent.
    """
    same = _find_same(found, assets, is_same)
    for name, file in found.items():
        if name not in same:
            delete(file)
    missing = [asset for asset in assets if asset.name not in same]
    with show_bytes("upload", sum(asset.size for asset in missing)) as advance:
        for asset in missing:
            send(asset, advance)


def require_same_files(
    where: str,
    found: Mapping[str, Json],
    assets: Sequence[Digest],
    is_same: Callable[[Json, Digest], bool],
) -> None:
    """Raise PublishingError unless the files at a service are those of a release."""
    names = {*found, *(asset.name for asset in assets)}
    different = names - _find_same(found, assets, is_same)
    if different:
        raise PublishingError(f"{where}: {escape(min(different))} differs from the build")


def _find_same(
    found: Mapping[str, Json], assets: Sequence[Digest], is_same: Callable[[Json, Digest], bool]
) -> set[str]:
    return {a.name for a in assets if a.name in found and is_same(found[a.name], a)}
