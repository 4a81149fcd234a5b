"""Screen a package whose descriptor is surely valid, without Frictionless.

Only known properties in their usual form are accepted, all of which Frictionless accepts as well.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from eventclaims.database.tables import LoadedTables
from eventclaims.package.conformance import PROPERTY
from eventclaims.package.model import Package, Table
from eventclaims.package.paths import has_mark
from eventclaims.report.rule import Layer
from eventclaims.runtime.profiling import measure
from eventclaims.structure.screen.file_hashes import find_differing
from eventclaims.structure.screen.gates import make_gate
from eventclaims.structure.screen.keys import Screened
from eventclaims.structure.screen.small_tables import find_suspects_of_small
from eventclaims.structure.screen.suspects import drop_unscreenable, list_suspects
from eventclaims.tables.plain_schema import NAME, PlainSchema, is_texts, read_schema
from eventclaims.tables.records import Record, read_records
from eventclaims.tables.row_index import RowIndex

SAMPLE_ROWS = 100
"""The rows from which Frictionless detects the header."""
_PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_PATH = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_-]*/)*[A-Za-z0-9_][A-Za-z0-9_-]*\.(?:csv|parquet)")
_HASH = re.compile(r"md5:[0-9a-f]{32}|sha256:[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
# The values of properties of a resource.
_VALUES: dict[str, tuple[object, ...]] = {
    "type": ("table",),
    "profile": ("tabular-data-resource",),
    "format": ("csv", "parquet"),
    "encoding": ("utf-8",),
    "dialect": ({"delimiter": ","},),
}
_TEXTS = {"title", "description", "version"}
_OF_LICENSE = {"name", "path", "title"}
_OF_CONTRIBUTOR = {"title", "path", "role", "organization", "givenName", "familyName"}


@dataclass(frozen=True, slots=True)
class Screening:
    """The rows and files that Frictionless must judge.

    Attributes:
        suspects: The ordinals of the rows in which Frictionless could find an error, by table;
            without the tables that only Frictionless can read.
        differing: The wrong hashes and sizes in the descriptor, by table.
        has_suspects: Whether there is anything that Frictionless must judge.
    """

    suspects: dict[str, list[int]]
    differing: dict[str, dict[str, Any]]
    has_suspects: bool


def screen_package(
    package: Package,
    unreadable: Collection[str],
    row_indexes: Mapping[str, RowIndex],
    loaded: LoadedTables,
) -> Screening | None:
    """Find what Frictionless must judge; None if the descriptor is not surely valid.

    Args:
        package: The opened package.
        unreadable: Names of tables whose files cannot be read as plain CSV.
        row_indexes: The row index of each other file, by table name.
        loaded: Contains the tables.
    """
    schemas = None if unreadable else read_schemas(package)
    if schemas is None:
        return None
    with measure(Layer.STRUCTURE, "headers"):
        plain = {
            table.name: _read(table, schemas[table.name])
            for table in package.tables
            if _has_plain_header(table, row_indexes[table.name], loaded.records.get(table.name, ()))
        }
    screened = drop_unscreenable(plain)
    with measure(Layer.STRUCTURE, "hashes"):
        stated = {table.name: table.resource for table in package.tables}
        differing = find_differing(package.tables, stated)
    with measure(Layer.STRUCTURE, "small tables"):
        plain_schemas = {name: schemas[name] for name in screened}
        suspects = find_suspects_of_small(plain_schemas, loaded.records)
    for name, one in screened.items():
        if name not in suspects:
            suspects[name] = list_suspects(screened, one, row_indexes[name], loaded)
    is_whole = len(screened) == len(package.tables)
    is_clean = is_whole and not any(suspects.values()) and not any(differing.values())
    has_blank = any(len(row_indexes[table.name].blank) for table in package.tables)
    return Screening(suspects, differing, has_suspects=has_blank or not is_clean)


def read_schemas(package: Package) -> dict[str, PlainSchema] | None:
    """Return the schemas by table name; None if they or the descriptor are not surely valid."""
    if not _is_valid_descriptor(package):
        return None
    read = {table.name: read_schema(table.schema) for table in package.tables}
    schemas = {name: schema for name, schema in read.items() if schema}
    names = {"", *schemas}
    is_valid = len(schemas) == len(read) and all(_has_targets(s, names) for s in schemas.values())
    return schemas if is_valid else None


def _read(table: Table, schema: PlainSchema) -> Screened:
    gates = {f.name: make_gate(f, f"c{number}") for number, f in enumerate(schema.fields)}
    return Screened(table, schema, gates)


def _has_plain_header(table: Table, row_index: RowIndex, records: Sequence[Record]) -> bool:
    """Return whether Frictionless surely takes the first row as the header, and it is valid."""
    if row_index.has_outer_blanks or len(table.fields) < 2:  # noqa: PLR2004 - it detects delimiters
        return False
    first = islice(records or read_records(table.path), SAMPLE_ROWS)
    sample = [record.cells for record in first]
    is_even = all(len(cells) == len(table.fields) for cells in sample)
    return is_even and bool(sample) and sample[0] == [*table.fields]


def _has_targets(schema: PlainSchema, names: Collection[str]) -> bool:
    """Return whether the names contain all tables that a schema refers to."""
    return all(key["reference"]["resource"] in names for key in schema.foreign_keys)


def _is_valid_descriptor(package: Package) -> bool:
    resources = package.descriptor.get("resources")
    if not isinstance(resources, list) or len(resources) != len(package.tables):
        return False
    if has_mark(package.path):
        return False
    is_valid = all(_is_valid_part(name, value) for name, value in package.descriptor.items())
    has_version = package.descriptor.get("$schema", _PACKAGE_PROFILE) == _PACKAGE_PROFILE
    has_files = all(table.path.is_file() for table in package.tables)
    return is_valid and has_version and has_files and all(map(_is_valid_resource, resources))


def _is_valid_part(name: str, value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether a property of the descriptor is surely valid."""
    if name in {PROPERTY, "resources", "$schema"}:
        return True
    if name == "keywords":
        return is_texts(value)
    if name == "contributors":
        return _is_valid_list(value, _OF_CONTRIBUTOR, ("roles",))
    if name == "licenses":
        is_valid = _is_valid_list(value, _OF_LICENSE)
        return is_valid and all(one.get("name") or one.get("path") for one in value)
    if not isinstance(value, str):
        return False
    is_name = name == "name" and NAME.fullmatch(value) is not None
    return is_name or (name == "created" and _is_moment(value)) or name in _TEXTS


def _is_valid_list(value: Any, texts: set[str], lists: Collection[str] = ()) -> bool:  # noqa: ANN401
    """Return whether a value is a list of objects with these texts and lists of texts."""
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and all(
            (name in texts and isinstance(part, str)) or (name in lists and is_texts(part))
            for name, part in one.items()
        )
        for one in value
    )


def _is_moment(text: str) -> bool:
    try:
        return bool(_MOMENT.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def _is_valid_resource(resource: Any) -> bool:  # noqa: ANN401 - any JSON value
    if not isinstance(resource, dict):
        return False
    return all(_is_valid_property(name, value) for name, value in resource.items())


def _is_valid_property(name: str, value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether a property of a resource is surely valid; its schema is read separately."""
    if name in _VALUES:
        return value in _VALUES[name]
    if name == "schema":  # `read_schema` judges what is in it
        return isinstance(value, str | dict)
    if name == "bytes":
        return type(value) is int and value > 0
    if name == "path" and isinstance(value, list):
        return bool(value) and all(_is_valid_property(name, path) for path in value)
    patterns = {"name": NAME, "path": _PATH, "hash": _HASH}
    if name in patterns:
        return isinstance(value, str) and patterns[name].fullmatch(value) is not None
    return name in {"title", "description", "mediatype"} and isinstance(value, str)
