"""Make the rows on which two codings agree or which were settled, with their permanent ids."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eventclaims.coding.matching import match_by_document
from eventclaims.coding.units import SEPARATOR, read_coding
from eventclaims.exchange.adjudication.decisions import Decision, Decisions, read_decisions
from eventclaims.exchange.adjudication.items import (
    Disagreement,
    Item,
    Version,
    list_content,
    list_shown_columns,
    show_passage,
)
from eventclaims.exchange.adjudication.sheet import BOTH, DIFFERENCES, KEEP, OTHER
from eventclaims.exchange.adjudication.sides import (
    EVIDENCE,
    SIDES,
    Place,
    Sides,
    is_new,
    list_id_columns,
    rename,
)
from eventclaims.exchange.coding import Coding, check_value
from eventclaims.exchange.entries import EnteredTable, EntryError, Fault, Row
from eventclaims.exchange.layout import Column, SheetPlan, plan_sheets, reduce_label
from eventclaims.exchange.rows import (
    Reference,
    Rows,
    find_broken,
    get_key,
    make_registry,
    read_plans,
)
from eventclaims.importing import ids
from eventclaims.package.model import Package
from eventclaims.tables.cells import read_number

# A passage as `show_passage` writes it, and perhaps its words.
_PASSAGE = re.compile(
    r"(\S+) ([0-9]+)-([0-9]+)(?: ([a-z][a-z0-9_]*))?(?: \[.*\])?(?: “.*”)?", re.DOTALL
)
# Words can contain a semicolon, ids cannot.
_NEXT_ID = re.compile(r";\s*(?=(?:[AB]:)?[A-Z]{3}-[0-9]{4,})")
_SIDE = re.compile(r"([AB]):\s*(.*)", re.DOTALL)


@dataclass(slots=True)
class Settlement:
    """The rows on which two codings agree, and those that were settled.

    Attributes:
        coding: The settled tables, with what both coders started from, to be merged.
        decisions: The workbook.
        ids: The id of each named row in the package, by table and name.
        open: The rows that stay as they are, because a difference of theirs was not settled.
    """

    coding: Coding
    decisions: Decisions
    ids: dict[Place, str] = field(default_factory=dict)
    open: set[Place] = field(default_factory=set)

    def list_settled(self) -> list[tuple[Item, Disagreement, Decision]]:
        """Return the differences that were settled, after the coding was merged."""
        faults = self.coding.faults
        return [
            (item, one, decision)
            for item in self.decisions.items
            for one in item.disagreements
            if (decision := self.decisions.find(item, one))
            and item.place not in self.open
            # The package may have changed what was settled, and keeps its value.
            and not faults.has_line(item.plan.name, decision.line)
            and not faults.has_line(one.field, decision.line)
        ]


def settle(
    package: Package, path: Path, texts: Path | None = None, *, partial: bool = False
) -> Settlement:
    """Read a workbook of differences, and make the settled rows.

    Args:
        package: The opened package.
        path: The workbook.
        texts: Folder of the texts, may be None.
        partial: Whether the rows with differences that are not settled stay as they were when both
            coders started, and new ones are left out.

    Returns:
        The settlement; its tables are complete only if its coding has no faults.

    Raises:
        CodingError: If the workbook does not fit; see `read_decisions`.
        EventClaimsError: If a coding or a table cannot be read.
    """
    decisions = read_decisions(package, path, texts)
    sides = decisions.sides
    plans = plan_sheets(package)
    current = read_plans(plans)
    coding = Coding(package, "", plans, current | sides.base, current, {}, {}, decisions.faults)
    settlement = Settlement(coding, decisions)
    versions = {item.place: _settle_item(settlement, item) for item in decisions.items}
    tables = _make_tables(settlement, versions)
    broken = find_broken(sides.plans, sides.base)
    while lost := sorted(find_broken(sides.plans, tables) - broken):
        if not _undo(settlement, versions, tables, lost, partial=partial):
            break
        tables = _make_tables(settlement, versions)
    settlement.ids = _give_ids(settlement, tables)
    coding.tables = current | {
        plan.name: [rename(plan, row, settlement.ids) for row in tables[plan.name]]
        for plan in sides.plans
    }
    _find_places(settlement, versions)
    return settlement


def _settle_item(settlement: Settlement, item: Item) -> Version | None:
    """Return a row as it was settled; as it was at the start if it is open; None if left out."""
    decisions, (first, second) = settlement.decisions, item.versions
    found = {one.field: decisions.find(item, one) for one in item.disagreements}
    made = {name: decision for name, decision in found.items() if decision}
    if len(made) < len(found):
        settlement.open.add(item.place)
        return item.base
    if first is None or second is None:
        is_kept = any(decision.choice == KEEP for decision in made.values())
        return (first or second) if is_kept else None
    version = Version(first.name, dict(first.row), {}, dict(first.parts))
    sides, columns = decisions.sides, {column.name: column for column in item.plan.columns}
    for name, decision in made.items():
        try:
            if name in columns:
                version.row[name] = _settle_cell(sides, columns[name], decision, [first, second])
            else:
                plan = next(plan for plan in sides.plans if plan.name == name)
                version.parts[name] = _settle_parts(sides, plan, decision, [first, second])
        except EntryError as error:
            fault = decisions.sheet.make_fault(
                decision.line, "value", decision.value, error.problem, error.hint
            )
            decisions.faults.add(fault)
            settlement.open.add(item.place)
            return item.base
    return version


def _make_tables(
    settlement: Settlement, versions: Mapping[Place, Version | None]
) -> dict[str, Rows]:
    """Return the rows of all versions by table; no two passages have the same name."""
    sides = settlement.decisions.sides
    tables: dict[str, Rows] = {plan.name: [] for plan in sides.plans}
    used: set[str] = set()
    for (table, name), version in versions.items():
        if version is None:
            continue
        tables[table].append(version.row)
        for part, rows in version.parts.items():
            for row in rows:
                added = row
                if part == EVIDENCE:
                    key = next(iter(row))
                    own = row[key] if row[key] not in used else f"A:{row[key]} {name}"
                    used.add(own)
                    added = row | {key: own, "table": table, "record_id": name}
                tables[part].append(added)
    return tables


def _undo(
    settlement: Settlement,
    versions: dict[Place, Version | None],
    tables: Mapping[str, Rows],
    lost: list[Reference],
    *,
    partial: bool,
) -> bool:
    """Report references to rows that are open or left out; return whether a row was changed.

    With `partial`, the rows stay as they were when both coders started.
    """
    decisions, opened = settlement.decisions, {*settlement.open}
    items = {item.place: item for item in decisions.items}
    is_changed = False
    for reference in lost:
        plan = next(plan for plan in decisions.sides.plans if plan.name == reference.table)
        row = next(row for row in tables[plan.name] if get_key(plan, row) == reference.key)
        owner = decisions.sides.find_owner(plan, row)
        target = (reference.target, reference.id)
        # Without `partial`, an unsettled difference is already a fault.
        if partial or target not in opened:
            _report(decisions, items[owner], reference, is_open=target in opened)
        for place in (owner, target) if partial else ():
            known = items[place].base if place in items else None
            # A given row that was left out stays if a row that is open still needs it.
            if place == target and known is None:
                continue
            if place in versions and versions[place] is not known:
                versions[place] = known
                settlement.open.add(place)
                is_changed = True
                break
    return is_changed


def _report(decisions: Decisions, item: Item, reference: Reference, *, is_open: bool) -> None:
    lines = decisions.list_lines(item)
    shown = reference.id[2:] if is_new(reference.id) else reference.id
    outcome = "not settled" if is_open else "left out"
    problem = f"refers to {shown} of {reference.target}, which is {outcome}"
    hint = "keep that row, or settle this one without it"
    part = reference.column if reference.table == item.plan.name else reference.table
    line = lines.get(part) or next(iter(lines.values()), 0)
    ids_ = " ".join(filter(None, item.ids))
    fault = (
        decisions.sheet.make_fault(line, "choice", ids_, problem, hint)
        if line
        else Fault(item.plan.name, "", ids_, problem, hint)
    )
    decisions.faults.add(fault)


def _give_ids(settlement: Settlement, tables: Mapping[str, Rows]) -> dict[Place, str]:
    """Return the id of each new row: that of the same row in the package, or a free one."""
    sides, current = settlement.decisions.sides, settlement.coding.current
    given: dict[Place, str] = {}
    matched = _match_package(sides, current)
    registry = make_registry(settlement.coding.plans, current, sides.base)
    for plan in filter(lambda plan: ids.has_ids(plan.table), sides.plans):
        (key,) = plan.table.key
        known = {row[key] for row in sides.base[plan.name]}
        added = [row for row in current[plan.name] if row[key] not in known]
        equal: dict[tuple[str, ...], str] = {_list_cells(plan, row): row[key] for row in added}
        free = {row[key] for row in added}
        for row in tables[plan.name]:
            name = row[key]
            if not is_new(name):
                continue
            cells = _list_cells(plan, rename(plan, row, given))
            found = matched.get((plan.name, name)) or equal.get(cells, "")
            if found in free:
                free.remove(found)
            else:
                found = registry.get(plan.table, name)
            given[plan.name, name] = found
    return given


def _list_cells(plan: SheetPlan, row: Row) -> tuple[str, ...]:
    left_out = {*plan.table.key, *(column.name for column in plan.columns if column.is_derived)}
    return tuple(row[name] for name in plan.table.fields if name not in left_out)


def _match_package(sides: Sides, current: Mapping[str, Rows]) -> dict[Place, str]:
    """Return the row of the package for each new row whose passages are at the same place."""
    if all(len(current[plan.name]) <= len(sides.base[plan.name]) for plan in sides.mains):
        return {}
    matched: dict[Place, str] = {}
    dataset = read_coding(sides.package.root)
    for side, coding in zip(sides.sides, (sides.codings.first, sides.codings.second), strict=True):
        pairs, _ = match_by_document(dataset, coding, sides.codings.given)
        for table, found in pairs.items():
            for own, unit in found:
                name = side.names.get((table, unit.record), "")
                matched.setdefault((table, name), own.record)
    return matched


def _find_places(settlement: Settlement, versions: Mapping[Place, Version | None]) -> None:
    """Add the place in the sheet of each settled row and of its parts, for messages."""
    coding, decisions = settlement.coding, settlement.decisions
    choice = decisions.sheet.letters.get("choice", "A")
    for item in decisions.items:
        version = versions[item.place]
        lines = decisions.list_lines(item)
        if version is None or not lines:
            continue
        for table, rows in {item.plan.name: [version.row], **version.parts}.items():
            plan = next(plan for plan in decisions.sides.plans if plan.name == table)
            sheet = EnteredTable(plan, DIFFERENCES, dict.fromkeys(plan.table.fields, choice), {})
            for row in rows:
                key = get_key(plan, rename(plan, row, settlement.ids))
                line = lines.get(table) or next(iter(lines.values()))
                coding.places[table, key, ""] = (sheet, line)
                if table == item.plan.name:
                    for column, own in lines.items():
                        coding.places[table, key, column] = (sheet, own)


def _settle_cell(
    sides: Sides, column: Column, decision: Decision, versions: Sequence[Version]
) -> str:
    """Return the cell that was chosen, with the name of a row in place of its id."""
    if decision.choice != OTHER:
        return versions[SIDES.index(decision.choice)].row[column.name]
    value = reduce_label(decision.value) if column.has_ids else decision.value
    if column.target and value:
        return _name_row(sides, column.target, value)
    _check(column, value)
    return value


def _settle_parts(
    sides: Sides, plan: SheetPlan, decision: Decision, versions: Sequence[Version]
) -> Rows:
    """Return the parts or passages that were chosen."""
    rows = [version.parts.get(plan.name, []) for version in versions]
    if decision.choice == BOTH:
        known = {list_content(plan, row): row for row in [*rows[1], *rows[0]]}
        return list(known.values())
    if decision.choice != OTHER:
        return rows[SIDES.index(decision.choice)]
    stated = decision.value
    has_ids = plan.name == EVIDENCE or list_shown_columns(plan)[0].endswith("_id")
    listed = _NEXT_ID.split(stated) if has_ids else stated.split(SEPARATOR.strip())
    texts = filter(None, (text.strip() for text in listed))
    if plan.name == EVIDENCE:
        return [_read_passage(sides, text, versions) for text in texts]
    return [_read_part(sides, plan, text, versions) for text in texts]


def _read_part(sides: Sides, plan: SheetPlan, text: str, versions: Sequence[Version]) -> Row:
    names = list_shown_columns(plan)
    id_, *codes = text.rsplit("/", len(names) - 1)
    cells = [reduce_label(id_.strip()), *(code.strip() for code in codes)]
    row = dict.fromkeys(plan.table.fields, "") | dict(zip(names, cells, strict=False))
    for name, table in list_id_columns(plan, row):
        if name != plan.table.key[0]:
            row[name] = _name_row(sides, table, row[name])
    for column in plan.columns:
        if column.name in names and not (column.target or column.name == "record_id"):
            _check(column, row[column.name])
    for version in versions:
        for known in version.parts.get(plan.name, ()):
            if all(known[name] == row[name] for name in names):
                return known
    return row | {plan.table.key[0]: versions[0].name}


def _read_passage(sides: Sides, text: str, versions: Sequence[Version]) -> Row:
    found = _PASSAGE.fullmatch(reduce_label(text))
    if not found:
        raise EntryError(f"`{text}` is not a passage", "write it as SRC-0001 120-180")
    source, start, end, field = found.groups("")
    name = _name_row(sides, "sources", source)
    wanted = {"source_id": name, "start": start, "end": end, "field": field}
    for version in versions:
        for row in version.parts.get(EVIDENCE, ()):
            if all(row.get(key, "") == value for key, value in wanted.items()):
                return row
    if sides.texts is None:
        problem = f"neither coding has the passage {show_passage(wanted | {'source_id': source})}"
        raise EntryError(problem, "give the folder of the texts with --texts")
    if not 0 <= read_number(start) < read_number(end):
        raise EntryError("the passage does not end after its start", "the second number is the end")
    plan = next(plan for plan in sides.plans if plan.name == EVIDENCE)
    owner = versions[0].name
    row = dict.fromkeys(plan.table.fields, "") | wanted
    return row | {plan.table.key[0]: f"{SIDES[0]}:{owner} {start}-{end}", "record_id": owner}


def _name_row(sides: Sides, table: str, text: str) -> str:
    """Return the name of the row of an id, which may have the coding before it."""
    stated = _SIDE.fullmatch(text)
    id_ = reduce_label(stated[2]) if stated else text
    asked = [sides.sides[SIDES.index(stated[1])]] if stated else sides.sides
    names = {side.names[table, id_] for side in asked if (table, id_) in side.names}
    if len(names) > 1:
        problem = f"both codings have given {id_} to different rows"
        raise EntryError(problem, f"write A:{id_} or B:{id_}")
    rows = [row for plan in sides.plans if plan.name == table for row in sides.base[table]]
    if not names and not any(next(iter(row.values())) == id_ for row in rows):
        raise EntryError(f"no row of {table} has the id {id_}", "choose one of the codings'")
    return names.pop() if names else id_


def _check(column: Column, value: str) -> None:
    if found := check_value(column, value):
        raise EntryError(*found)
