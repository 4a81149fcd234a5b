"""A version of a package in a site: its rows, and where their pages are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from eventclaims.documentation.claim_counts import Claims
from eventclaims.documentation.row_context import PackageRows, Piece, Row
from eventclaims.package.model import Package, Table, read_day
from eventclaims.package.versions import is_version, sort_versions
from eventclaims.release.metadata.description import Description, describe_release
from eventclaims.release.views.views import VIEW_FILES
from eventclaims.site.addresses import name_file, name_folder
from eventclaims.site.codings import Run, list_adjudicated, read_codings_by_row, read_runs
from eventclaims.site.contact import NOWHERE, Contact, find_contact
from eventclaims.site.matrix import read_codings
from eventclaims.site.paging import LIMITS, Limits

if TYPE_CHECKING:
    from eventclaims.site.codings import CodingsByRow  # needs scipy

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
        row_codings: What both codings say about a row, by table and id.
        adjudicated: The rows that each adjudication is about, by its id.
        runs: The runs of coding.
        contact: Where a correction of a row can be proposed.
        limits: The largest sizes of its pages.
        shared: The number of the page of each row of a table whose rows share pages.
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
    row_codings: CodingsByRow = field(default_factory=dict)
    adjudicated: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    contact: Contact = NOWHERE
    limits: Limits = LIMITS
    shared: dict[str, dict[str, int]] = field(default_factory=dict)
    tombs: dict[str, str] = field(default_factory=dict)

    @property
    def paged(self) -> list[Table]:
        """The tables whose rows have pages: those with an id."""
        tables = self.rows.tables.values()
        return [table for table in tables if len(table.key) == 1 and table.name != RETIRED]

    def locate_table(self, table: str) -> str:
        """Return the path of the page that lists a table."""
        return f"{self.version}/{name_folder(table)}/index.html"

    def locate_rows(self, table: str, number: int) -> str:
        """Return the path of a page that rows of a table share."""
        return f"{self.version}/{name_folder(table)}/rows-{number}.html"

    def list_shared(self) -> list[str]:
        """Return the address of each row that shares its page."""
        return [
            self.locate(table, record) for table in self.shared for record in self.shared[table]
        ]

    def list_records(self, table: Table) -> list[str]:
        """Return the ids of the rows of a table that have a page, each once."""
        keys = dict.fromkeys(self.rows.get_key(table, row) for row in self.rows.rows[table.name])
        return [*filter(None, keys)]

    def locate(self, table: str, record: str) -> str:
        """Return the path of the page of a row or retired id; empty if it has none.

        For a row that shares its page, `#` and the percent-encoded id follow.
        """
        if table == RETIRED:
            return self.tombs.get(record, "")
        found = self.rows.tables.get(table)
        if not (found and record and len(found.key) == 1 and self.rows.find(table, record)):
            return ""
        if table in self.shared:
            page = self.locate_rows(table, self.shared[table][record])
            return f"{page}#{quote(record, safe='')}"
        return f"{self.version}/{name_folder(table)}/{name_file(record)}.html"

    def describe(self, table: str, record: str) -> Piece:
        """Return the words that describe a row, or a retired id with a link to its page."""
        if not self.rows.find(table, record) and record in self.tombs:
            return Piece(record, RETIRED, record)
        return self.rows.describe(table, record)

    def find_table(self, record: str) -> str:
        """Return the table of an id, also of a retired one; empty if no table has it."""
        tables = [table.name for table in self.paged if self.rows.find(table.name, record)]
        return tables[0] if tables else RETIRED if record in self.tombs else ""

    def list_retired(self) -> list[Row]:
        """Return the rows of the retired ids that have a page."""
        rows = self.rows.rows.get(RETIRED, ())
        return [row for row in rows if row.get("record_id") in self.tombs]


def make_edition(package: Package, warning: str = "", limits: Limits = LIMITS) -> Edition:
    """Read a package.

    Args:
        package: The opened package.
        warning: A sentence for every page.
        limits: The largest sizes of its pages.

    Raises:
        EventClaimsError: If a table cannot be read.
    """
    version = package.version or ""
    descriptor = package.descriptor
    # The views of a release repeat its tables.
    tables = tuple(t for t in package.tables if t.file != VIEW_FILES.get(t.name))
    rows = PackageRows(replace(package, tables=tables))
    codings = read_codings_by_row(package.root, rows)
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
        row_codings=codings,
        adjudicated=list_adjudicated(codings),
        runs=read_runs(rows),
        contact=find_contact(package),
        limits=limits,
    )
    for table in edition.paged:
        if len(records := edition.list_records(table)) > limits.own_pages:
            pages = {record: n // limits.rows + 1 for n, record in enumerate(records)}
            edition.shared[table.name] = pages
    edition.tombs.update(_place_tombs(edition))
    return edition


def sort_editions(editions: Iterable[Edition]) -> list[Edition]:
    """Return versions from the highest to the lowest, those without a version last."""
    listed = [*editions]
    ordered = order_versions(edition.version for edition in listed)
    return sorted(listed, key=lambda edition: ordered.index(edition.version), reverse=True)


def order_versions(versions: Iterable[str]) -> list[str]:
    """Return the versions from the lowest to the highest, after texts that are none."""
    found = {*versions}
    known = sort_versions(version for version in found if is_version(version))
    return [*sorted(found - {*known}), *known]


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
        tombs[record] = f"{edition.version}/{name_folder(name)}/{name_file(record)}.html"
    return tombs
