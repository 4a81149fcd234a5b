"""The list of releases, releases.csv, by which a clone without tags finds the previous release."""

import re
from pathlib import Path

from eventclaims.errors import EventClaimsError, TableError
from eventclaims.package.paths import resolve_inside
from eventclaims.package.versions import Version, format_version, parse_version
from eventclaims.release import repository
from eventclaims.runtime.atomic_files import write_atomically
from eventclaims.tables.canonical import format_record
from eventclaims.tables.records import read_rows

RELEASES = "releases.csv"
_COLUMNS = ("version", "date", "commit", "sha256")
_FORMS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    "commit": re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}"),
    "sha256": re.compile(r"[0-9a-f]{64}"),
}
Releases = dict[Version, dict[str, str]]


def read_releases(root: Path) -> Releases:
    """Return the rows of releases.csv by version, none if the package has no such file.

    Raises:
        TableError: If the file cannot be read, or a row is invalid.
    """
    path = resolve_inside(root, RELEASES)
    if not path.is_file():
        return {}
    header, rows = read_rows(path, RELEASES)
    if tuple(header) != _COLUMNS:
        raise TableError(f"{RELEASES}: the header must be {','.join(_COLUMNS)}")
    releases: Releases = {}
    for row in rows:
        version = parse_version(row["version"])
        if version is None or version in releases:
            raise TableError(f"{RELEASES}: {row['version']!r} is not a version or is duplicate")
        for column, form in _FORMS.items():
            if not form.fullmatch(row[column]):
                raise TableError(f"{RELEASES}: {row[column]!r} is not a valid {column}")
        releases[version] = row
    return releases


def find_previous(root: Path, version: str | None) -> str | None:
    """Return the revision of the highest lower version, None if there is none.

    It is the tag of that version among the ancestors of HEAD, or its commit in releases.csv.

    Raises:
        EventClaimsError: If the commit is not in the clone, or differs from that of the tag.
    """
    tags, listed = repository.list_tags(root, "--merged", "HEAD"), read_releases(root)
    below = [number for number in {*tags, *listed} if number < (parse_version(version) or ())]
    if not below:
        return None
    last = max(below)
    name, tag = format_version(last), tags.get(last)
    if last not in listed:
        return f"git:{tag}"
    commit = listed[last]["commit"]
    if repository.find_commit(root, commit) is None:
        raise EventClaimsError(
            f"{RELEASES}: the commit {commit} of version {name} is not in this clone; run "
            "`git fetch --unshallow --tags`, or name the previous release with --previous"
        )
    if tag and repository.find_commit(root, tag) != commit:
        raise EventClaimsError(f"{RELEASES}: version {name} has another commit than the tag {tag}")
    return f"git:{tag or commit}"


def record_release(root: Path, version: str, day: str, sha256: str) -> bool:
    """Add a row to releases.csv, and return whether it was missing.

    Args:
        root: Folder of the package.
        version: The version; its tag names the commit.
        day: Day of the release, YYYY-MM-DD.
        sha256: Checksum of the archive.

    Raises:
        EventClaimsError: If the tag does not exist, or the file has another row of the version.
    """
    number, tag = parse_version(version), f"v{version}"
    commit = repository.find_commit(root, f"refs/tags/{tag}")
    if number is None or commit is None:
        raise EventClaimsError(f"the tag {tag} does not exist; tag the commit of the release first")
    releases = read_releases(root)
    row = {"version": version, "date": day, "commit": commit, "sha256": sha256}
    if number in releases:
        if releases[number] == row:
            return False
        raise EventClaimsError(
            f"{RELEASES}: has another row of {version}; remove it if that archive was not published"
        )
    releases[number] = row
    rows = ([releases[number][column] for column in _COLUMNS] for number in sorted(releases))
    content = "".join(map(format_record, [_COLUMNS, *rows]))
    write_atomically(root / RELEASES, content.encode())
    return True
