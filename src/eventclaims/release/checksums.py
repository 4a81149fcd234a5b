"""SHA256SUMS in the format of `sha256sum`."""

from eventclaims.release.files import Files, ReleaseFile

CHECKSUMS = "SHA256SUMS"


def make_checksums(files: Files) -> ReleaseFile:
    """Return the file with the checksums of all other files, sorted by path."""
    lines = [f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda f: f.path)]
    return ReleaseFile(CHECKSUMS, "The SHA-256 of every other file.", "".join(lines).encode())
