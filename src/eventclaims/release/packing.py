"""A release on disk: its folder and its zip, each there whole or not at all, and its checksums."""

import hashlib
import zipfile
from datetime import datetime
from pathlib import Path

from eventclaims.errors import PackageError
from eventclaims.package.paths import resolve_inside
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.runtime.atomic_files import build_folder, replace_file, write_atomically

CHECKSUMS = "SHA256SUMS"
CHECKSUM = ".sha256"
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
# The times that a zip can contain: in steps of two seconds, from 1980 to 2107.
_FIRST = datetime.fromisoformat("1980-01-01T00:00:00+00:00")
_LAST = datetime.fromisoformat("2107-12-31T23:59:58+00:00")


def make_checksums(files: Files) -> ReleaseFile:
    """Return the file with the checksums of all other files, sorted by path."""
    lines = [f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda f: f.path)]
    return ReleaseFile(CHECKSUMS, "The SHA-256 of every other file.", "".join(lines).encode())


def write_folder(files: tuple[ReleaseFile, ...], folder: Path) -> None:
    """Write the files of a release into a new folder; a folder of that name is replaced.

    Args:
        files: The files.
        folder: Where they go; it appears when all of them are written.

    Raises:
        PackageError: If they cannot be written, or one would lie outside of it.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with build_folder(folder, replace=True) as building:
            for file in files:
                target = resolve_inside(building.resolve(), file.path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.content)
                target.chmod(0o644)
            for made in (building, *(path for path in building.rglob("*") if path.is_dir())):
                made.chmod(0o755)
    except OSError as error:
        raise PackageError(f"{folder}: cannot be written ({error.strerror or error})") from error


def write_zip(files: tuple[ReleaseFile, ...], path: Path, top: str, time: datetime) -> None:
    """Write the files of a release into a zip, and its checksum beside it.

    The same files give the same bytes.

    Order, times and rights do not come from the machine. What zlib makes of the bytes may differ
    between versions of it; SHA256SUMS in the zip is the same, however it is packed.

    Args:
        files: The files.
        path: Where the zip goes; it appears when it is whole, in place of what was there.
        top: Name of the only folder at its top.
        time: The time that every entry carries, in UTC; the nearest that a zip can hold.

    Raises:
        EventClaimsError: If it cannot be written.
    """
    stamp = min(max(time, _FIRST), _LAST).timetuple()[:6]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replace_file(path) as raw, zipfile.ZipFile(raw, "w") as archive:
            for file in sorted(files, key=lambda file: file.path):
                entry = zipfile.ZipInfo(f"{top}/{file.path}", stamp)
                entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
                archive.writestr(entry, file.content, zipfile.ZIP_DEFLATED, 9)
        with path.open("rb") as whole:
            digest = hashlib.file_digest(whole, "sha256").hexdigest()
        write_atomically(path.with_name(path.name + CHECKSUM), f"{digest}  {path.name}\n".encode())
    except OSError as error:
        raise PackageError(f"{path}: cannot be written ({error.strerror or error})") from error
