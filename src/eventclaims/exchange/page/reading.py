"""Read the work file of the coding page; nothing in it is trusted."""

import json
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from eventclaims.errors import PackageError
from eventclaims.exchange.entries import (
    CodingError,
    EnteredTable,
    Entries,
    Fault,
    Faults,
    Manifest,
    Row,
)
from eventclaims.exchange.layout import SheetPlan
from eventclaims.exchange.rows import read_cells
from eventclaims.importing.cells import clean
from eventclaims.package.json_files import read_json

FORMAT, FORMAT_VERSION = "eventclaims-coding-page", "1"
_SCHEMA = Path(__file__).with_name("work.schema.json")
_MOST_SHOWN = 200


def read_work(path: Path, plans: Sequence[SheetPlan]) -> Entries:
    """Read a work file that the coding page wrote.

    Args:
        path: The file.
        plans: The tables of the package.

    Raises:
        CodingError: If it is not such a file, of another version of the format, or too large.
    """
    try:
        work = read_json(path, path.name)
    except PackageError as error:
        raise CodingError(str(error)) from error
    _check_format(work, path.name)
    known = {plan.name: plan for plan in plans}
    base = {name: read_cells(path.name, name, table) for name, table in work["base"].items()}
    manifest = Manifest(
        work["package"], work["version"], work["coder"], work["hashes"], texts=work["texts"]
    )
    entries = Entries(manifest, base, {})
    for name, table in work["tables"].items():
        rows = read_cells(path.name, name, table)
        if name in known:
            entries.sheets[name] = _read_table(known[name], table["columns"], rows, entries.faults)
        elif any(any(row.values()) for row in rows):
            problem, hint = "the package has no table of this name", _suggest(name, [*known])
            entries.faults.add(Fault(name, "", "", problem, hint))
    return entries


def _check_format(work: dict[str, Any], name: str) -> None:
    if work.get("format") != FORMAT:
        raise CodingError(f"{name}: is not a work file of a coding page; download it there")
    if work.get("format_version") != FORMAT_VERSION:
        raise CodingError(
            f"{name}: the format of the work file is {str(work.get('format_version'))[:20]}, but "
            f"this version of eventclaims reads {FORMAT_VERSION}; write a new coding page"
        )
    error = next(_load_validator().iter_errors(work), None)
    if error is not None:
        place = "/".join(map(str, error.absolute_path)) or "the file"
        raise CodingError(f"{name}: damaged at {place[:_MOST_SHOWN]}: {_explain(error)}")


def _explain(error: jsonschema.ValidationError) -> str:
    """Return the fault without the value, which may be long."""
    if error.validator in {"required", "additionalProperties", "const"}:
        return error.message[:_MOST_SHOWN]
    return f"the value breaks the rule {error.validator!r} of the format"


@cache
def _load_validator() -> Any:  # noqa: ANN401 - validators of jsonschema have no common type
    return jsonschema.Draft202012Validator(json.loads(_SCHEMA.read_text("utf-8")))


def _read_table(
    plan: SheetPlan, columns: Sequence[str], rows: Sequence[Row], faults: Faults
) -> EnteredTable:
    known = {column.name: column for column in plan.columns if not column.is_passage}
    for name in columns:
        if name not in known:
            problem = f"the table `{plan.name}` has no column `{name}`"
            faults.add(Fault(plan.name, "", "", problem, _suggest(name, [*known])))
    for column in known.values():
        if column.name not in columns and not column.is_derived:
            problem, hint = f"the column `{column.name}` is missing", "write a new coding page"
            faults.add(Fault(plan.name, "", "", problem, hint))
    present = [name for name in columns if name in known]
    places = _name_rows(plan, rows)
    read = EnteredTable(plan, plan.name, {name: name for name in present}, {}, places)
    entered = [name for name in present if not known[name].is_derived]
    for line, row in enumerate(rows, 1):
        cells = {name: clean(row[name]) for name in entered}
        if any(cells.values()):
            read.rows[line] = cells
    return read


def _name_rows(plan: SheetPlan, rows: Sequence[Row]) -> dict[int, str]:
    """Return what messages call each row: its key, or its number if that does not identify it."""
    keys = [tuple(row.get(name, "") for name in plan.table.key) for row in rows]
    times = Counter(keys)
    return {
        line: "/".join(key) if all(key) and times[key] == 1 else f"row {line}"
        for line, key in enumerate(keys, 1)
    }


def _suggest(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"did you mean `{close[0]}`?" if close else "write a new coding page for this package"
