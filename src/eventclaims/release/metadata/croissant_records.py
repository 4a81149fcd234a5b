"""The tables and code lists of a release as record sets of Croissant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from eventclaims.package.opening import DESCRIPTOR
from eventclaims.package.standard import Schema, get_key
from eventclaims.release.files import ReleaseFile
from eventclaims.release.release_input import ReleaseInput

Json = dict[str, Any]

# Types of Table Schema that Croissant has, too; any other is read as text.
_TYPES = {
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "integer": "sc:Integer",
    "number": "sc:Float",
}


@dataclass(frozen=True, slots=True)
class Records:
    """A CSV of the release with its schema: a table of the package, or a sheet made of tables."""

    name: str
    title: str
    file: str
    schema: Schema


def list_records(
    release_input: ReleaseInput, files: tuple[ReleaseFile, ...]
) -> tuple[Records, ...]:
    """Return what the descriptor among the files made so far declares.

    Without a descriptor there, it is the tables of the edition whose files are made.
    """
    made = {file.path: file for file in files}
    schemas = {table.file: table.schema for table in release_input.tables}
    if DESCRIPTOR not in made:
        tables = (table for table in release_input.tables if table.file in made)
        return tuple(Records(t.name, t.title, t.file, t.schema) for t in tables)
    described = []
    for resource in json.loads(made[DESCRIPTOR].content)["resources"]:
        path, stated = resource["path"], resource["schema"]
        schema = schemas.get(path, stated)
        if isinstance(schema, str):
            schema = json.loads(made[schema].content)
        title = str(resource.get("title", resource["name"]))
        described.append(Records(resource["name"], title, path, schema))
    return tuple(described)


def describe_records(records: Records, every: tuple[Records, ...], codelists: set[str]) -> Json:
    """Return the record set of a table: its columns with types, its key, its references.

    Args:
        records: The table.
        every: All tables that are described; others are not referred to.
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


def describe_codes(release_input: ReleaseInput, every: tuple[Records, ...]) -> Iterator[Json]:
    """Yield a record set with its records for each code list that a described table uses."""
    used = {field.get("codelist") for records in every for field in records.schema["fields"]}
    for name, codes in release_input.codelists.items():
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
    records: Records, field: Schema, every: tuple[Records, ...], codelists: set[str]
) -> Json:
    described = {
        "@type": "cr:Field",
        "@id": _name_field(records.name, field["name"]),
        "name": field["name"],
        "description": str(field.get("description", field.get("title", field["name"]))),
        "dataType": _TYPES.get(field.get("type", "any"), "sc:Text"),
        "source": _name_column(records, field["name"]),
    }
    target = _find_target(records, field, every, codelists)
    return described | ({"references": target} if target else {})


def _find_target(
    records: Records, field: Schema, every: tuple[Records, ...], codelists: set[str]
) -> Json | None:
    """Return what a column points to: the column of a table, or a code list.

    A column of a table is named by its file, not as a field of its record set: either is allowed,
    and of the second, mlcroissant, the reference implementation, makes a circle where a table
    points to itself, and fails to read two tables one after the other.
    """
    for reference in records.schema.get("foreignKeys", ()):
        fields, target = reference["fields"], reference["reference"]
        pointed = target["fields"]
        if [field["name"]] == ([fields] if isinstance(fields, str) else fields):
            column = pointed if isinstance(pointed, str) else pointed[0]
            name = target.get("resource") or records.name
            others = [other for other in every if other.name == name]
            return _name_column(others[0], column) if others else None
    codelist = field.get("codelist")
    return {"field": {"@id": f"{_name_codes(codelist)}/code"}} if codelist in codelists else None


def _name_column(records: Records, column: str) -> Json:
    return {"fileObject": {"@id": quote(records.file)}, "extract": {"column": column}}


def _name_field(table: str, column: str) -> str:
    return f"{quote(table, safe='')}/{quote(column, safe='')}"


def _name_codes(codelist: str) -> str:
    return f"codes/{quote(codelist, safe='')}"
