"""The tables and code lists of a release as record sets of Croissant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from eventclaims.release.edition import Edition, EditionTable
from eventclaims.release.files import ReleaseFile
from eventclaims.schemas import Schema

# Types of Table Schema that Croissant has, too; any other is read as text.
_TYPES = {
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "integer": "sc:Integer",
    "number": "sc:Float",
}


def list_described_tables(
    edition: Edition, files: tuple[ReleaseFile, ...]
) -> Iterator[EditionTable]:
    """Yield the tables that are described: those whose file is in the release."""
    paths = {file.path for file in files}
    yield from (table for table in edition.tables if table.file in paths)


def describe_records(table: EditionTable, edition: Edition) -> dict[str, Any]:
    """Return the record set of a table: its columns with types, its key, its references.

    Args:
        table: The table.
        edition: What is released.
    """
    record_set = {
        "@type": "cr:RecordSet",
        "@id": quote(table.name, safe=""),
        "name": table.title,
        "description": str(table.schema.get("description", table.title)),
        "key": [{"@id": _name_field(table.name, column)} for column in table.key],
        "field": [_describe_field(table, field, edition) for field in table.schema["fields"]],
    }
    return {name: value for name, value in record_set.items() if value}


def describe_codes(edition: Edition, files: tuple[ReleaseFile, ...]) -> Iterator[dict[str, Any]]:
    """Yield a record set with its records for each code list that a described table uses."""
    used = {
        field.get("codelist")
        for table in list_described_tables(edition, files)
        for field in table.schema["fields"]
    }
    for name, codes in edition.codelists.items():
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
                "data": [{id_: code[column] for column, id_ in columns.items()} for code in codes],
            }


def _describe_field(table: EditionTable, field: Schema, edition: Edition) -> dict[str, Any]:
    described = {
        "@type": "cr:Field",
        "@id": _name_field(table.name, field["name"]),
        "name": field["name"],
        "description": str(field.get("description", field.get("title", field["name"]))),
        "dataType": _TYPES.get(field["type"], "sc:Text"),
        "source": _name_column(table, field["name"]),
    }
    target = _find_target(table, field, edition)
    return described | ({"references": target} if target else {})


def _find_target(table: EditionTable, field: Schema, edition: Edition) -> dict[str, Any] | None:
    """Return what a column points to: the column of a table, or a code list.

    A column of a table is named by its file, not as a field of its record set: either is allowed,
    and of the second, mlcroissant, the reference implementation, makes a circle where a table
    points to itself, and fails to read two tables one after the other.
    """
    for reference in table.schema.get("foreignKeys", ()):
        fields, target = reference["fields"], reference["reference"]
        pointed = target["fields"]
        if [field["name"]] == ([fields] if isinstance(fields, str) else fields):
            column = pointed if isinstance(pointed, str) else pointed[0]
            other = edition.get_table(target.get("resource") or table.name)
            return _name_column(other, column) if other else None
    name = field.get("codelist")
    return {"field": {"@id": f"{_name_codes(name)}/code"}} if name in edition.codelists else None


def _name_column(table: EditionTable, column: str) -> dict[str, Any]:
    return {"fileObject": {"@id": quote(table.file)}, "extract": {"column": column}}


def _name_field(table: str, column: str) -> str:
    return f"{quote(table, safe='')}/{quote(column, safe='')}"


def _name_codes(codelist: str) -> str:
    return f"codes/{quote(codelist, safe='')}"
