"""Citation styles for texts, and formats for reference managers."""

import json
import re
from collections.abc import Callable
from functools import lru_cache

from eventclaims.documentation.citation import Author, Citation
from eventclaims.documentation.provenance import BY_MODELS
from eventclaims.render.escaping import escape_controls

# BibTeX counts braces even if escaped, so they are written as commands.
_LATEX = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
# Other spaces, such as the no-break space of French, are part of the text.
_BREAKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Above the maximum, only the first authors are listed: APA 7, 9.8; Chicago 17, 15.9.
_MAX_APA, _FIRST_APA = 20, 19
_MAX_CHICAGO, _FIRST_CHICAGO = 10, 7


def format_apa(citation: Citation) -> str:
    """Format a citation in APA style, 7th edition, as plain text."""
    title = f"{_flatten(citation.title)} (Version {_flatten(citation.version)}) [Data set]"
    if citation.record:
        title = f"{_describe_row(citation)}. In {title}"
    names = [_flatten(author.initialled) for author in citation.authors]
    if len(names) > _MAX_APA:
        authors = f"{', '.join(names[:_FIRST_APA])}, . . . {names[-1]}"
    else:
        authors = _join(names, "&")
    parts = [_stop(authors), f"({citation.year or 'n.d.'}).", _stop(title), _locate(citation)]
    return " ".join(part for part in parts if part)


def format_chicago(citation: Citation) -> str:
    """Format a citation in Chicago author-date style, 17th edition, as plain text."""
    names = [_flatten(author.inverted) for author in citation.authors[:1]]
    names += [_flatten(author.name) for author in citation.authors[1:]]
    if len(names) > _MAX_CHICAGO:
        authors = f"{', '.join(names[:_FIRST_CHICAGO])}, et al."
    else:
        authors = _join(names, "and")
    parts = [authors, citation.year or "n.d.", _flatten(citation.title)]
    parts += [f"Version {_flatten(citation.version)}", "Data set"]
    parts += [_describe_row(citation) if citation.record else "", _locate(citation)]
    return " ".join(_stop(part) for part in parts if part)


def format_bibtex(citation: Citation) -> str:
    """Format a citation as a BibLaTeX entry of type dataset."""
    fields = {
        "author": " and ".join(map(_name_for_bibtex, citation.authors)),
        "title": f"{{{_write_latex(citation.title)}}}",
        "year": citation.year,
        "version": _write_latex(citation.version),
        "note": _write_latex(_describe_rest(citation)),
        "doi": citation.doi,
        "url": None if citation.doi else citation.address,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@dataset{{{citation.key},\n" + ",\n".join(lines) + "\n}"


def format_ris(citation: Citation) -> str:
    """Format a citation as a RIS record."""
    pairs = [("TY", "DATA"), *(("AU", author.inverted) for author in citation.authors)]
    pairs += [("PY", citation.year or ""), ("TI", citation.title), ("ET", citation.version)]
    pairs += [("N1", _describe_rest(citation)), ("ID", citation.fragment)]
    pairs += [("DO", citation.doi or ""), ("UR", citation.address or "")]
    lines = [f"{tag}  - {_flatten(value)}" for tag, value in pairs if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def format_csl(citation: Citation) -> str:
    """Format a citation as CSL-JSON, a list with one item."""
    item = {
        "id": _write_json(citation.key),
        "type": _write_json("dataset"),
        "title": _write_json(_flatten(citation.title)),
        "author": _write_csl_authors(citation.authors),
        "version": _write_json(_flatten(citation.version)),
    }
    if citation.year:
        item["issued"] = _write_csl_year(citation.year)
    if citation.record:
        item["section"] = _write_json(_flatten(citation.table or ""))
        item["number"] = _write_json(_flatten(citation.record))
    rest = {
        "note": _flatten(_describe_rest(citation)),
        "DOI": citation.doi,
        "URL": citation.address,
    }
    item |= {name: _write_json(value) for name, value in rest.items() if value}
    # With an indentation, json.dumps is much slower, and a site has a citation for each row.
    lines = ",\n".join(f'    "{name}": {value}' for name, value in item.items())
    return f"[\n  {{\n{lines}\n  }}\n]"


FORMATS: tuple[tuple[str, Callable[[Citation], str]], ...] = (
    ("apa", format_apa),
    ("chicago", format_chicago),
    ("bibtex", format_bibtex),
    ("ris", format_ris),
    ("csl-json", format_csl),
)


@lru_cache(maxsize=256)
def _name_for_bibtex(author: Author) -> str:
    """Return a name that BibTeX splits into family and given names only if the descriptor does."""
    if not (author.family and author.given):
        return f"{{{_write_latex(author.name)}}}"
    return f"{{{_write_latex(author.family)}}}, {{{_write_latex(author.given)}}}"


def _name_for_csl(author: Author) -> dict[str, str]:
    if not (author.family and author.given):
        return {"literal": _flatten(author.name)}
    return {"family": _flatten(author.family), "given": _flatten(author.given)}


@lru_cache(maxsize=16)
def _write_csl_authors(authors: tuple[Author, ...]) -> str:
    return _write_json([_name_for_csl(author) for author in authors])


@lru_cache(maxsize=16)
def _write_csl_year(year: str) -> str:
    return _write_json({"date-parts": [[int(year)]]})


def _write_json(value: object) -> str:
    """Return a value as JSON inside an item of a list."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text.replace("\n", "\n    ")


def _join(names: list[str], last: str) -> str:
    *others, final = names
    return f"{', '.join(others)}, {last} {final}" if others else final


def _stop(text: str) -> str:
    """Add a full stop unless the text ends with one, or with ? or !."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _locate(citation: Citation) -> str:
    """Return the address, or the permanent name of a row without an address."""
    return citation.address or (citation.fragment if citation.record else "")


def _describe_row(citation: Citation) -> str:
    return _flatten(f"{citation.record} in table {citation.table}")


def _describe_rest(citation: Citation) -> str:
    """Return the data for which bibliographies have no field."""
    parts = []
    if citation.record:
        parts.append(f"Table {citation.table}, row {citation.record} ({citation.fragment})")
    if citation.identifier and not citation.address:
        parts.append(f"Id {citation.identifier}")
    if citation.conformance:
        parts.append(citation.conformance)
    if citation.by_models:
        parts.append(BY_MODELS)
    return "; ".join(parts)


@lru_cache(maxsize=256)
def _write_latex(text: str) -> str:
    return _flatten(text).translate(_LATEX)


@lru_cache(maxsize=256)
def _flatten(text: str) -> str:
    """Return a text as one line; only characters that a format or a terminal forbids change."""
    return escape_controls(_BREAKS.sub(" ", text).strip())
