"""The writers of a release, in the order in which they run."""

from collections.abc import Callable, Iterable, Iterator

from eventclaims.errors import EventClaimsError
from eventclaims.release.copied_files import make_codings, make_documents
from eventclaims.release.counts import make_counts
from eventclaims.release.figures import make_figures
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.formats.excel import make_excel
from eventclaims.release.formats.loaders import make_loaders
from eventclaims.release.formats.parquet import make_parquet
from eventclaims.release.formats.sqlite import make_sqlite
from eventclaims.release.formats.stata import make_stata
from eventclaims.release.metadata.citation_files import make_citations
from eventclaims.release.metadata.croissant import make_croissant
from eventclaims.release.metadata.datacite import make_datacite
from eventclaims.release.metadata.graphml import make_graph
from eventclaims.release.metadata.ro_crate import make_crate
from eventclaims.release.metadata.web_annotations import make_annotations
from eventclaims.release.pages.docs import make_pages
from eventclaims.release.pages.readme import make_readme
from eventclaims.release.release_input import ReleaseInput
from eventclaims.release.tables import make_descriptor, make_schemas, make_tables, make_view_tables

# Yields the files of one format for a release and the files that earlier writers made. Raises an
# EventClaimsError if the format cannot represent a name or a cell, or if a file to be copied is
# outside the package.
Writer = Callable[[ReleaseInput, Files], Iterator[ReleaseFile]]

# The data. The descriptor is last, because it describes the tables and views before it.
DATA: tuple[Writer, ...] = (
    make_tables,
    make_schemas,
    make_counts,
    make_view_tables,
    make_parquet,
    make_sqlite,
    make_stata,
    make_excel,
    make_loaders,
    make_figures,
    make_documents,
    make_codings,
    make_descriptor,
)
# The metadata of the data and of all files before them.
METADATA: tuple[Writer, ...] = (
    make_citations,
    make_datacite,
    make_annotations,
    make_graph,
    make_pages,
    make_croissant,
    make_readme,
    make_crate,
)


def make_files(writers: Iterable[Writer], release: ReleaseInput, files: Files = ()) -> Files:
    """Return the given files and those of the writers, in the order in which they were made.

    Raises:
        EventClaimsError: If a writer fails, or two files have the same path.
    """
    for write in writers:
        files += tuple(write(release, files))
    paths = [file.path for file in files]
    duplicates = sorted({path for path in paths if paths.count(path) > 1})
    if duplicates:
        raise EventClaimsError(f"{duplicates[0]}: two writers make this file")
    return files
