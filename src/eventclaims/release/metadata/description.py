"""What catalogues ask of a release, derived once from its descriptor and its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from eventclaims.documentation.citation import Citation, make_citation
from eventclaims.release.release_input import ReleaseInput

# Google Dataset Search takes descriptions of 50 to 5,000 characters.
_SHORTEST, _LONGEST = 50, 5000
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.ASCII | re.IGNORECASE)
# Licences for data with their SPDX ids, where the Open Definition, whose names a Data Package
# uses, has another name for one.
_SPDX = {
    name: name
    for name in (
        *("CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0"),
        *("CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "ODbL-1.0", "ODC-By-1.0"),
        *("PDDL-1.0", "MIT", "Apache-2.0", "OGL-UK-3.0", "etalab-2.0"),
    )
} | {"ODC-BY-1.0": "ODC-By-1.0", "ODC-PDDL-1.0": "PDDL-1.0"}


@dataclass(frozen=True, slots=True)
class License:
    """A licence that the descriptor names.

    Attributes:
        name: Its name there, such as "CC-BY-4.0", or its title where it has no name.
        title: Its title, or its name.
        address: Where its text stands on the web, None where the descriptor gives no address.
    """

    name: str
    title: str
    address: str | None

    @property
    def spdx(self) -> str | None:
        """Its id in the list of SPDX, None where it is none of the licences for data."""
        return _SPDX.get(self.name)


@dataclass(frozen=True, slots=True)
class Country:
    """A country in which events or statements of the edition lie: code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Description:
    """What catalogues ask of a release.

    Attributes:
        citation: The citation of the whole; it has title, version, authors and identifier.
        text: What it is, in 50 to 5,000 characters.
        day: Day of the version, YYYY-MM-DD; that of the build where the descriptor has none.
        publisher: The contributors with the role of publisher, or else the authors.
        keywords: The keywords.
        licenses: The licences.
        coverage: First and last day that an event or statement is known to touch, as an ISO 8601
            interval; None where no bound is known.
        countries: The countries of the places of events and statements, by code.
    """

    citation: Citation
    text: str
    day: str
    publisher: str
    keywords: tuple[str, ...]
    licenses: tuple[License, ...]
    coverage: str | None
    countries: tuple[Country, ...]


def describe_edition(release_input: ReleaseInput) -> Description:
    """Return what catalogues ask of a release; nothing in it is not in the edition."""
    keywords = release_input.descriptor.get("keywords")
    citation = make_citation(release_input.package, identifier=release_input.identifier)
    return Description(
        citation=citation,
        text=_describe(release_input),
        day=_read_day(release_input),
        publisher=_name_publisher(release_input, citation),
        keywords=tuple(map(str, keywords)) if isinstance(keywords, list) else (),
        licenses=tuple(_list_licenses(release_input)),
        coverage=_measure_coverage(release_input),
        countries=tuple(_list_countries(release_input)),
    )


def _describe(release_input: ReleaseInput) -> str:
    text = str(release_input.descriptor.get("description") or release_input.title)
    if len(text) < _SHORTEST:
        rows = sum(len(table.rows) for table in release_input.tables)
        text = f"{text.rstrip('.')}. Version {release_input.version}: "
        text += f"{len(release_input.tables)} tables with {rows} rows in all."
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _read_day(release_input: ReleaseInput) -> str:
    try:
        return date.fromisoformat(release_input.day).isoformat()
    except ValueError:
        return release_input.time.date().isoformat()


def _name_publisher(release_input: ReleaseInput, citation: Citation) -> str:
    contributors = release_input.descriptor.get("contributors")
    for contributor in contributors if isinstance(contributors, list) else ():
        roles = contributor.get("roles") if isinstance(contributor, dict) else None
        if isinstance(roles, list) and "publisher" in roles and contributor.get("title"):
            return str(contributor["title"])
    return "; ".join(author.name for author in citation.authors)


def _list_licenses(release_input: ReleaseInput) -> Iterator[License]:
    licenses = release_input.descriptor.get("licenses")
    for entry in licenses if isinstance(licenses, list) else ():
        names = [entry.get(key) for key in ("name", "title")] if isinstance(entry, dict) else []
        stated = [str(name) for name in names if name]
        if stated:
            path = str(entry.get("path", ""))
            yield License(stated[0], stated[-1], path if _ADDRESS.fullmatch(path) else None)


def _measure_coverage(release_input: ReleaseInput) -> str | None:
    days = sorted(
        row[column]
        for table in release_input.tables
        if table.name in {"events", "statements"}
        for column in ("date_earliest", "date_latest")
        for row in table.rows
        if row.get(column)
    )
    return f"{days[0]}/{days[-1]}" if days else None


def _list_countries(release_input: ReleaseInput) -> Iterator[Country]:
    """Yield the countries of events and statements, named as the table of places names them."""
    places = release_input.get_table("places")
    if places is None:
        return
    used = {
        row.get("place_id")
        for table in release_input.tables
        if table.name in {"events", "statements"}
        for row in table.rows
    }
    codes = {row.get("country") for row in places.rows if row.get("place_id") in used}
    names = {
        row.get("country"): row["name"]
        for row in places.rows
        if row.get("place_type") == "country" and row.get("name")
    }
    yield from (Country(code, names.get(code, code)) for code in sorted(filter(None, codes)))
