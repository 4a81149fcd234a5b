"""Citations: of a package in a version, or of one row of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eventclaims.errors import EventClaimsError
from eventclaims.evidence import read_table
from eventclaims.package import Package

_YEAR = re.compile(r"\d{4}", re.ASCII)
_LATEX = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"} | {"\\": r"\textbackslash{}"})


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation names.

    Attributes:
        authors: The contributors, as the descriptor names them.
        year: The year of the version, None where the descriptor has no day created.
        title: Title of the package.
        name: Its short name.
        version: Its version.
        identifier: Its DOI or other permanent id, if the descriptor has one.
        table: Table of the row that is cited, if it is one row.
        record: Id of that row.
    """

    authors: tuple[str, ...]
    year: str | None
    title: str
    name: str
    version: str
    identifier: str | None
    table: str | None = None
    record: str | None = None

    @property
    def fragment(self) -> str:
        """A permanent name of what is cited: package, version, table and id."""
        whole = f"{self.name}@{self.version}"
        return f"{whole}#{self.table}/{self.record}" if self.record else whole

    @property
    def key(self) -> str:
        """A key for bibliographies, of letters, digits and hyphens."""
        return re.sub(r"[^A-Za-z0-9]+", "-", self.fragment)


def make_citation(package: Package, record: str | None = None) -> Citation:
    """Return the citation of a package, or of one row of it.

    Args:
        package: The opened package.
        record: Id of the row; None for the whole.

    Returns:
        The citation.

    Raises:
        EventClaimsError: If no row has the id; for a retired one the message names its successor.
    """
    descriptor = package.descriptor
    year = _YEAR.match(str(descriptor.get("created", "")))
    return Citation(
        authors=_list_authors(descriptor),
        year=year[0] if year else None,
        title=str(descriptor.get("title", package.name)),
        name=package.name,
        version=package.version or "unversioned",
        identifier=_read_identifier(descriptor),
        table=_find_table(package, record) if record else None,
        record=record,
    )


def _list_authors(descriptor: dict[str, Any]) -> tuple[str, ...]:
    contributors = descriptor.get("contributors")
    listed = contributors if isinstance(contributors, list) else []
    names = [c.get("title") for c in listed if isinstance(c, dict)]
    return tuple(str(name) for name in names if name) or ("Unnamed contributors",)


def _read_identifier(descriptor: dict[str, Any]) -> str | None:
    identifier = descriptor.get("id")
    return str(identifier) if identifier else None


def _find_table(package: Package, record: str) -> str:
    """Return the table whose key has the value of a record, its parts joined by "/"."""
    for table in package.tables:
        for row in read_table(package, table.name) if table.name != "retired" else ():
            if table.key and "/".join(row.get(name, "") for name in table.key) == record:
                return table.name
    for row in read_table(package, "retired"):
        if row.get("record_id") == record:
            successor = row.get("replaced_by")
            instead = f"cite {successor} instead" if successor else "nothing stands for it"
            raise EventClaimsError(f"{record} is retired since {row.get('version')}; {instead}")
    raise EventClaimsError(f"{record}: no row of {package.name} has this id")


def format_apa(citation: Citation) -> str:
    """Return the citation in the style of APA 7."""
    what = f"{citation.title} (Version {citation.version})"
    if citation.record:
        what = f"{citation.record} in table {citation.table}. In {what}"
    parts = [
        f"{_join(citation.authors, '&')}. ({citation.year or 'n.d.'}). {what} [Data set].",
        f"{_address(citation)}",
    ]
    return " ".join(part for part in parts if part)


def format_chicago(citation: Citation) -> str:
    """Return the citation in the author-date style of the Chicago Manual of Style, 17th edition."""
    row = f"Table {citation.table}, {citation.record}. " if citation.record else ""
    whole = f"{citation.title}. Version {citation.version}. Data set. {row}{_address(citation)}"
    return f"{_join(citation.authors, 'and')}. {citation.year or 'n.d.'}. {whole}".strip()


def format_bibtex(citation: Citation) -> str:
    """Return the citation as an entry of BibLaTeX, which has a type for data sets."""
    fields = {
        "author": " and ".join(f"{{{name.translate(_LATEX)}}}" for name in citation.authors),
        "title": f"{{{citation.title.translate(_LATEX)}}}",
        "year": citation.year,
        "version": citation.version,
        "note": _describe_row(citation).translate(_LATEX) or None,
        "doi": citation.identifier if _is_doi(citation) else None,
        "url": None if _is_doi(citation) else citation.identifier,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@dataset{{{citation.key},\n" + ",\n".join(lines) + "\n}"


def format_ris(citation: Citation) -> str:
    """Return the citation as a record of RIS."""
    pairs = [("TY", "DATA"), *(("AU", name) for name in citation.authors)]
    pairs += [("PY", citation.year or ""), ("TI", citation.title), ("ET", citation.version)]
    pairs += [("N1", _describe_row(citation)), ("ID", citation.fragment)]
    pairs += [("DO" if _is_doi(citation) else "UR", citation.identifier or "")]
    lines = [f"{tag}  - {_flatten(value)}" for tag, value in pairs if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def format_csl(citation: Citation) -> str:
    """Return the citation as CSL-JSON, a list of one item."""
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.title,
        "author": [{"literal": name} for name in citation.authors],
        "version": citation.version,
    }
    if citation.year:
        item["issued"] = {"date-parts": [[int(citation.year)]]}
    if citation.record:
        item |= {"section": citation.table, "number": citation.record}
        item["note"] = _describe_row(citation)
    if citation.identifier:
        item["DOI" if _is_doi(citation) else "URL"] = citation.identifier
    return json.dumps([item], ensure_ascii=False, indent=2)


FORMATS: tuple[tuple[str, Callable[[Citation], str]], ...] = (
    ("apa", format_apa),
    ("chicago", format_chicago),
    ("bibtex", format_bibtex),
    ("ris", format_ris),
    ("csl-json", format_csl),
)


def _join(names: tuple[str, ...], last: str) -> str:
    *others, final = names
    return f"{', '.join(others)}, {last} {final}" if others else final


def _is_doi(citation: Citation) -> bool:
    return bool(citation.identifier and citation.identifier.startswith("10."))


def _address(citation: Citation) -> str:
    where = f"https://doi.org/{citation.identifier}" if _is_doi(citation) else citation.identifier
    return (
        f"{where or ''}{'#' if where else ''}{citation.fragment if citation.record else ''}".strip(
            "#"
        )
    )


def _describe_row(citation: Citation) -> str:
    if not citation.record:
        return ""
    return f"Table {citation.table}, row {citation.record} ({citation.fragment})"


def _flatten(text: str) -> str:
    return " ".join(text.split())
