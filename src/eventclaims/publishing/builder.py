"""Builds of a release with a DOI."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from eventclaims.errors import EventClaimsError, PublishingError
from eventclaims.package.doi import read_doi
from eventclaims.publishing.built_release import Release, open_release, read_descriptor

_SECRET = "TOKEN"  # noqa: S105 - the end of a variable's name, not a secret


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds a release with a DOI, unless it is already built.

    Attributes:
        command: The build command, to which `--doi` and the DOI are added. It replaces a build
            with another DOI.
        package: The folder to run it in; the release is written to `dist` below it.
        stem: The expected `<name>-<version>`.
    """

    command: Sequence[str]
    package: Path
    stem: str

    @property
    def folder(self) -> Path:
        """The folder of the release."""
        return self.package / "dist" / self.stem

    def has_built(self, doi: str | None) -> bool:
        """Return whether a build with this DOI exists."""
        if not (self.folder.is_dir() and self.folder.with_name(f"{self.stem}.zip").is_file()):
            return False
        return read_doi(read_descriptor(self.folder).get("id")) == doi

    def build(self, doi: str) -> Release:
        """Return the verified release with a DOI.

        Raises:
            EventClaimsError: If the build fails, or built something else.
        """
        if self.has_built(doi):
            # A build that was interrupted is not valid and is repeated.
            with suppress(EventClaimsError):
                return open_release(self.folder)
        self._run(doi)
        return open_release(self.folder)

    def _run(self, doi: str) -> None:
        # The build must not see the tokens, and its output must not mix with that of the command.
        environment = {k: v for k, v in os.environ.items() if not k.upper().endswith(_SECRET)}
        command = [*self.command, "--doi", doi]
        try:
            done = subprocess.run(  # noqa: S603 - the command is the caller's own
                command, cwd=self.package, env=environment, stdout=2, check=False
            )
        except OSError as error:
            raise PublishingError(f"{command[0]}: cannot be run ({error.strerror})") from error
        if done.returncode:
            raise PublishingError(f"the build failed with exit code {done.returncode}")
