"""The git repository of a release: uncommitted files, commit time, tags."""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from eventclaims.errors import EventClaimsError
from eventclaims.package.git import GitError, GitMissingError, run_git
from eventclaims.package.versions import Version, parse_version


def list_changes(root: Path) -> list[str]:
    """Return the files in a folder that are changed or untracked.

    Raises:
        EventClaimsError: If the folder is not in a repository, or git cannot be run.
    """
    with TemporaryDirectory(prefix="eventclaims-") as folder:
        # A separate index, because flags in that of the repository can hide changes of a file.
        index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        _run_git(root, "read-tree", "HEAD", variables=index)
        words = ("status", "--porcelain", "--untracked-files=normal", "-z")
        entries = _run_git(root, *words, "--no-renames", "--", ".", variables=index).split("\0")
    return [entry[3:] for entry in entries if entry]


def list_files(root: Path) -> list[str]:
    """Return the files in a folder that are part of the repository, by path below the folder."""
    return [name for name in _run_git(root, "ls-files", "-z").split("\0") if name]


def list_ignored(root: Path, patterns: Iterable[str]) -> list[str]:
    """Return the files that git ignores and that match one of the glob patterns."""
    pathspecs = [f":(glob){pattern}" for pattern in patterns]
    words = ("ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--", *pathspecs)
    return [name for name in _run_git(root, *words).split("\0") if name]


def read_epoch(root: Path) -> int:
    """Return SOURCE_DATE_EPOCH, or else the time of the commit, in seconds since 1970.

    Raises:
        EventClaimsError: If SOURCE_DATE_EPOCH is not a number, or there is no commit.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if stated is None:
        return int(_run_git(root, "log", "-1", "--no-show-signature", "--format=%ct"))
    if not re.fullmatch(r"\d{1,11}", stated, re.ASCII):
        raise EventClaimsError(f"SOURCE_DATE_EPOCH: {stated!r} is not a number of seconds")
    return int(stated)


def find_higher_tag(root: Path, version: str) -> str | None:
    """Return the tag of the highest higher version among the ancestors of HEAD, or None."""
    numbered = list_tags(root, "--merged", "HEAD", "--no-contains", "HEAD")
    above = [number for number in numbered if number > (parse_version(version) or ())]
    return numbered[max(above)] if above else None


def list_tags(root: Path, *words: str) -> dict[Version, str]:
    """Return the tags `v1.2.3` that git lists with the options, by version."""
    tags = _run_git(root, "tag", "--list", "v*", *words).split()
    numbers = {tag: parse_version(tag.removeprefix("v")) for tag in tags}
    return {number: tag for tag, number in numbers.items() if number}


def find_commit(root: Path, revision: str) -> str | None:
    """Return the commit id of a tag or HEAD, None for an unknown name."""
    try:
        return _run_git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip()
    except EventClaimsError:
        return None


def _run_git(root: Path, *words: str, variables: Mapping[str, str] | None = None) -> str:
    try:
        return os.fsdecode(run_git(root, *words, variables=variables))
    except GitMissingError as error:
        raise EventClaimsError(f"{error}; a release is built from a commit") from error
    except GitError as error:
        raise EventClaimsError(f"git {words[0]}: {str(error) or 'it failed'}") from error
