"""The fields and keys of a schema that is surely valid, and the plain cells of its types.

Their names are those of Frictionless, which takes longer to load than a small table to read, so
that rows are screened in the same way by both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from eventclaims.package.standard import list_names
from eventclaims.tables.edtf import parse_day

if TYPE_CHECKING:
    import frictionless

Field: TypeAlias = "frictionless.Field | PlainField"
Schema: TypeAlias = "frictionless.Schema | PlainSchema"
_SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
NAME = re.compile(r"[a-z0-9._-]+")
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
INTEGER = "0|-?[1-9][0-9]{0,17}"
_WHOLE_DIGITS, FRACTION_DIGITS = 15, 20
_INTEGER = re.compile(INTEGER)
# The properties that Frictionless ignores.
_OWN_OF_SCHEMA = {"interval", "uniqueKeys"}
_OWN_OF_FIELD = {"codelist", "requiredFrom", "verbatim", "derived"}
_TEXTS = {"title", "description"}
_BOUNDS = {"minimum", "maximum"}
_LENGTHS = {"minLength", "maxLength"}
_LONGEST_PATTERN = 1000


@dataclass(frozen=True, slots=True)
class PlainField:
    """A field of a type and with constraints that need no reading of values.

    Attributes:
        name: The name.
        type: string, integer, number or date.
        constraints: The constraints, as in the schema.
        missing_values: The texts of cells without a value.
        format: The format.
        schema: None; as `missing_values` are its own.
    """

    name: str
    type: str
    constraints: Mapping[str, Any]
    missing_values: tuple[str, ...]
    format: str = "default"
    schema: None = None

    @property
    def required(self) -> bool:
        """Whether a cell must have a value."""
        return bool(self.constraints.get("required"))

    def has_defined(self, _property: str) -> bool:
        """Return true, as no property depends on the schema."""
        return True

    def describe(self) -> dict[str, Any]:
        """Return the field as it is described in a schema."""
        described = {"name": self.name, "type": self.type, "constraints": dict(self.constraints)}
        return described | {"missingValues": [*self.missing_values]}

    def read(self, text: str) -> str | int | float | date | None:
        """Return the value of a text that is not missing; None if it does not have a plain form."""
        return _READERS[self.type](text)


@dataclass(frozen=True, slots=True)
class PlainSchema:
    """A schema that is surely valid.

    Attributes:
        fields: The fields.
        primary_key: The names of the fields of the primary key.
        foreign_keys: The foreign keys, with lists of fields.
    """

    fields: list[PlainField]
    primary_key: list[str]
    foreign_keys: list[dict[str, Any]]

    def get_field(self, name: str) -> PlainField:
        """Return the field with a name."""
        return next(field for field in self.fields if field.name == name)


def list_missing(field: Field) -> Sequence[str]:
    """Return the missing values of a field."""
    if field.schema and not field.has_defined("missing_values"):
        return field.schema.missing_values
    return field.missing_values


def write_number_form(decimal: str = ".") -> str:
    """Return the regular expression of the plain form of a number with this decimal sign."""
    whole = f"0|[1-9][0-9]{{0,{_WHOLE_DIGITS - 1}}}"
    return f"-?({whole})({re.escape(decimal)}[0-9]{{1,{FRACTION_DIGITS}}})?"


def read_schema(schema: Mapping[str, Any]) -> PlainSchema | None:
    """Return a schema if it is surely valid, by its own properties; None if not."""
    for name, value in schema.items():
        if name not in _OWN_OF_SCHEMA | {"fields"} and not _is_valid_part(name, value):
            return None
    missing = tuple(schema.get("missingValues", [""]))
    fields = [_read_field(field, missing) for field in schema["fields"]]
    names = [field.name for field in fields if field]
    if len({*names}) < len(schema["fields"]):
        return None
    key = schema.get("primaryKey", [])
    references = [_read_reference(reference) for reference in schema.get("foreignKeys", ())]
    used = {*key, *(name for reference in references for name in reference["fields"])}
    if not used <= {*names}:
        return None
    return PlainSchema([field for field in fields if field], [*key], references)


def _is_valid_part(name: str, value: object) -> bool:
    if name == "$schema":
        return value == _SCHEMA_PROFILE
    if name == "name":
        return isinstance(value, str) and NAME.fullmatch(value) is not None
    if name in {"missingValues", "primaryKey"}:
        return is_texts(value)
    if name == "foreignKeys":
        return isinstance(value, list) and all(map(_is_valid_reference, value))
    return name in _TEXTS and isinstance(value, str)


def _is_valid_reference(reference: object) -> bool:
    """Return whether a foreign key has one field, which refers to one of a table."""
    if not isinstance(reference, dict) or {*reference} != {"fields", "reference"}:
        return False
    target = reference["reference"]
    if not isinstance(target, dict) or {*target} != {"resource", "fields"}:
        return False
    sides = (reference["fields"], target["fields"])
    is_single = all(isinstance(side, str) or (is_texts(side) and len(side) == 1) for side in sides)
    return is_single and isinstance(target["resource"], str)


def _read_reference(reference: dict[str, Any]) -> dict[str, Any]:
    target = reference["reference"]
    return {
        "fields": [*list_names(reference["fields"])],
        "reference": target | {"fields": [*list_names(target["fields"])]},
    }


def _read_field(field: Mapping[str, Any], missing: tuple[str, ...]) -> PlainField | None:
    name, kind = field["name"], field["type"]
    if not name or name != name.strip() or kind not in _READS:
        return None
    for part, value in field.items():
        if part in {"name", "type"} | _OWN_OF_FIELD or (part in _TEXTS and isinstance(value, str)):
            continue
        if part == "constraints" and isinstance(value, dict):
            if not all(_is_valid_constraint(kind, *item) for item in value.items()):
                return None
            if "enum" in value and not {*value} <= {"enum", "required", "unique"}:
                return None
        elif part != "example" or not _READS[kind](value):
            return None
    return PlainField(name, kind, field.get("constraints", {}), missing)


def _is_valid_constraint(kind: str, name: str, value: object) -> bool:
    if name in {"required", "unique"}:
        return isinstance(value, bool)
    if name == "enum":
        return kind == "string" and is_texts(value) and bool(value)
    if name == "pattern":
        return kind == "string" and isinstance(value, str) and _compiles(value)
    if name in _LENGTHS:
        return kind == "string" and type(value) is int and value >= 0
    return name in _BOUNDS and kind in {"integer", "number"} and type(value) is int


def _compiles(pattern: str) -> bool:
    try:
        return len(pattern) <= _LONGEST_PATTERN and bool(re.compile(f"^{pattern}$"))
    except (re.error, RecursionError, OverflowError):
        return False


def is_texts(value: object) -> bool:
    """Return whether a value of JSON is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_number(value: object) -> bool:
    return type(value) is int or (isinstance(value, float) and math.isfinite(value))


def _is_day(value: object) -> bool:
    return isinstance(value, str) and parse_day(value) is not None


_READS: dict[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "number": _is_number,
    "date": _is_day,
}
"""Whether an example is surely valid, by type."""


def _read_integer(text: str) -> int | None:
    return int(text) if _INTEGER.fullmatch(text) else None


_NUMBER = re.compile(write_number_form())


def _read_number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


_READERS: dict[str, Callable[[str], str | int | float | date | None]] = {
    "string": lambda text: text,
    "integer": _read_integer,
    "number": _read_number,
    "date": parse_day,
}
"""The reader of a cell of plain form, by type."""
