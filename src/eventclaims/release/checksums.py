"""SHA256SUMS: the checksum of every file of a release, as `sha256sum -c` reads it."""

from __future__ import annotations

from eventclaims.release.files import ReleaseFile

CHECKSUMS = "SHA256SUMS"


def make_checksums(files: tuple[ReleaseFile, ...]) -> ReleaseFile:
    """Return the file of checksums of all others, sorted by path."""
    lines = [f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda f: f.path)]
    return ReleaseFile(CHECKSUMS, "The SHA-256 of every other file.", "".join(lines).encode())
