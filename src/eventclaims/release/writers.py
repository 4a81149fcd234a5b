"""The writers of a release, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eventclaims.release import excel, flat, loaders, parquet, sqlite, stata
from eventclaims.release.edition import Edition
from eventclaims.release.files import ReleaseFile

# A writer sees the edition and the files that the writers before it made, and makes its own.
Make = Callable[[Edition, tuple[ReleaseFile, ...]], Iterator[ReleaseFile]]


@dataclass(frozen=True, slots=True)
class Writer:
    """One small writer: the files of one format.

    Attributes:
        name: Name of the format, as it is given to people.
        make: Makes its files.
    """

    name: str
    make: Make


WRITERS: tuple[Writer, ...] = (
    Writer("flat sheets", flat.make),
    Writer("Parquet", parquet.make),
    Writer("SQLite", sqlite.make),
    Writer("Stata", stata.make),
    Writer("Excel", excel.make),
    Writer("loaders", loaders.make),
)


def make_files(edition: Edition) -> tuple[ReleaseFile, ...]:
    """Make every file of a release but its checksums.

    Args:
        edition: What is released.

    Returns:
        The files, in the order in which they were made.

    Raises:
        EventClaimsError: If a writer cannot keep what the CSV says in its format.
    """
    files: tuple[ReleaseFile, ...] = ()
    for writer in WRITERS:
        files += tuple(writer.make(edition, files))
    return files
