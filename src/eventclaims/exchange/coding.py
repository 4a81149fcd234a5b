"""The rows that a coder has entered in a file, checked cell by cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from eventclaims.exchange import layout
from eventclaims.exchange.entries import (
    CodingError,
    EnteredTable,
    Entries,
    Fault,
    Faults,
    Manifest,
    Row,
)
from eventclaims.exchange.layout import Column, SheetPlan
from eventclaims.exchange.passages import find_passages
from eventclaims.exchange.rows import (
    RETIRED,
    Key,
    Reference,
    Rows,
    find_broken,
    get_key,
    hash_rows,
    index_rows,
    make_registry,
    read_plans,
)
from eventclaims.importing import ids
from eventclaims.importing.cells import clean
from eventclaims.package.model import Package
from eventclaims.tables.cells import NUMBER

Reader = Callable[[Path, Sequence[SheetPlan]], Entries]
_NUMERIC = ("integer", "number")
_SPAN = ("source_id", "start", "end")
# Codes that a message lists; of more, it only has the number.
_MOST_CODES = 20


@dataclass(slots=True)
class Coding:
    """The tables as a coder has left them.

    Attributes:
        package: The package that it was written from, as it is now.
        coder: The coder, as given or as the file names it; empty if unknown.
        plans: The sheets.
        base: The rows of each table when the file was written.
        current: The rows of each table of the package now.
        tables: The rows of each table with what the coder has entered.
        places: The sheet and line of each row of the file, by table, key and column; the column is
            empty for all that have no other place.
        faults: What prevents the import.
        notes: What a person should know of the import, each as a line.
    """

    package: Package
    coder: str
    plans: list[SheetPlan]
    base: dict[str, Rows]
    current: dict[str, Rows]
    tables: dict[str, Rows]
    places: dict[tuple[str, Key, str], tuple[EnteredTable, int]]
    faults: Faults
    notes: list[str] = field(default_factory=list)

    def add_fault(  # noqa: PLR0913 - the parts of a fault
        self, table: str, key: Key, column: str, value: str, *, problem: str, hint: str
    ) -> None:
        """Add a fault of a row, with its place if the file contains the row."""
        place = self.places.get((table, key, column)) or self.places.get((table, key, ""))
        if place is None:
            shown = f"{table} {'/'.join(key)}"
            self.faults.add(Fault(shown, "", value, problem, hint))
            return
        sheet, line = place
        self.faults.add(sheet.make_fault(line, column, value, problem, hint))


def read_coding(  # noqa: PLR0913 - the file, its format, and what it is read with
    package: Package,
    path: Path,
    reader: Reader,
    texts: Path | None = None,
    *,
    coder: str = "",
    partial: bool = False,
) -> Coding:
    """Read a file that a coder has filled in into the rows of tables.

    Args:
        package: The opened package.
        path: The file.
        reader: Reads the file of its format.
        texts: Folder of the texts, in which the words of passages are found.
        coder: The coder; if the file names one, it must be the same.
        partial: Whether the tables leave out the rows with faults. A changed row stays as it was.

    Returns:
        The coding; its tables are complete only if it has no faults.

    Raises:
        CodingError: If the file cannot be read, or is of another package, version or coder.
        EventClaimsError: If a table or a text cannot be read.
    """
    plans = layout.plan_sheets(package)
    entries = reader(path, plans)
    check_origin(package, entries.manifest, path.name, coder)
    current = read_plans(plans)
    base = {plan.name: _find_base(plan, entries, current, path.name) for plan in plans}
    find_passages(entries, base, texts)
    coder = coder or entries.manifest.coder
    faults, notes = entries.faults, entries.notes
    coding = Coding(package, coder, plans, base, current, {}, {}, faults, notes)
    registry = make_registry(plans, current, base)
    for sheet in entries.sheets.values():
        if ids.has_ids(sheet.plan.table):
            (key,) = sheet.plan.table.key
            registry.reserve(cells.get(key, "") for cells in sheet.rows.values())
    for plan in plans:
        read = entries.sheets.get(plan.name)
        # Without its key, no row of a sheet is known.
        is_usable = read is not None and {*plan.table.key} <= {*read.letters}
        coding.tables[plan.name] = (
            _make_rows(coding, read, registry) if read and is_usable else list(base[plan.name])
        )
    broken = find_broken(plans, base)
    for reference in sorted(find_broken(plans, coding.tables) - broken):
        _report_reference(coding, reference)
    if partial:
        _leave_out(coding, broken)
    return coding


def check_origin(package: Package, manifest: Manifest, name: str, coder: str = "") -> None:
    """Refuse a file of another package, version or coder.

    Raises:
        CodingError: If it is one.
    """
    if manifest.package != package.name:
        raise CodingError(
            f"{name}: written from another package, {manifest.package!r}; this one is "
            f"{package.name!r}"
        )
    if manifest.version != (package.version or ""):
        raise CodingError(
            f"{name}: written from version {manifest.version or '-'}, but the package now has "
            f"version {package.version or '-'}; export again and copy your rows into it"
        )
    if coder and manifest.coder and coder != manifest.coder:
        raise CodingError(
            f"{name}: the file of another coder, {manifest.coder!r}; do not put the work of two "
            "coders together"
        )


def _find_base(plan: SheetPlan, entries: Entries, current: Mapping[str, Rows], name: str) -> Rows:
    """Return the rows that the file was written from: its own copy, or those of now."""
    wanted = entries.manifest.hashes.get(plan.name)
    for rows in (entries.base.get(plan.name), current[plan.name]):
        if rows is not None and hash_rows(plan.table, rows) == wanted:
            return rows
    raise CodingError(
        f"{name}: its hidden copy of the table `{plan.name}` is missing or changed, and the "
        "package has changed since; export again and copy your rows into it"
    )


def _make_rows(coding: Coding, sheet: EnteredTable, registry: ids.Registry) -> Rows:
    """Return the rows of a sheet, with unchanged cells as they were, and check the others."""
    plan = sheet.plan
    known = index_rows(plan, coding.base[plan.name])
    retired = {row["record_id"] for row in coding.current.get(RETIRED, ())}
    made: dict[Key, Row] = {}
    for line, entered in sheet.rows.items():
        if _is_offered(plan, entered) and not coding.faults.has_line(plan.name, line):
            continue
        cells = dict(entered)
        if ids.has_ids(plan.table) and not cells.get(plan.table.key[0]):
            cells[plan.table.key[0]] = registry.get(plan.table, str(line))
        key = get_key(plan, cells)
        before = known.get(key)
        if key in made and not plan.table.key and before is not None:
            continue  # Without a key, the package may have equal rows.
        if key in made:
            first = coding.places[(plan.name, key, "")][1]
            value, column = "/".join(key), (plan.table.key or plan.table.fields)[0]
            for one, other in ((first, line), (line, first)):
                problem, hint = f"row {other} has the same key", "give each row its own"
                coding.faults.add(sheet.make_fault(one, column, value, problem, hint))
            continue
        if before is None and key[0] in retired:
            problem, hint = "this id was withdrawn", "use the next free id"
            column = plan.table.key[0]
            coding.faults.add(sheet.make_fault(line, column, key[0], problem, hint))
        coding.places[(plan.name, key, "")] = (sheet, line)
        made[key] = _complete(plan, cells, before)
        _check_cells(coding.faults, sheet, line, made[key], before)
    return _list_rows(made, known, coding.base[plan.name])


def _list_rows(made: Mapping[Key, Row], known: Mapping[Key, Row], base: Rows) -> Rows:
    """Return rows by key as a list; those of the base if they are the same, with equal rows."""
    return list(base) if made == known else list(made.values())


def _is_offered(plan: SheetPlan, cells: Row) -> bool:
    """Return whether a row has nothing but an id: it is not used, or its cells were cleared."""
    return not any(
        cells.get(column.name)
        for column in plan.columns
        if not ids.has_ids(plan.table) or column.name not in plan.table.key
    )


def _complete(plan: SheetPlan, cells: Row, before: Row | None) -> Row:
    """Return a row with all columns of its table; derived cells stay if the row allows it."""
    old = before or {}
    row = {}
    for column in plan.columns:
        name = column.name
        if not column.is_passage:
            row[name] = cells.get(name, old.get(name, ""))
            if name in old and _is_same(row[name], old[name], column):
                row[name] = old[name]
    if plan.has_passages and any(row.get(name) != old.get(name, "") for name in _SPAN):
        for column in plan.columns:
            if column.is_derived:
                row[column.name] = cells.get(column.name, "")
    return row


def _is_same(new: str, old: str, column: Column) -> bool:
    """Return whether a cell is unchanged but for its form."""
    if new == old or new == clean(old):
        return True
    is_number = column.field.get("type") in _NUMERIC
    return is_number and all(map(NUMBER.fullmatch, (new, old))) and Decimal(new) == Decimal(old)


def _check_cells(
    faults: Faults, sheet: EnteredTable, line: int, row: Row, before: Row | None
) -> None:
    # Without the passage, its place is empty, which is not another fault.
    unread = _SPAN if faults.has_line(sheet.plan.name, line) else ()
    for column in sheet.plan.columns:
        name = column.name
        is_old = before is not None and row.get(name) == before.get(name)
        is_reported = name in unread or faults.has_cell(sheet.title, sheet.find_cell(line, name))
        if column.is_passage or column.is_derived or is_old or is_reported:
            continue
        if found := check_value(column, row[name]):
            faults.add(sheet.make_fault(line, name, row[name], *found))


def check_value(column: Column, value: str) -> tuple[str, str] | None:
    """Return why a column cannot contain a value and what to do; None if it can."""
    _, notes = column.read(value)
    return _explain(column, value, notes) if notes else None


def _explain(column: Column, value: str, notes: Mapping[str, str]) -> tuple[str, str]:
    """Return the fault of a cell and what to do, in plain words."""
    if "required" in notes:
        return f"`{column.name}` is empty", "a row needs this cell"
    if "enum" in notes:
        close = get_close_matches(value, column.codes, 1)
        return "unknown code", f"did you mean `{close[0]}`?" if close else _list_codes(column)
    if "type" in notes:
        return _explain_type(column)
    stated = column.field.get("constraints", {})
    if "pattern" in notes:
        example = column.field.get("example")
        must = f"it must match the pattern `{stated['pattern']}`"
        return "not in the form of this column", f"enter it as {example}" if example else must
    for name in notes.keys() & layout.BOUNDS.keys():
        problem, hint = layout.BOUNDS[name]
        return problem, f"enter {hint.format(stated[name])}"
    return next(iter(notes.values())), "enter a value that the schema of the table allows"


def _explain_type(column: Column) -> tuple[str, str]:
    kind = str(column.field.get("type"))
    if kind == "date":
        return "not a day", "enter the day as 2019-03-09"
    usual = {"boolean": "true or false", "integer": "a whole number"}.get(kind, f"a {kind}")
    return f"not of the type {kind}", f"enter it as {column.field.get('example', usual)}"


def _list_codes(column: Column) -> str:
    if len(column.codes) > _MOST_CODES:
        return f"choose one of the {len(column.codes)} codes of this column"
    return f"choose one of {', '.join(column.codes)}"


def _report_reference(coding: Coding, reference: Reference) -> None:
    table, key, column, id_, target = reference
    plan = next(plan for plan in coding.plans if plan.name == target)
    was_there = any((id_,) == get_key(plan, row) for row in coding.base[target])
    if was_there:
        problem = f"the row {id_} of {target} was removed, but is used here"
        hint = "restore that row, or change this one"
    else:
        problem, hint = f"no row of {target} has this id", f"choose one, or add it to {target}"
    coding.add_fault(table, key, column, id_, problem=problem, hint=hint)


def _leave_out(coding: Coding, broken: set[Reference]) -> None:
    """Leave out the rows with faults, and then those that refer to rows that are left out."""
    known = {plan.name: index_rows(plan, coding.base[plan.name]) for plan in coding.plans}
    rows = {plan.name: index_rows(plan, coding.tables[plan.name]) for plan in coding.plans}

    def undo(table: str, key: Key) -> None:
        if key in known[table]:
            rows[table][key] = known[table][key]
        else:
            rows[table].pop(key, None)

    for (table, key, _), (_, line) in coding.places.items():
        if coding.faults.has_line(table, line):
            undo(table, key)
    # A faulty row may be one that seems to be removed, so that nothing is removed beside it.
    for name in {fault.table for fault in coding.faults.found if fault.table}:
        rows[name] = known[name] | rows[name]
    while True:
        tables = {
            name: _list_rows(found, known[name], coding.base[name]) for name, found in rows.items()
        }
        lost = find_broken(coding.plans, tables) - broken
        if not lost:
            break
        for reference in lost:
            target = (reference.id,)
            if target in known.get(reference.target, {}):
                rows[reference.target][target] = known[reference.target][target]
            else:
                _report_reference(coding, reference)
                undo(reference.table, reference.key)
    coding.tables = tables
