"""Add a code to a code list of a package and to the enums of the columns that use the list."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eventclaims.errors import PackageError
from eventclaims.package import standard
from eventclaims.package.changes import Change
from eventclaims.package.json_files import format_json, read_json
from eventclaims.package.model import Package
from eventclaims.package.paths import resolve_inside
from eventclaims.package.standard import CODELISTS_FOLDER, Schema
from eventclaims.tables.canonical import format_record
from eventclaims.tables.cells import is_formula

_COLUMNS = ("code", "label", "definition", "status", "broader")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


def add_code(  # noqa: PLR0913 - one for each column of a code list
    package: Package, codelist: str, code: str, *, label: str, definition: str, broader: str = ""
) -> list[Change]:
    """Return the changes that add a code, without writing them.

    Args:
        package: The opened package.
        codelist: Name of the list; a new one is created.
        code: The code.
        label: Its label.
        definition: Its definition.
        broader: A code of the list that includes it; empty if there is none.

    Returns:
        The changed list, and each schema or descriptor with a column of this list.

    Raises:
        PackageError: If a name or text is invalid, the code exists, or the broader code does not.
    """
    lists = package.read_codelists()
    known = lists.get(codelist, standard.load_codelists().get(codelist, ()))
    codes = [row.get("code", "") for row in known]
    for name, value in (("code list", codelist), ("code", code)):
        if not _CODE.fullmatch(value):
            raise PackageError(f"{value!r}: a {name} is written with letters, digits and _")
    if code in codes:
        raise PackageError(f"{codelist}: the code {code!r} exists")
    if broader and broader not in codes:
        raise PackageError(f"{codelist}: the broader code {broader!r} does not exist")
    if not label.strip() or not definition.strip():
        raise PackageError(f"{code!r}: label and definition must not be empty")
    if is_formula(label) or is_formula(definition):
        raise PackageError(f"{code!r}: a spreadsheet would run the label or definition")
    added = dict(zip(_COLUMNS, (code, label, definition, "active", broader), strict=True))
    return [_write_list(package, codelist, [*known, added]), *_widen_enums(package, codelist, code)]


def _write_list(package: Package, codelist: str, rows: list[dict[str, str]]) -> Change:
    file = f"{CODELISTS_FOLDER}/{codelist}.csv"
    path = resolve_inside(package.root, file)
    before = path.read_bytes() if path.is_file() else b""
    return Change(package.root, file, before, format_codelist(rows).encode())


def format_codelist(rows: Sequence[dict[str, str]]) -> str:
    """Return a code list as CSV, with its codes in their order and the columns of all rows."""
    columns = list(dict.fromkeys([*_COLUMNS, *(name for row in rows for name in row)]))
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    return "".join(map(format_record, lines))


def _widen_enums(package: Package, codelist: str, code: str) -> list[Change]:
    """Return the changes of each file with a schema that has a column of the list."""
    changes: dict[Path, tuple[str, dict[str, Any]]] = {}
    for table in package.tables:
        if not any(field.get("codelist") == codelist for field in table.schema["fields"]):
            continue
        stated = table.resource.get("schema")
        file = stated if isinstance(stated, str) else package.path.name
        path = resolve_inside(package.root, file)
        if path.suffix in {".yaml", ".yml"}:
            raise PackageError(
                f"{file}: only JSON can be changed; add the code to its enums by hand"
            )
        _, content = changes.setdefault(path, (file, read_json(path, file)))
        schema = content if isinstance(stated, str) else _find_schema(content, table.name)
        for field in schema["fields"]:
            if field.get("codelist") == codelist:
                enum = field.setdefault("constraints", {}).setdefault("enum", [])
                enum += [code] if code not in enum else []
    return [
        Change(package.root, file, path.read_bytes(), (format_json(content) + "\n").encode())
        for path, (file, content) in changes.items()
    ]


def _find_schema(descriptor: dict[str, Any], name: str) -> Schema:
    resource = next(r for r in descriptor["resources"] if r.get("name") == name)
    schema: Schema = resource["schema"]
    return schema
