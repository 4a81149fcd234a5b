"""Run git."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

from eventclaims.errors import EventClaimsError

# Git must not download anything or ask for a password, whatever the repository's settings.
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}
# Nothing that the repository's configuration names may run.
_SAFE = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")


class GitError(EventClaimsError):
    """Git failed; the message is the first line that it printed, empty if it printed nothing."""


class GitMissingError(EventClaimsError):
    """Git is not installed or cannot be started."""


def run_git(
    folder: Path,
    *words: str,
    file: IO[bytes] | None = None,
    lines: Iterable[str] | None = None,
    variables: Mapping[str, str] | None = None,
) -> bytes:
    """Run git in a folder and return what it prints.

    Args:
        folder: A folder of the repository.
        words: Command and options.
        file: File for the output; then nothing is returned.
        lines: Lines that git reads; None if it inherits the standard input.
        variables: Environment variables for git.

    Raises:
        GitError: If git fails.
        GitMissingError: If git is not installed or cannot be started.
    """
    git = shutil.which("git")
    if git is None:
        raise GitMissingError("git is not installed")
    try:
        done = subprocess.run(  # noqa: S603 - the callers pass no options from outside
            [git, "--no-pager", *_SAFE, *words],
            cwd=folder,
            stdout=file or subprocess.PIPE,
            stderr=subprocess.PIPE,
            input=None if lines is None else "".join(f"{line}\n" for line in lines).encode(),
            env=os.environ | _ENVIRONMENT | {**(variables or {})},
            check=False,
        )
    except OSError as error:
        raise GitMissingError(f"git cannot be started ({error.strerror})") from error
    if done.returncode:
        printed = done.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(printed[0] if printed else "")
    return done.stdout or b""
