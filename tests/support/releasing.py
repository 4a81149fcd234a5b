"""Releases to test the metadata with: of the full package, and of one with hostile words."""

import csv
import json
import shutil

from eventclaims.package.opening import open_package
from eventclaims.release.copied_files import make_documents
from eventclaims.release.metadata.citation_files import make_citations
from eventclaims.release.metadata.croissant import make_croissant
from eventclaims.release.metadata.datacite import make_datacite
from eventclaims.release.metadata.graphml import make_graph
from eventclaims.release.metadata.ro_crate import make_crate
from eventclaims.release.metadata.web_annotations import make_annotations
from eventclaims.release.pages.docs import make_pages
from eventclaims.release.pages.readme import make_readme
from eventclaims.release.release_input import read_release_input
from eventclaims.release.tables import make_tables

MAKES = (
    *(make_citations, make_datacite, make_annotations, make_graph, make_pages),
    *(make_croissant, make_readme, make_crate),
)
DOI = "10.5072/full.1"  # the prefix is set aside for tests
EPOCH = 1_600_000_000  # 13 September 2020
# What ends a script, a comment, a CDATA section, a YAML line, a BibTeX entry, a RIS record.
HOSTILE = (
    "</script><!-- ]]> \"A\" & 'B': {C} }{ %_$#~^\\ `D` | [E](javascript:f) \r\nER  - \n"
    "- k: v # \x00\x0b\x1b\u2028\u202e\ufffe \N{ARABIC LETTER ALEF} end"
)
PEOPLE = [
    {"title": HOSTILE, "roles": ["author"]},
    {"givenName": "Ana María", "familyName": "O'Neil-Łuk", "roles": ["author"]},
    {"title": "A helper", "roles": ["contributor"]},
]


def describe(folder, **values):
    """Change the descriptor of a package."""
    path = folder / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")
    return folder


def change(folder, table, **values):
    """Change cells of the first row of a table."""
    path = folder / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        first, *rows = csv.DictReader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, first, lineterminator="\n")
        writer.writeheader()
        writer.writerows([first | values, *rows])
    return folder


def make_hostile(folder):
    """Put hostile words wherever a package has words."""
    words = HOSTILE.replace("\r\n", "\n").replace("\x00", "")
    describe(folder, title=HOSTILE, description=HOSTILE, keywords=[HOSTILE, "plain"])
    describe(folder, contributors=PEOPLE, created="2020-06-01T00:00:00Z")
    describe(folder, licenses=[{"name": HOSTILE, "path": 'https://example.org/"><script>'}])
    change(folder, "claims", summary=words)
    change(folder, "actors", name=words)
    change(folder, "places", name=words, country="IRQ", place_type="country")
    return change(folder, "sources", url=words)


def release(folder, identifier=None):
    """Make the tables, copied files and metadata of a package: its release input and its files."""
    with open_package(folder) as package:
        release_input = read_release_input(package, epoch=EPOCH, identifier=identifier)
        files = (*make_tables(release_input, ()), *make_documents(release_input, ()))
        for make in MAKES:
            files += tuple(make(release_input, files))
    return release_input, {file.path: file for file in files}


def write(files, folder):
    """Write the files of a release into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for file in files.values():
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.content)
    return folder
