"""The description for catalogues: text, day, publisher, licences, coverage in time and space."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eventclaims.documentation.citation import Citation
from eventclaims.package.model import read_day

Rows = list[dict[str, str]]

# Google Dataset Search accepts descriptions of 50 to 5,000 characters.
_SHORTEST, _LONGEST = 50, 5000
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.ASCII | re.IGNORECASE)
# Data licences by the name that a Data Package uses (that of the Open Definition), with SPDX ids.
_SPDX = {
    name: name
    for name in (
        *("CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0"),
        *("CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "ODbL-1.0", "ODC-By-1.0"),
        *("PDDL-1.0", "MIT", "Apache-2.0", "OGL-UK-3.0", "etalab-2.0"),
    )
} | {"ODC-BY-1.0": "ODC-By-1.0", "ODC-PDDL-1.0": "PDDL-1.0"}
_DATED = ("events", "statements")
# The tables that name the place of an event or statement.
_LOCATED = ("event_places", "statements")


@dataclass(frozen=True, slots=True)
class License:
    """A licence of the descriptor.

    Attributes:
        name: Its name, such as "CC-BY-4.0", or its title if it has no name.
        title: Its title, or its name.
        address: URL of its text, None if the descriptor has none.
    """

    name: str
    title: str
    address: str | None

    @property
    def spdx(self) -> str | None:
        """Its SPDX id, None for a licence that is not a known data licence."""
        return _SPDX.get(self.name)


@dataclass(frozen=True, slots=True)
class Country:
    """A country of events or statements: code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Description:
    """The description of a release for catalogues.

    Attributes:
        citation: The citation of the whole release.
        text: What the release is, in 50 to 5,000 characters.
        day: Day of the version, YYYY-MM-DD; the day of the build if the descriptor has none.
        publisher: The contributors with the role of publisher, or else the authors.
        keywords: The keywords.
        licenses: The licences.
        coverage: First and last day of events and statements as an ISO 8601 interval, or None.
        countries: The countries of events and statements, by code.
    """

    citation: Citation
    text: str
    day: str
    publisher: str
    keywords: tuple[str, ...]
    licenses: tuple[License, ...]
    coverage: str | None
    countries: tuple[Country, ...]


def describe_release(
    descriptor: dict[str, Any], tables: Mapping[str, Rows], citation: Citation, built: date
) -> Description:
    """Return the description of a release.

    Args:
        descriptor: Its descriptor.
        tables: The rows of each table by name.
        citation: The citation of the whole release.
        built: Day of the build.
    """
    keywords = descriptor.get("keywords")
    return Description(
        citation=citation,
        text=_describe(descriptor, tables, citation),
        day=read_day(descriptor) or built.isoformat(),
        publisher=_name_publisher(descriptor, citation),
        keywords=tuple(map(str, keywords)) if isinstance(keywords, list) else (),
        licenses=tuple(_list_licenses(descriptor)),
        coverage=_measure_coverage(tables),
        countries=tuple(_list_countries(tables)),
    )


def _describe(descriptor: dict[str, Any], tables: Mapping[str, Rows], citation: Citation) -> str:
    text = str(descriptor.get("description") or descriptor.get("title", citation.name))
    if len(text) < _SHORTEST:
        rows = sum(map(len, tables.values()))
        text = f"{text.rstrip('.')}. Version {citation.version}: "
        text += f"{len(tables)} tables with {rows} rows in all."
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _name_publisher(descriptor: dict[str, Any], citation: Citation) -> str:
    contributors = descriptor.get("contributors")
    for contributor in contributors if isinstance(contributors, list) else ():
        roles = contributor.get("roles") if isinstance(contributor, dict) else None
        if isinstance(roles, list) and "publisher" in roles and contributor.get("title"):
            return str(contributor["title"])
    return "; ".join(author.name for author in citation.authors)


def _list_licenses(descriptor: dict[str, Any]) -> Iterator[License]:
    licenses = descriptor.get("licenses")
    for entry in licenses if isinstance(licenses, list) else ():
        names = [entry.get(key) for key in ("name", "title")] if isinstance(entry, dict) else []
        stated = [str(name) for name in names if name]
        if stated:
            path = str(entry.get("path", ""))
            yield License(stated[0], stated[-1], path if _ADDRESS.fullmatch(path) else None)


def _measure_coverage(tables: Mapping[str, Rows]) -> str | None:
    days = sorted(
        row[column]
        for name in _DATED
        for row in tables.get(name, ())
        for column in ("date_earliest", "date_latest")
        if row.get(column)
    )
    return f"{days[0]}/{days[-1]}" if days else None


def _list_countries(tables: Mapping[str, Rows]) -> Iterator[Country]:
    """Yield the countries of events and statements, named as in the table `places`."""
    places = tables.get("places", [])
    used = {row.get("place_id") for name in _LOCATED for row in tables.get(name, ())}
    codes = {row.get("country") for row in places if row.get("place_id") in used}
    names = {
        row.get("country"): row["name"]
        for row in places
        if row.get("place_type") == "country" and row.get("name")
    }
    yield from (Country(code, names.get(code, code)) for code in sorted(filter(None, codes)))
