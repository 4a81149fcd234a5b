"""Built releases, which are verified completely before anything is published."""

import hashlib
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from eventclaims.errors import PublishingError
from eventclaims.package.doi import read_doi
from eventclaims.package.json_files import read_json
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.package.paths import is_system_file
from eventclaims.package.report_text import MARKER, find_marked
from eventclaims.package.versions import is_version
from eventclaims.release.packing import CHECKSUMS
from eventclaims.render.escaping import escape

Json = dict[str, Any]
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_TITLE = re.compile(r"[^\x00-\x1f]{1,250}")


class WithDescriptor:
    """An object with a descriptor from `read_descriptor`."""

    __slots__ = ()

    descriptor: Json

    @property
    def name(self) -> str:
        """The name of the dataset."""
        return str(self.descriptor["name"])

    @property
    def version(self) -> str:
        """The version."""
        return str(self.descriptor["version"])

    @property
    def title(self) -> str:
        """The title of the dataset."""
        return str(self.descriptor["title"])

    @property
    def doi(self) -> str | None:
        """The DOI of the version, None if it was built without one."""
        return read_doi(self.descriptor.get("id"))


def read_descriptor(folder: Path) -> Json:
    """Return the descriptor of a folder; its name, version and title can be published.

    Raises:
        PackageError: If it is missing, or is not a JSON object.
        PublishingError: If one of these is missing or has another form.
    """
    path = folder / DESCRIPTOR
    descriptor = read_json(path, str(path))
    # A version is also safe as the name of a folder.
    forms: dict[str, Callable[[str], object]] = {
        "name": _NAME.fullmatch,
        "version": is_version,
        "title": _TITLE.fullmatch,
    }
    for key, has_form in forms.items():
        value = descriptor.get(key)
        if not isinstance(value, str) or not has_form(value):
            raise PublishingError(f"{path}: {key} {escape(repr(value))} cannot be published")
    return descriptor


_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Digest:
    """A file with its size in bytes and checksums, which are the same wherever it is published."""

    path: Path
    size: int
    md5: str
    sha256: str

    @property
    def name(self) -> str:
        """Its name, which it has at a service, too."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Release(WithDescriptor):
    """A built release in which every file has the checksum in SHA256SUMS.

    Attributes:
        folder: Its folder.
        archive: The zip next to it, with the same content.
        descriptor: Its datapackage.json.
        sums: SHA-256 of each file by path below the folder, including SHA256SUMS itself.
    """

    folder: Path
    archive: Path
    descriptor: Json
    sums: dict[str, str]

    @property
    def content(self) -> str:
        """A digest of the tables, which does not depend on the DOI."""
        lines = (f"{self.sums[file]}  {file}\n" for file in sorted(self.list_tables()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def list_tables(self) -> list[str]:
        """Return the files of the tables in the descriptor."""
        resources = self.descriptor.get("resources", [])
        files = [r.get("path") for r in resources if isinstance(r, dict)]
        return [file for file in files if file in self.sums]

    def read_text(self, file: str) -> str | None:
        """Return the text of a file, None if the release has no such file."""
        if file not in self.sums:
            return None
        return (self.folder / file).read_text("utf-8", errors="replace")


def open_build(package: Path) -> Release:
    """Read and verify the release in `dist` of a package, in the version of its descriptor.

    Raises:
        EventClaimsError: If it was not built; see also `open_release`.
    """
    descriptor = read_descriptor(package)
    folder = package / "dist" / f"{descriptor['name']}-{descriptor['version']}"
    if not folder.is_dir():
        raise PublishingError(f"{folder}: does not exist; run eventclaims release build first")
    return open_release(folder)


def open_release(folder: Path) -> Release:
    """Read a built release and verify it.

    Args:
        folder: The folder `<name>-<version>`, next to `<name>-<version>.zip`.

    Raises:
        PackageError: If its descriptor cannot be read.
        PublishingError: If a file is missing, changed, added or not safe to publish.
    """
    descriptor = read_descriptor(folder)
    stem = f"{descriptor['name']}-{descriptor['version']}"
    if folder.resolve().name != stem:
        raise PublishingError(f"{folder}: must be named {stem}")
    sums = read_sums(folder / CHECKSUMS)
    if DESCRIPTOR not in sums:
        raise PublishingError(f"{folder / CHECKSUMS}: {DESCRIPTOR} is missing")
    _compare_folder(folder, sums)
    marked = next(find_marked(folder, sums), None)
    if marked is not None:
        raise PublishingError(f"{folder / marked}: contains report text ({MARKER})")
    archive = folder.resolve().parent / f"{stem}.zip"
    whole = {**sums, CHECKSUMS: hash_file(folder / CHECKSUMS).sha256}
    _compare_archive(archive, stem, whole, folder)
    return Release(folder, archive, descriptor, whole)


def hash_file(path: Path) -> Digest:
    """Return the size and checksums of a file.

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
    return Digest(path, size, md5.hexdigest(), sha256.hexdigest())


def read_sums(path: Path) -> dict[str, str]:
    """Return the checksum of each file that a SHA256SUMS lists.

    Raises:
        PublishingError: If a line is invalid or its file is outside the folder.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PublishingError(f"{path}: cannot be read ({type(error).__name__})") from error
    sums: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if not match:
            raise PublishingError(f"{path}:{number}: is not a line of sha256sum")
        file = match[2]
        if not _is_inside(file) or file in sums or file == CHECKSUMS:
            raise PublishingError(f"{path}:{number}: {escape(file)} is not allowed")
        sums[file] = match[1]
    return sums


def _is_inside(file: str) -> bool:
    posix = PurePosixPath(file)
    unsafe = not file.isprintable() or any(character in file for character in '\\:*?"<>|')
    hidden = any(part.startswith(".") for part in posix.parts)
    return not (posix.is_absolute() or unsafe or hidden or str(posix) != file)


def _compare_folder(folder: Path, sums: dict[str, str]) -> None:
    found = set()
    for path in folder.rglob("*"):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            found.add(path.relative_to(folder).as_posix())
        elif not stat.S_ISDIR(mode):
            raise PublishingError(f"{path}: is neither a file nor a folder")
    found = {file for file in found if file in sums or not is_system_file(file)}
    for fault, files in (
        ("is listed but missing", set(sums) - found),
        ("is not listed", found - set(sums) - {CHECKSUMS}),
    ):
        if files:
            raise PublishingError(f"{folder / CHECKSUMS}: {escape(min(files))} {fault}")
    for file, sha256 in sums.items():
        if hash_file(folder / file).sha256 != sha256:
            raise PublishingError(f"{folder / file}: its checksum differs from {CHECKSUMS}")


def _compare_archive(archive: Path, stem: str, sums: dict[str, str], folder: Path) -> None:
    """Raise unless a zip contains exactly these files, at its top or in the folder `stem`."""
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
                        f"{archive.name}: {escape(entry.filename)} does not belong to the release"
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
            f"{archive.name}: {escape(differing[0])} is missing or differs from the folder"
        )


def _hash_entry(content: IO[bytes], size: int) -> str:
    """Return the SHA-256 of an entry; at most one byte more than its expected size is read."""
    digest, left = hashlib.sha256(), size + 1
    while left > 0 and (chunk := content.read(min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()
