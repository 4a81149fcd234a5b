"""A built release: read, and verified to the last byte before any of it is published."""

from __future__ import annotations

import hashlib
import lzma
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from eventclaims.errors import PublishingError
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.publishing.descriptors import Json, WithDescriptor, read_descriptor
from eventclaims.release.checksums import CHECKSUMS
from eventclaims.render.escaping import escape

_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Digest:
    """What a file must be at every place where it stands: name, bytes, MD5 and SHA-256."""

    name: str
    size: int
    md5: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Release(WithDescriptor):
    """A built release whose every file has the checksum that its SHA256SUMS gives.

    Attributes:
        folder: Its folder.
        archive: The zip beside it, with the same content.
        descriptor: Its datapackage.json.
        sums: SHA-256 of each file, by path below the folder, SHA256SUMS itself included.
    """

    folder: Path
    archive: Path
    descriptor: Json
    sums: dict[str, str]

    @property
    def content(self) -> str:
        """A digest of the tables alone, which is the same whatever DOI a release is built with."""
        lines = (f"{self.sums[file]}  {file}\n" for file in sorted(self.list_tables()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def list_tables(self) -> list[str]:
        """Return the files of the tables, as the descriptor names them."""
        resources = self.descriptor.get("resources", [])
        files = [r.get("path") for r in resources if isinstance(r, dict)]
        return [file for file in files if file in self.sums]

    def read_text(self, file: str) -> str | None:
        """Return the text of a file of the release, or None where it has no such file."""
        if file not in self.sums:
            return None
        return (self.folder / file).read_text("utf-8", errors="replace")


def open_release(folder: Path) -> Release:
    """Read a built release and verify it.

    Args:
        folder: The folder `<name>-<version>`; `<name>-<version>.zip` stands beside it.

    Returns:
        The release.

    Raises:
        PublishingError: If anything is missing, changed, added, or not safe to publish.
    """
    descriptor = read_descriptor(folder)
    stem = f"{descriptor['name']}-{descriptor['version']}"
    if folder.resolve().name != stem:
        raise PublishingError(f"{folder}: holds {stem}, which its name does not say")
    sums = read_sums(folder / CHECKSUMS)
    _compare_folder(folder, sums)
    archive = folder.resolve().parent / f"{stem}.zip"
    whole = {**sums, CHECKSUMS: hash_file(folder / CHECKSUMS).sha256}
    _compare_archive(archive, stem, whole, folder)
    return Release(folder, archive, descriptor, whole)


def hash_file(path: Path) -> Digest:
    """Return size and checksums of a file.

    Raises:
        PublishingError: If it cannot be read.
    """
    md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                md5.update(chunk)
                sha256.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise PublishingError(f"{path}: cannot be read ({error.strerror})") from error
    return Digest(path.name, size, md5.hexdigest(), sha256.hexdigest())


def read_sums(path: Path) -> dict[str, str]:
    """Return the checksum of each file that a SHA256SUMS lists.

    Raises:
        PublishingError: If it is not of the form of sha256sum, or names a file outside.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PublishingError(f"{path}: cannot be read ({type(error).__name__})") from error
    sums: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if not match:
            raise PublishingError(f"{path}:{number}: not of the form of sha256sum")
        file = match[2]
        if not _is_inside(file) or file in sums or file == CHECKSUMS:
            raise PublishingError(f"{path}:{number}: {escape(file)} is refused")
        sums[file] = match[1]
    if DESCRIPTOR not in sums:
        raise PublishingError(f"{path}: does not list {DESCRIPTOR}")
    return sums


def _is_inside(file: str) -> bool:
    posix = PurePosixPath(file)
    odd = not file.isprintable() or any(sign in file for sign in '\\:*?"<>|')
    hidden = any(part.startswith(".") for part in posix.parts)
    return not (posix.is_absolute() or odd or hidden or str(posix) != file)


def _compare_folder(folder: Path, sums: dict[str, str]) -> None:
    found = set()
    for path in folder.rglob("*"):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            found.add(path.relative_to(folder).as_posix())
        elif not stat.S_ISDIR(mode):
            raise PublishingError(f"{path}: refused; it is neither a file nor a folder")
    for what, files in (
        ("is listed but not there", set(sums) - found),
        ("is there but not listed", found - set(sums) - {CHECKSUMS}),
    ):
        if files:
            raise PublishingError(f"{folder / CHECKSUMS}: {escape(min(files))} {what}")
    for file, sha256 in sums.items():
        if hash_file(folder / file).sha256 != sha256:
            raise PublishingError(f"{folder / file}: has another checksum than {CHECKSUMS} says")


def _compare_archive(archive: Path, stem: str, sums: dict[str, str], folder: Path) -> None:
    """Raise unless a zip holds exactly these files, at its top or in one folder of their name."""
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(archive) as source:
            for entry in source.infolist():
                file = entry.filename.removeprefix(f"{stem}/")
                if entry.is_dir():
                    continue
                link = stat.S_ISLNK(entry.external_attr >> 16)
                if link or file not in sums or file in found:
                    raise PublishingError(
                        f"{archive.name}: {escape(entry.filename)} is not of the release"
                    )
                with source.open(entry) as content:
                    found[file] = _hash_entry(content, (folder / file).stat().st_size)
    except (
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        RuntimeError,
        EOFError,
    ) as error:
        raise PublishingError(f"{archive}: cannot be read ({type(error).__name__})") from error
    differing = sorted(file for file, sha256 in sums.items() if found.get(file) != sha256)
    if differing:
        raise PublishingError(
            f"{archive.name}: {escape(differing[0])} is missing or not as in the folder"
        )


def _hash_entry(content: IO[bytes], size: int) -> str:
    """Return the SHA-256 of an entry, reading one byte more than it may have and no further."""
    digest, left = hashlib.sha256(), size + 1
    while left > 0 and (chunk := content.read(min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()
