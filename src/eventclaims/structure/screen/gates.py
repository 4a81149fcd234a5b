"""Translate the fields of a Table Schema to SQL that is true only for valid cells.

A gate may reject a valid cell, which Frictionless then validates, but never accepts an invalid one.
So it only accepts the plain form of each type: a number without spaces, a date with leading zeros.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from eventclaims.runtime.sql import literal
from eventclaims.structure.screen.patterns import translate_pattern
from eventclaims.structure.screen.time_limit import TooSlowError
from eventclaims.tables.plain_schema import (
    DAY,
    FRACTION_DIGITS,
    INTEGER,
    Field,
    PlainField,
    list_missing,
    write_number_form,
)

ANY, _NONE = "TRUE", "FALSE"
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_LARGEST_INTEGER = 10**18
_FORMS = {
    "integer": INTEGER,
    "year": "[0-9]{4}",
    "yearmonth": "[0-9]{4}-(0[1-9]|1[0-2])",
    "duration": "P[0-9]{1,4}[YMD]|PT[0-9]{1,4}[HMS]",
    "time/default": _TIME,
    "geopoint/default": r"-?[0-9]{1,2}(\.[0-9]{1,9})?, ?-?[0-8]?[0-9](\.[0-9]{1,9})?",
    "string/uri": "https?://[A-Za-z0-9]+([.-][A-Za-z0-9]+)*(/[A-Za-z0-9._~/-]*)?",
    "string/email": r"[a-z0-9]{1,20}(\.[a-z0-9]{1,20})?@[a-z0-9]{2,20}\.(com|org|net)",
    "string/uuid": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "string/binary": "([A-Za-z0-9+/]{4})*",
}
"""Regular expressions of plain forms, by type or type/format."""
_DIRECTIVES = {"%Y": "[0-9]{4}", "%m": "[0-9]{2}", "%d": "[0-9]{2}"}
_DIRECTIVES |= {"%H": "[0-9]{2}", "%M": "[0-9]{2}", "%S": "[0-9]{2}"}
_YEARS, _MONTHS = range(10_000), range(1, 13)
_BOUNDS = {"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
_ONE_TEXT_A_VALUE = {"string", "any", "integer", "year", "yearmonth", "date", "datetime", "time"}


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate of one field.

    Attributes:
        name: Name of the field.
        column: Its column in SQL.
        missing: SQL that is true if the cell is a missing value, or does not exist.
        passes: SQL that is true only if the cell is valid.
        is_plain: SQL that is true only if the cell is missing or has the plain form of its type.
        is_identity: Whether cells of plain form are equal as values exactly if they are equal as
            text.
    """

    name: str
    column: str
    missing: str
    passes: str
    is_plain: str
    is_identity: bool


def make_gate(field: Field, column: str) -> Gate:
    """Return the gate of a field of a schema, over a column of text."""
    texts = list_missing(field)
    missing = f"{column} IS NULL"
    if texts:
        missing = f"({missing} OR {column} IN ({_list(texts)}))"
    form, value = _make_form(field, column), _NONE
    if "enum" in field.constraints or field.type == "boolean":
        value = _make_list(field, column)
    elif form != _NONE:
        parts = [form, *(_limit(field, name, column) for name in field.constraints)]
        value = _NONE if _NONE in parts else " AND ".join(p for p in parts if p != ANY) or ANY
    passes = f"NOT {missing} AND {value}" if field.required else f"{missing} OR ({value})"
    is_identity = field.type in _ONE_TEXT_A_VALUE and (
        field.format == "default" or field.type == "string"
    )
    is_plain = ANY if form == ANY else f"({missing} OR ({form}))"
    return Gate(field.name, column, missing, f"({passes})", is_plain, is_identity)


def make_cell_reader(field: Field) -> Callable[[Any], tuple[Any, Any]]:
    """Return what Frictionless reads cells of a field with, also those without a plain form."""
    if not isinstance(field, PlainField):
        read: Callable[[Any], tuple[Any, Any]] = field.create_cell_reader()
        return read
    from eventclaims.structure.screen.plugin import read_field  # noqa: PLC0415 - takes long

    return read_field(field.describe())


def spell(value: Any, field_type: str) -> str | None:  # noqa: ANN401 - any value of Frictionless
    """Return the plain form of a value, or None."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:04}" if field_type == "year" else str(value)
    if isinstance(value, datetime | time) and (value.microsecond or value.tzinfo):
        return None
    if isinstance(value, date | time):
        return value.isoformat()
    if field_type == "yearmonth" and value[0] in _YEARS and value[1] in _MONTHS:
        return f"{int(value[0]):04}-{int(value[1]):02}"
    return None


def _list(texts: Sequence[str]) -> str:
    # A cell cannot contain NUL, nor can a literal.
    return ", ".join(literal(text) for text in texts if "\0" not in text) or "NULL"


def _make_list(field: Field, column: str) -> str:
    """Return the gate of an enum or a boolean: the texts that Frictionless accepts."""
    texts = [str(value) for value in field.constraints.get("enum", ())]
    if isinstance(field, PlainField):  # the values of an enum are texts
        return f"{column} IN ({_list([*dict.fromkeys(texts)])})"
    if field.type == "boolean":
        texts += [*getattr(field, "true_values", ()), *getattr(field, "false_values", ())]
    read = make_cell_reader(field)
    try:
        good = [text for text in dict.fromkeys(texts) if not read(text)[1]]
    except TooSlowError:  # Frictionless judges the cells
        return _NONE
    return f"{column} IN ({_list(good)})" if good else _NONE


def _make_form(field: Field, column: str) -> str:
    """Return SQL that is true only for the plain form of a type and format."""
    if field.type == "any" or (field.type == "string" and field.format == "default"):
        return ANY
    if field.type == "boolean":
        return _make_list(field, column)
    if field.type == "list":
        # An empty delimiter makes Frictionless crash.
        is_plain = getattr(field, "item_type", "") == "string" and getattr(field, "delimiter", "")
        return ANY if is_plain else _NONE
    if field.type == "number":
        return _make_number(field, column)
    if field.type in ("date", "datetime"):
        return _make_day(field, column)
    form = _FORMS.get(field.type) or _FORMS.get(f"{field.type}/{field.format}")
    return f"regexp_full_match({column}, {literal(form)})" if form else _NONE


def _make_number(field: Field, column: str) -> str:
    decimal, group = str(getattr(field, "decimal_char", ".")), str(getattr(field, "group_char", ""))
    if re.search(r"[\w+-]", decimal + group) or len(decimal) != 1 or decimal in group:
        return _NONE
    return f"regexp_full_match({column}, {literal(write_number_form(decimal))})"


def _make_day(field: Field, column: str) -> str:
    """Return the gate of a date or datetime: digits in the right places, and a valid date."""
    if field.format in ("default", "any"):
        form, pattern = DAY, "%Y-%m-%d"
        if field.type == "datetime":
            form, pattern = f"{DAY}T{_TIME}", "%Y-%m-%dT%H:%M:%S"
    else:
        pattern = field.format
        parts = re.split("(%[A-Za-z%]|[^%])", pattern)
        if any(part.startswith("%") and part not in _DIRECTIVES for part in parts):
            return _NONE
        if pattern.count("%") != len(set(re.findall("%[A-Za-z]", pattern))) or "%Y" not in pattern:
            return _NONE
        form = "".join(_DIRECTIVES.get(part, re.escape(part)) for part in parts)
    read = f"try_strptime({column}, {literal(pattern)})"
    return f"(regexp_full_match({column}, {literal(form)}) AND {read} >= '0001-01-01')"


def _limit(field: Field, name: str, column: str) -> str:
    """Return SQL that is true only for cells that meet a constraint."""
    stated = field.constraints[name]
    if name in ("required", "unique"):
        return ANY
    if name == "pattern" and field.type == "string":
        pattern = translate_pattern(str(stated))
        return f"regexp_matches({column}, {literal(pattern)})" if pattern else _NONE
    if name in ("minLength", "maxLength") and field.type == "string" and type(stated) is int:
        return f"length({column}) {'>=' if name == 'minLength' else '<='} {stated}"
    if name in _BOUNDS and field.type in _COMPARED:
        bound = stated  # the bound of a plain field is a number
        if not isinstance(field, PlainField):
            bound = field.create_value_reader()(stated)
        compared = None if bound is None else _COMPARED[field.type](field, column, bound)
        if compared and not (getattr(field, "float_number", False) and "exclusive" in name):
            return f"{compared[0]} {_BOUNDS[name]} {compared[1]}"
    return _NONE


def _compare_integers(_field: Field, column: str, bound: Any) -> tuple[str, str] | None:  # noqa: ANN401
    if abs(bound) >= _LARGEST_INTEGER:
        return None
    return f"TRY_CAST({column} AS BIGINT)", str(bound)


def _compare_numbers(field: Field, column: str, bound: Any) -> tuple[str, str] | None:  # noqa: ANN401
    exact = Decimal(str(bound))
    kind = f"DECIMAL(38, {FRACTION_DIGITS})"
    if (
        not exact.is_finite()
        or abs(exact) >= _LARGEST_INTEGER
        or getattr(field, "decimal_char", ".") != "."
    ):
        return None
    if int(exact.as_tuple().exponent) < -FRACTION_DIGITS:
        return None
    return f"TRY_CAST({column} AS {kind})", f"CAST('{exact:f}' AS {kind})"


def _compare_texts(field: Field, column: str, bound: Any) -> tuple[str, str] | None:  # noqa: ANN401
    text = spell(bound, field.type)
    return (column, literal(text)) if text and field.format == "default" else None


_Compare = Callable[[Field, str, Any], tuple[str, str] | None]
_COMPARED: dict[str, _Compare] = {
    "integer": _compare_integers,
    "year": _compare_integers,
    "number": _compare_numbers,
    "date": _compare_texts,
    "datetime": _compare_texts,
    "time": _compare_texts,
    "yearmonth": _compare_texts,
}
