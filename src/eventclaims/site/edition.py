"""A version of a package in a site: its rows, and where their pages are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from eventclaims.documentation.claim_counts import Claims
from eventclaims.documentation.row_context import PackageRows, Row
from eventclaims.package.model import Package, Table, read_day
from eventclaims.package.versions import is_version, sort_versions
from eventclaims.release.metadata.description import Description, describe_release
from eventclaims.release.views.views import VIEW_FILES
from eventclaims.site.addresses import name_file
from eventclaims.site.matrix import read_codings

RETIRED = "retired"
_UNVERSIONED = "unversioned"
_PREFIX = re.compile(r"[A-Za-z]+-")


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a package.

    Attributes:
        rows: Its rows.
        name: Name of the package.
        title: Its title.
        description: Its description.
        version: Its version, which is also its folder.
        day: Its day, empty if it is unknown.
        warning: A sentence for every page, such as that the package is not valid.
        about: What catalogues ask for.
        codings: The claims of both codings by column and coder.
        tombs: The path of the page of each retired id that no row has.
    """

    rows: PackageRows
    name: str
    title: str
    description: str
    version: str
    day: str
    about: Description
    warning: str = ""
    codings: dict[str, dict[str, Claims]] = field(default_factory=dict)
    tombs: dict[str, str] = field(default_factory=dict)

    @property
    def paged(self) -> list[Table]:
        """The tables whose rows have pages: those with an id."""
        tables = self.rows.tables.values()
        return [table for table in tables if len(table.key) == 1 and table.name != RETIRED]

    def locate_table(self, table: str) -> str:
        """Return the path of the page that lists a table."""
        return f"{self.version}/{name_file(table)}/index.html"

    def locate(self, table: str, record: str) -> str:
        """Return the path of the page of a row or retired id; empty if it has none."""
        if table == RETIRED:
            return self.tombs.get(record, "")
        found = self.rows.tables.get(table)
        if not (found and record and len(found.key) == 1 and self.rows.find(table, record)):
            return ""
        return f"{self.version}/{name_file(table)}/{name_file(record)}.html"

    def find_table(self, record: str) -> str:
        """Return the table of an id, also of a retired one; empty if no table has it."""
        tables = [table.name for table in self.paged if self.rows.find(table.name, record)]
        return tables[0] if tables else RETIRED if record in self.tombs else ""

    def list_retired(self) -> list[Row]:
        """Return the rows of the retired ids that have a page."""
        rows = self.rows.rows.get(RETIRED, ())
        return [row for row in rows if row.get("record_id") in self.tombs]


def make_edition(package: Package, warning: str = "") -> Edition:
    """Read a package.

    Raises:
        EventClaimsError: If a table cannot be read.
    """
    version = package.version or ""
    descriptor = package.descriptor
    # The views of a release repeat its tables.
    tables = tuple(t for t in package.tables if t.file != VIEW_FILES.get(t.name))
    rows = PackageRows(replace(package, tables=tables))
    edition = Edition(
        rows=rows,
        name=package.name,
        title=str(descriptor.get("title") or package.name),
        description=str(descriptor.get("description") or ""),
        version=version if is_version(version) else _UNVERSIONED,
        day=read_day(descriptor),
        # The day is left out where the descriptor has none.
        about=describe_release(descriptor, rows.rows, rows.citation, date.min),
        warning=warning,
        codings=read_codings(package.root, rows),
    )
    edition.tombs.update(_place_tombs(edition))
    return edition


def sort_editions(editions: Iterable[Edition]) -> list[Edition]:
    """Return versions from the highest to the lowest, those without a version last."""

    def is_known(edition: Edition) -> bool:
        return edition.version != _UNVERSIONED

    listed = [*editions]
    versions = sort_versions(edition.version for edition in filter(is_known, listed))
    places = {version: place for place, version in enumerate(versions)}
    return sorted(listed, key=lambda edition: -places.get(edition.version, -1))


def _place_tombs(edition: Edition) -> dict[str, str]:
    """Return the paths of retired ids, in the table of the successor or of ids with its letters."""
    by_prefix: dict[str, str] = {}
    for table in edition.paged:
        for row in edition.rows.rows[table.name][:1]:
            if match := _PREFIX.match(edition.rows.get_key(table, row)):
                by_prefix.setdefault(match[0], table.name)
    tombs = {}
    for row in edition.rows.rows.get(RETIRED, ()):
        record = row.get("record_id", "")
        if not record or edition.find_table(record):
            continue
        match = _PREFIX.match(record)
        alike = by_prefix.get(match[0] if match else "", RETIRED)
        name = edition.find_table(row.get("replaced_by", "")) or alike
        tombs[record] = f"{edition.version}/{name_file(name)}/{name_file(record)}.html"
    return tombs
