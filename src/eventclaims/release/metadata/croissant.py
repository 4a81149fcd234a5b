"""schema.org and Croissant 1.1 metadata in one JSON-LD file.

Croissant extends schema.org's Dataset: search engines read the one, machine learning loaders the
other. The file is at the top of the release, because its paths are relative to it.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from eventclaims.documentation.citation import Author
from eventclaims.documentation.citation_styles import format_bibtex
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.package.standard import Codelists, Schema, get_key
from eventclaims.release.files import Files, ReleaseFile, encode_json
from eventclaims.release.metadata.description import Description
from eventclaims.release.release_input import ReleaseInput
from eventclaims.release.release_table import ReleaseTable

Json = dict[str, Any]
Described = tuple[ReleaseTable, ...]
"""The tables among the files, which are described."""

_TERMS = "arrayShape citeAs column conformsTo containedIn equivalentProperty extract field "
_TERMS += "fileObject fileProperty fileSet format includes isArray isLiveDataset jsonPath key md5 "
_TERMS += "parentField path recordSet references regex repeated replace samplingRate separator "
_TERMS += "source subField transform"
# The context of the Croissant specification.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    **{term: f"cr:{term}" for term in _TERMS.split()},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
}


def make_croissant(release: ReleaseInput, files: Files) -> Iterator[ReleaseFile]:
    """Make `croissant.json`, which lists the files so far and describes the tables in them."""
    document = describe_croissant(release.description, release.tables, release.codelists, files)
    title = "The release and every column, for search engines and loaders."
    yield ReleaseFile("croissant.json", title, encode_json(document))


def describe_croissant(
    description: Description, tables: Sequence[ReleaseTable], codelists: Codelists, files: Files
) -> Json:
    """Return the document about files: CSV, or JSON with the rows as objects in `rows`.

    Args:
        description: What the release is.
        tables: The tables; those among the files are described.
        codelists: The code lists by name.
        files: The files.
    """
    every = _list_records(tables, files)
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        **describe_dataset(description),
        "isAccessibleForFree": True,
        "distribution": [_describe_file(file) for file in files],
        "recordSet": [
            *_describe_codes(codelists, every),
            *(_describe_records(records, every, {*codelists}) for records in every),
        ],
    }


def describe_dataset(description: Description) -> Json:
    """Return the properties of schema.org."""
    citation = description.citation
    licenses = [license_.address or license_.name for license_ in description.licenses]
    facts = {
        "@id": citation.address,
        "name": citation.title,
        "alternateName": citation.name,
        "description": description.text,
        "url": citation.address,
        "identifier": citation.address or citation.fragment,
        "version": citation.version,
        "datePublished": description.day,
        "license": licenses[0] if len(licenses) == 1 else licenses,
        "creator": [_describe_author(author) for author in citation.authors],
        "publisher": {"@type": "Organization", "name": description.publisher},
        "keywords": list(description.keywords),
        "temporalCoverage": description.coverage,
        "spatialCoverage": [
            {"@type": "Country", "name": country.name, "identifier": country.code}
            for country in description.countries
        ],
        "citeAs": format_bibtex(citation),
    }
    return {name: fact for name, fact in facts.items() if fact}


def _describe_author(author: Author) -> dict[str, str]:
    if author.family and author.given:
        names = {"givenName": author.given, "familyName": author.family}
        return {"@type": "Person", "name": author.name} | names
    return {"@type": "Organization", "name": author.name}


def _describe_file(file: ReleaseFile) -> dict[str, str]:
    return {
        "@type": "cr:FileObject",
        "@id": quote(file.path),
        "name": file.path,
        "description": file.title,
        "contentUrl": quote(file.path),
        "contentSize": f"{len(file.content)} B",
        "encodingFormat": file.media_type,
        "sha256": file.sha256,
    }


# The types of Table Schema that Croissant has; others are text.
_TYPES = {
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "integer": "sc:Integer",
    "number": "sc:Float",
}


def _list_records(tables: Sequence[ReleaseTable], files: Files) -> Described:
    """Return the resources of the descriptor among the files, or without one the tables."""
    made = {file.path: file for file in files}
    schemas = {table.file: table.schema for table in tables}
    if DESCRIPTOR not in made:
        return tuple(table for table in tables if table.file in made)
    listed = []
    for resource in json.loads(made[DESCRIPTOR].content)["resources"]:
        path, stated = resource["path"], resource["schema"]
        schema = schemas.get(path, stated)
        if isinstance(schema, str):
            schema = json.loads(made[schema].content)
        title = str(resource.get("title", resource["name"]))
        listed.append(ReleaseTable(resource["name"], title, path, schema, []))
    return tuple(listed)


def _describe_records(records: ReleaseTable, every: Described, codelists: set[str]) -> Json:
    """Return the record set of a table.

    Args:
        records: The table.
        every: All tables that are described; a reference to another table is left out.
        codelists: The names of the code lists that are described.
    """
    name, schema = records.name, records.schema
    fields = [_describe_field(records, field, every, codelists) for field in schema["fields"]]
    record_set = {
        "@type": "cr:RecordSet",
        "@id": quote(name, safe=""),
        "name": records.title,
        "description": str(schema.get("description", records.title)),
        "key": [{"@id": _name_field(name, column)} for column in get_key(schema)],
        "field": fields,
    }
    return {name: value for name, value in record_set.items() if value}


def _describe_codes(codelists: Codelists, every: Described) -> Iterator[Json]:
    """Yield a record set for each code list that a described table uses."""
    used = {field.get("codelist") for records in every for field in records.schema["fields"]}
    for name, codes in codelists.items():
        if name in used:
            own = _name_codes(name)
            columns = {column: f"{own}/{column}" for column in ("code", "label", "definition")}
            yield {
                "@type": "cr:RecordSet",
                "@id": own,
                "name": f"Codes of {name}",
                "description": f"The code list {name}: every code with its label and definition.",
                "dataType": "sc:Enumeration",
                "key": {"@id": columns["code"]},
                "field": [
                    {"@type": "cr:Field", "@id": id_, "name": column, "dataType": "sc:Text"}
                    for column, id_ in columns.items()
                ],
                "data": [
                    {id_: code.get(column, "") for column, id_ in columns.items()} for code in codes
                ],
            }


def _describe_field(
    records: ReleaseTable, field: Schema, every: Described, codelists: set[str]
) -> Json:
    field_json = {
        "@type": "cr:Field",
        "@id": _name_field(records.name, field["name"]),
        "name": field["name"],
        "description": str(field.get("description", field.get("title", field["name"]))),
        "dataType": _TYPES.get(field.get("type", "any"), "sc:Text"),
        "source": _name_column(records, field["name"]),
    }
    target = _find_target(records, field, every, codelists)
    return field_json | ({"references": target} if target else {})


def _find_target(
    records: ReleaseTable, field: Schema, every: Described, codelists: set[str]
) -> Json | None:
    """Return what a column refers to: the column of a table, or a code list.

    The column of a table is named by its file, not as a field of a record set. Both are allowed,
    but with the second mlcroissant, the reference implementation, fails for a table that refers to
    itself and when it reads two tables.
    """
    for reference in records.schema.get("foreignKeys", ()):
        fields, target = reference["fields"], reference["reference"]
        columns = target["fields"]
        if [field["name"]] == ([fields] if isinstance(fields, str) else fields):
            column = columns if isinstance(columns, str) else columns[0]
            name = target.get("resource") or records.name
            others = [other for other in every if other.name == name]
            return _name_column(others[0], column) if others else None
    codelist = field.get("codelist")
    return {"field": {"@id": f"{_name_codes(codelist)}/code"}} if codelist in codelists else None


def _name_column(records: ReleaseTable, column: str) -> Json:
    is_json = records.file.endswith(".json")
    extract = {"jsonPath": f"$.rows[*].{column}"} if is_json else {"column": column}
    return {"fileObject": {"@id": quote(records.file)}, "extract": extract}


def _name_field(table: str, column: str) -> str:
    return f"{quote(table, safe='')}/{quote(column, safe='')}"


def _name_codes(codelist: str) -> str:
    return f"codes/{quote(codelist, safe='')}"
