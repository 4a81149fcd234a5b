"""Citations of a package version or of one of its rows."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from eventclaims.documentation.provenance import count_provenance, is_by_models
from eventclaims.errors import EventClaimsError
from eventclaims.package.doi import read_doi
from eventclaims.package.model import Package, read_day
from eventclaims.package.paths import resolve_inside
from eventclaims.package.standard import IDS_FILE
from eventclaims.tables.cells import read_table
from eventclaims.tables.records import read_rows

_URL = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#][^\s{}\\\"<>]*)?", re.IGNORECASE)
# Letters of an id that name its table.
_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Author:
    """An author of a package.

    Attributes:
        name: Full name.
        family: Family name of a person; empty if the descriptor gives only the full name.
        given: Given names of a person; empty if the descriptor gives only the full name.
    """

    name: str
    family: str = ""
    given: str = ""

    @property
    def inverted(self) -> str:
        """The name with the family name first, if known."""
        return f"{self.family}, {self.given}" if self.family and self.given else self.name

    @property
    def initialled(self) -> str:
        """The family name and the initials of the given names, if known."""
        if not (self.family and self.given):
            return self.name
        parts = (part.split("-") for part in self.given.split())
        initials = " ".join("-".join(f"{name[:1].upper()}." for name in part) for part in parts)
        return f"{self.family}, {initials}"


@dataclass(frozen=True, slots=True)
class Citation:
    """The data of a citation.

    Attributes:
        authors: The authors; all contributors if none has the role of author.
        year: Year of the version, None if the descriptor has no `created`.
        title: Title of the package.
        name: Short name of the package.
        version: Version of the package.
        identifier: DOI or other permanent id, None if the descriptor has none.
        table: Table of the cited row, None for the whole package.
        record: Key of the cited row.
        conformance: Standard and level of the package; empty if it declares none.
        by_models: Whether only models coded the row, or all rows of the package.
    """

    authors: tuple[Author, ...]
    year: str | None
    title: str
    name: str
    version: str
    identifier: str | None
    table: str | None = None
    record: str | None = None
    conformance: str = ""
    by_models: bool = False

    @property
    def row(self) -> str:
        """Table and key of the cited row, percent-encoded; empty for the whole package."""
        if not self.record:
            return ""
        return f"{_quote(self.table or '')}/{quote(self.record, safe='/')}"

    @property
    def fragment(self) -> str:
        """A permanent name from package, version, table and key."""
        whole = f"{_quote(self.name)}@{_quote(self.version, '+')}"
        return f"{whole}#{self.row}" if self.row else whole

    @property
    def doi(self) -> str | None:
        """The DOI without the address of a resolver, None if the identifier is not a DOI."""
        return read_doi(self.identifier)

    @property
    def address(self) -> str | None:
        """The address of the package, with the row as fragment; None without DOI or URL."""
        if self.doi:
            where = f"https://doi.org/{_quote(self.doi, '/:;()')}"
        elif self.identifier and self.identifier.isprintable() and _URL.fullmatch(self.identifier):
            where = self.identifier
        else:
            return None
        return f"{where.split('#')[0]}#{self.row}" if self.row else where

    @property
    def iri(self) -> str:
        """A name for linked data: the address, else a URN in an unregistered namespace."""
        return self.address or f"urn:eventclaims:{self.fragment}"

    @property
    def key(self) -> str:
        """A key for bibliographies, of letters, digits and hyphens."""
        return re.sub(r"[^A-Za-z0-9]+", "-", self.fragment).strip("-")


@lru_cache(maxsize=256)
def _quote(text: str, safe: str = "") -> str:
    """Percent-encode what the citations of all rows share."""
    return quote(text, safe=safe)


def make_citation(
    package: Package, record: str | None = None, identifier: str | None = None
) -> Citation:
    """Return the citation of a package, or of one of its rows.

    Args:
        package: The opened package.
        record: Key of the row, or its natural key in ids.csv; None for the whole package.
        identifier: DOI of this version; by default the id in the descriptor.

    Raises:
        EventClaimsError: If no row has the key, or several rows have the natural key; for a retired
            id, the message names its successor.
    """
    descriptor = package.descriptor
    table = None
    if record is not None:
        table, record = find_row(package, record)
    return Citation(
        authors=list_authors(descriptor),
        year=read_day(descriptor)[:4] or None,
        title=str(descriptor.get("title") or package.name),
        name=package.name,
        version=package.version or "unversioned",
        identifier=identifier or str(descriptor.get("id") or "") or None,
        table=table,
        record=record,
        conformance=package.conformance.name if package.conformance else "",
        by_models=_is_by_models(package, table, record),
    )


def _is_by_models(package: Package, table: str | None, record: str | None) -> bool:
    def read(name: str) -> list[dict[str, str]]:
        return read_table(package, name)

    if table and record:
        return is_by_models(read, table, record)
    counted = count_provenance(read)
    return 0 < counted.rows == counted.by_models


def list_authors(descriptor: dict[str, Any]) -> tuple[Author, ...]:
    """Return the contributors with the role of author, or all contributors if none has it."""
    contributors = descriptor.get("contributors")
    listed = contributors if isinstance(contributors, list) else []
    named = [(c, _read_author(c)) for c in listed if isinstance(c, dict)]
    authors = [author for c, author in named if author.name and "author" in list_roles(c)]
    everyone = [author for _, author in named if author.name]
    return tuple(authors or everyone or [Author("Unnamed contributors")])


def _read_author(contributor: dict[str, Any]) -> Author:
    family, given = (str(contributor.get(key) or "") for key in ("familyName", "givenName"))
    name = str(contributor.get("title") or f"{given} {family}".strip())
    return Author(name, family, given)


def list_roles(contributor: dict[str, Any]) -> list[str]:
    """Return the roles of a contributor; version 1 of the standard allows only one."""
    roles = contributor.get("roles")
    return [*map(str, roles)] if isinstance(roles, list) else [str(contributor.get("role", ""))]


def find_row(package: Package, record: str) -> tuple[str, str]:
    """Return the table and the key of a row.

    Args:
        package: The opened package.
        record: Its key, or its natural key in ids.csv.

    Raises:
        EventClaimsError: If no row has the key, or several rows have the natural key; for a retired
            id, the message names its successor.
    """
    found = [(table, record)] if (table := _find_table(package, record)) else []
    found = found or [
        (table, id_) for id_ in _list_ids(package, record) if (table := _find_table(package, id_))
    ]
    if not found:
        missing = f"{record or 'an empty id'}: not found in {package.name}"
        raise EventClaimsError(missing + _suggest_row(package, record))
    if len(found) > 1:
        rows = ", ".join(f"{id_} ({table})" for table, id_ in found)
        raise EventClaimsError(f"{record}: several rows have this key: {rows}; use one of the ids")
    return found[0]


def _suggest_row(package: Package, record: str) -> str:
    """Return a question with the most similar key that begins like a wrong one."""
    from difflib import get_close_matches  # noqa: PLC0415 - only after an error

    keys = (
        "/".join(row.get(name, "") for name in table.key)
        for table in package.tables
        for row in read_table(package, table.name, table.key)
    )
    start = record[:_PREFIX].casefold()
    alike = {_simplify(key): key for key in keys if start and key.casefold().startswith(start)}
    similar = get_close_matches(_simplify(record), alike, n=1)
    return f"; did you mean {alike[similar[0]]}?" if similar else ""


def _simplify(key: str) -> str:
    """Return a key without differences of letter case and leading zeros."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", key.casefold())


def _list_ids(package: Package, key: str) -> list[str]:
    """Return the ids of the rows with a natural key, by the file that an import writes."""
    path = resolve_inside(package.root, IDS_FILE)
    rows = read_rows(path, IDS_FILE)[1] if path.is_file() else []
    return [*dict.fromkeys(row.get("id", "") for row in rows if row.get("key") == key)]


def _find_table(package: Package, record: str) -> str | None:
    """Return the table that contains a key; the parts of a composite key are joined by "/"."""
    for table in package.tables:
        for row in read_table(package, table.name, table.key) if table.name != "retired" else ():
            if table.key and "/".join(row.get(name, "") for name in table.key) == record:
                return table.name
    for row in read_table(package, "retired", ("record_id", "replaced_by", "version")):
        if row.get("record_id") == record:
            successor = row.get("replaced_by")
            instead = f"use {successor} instead" if successor else "it has no successor"
            raise EventClaimsError(f"{record} was retired in {row.get('version')}; {instead}")
    return None
