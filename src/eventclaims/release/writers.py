"""The writers of a release, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from eventclaims.errors import EventClaimsError
from eventclaims.release import copied_files as documents
from eventclaims.release import tables
from eventclaims.release.files import ReleaseFile
from eventclaims.release.flat import writer as flat
from eventclaims.release.formats import excel, loaders, parquet, sqlite, stata
from eventclaims.release.metadata import (
    citation_files as bibliographic,
)
from eventclaims.release.metadata import (
    croissant,
    datacite,
)
from eventclaims.release.metadata import (
    graphml as graph,
)
from eventclaims.release.metadata import (
    ro_crate as crate,
)
from eventclaims.release.metadata.web_annotations import make_annotations
from eventclaims.release.pages import docs as pages
from eventclaims.release.pages import readme
from eventclaims.release.release_input import ReleaseInput

# A writer sees the edition and the files that the writers before it made, and makes its own.
Make = Callable[[ReleaseInput, tuple[ReleaseFile, ...]], Iterator[ReleaseFile]]


@dataclass(frozen=True, slots=True)
class Writer:
    """One small writer: the files of one format.

    Attributes:
        name: Name of the format, as it is given to people.
        make: Makes its files.
    """

    name: str
    make: Make


# What holds the data. The descriptor comes last, as it describes the tables and sheets before it.
DATA: tuple[Writer, ...] = (
    Writer("tables", tables.make_tables),
    Writer("schemas", tables.make_schemas),
    Writer("flat sheets", flat.make),
    Writer("Parquet", parquet.make),
    Writer("SQLite", sqlite.make),
    Writer("Stata", stata.make),
    Writer("Excel", excel.make),
    Writer("loaders", loaders.make),
    Writer("papers", documents.make_documents),
    Writer("codings", documents.make_codings),
    Writer("descriptor", tables.make_descriptor),
)
# What describes the data, and every file that was made before.
METADATA: tuple[Writer, ...] = (
    Writer("citations", bibliographic.make_citations),
    Writer("DataCite", datacite.make_datacite),
    Writer("Web Annotations", make_annotations),
    Writer("GraphML", graph.make_graph),
    Writer("pages", pages.make_pages),
    Writer("schema.org and Croissant", croissant.make_croissant),
    Writer("README", readme.make_readme),
    Writer("RO-Crate", crate.make_crate),
)


def make_files(
    writers: Iterable[Writer], release_input: ReleaseInput, files: tuple[ReleaseFile, ...] = ()
) -> tuple[ReleaseFile, ...]:
    """Let writers make their files, one after the other.

    Args:
        writers: The writers.
        release_input: What is released.
        files: What was made before.

    Returns:
        Those and the new ones, in the order in which they were made.

    Raises:
        EventClaimsError: If a writer cannot keep what the CSV says in its format, or two make
            the same file.
    """
    for writer in writers:
        files += tuple(writer.make(release_input, files))
    paths = [file.path for file in files]
    doubled = sorted({path for path in paths if paths.count(path) > 1})
    if doubled:
        raise EventClaimsError(f"{doubled[0]}: two writers make this file")
    return files
