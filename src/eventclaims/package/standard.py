"""The standard: its table schemas, profile and code lists."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from io import StringIO
from pathlib import Path
from typing import Any

from eventclaims.errors import EventClaimsError, TableError

Schema = dict[str, Any]
Codelists = dict[str, tuple[dict[str, str], ...]]

PROFILE_FILE = "eventclaims-profile.json"
# A release also contains all code lists as one table of this name.
CODELISTS = "codelists"
CODELISTS_FOLDER = "schemas/codelists"
# The types of places that an event is within, not at.
AREAS = ("country", "governorate", "region", "district", "waterway")
# The natural keys of imported rows, with their ids.
IDS_FILE = "ids.csv"
# The tables whose rows are spans of a text.
SPAN_TABLES = ("evidence", "uncoded_passages")
# Without the files that operating systems and programs leave, such as ._form.csv.
CODELIST_FILES = "[!.~]*.csv"
_SUFFIX = ".schema.json"
_BESIDE_PACKAGE = Path(__file__).parents[1] / "schemas"
_IN_CHECKOUT = Path(__file__).parents[3] / "schemas"


@cache
def folder() -> Path:
    """Return the folder of the standard, in the installed package or in the checkout.

    Raises:
        EventClaimsError: If it is missing, which means a broken installation.
    """
    for candidate in (_BESIDE_PACKAGE, _IN_CHECKOUT):
        if (candidate / PROFILE_FILE).is_file():
            return candidate
    raise EventClaimsError("the schemas that come with eventclaims are missing; reinstall it")


@cache
def load_profile() -> dict[str, Any]:
    """Return the profile: a JSON Schema for the descriptor of an event-claim package."""
    profile: dict[str, Any] = json.loads((folder() / PROFILE_FILE).read_text("utf-8"))
    return profile


@cache
def load_schemas() -> dict[str, Schema]:
    """Return the standard's Table Schemas by table name, in alphabetical order."""
    paths = sorted(folder().glob(f"*{_SUFFIX}"))
    return {p.name.removesuffix(_SUFFIX): json.loads(p.read_text("utf-8")) for p in paths}


@cache
def load_codelists() -> Codelists:
    """Return the standard's code lists by name."""
    return read_codelists(folder() / CODELISTS)


def read_codelists(lists: Path) -> Codelists:
    """Read a folder of code lists.

    Returns:
        The lists by name; each code is a row of code, label, definition, status and, in lists
        with codes of their own, broader.

    Raises:
        TableError: If a list is not a CSV file in UTF-8 with the same columns in each row.
    """
    return {path.stem: read_codelist(path) for path in sorted(lists.glob(CODELIST_FILES))}


def map_to_broader(codes: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the code of the standard that each own code of a list is narrower than.

    Args:
        codes: A code list of a package; `broader` of a code is a code of the same list.

    Returns:
        For each code with `broader`, the last code that the chain of broader codes leads to.
    """
    broader = {row.get("code", ""): row.get("broader", "") for row in codes}
    return {code: _follow(code, broader) for code, above in broader.items() if above}


def _follow(code: str, broader: Mapping[str, str]) -> str:
    seen = {code}
    while (above := broader.get(code, "")) and above not in seen:
        seen.add(above)
        code = above
    return code


def read_codelist(path: Path) -> tuple[dict[str, str], ...]:
    """Read one list of the standard or of a package.

    Raises:
        TableError: If it is not a CSV file in UTF-8 with the same columns in each row.
    """
    try:
        return _parse_codelist(path.read_bytes(), path.name)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"code list {path.name}: cannot be read ({error})") from error


@lru_cache(maxsize=200)  # most lists of a package are copies of those of the standard
def _parse_codelist(content: bytes, name: str) -> tuple[dict[str, str], ...]:
    reader = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    header = next(reader, [])
    if len({*header}) < len(header):
        raise TableError(f"code list {name}: duplicate column")
    rows = []
    for cells in reader:
        if len(cells) != len(header):
            where = f"code list {name}: line {reader.line_num}"
            raise TableError(f"{where}: {len(cells)} cells, {len(header)} columns")
        rows.append(dict(zip(header, cells, strict=True)))
    return tuple(rows)


def list_required_tables() -> tuple[str, ...]:
    """Return the names of the tables that the profile requires at level anchored."""
    return tuple(load_profile()["definitions"])


def list_coded_tables() -> tuple[str, ...]:
    """Return the names of the tables coded from documents, each after those it references."""
    return tuple(code["code"] for code in load_codelists()["evidence_table"])


def get_key(schema: Schema) -> tuple[str, ...]:
    """Return the column names of the primary key; empty if there is none."""
    return list_names(schema.get("primaryKey", ()))


def list_names(stated: str | Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a key, which may be stated as one name."""
    return (stated,) if isinstance(stated, str) else tuple(stated)


def list_targets(schema: Schema, name: str) -> dict[str, str]:
    """Return the table that each column of single foreign keys of a table refers to."""
    return {
        columns[0]: str(reference["reference"].get("resource") or name)
        for reference in schema.get("foreignKeys", ())
        if len(columns := list_names(reference["fields"])) == 1
    }


def list_key_types(schema: Schema) -> tuple[str, ...]:
    """Return the types of the columns of the primary key."""
    types = {field["name"]: str(field.get("type", "string")) for field in schema["fields"]}
    return tuple(types.get(name, "string") for name in get_key(schema))


def list_fields(schema: Schema) -> tuple[str, ...]:
    """Return the column names of a Table Schema in order."""
    return tuple(field["name"] for field in schema["fields"])


def list_texts(stated: Mapping[str, Any], part: str) -> set[str]:
    """Return the values of a list in a schema or field, with or without labels, as text."""
    items = stated.get(part)
    if not isinstance(items, list):
        return set()
    return {str(item.get("value") if isinstance(item, dict) else item) for item in items}


def is_field(field: Schema) -> bool:
    """Return whether the properties of a field have the types that checks rely on."""
    constraints = field.get("constraints", {})
    return (
        isinstance(field.get("type", ""), str)
        and isinstance(constraints, dict)
        and isinstance(constraints.get("enum", []), list)
    )


def is_reference(reference: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether the properties of a foreign key have the types that checks rely on."""
    target = reference.get("reference") if isinstance(reference, dict) else None
    return (
        isinstance(target, dict)
        and isinstance(target.get("resource", ""), str)
        and all(_is_name_or_names(part.get("fields")) for part in (reference, target))
    )


def find_duplicate(names: list[str]) -> str | None:
    """Return the first name, in alphabetical order, that occurs more than once."""
    return min((name for name, count in Counter(names).items() if count > 1), default=None)


def _is_name_or_names(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    names = [value] if isinstance(value, str) else value
    return isinstance(names, list) and all(isinstance(name, str) for name in names)
