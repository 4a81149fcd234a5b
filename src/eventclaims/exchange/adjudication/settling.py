"""Make the rows on which two codings agree or which were settled, with their permanent ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eventclaims.coding.matching import match_by_document
from eventclaims.coding.units import read_coding
from eventclaims.comparison.parts import find_owner
from eventclaims.exchange.adjudication.decisions import Decision, Decisions, read_decisions
from eventclaims.exchange.adjudication.items import Disagreement, Item, Version
from eventclaims.exchange.adjudication.sheet import DIFFERENCES, KEEP
from eventclaims.exchange.adjudication.sides import EVIDENCE, Sides, is_new, rename
from eventclaims.exchange.adjudication.values import settle_cell, settle_parts
from eventclaims.exchange.coding import Coding
from eventclaims.exchange.entries import EnteredTable, EntryError, Fault, Row
from eventclaims.exchange.layout import SheetPlan, plan_sheets
from eventclaims.exchange.rows import (
    Key,
    Reference,
    Rows,
    find_broken,
    get_key,
    make_registry,
    read_plans,
)
from eventclaims.importing import ids
from eventclaims.package.model import Package

Place = tuple[str, Key]


@dataclass(slots=True)
class Settlement:
    """What two codings agree on and what was settled.

    Attributes:
        coding: The settled tables, with what both coders started from, to be merged.
        decisions: The workbook.
        ids: The id of each named row in the package, by table and name.
        open: The rows that stay as they are, because a difference of theirs was not settled.
    """

    coding: Coding
    decisions: Decisions
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    open: set[tuple[str, str]] = field(default_factory=set)

    def list_settled(self) -> list[tuple[Item, Disagreement, Decision]]:
        """Return the differences that were settled, after the coding was merged."""
        return [
            (item, one, decision)
            for item in self.decisions.items
            for one in item.disagreements
            if (decision := self.decisions.find(item, one))
            and (item.plan.name, item.name) not in self.open
            and not self._is_conflict(item, one, decision)
        ]

    def _is_conflict(self, item: Item, one: Disagreement, decision: Decision) -> bool:
        """Return whether the package has changed what was settled, and keeps its value."""
        tables = (item.plan.name, one.field)
        return any(self.coding.faults.has_line(table, decision.line) for table in tables)


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
    versions = {
        (item.plan.name, item.name): _settle_item(settlement, item) for item in decisions.items
    }
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
        settlement.open.add((item.plan.name, item.name))
        return item.base
    if first is None or second is None:
        is_kept = any(decision.choice == KEEP for decision in made.values())
        return (first or second) if is_kept else None
    version = Version(first.name, dict(first.row), {}, dict(first.parts))
    sides, columns = decisions.sides, {column.name: column for column in item.plan.columns}
    for name, decision in made.items():
        try:
            if name in columns:
                version.row[name] = settle_cell(sides, columns[name], decision, [first, second])
            else:
                plan = next(plan for plan in sides.plans if plan.name == name)
                version.parts[name] = settle_parts(sides, plan, decision, [first, second])
        except EntryError as error:
            fault = decisions.sheet.make_fault(
                decision.line, "value", decision.value, error.problem, error.remedy
            )
            decisions.faults.add(fault)
            settlement.open.add((item.plan.name, item.name))
            return item.base
    return version


def _make_tables(
    settlement: Settlement, versions: Mapping[tuple[str, str], Version | None]
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


def _find_owner(sides: Sides, reference: Reference, tables: Mapping[str, Rows]) -> tuple[str, str]:
    """Return the table and the name of the row to which the row of a reference belongs."""
    plan = next(plan for plan in sides.plans if plan.name == reference.table)
    if not sides.is_part(plan):
        return reference.table, "/".join(reference.key)
    if plan.name != EVIDENCE:
        return find_owner(plan.table), reference.key[0]
    row = next(row for row in tables[EVIDENCE] if get_key(plan, row) == reference.key)
    return row["table"], row["record_id"]


def _undo(
    settlement: Settlement,
    versions: dict[tuple[str, str], Version | None],
    tables: Mapping[str, Rows],
    lost: list[Reference],
    *,
    partial: bool,
) -> bool:
    """Report references to rows that are open or left out; return whether a row was changed.

    With `partial`, the rows stay as they were when both coders started.
    """
    decisions, opened = settlement.decisions, {*settlement.open}
    items = {(item.plan.name, item.name): item for item in decisions.items}
    is_changed = False
    for reference in lost:
        owner = _find_owner(decisions.sides, reference, tables)
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
    remedy = "keep that row, or settle this one without it"
    part = reference.column if reference.table == item.plan.name else reference.table
    line = lines.get(part) or next(iter(lines.values()), 0)
    ids_ = " ".join(filter(None, item.ids))
    fault = (
        decisions.sheet.make_fault(line, "choice", ids_, problem, remedy)
        if line
        else Fault(item.plan.name, "", ids_, problem, remedy)
    )
    decisions.faults.add(fault)


def _give_ids(settlement: Settlement, tables: Mapping[str, Rows]) -> dict[tuple[str, str], str]:
    """Return the id of each new row: that of the same row in the package, or a free one."""
    sides, current = settlement.decisions.sides, settlement.coding.current
    given: dict[tuple[str, str], str] = {}
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


def _match_package(sides: Sides, current: Mapping[str, Rows]) -> dict[tuple[str, str], str]:
    """Return the row of the package for each new row whose passages are at the same place."""
    if all(len(current[plan.name]) <= len(sides.base[plan.name]) for plan in sides.mains):
        return {}
    matched: dict[tuple[str, str], str] = {}
    dataset = read_coding(sides.package.root)
    for side, coding in zip(sides.sides, (sides.codings.first, sides.codings.second), strict=True):
        pairs, _ = match_by_document(dataset, coding, sides.codings.given)
        for table, found in pairs.items():
            for own, unit in found:
                name = side.names.get((table, unit.record), "")
                matched.setdefault((table, name), own.record)
    return matched


def _find_places(
    settlement: Settlement, versions: Mapping[tuple[str, str], Version | None]
) -> None:
    """Add the place in the sheet of each settled row and of its parts, for messages."""
    coding, decisions = settlement.coding, settlement.decisions
    choice = decisions.sheet.letters.get("choice", "A")
    for item in decisions.items:
        version = versions[item.plan.name, item.name]
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
