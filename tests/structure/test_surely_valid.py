"""Frictionless finds no error in a descriptor that is surely valid, and has the same gates."""

import json
from copy import deepcopy

import pytest

from eventclaims.errors import PackageError
from eventclaims.package.opening import open_package
from eventclaims.structure.descriptor import Access, build, check_package
from eventclaims.structure.screen.gates import make_gate
from eventclaims.structure.screen.surely_valid import read_schemas

FIELDS = [
    {"name": "id", "type": "string", "constraints": {"required": True, "pattern": "[a-z]+"}},
    {"name": "up", "type": "string", "example": "a"},
    {"name": "kind", "type": "string", "constraints": {"enum": ["x", "y"]}},
    {"name": "count", "type": "integer", "constraints": {"minimum": 0}, "example": 5},
    {"name": "share", "type": "number", "constraints": {"maximum": 9}, "example": 0.5},
    {"name": "day", "type": "date", "example": "2024-02-29"},
]
TYPES = (0, 3, 4, 5)
SCHEMA = {
    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
    "name": "things",
    "fields": FIELDS,
    "primaryKey": ["id"],
    "foreignKeys": [{"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}}],
    "missingValues": [""],
}
RESOURCE = {
    "name": "things",
    "path": "data/things.csv",
    "type": "table",
    "profile": "tabular-data-resource",
    "format": "csv",
    "encoding": "utf-8",
    "dialect": {"delimiter": ","},
    "schema": "schema.json",
}
DESCRIPTOR = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "some",
    "licenses": [{"name": "CC0-1.0"}],
    "contributors": [{"title": "A", "roles": ["author"]}],
    "created": "2024-02-29T00:00:00Z",
    "resources": [RESOURCE],
}
ROWS = "id,up,kind,count,share,day\na,,x,1,0.5,2024-01-05\nb,a,,,,\n"
# The properties that Frictionless knows, and others, of each part of a package.
PROPERTIES = {
    "package": (
        *("$schema", "name", "title", "created", "keywords", "licenses", "contributors"),
        *("sources", "profile", "profiles", "image", "missingValues", "fields", "own"),
    ),
    "resource": (
        *("name", "title", "path", "data", "type", "profile", "format", "encoding", "dialect"),
        *("schema", "hash", "bytes", "rows", "fields", "scheme", "compression", "innerpath"),
        *("extrapaths", "licenses", "sources", "mediatype", "missingValues", "own"),
    ),
    "schema": (
        *("$schema", "name", "title", "primaryKey", "foreignKeys", "missingValues", "fieldsMatch"),
        *("uniqueKeys", "interval", "type", "own"),
    ),
    "field": (
        *("name", "type", "title", "format", "example", "missingValues", "constraints", "rdfType"),
        *("required", "codelist", "decimalChar", "bareNumber", "trueValues", "own"),
    ),
    "constraints": (
        *("required", "unique", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum"),
        *("minLength", "maxLength", "jsonSchema", "own"),
    ),
}
VALUES = [
    *(None, True, 0, 1, -1, 2.5, "", "a", "A b", "[a", "2024-02-30", "2024-13-01T00:00:00Z"),
    *("id", "date", "../x", "default", "md5:0", [], ["a"], ["id"], ["", "-"], [1], {}, {"a": 1}),
    *([{"fields": "up", "reference": {"resource": "no", "fields": "id"}}], [{"email": "x"}]),
]


@pytest.mark.long  # the tests of data packages show the usual properties
@pytest.mark.parametrize("part", PROPERTIES)
def test_frictionless_finds_no_error_in_what_is_surely_valid(part, tmp_path):
    accepted = 0
    for number in TYPES if part in {"field", "constraints"} else (0,):
        for name in PROPERTIES[part]:
            for value in VALUES:
                accepted += check(tmp_path, part, number, name, value)
    assert accepted > len(PROPERTIES[part])


def check(folder, part, number, name, value):
    """Change one property; return whether the package is then surely valid to us."""
    descriptor, schema = deepcopy(DESCRIPTOR), deepcopy(SCHEMA)
    field = schema["fields"][number]
    parts = {"package": descriptor, "resource": descriptor["resources"][0], "schema": schema}
    parts |= {"field": field, "constraints": field.setdefault("constraints", {})}
    parts[part][name] = value
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "things.csv").write_text(ROWS, "utf-8")
    (folder / "schema.json").write_text(json.dumps(schema), "utf-8")
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    try:
        with open_package(folder, strict=False) as package:
            schemas = read_schemas(package)
            if not schemas or not all(table.path.is_file() for table in package.tables):
                return False
            compare(package, schemas)
    except PackageError:
        return False
    return True


def compare(package, schemas):
    access = Access(package.root, "v2")
    (table,) = package.tables
    resource, findings = build(table.resource | {"schema": table.schema}, access)
    assert [*check_package(package, access), *findings] == []
    gates = [make_gate(field, "c0") for field in resource.schema.fields]
    assert [make_gate(field, "c0") for field in schemas[table.name].fields] == gates
