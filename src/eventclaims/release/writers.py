"""The writers of a release, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eventclaims.release.annotations import make_annotations
from eventclaims.release.bibliographic import make_citations
from eventclaims.release.crate import make_crate
from eventclaims.release.croissant import make_croissant
from eventclaims.release.datacite import make_datacite
from eventclaims.release.edition import Edition
from eventclaims.release.files import ReleaseFile
from eventclaims.release.graph import make_graph
from eventclaims.release.pages import make_pages
from eventclaims.release.readme import make_readme

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
    Writer("citations", make_citations),
    Writer("DataCite", make_datacite),
    Writer("annotations", make_annotations),
    Writer("GraphML", make_graph),
    Writer("pages", make_pages),
    # These list the files made before them, and the last one every file.
    Writer("Croissant", make_croissant),
    Writer("README", make_readme),
    Writer("RO-Crate", make_crate),
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
