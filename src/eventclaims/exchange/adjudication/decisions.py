"""Read how the differences of two codings were settled in a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eventclaims.coding.runs import is_run_id
from eventclaims.exchange.adjudication.items import Disagreement, Item, list_items
from eventclaims.exchange.adjudication.sheet import (
    DIFFERENCES,
    OTHER,
    PLACE,
    find_place,
    list_choices,
    plan_differences,
)
from eventclaims.exchange.adjudication.sides import Sides, read_sides
from eventclaims.exchange.coding import check_origin
from eventclaims.exchange.entries import CodingError, EnteredTable, Fault, Faults, Row
from eventclaims.exchange.workbook.reading import read_book
from eventclaims.package.model import Package
from eventclaims.package.paths import resolve_inside

_CODINGS = 2


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision about a difference.

    Attributes:
        choice: See `CHOICES`.
        value: The value for another choice than those of the codings.
        reason: Why.
        settled_by: Who decided; may be empty.
        line: Its line in the sheet.
    """

    choice: str
    value: str
    reason: str
    settled_by: str
    line: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """A workbook of differences that was filled in.

    Attributes:
        sides: Both codings.
        items: Their rows.
        sheet: The sheet, for messages.
        made: The decision of each difference that has one, by its place; see `find_place`.
        faults: What prevents that all is settled.
    """

    sides: Sides
    items: list[Item]
    sheet: EnteredTable
    made: dict[tuple[str, ...], Decision]
    faults: Faults

    def find(self, item: Item, one: Disagreement) -> Decision | None:
        """Return the decision of a difference; None if it is open."""
        return self.made.get(find_place(item, one))

    def list_lines(self, item: Item) -> dict[str, int]:
        """Return the line of each decision about a row, by field."""
        found = {one.field: self.find(item, one) for one in item.disagreements}
        return {field: decision.line for field, decision in found.items() if decision}


def read_decisions(package: Package, path: Path, texts: Path | None = None) -> Decisions:
    """Read a workbook of differences.

    Args:
        package: The opened package.
        path: The workbook.
        texts: Folder of the texts, may be None.

    Raises:
        CodingError: If it cannot be read, is of another package or version, or a coding has changed
            since it was written.
        EventClaimsError: If a coding cannot be read.
    """
    plan = plan_differences()
    entries = read_book(path, [plan])
    manifest = entries.manifest
    if len(manifest.codings) != _CODINGS:
        raise CodingError(f"{path.name}: not written by eventclaims coding compare")
    check_origin(package, manifest, path.name)
    for name in manifest.codings:
        if not is_run_id(name):
            resolve_inside(package.root, name)
    sides = read_sides(package, manifest.codings, texts)
    stated, found = manifest.hashes, sides.hashes
    changed = next((f for f in sorted({*stated, *found}) if stated.get(f) != found.get(f)), None)
    if changed is not None:
        side, _, file = changed.partition("/")
        raise CodingError(
            f"{path.name}: coding {side} has changed since the workbook was written ({file}); "
            "compare again"
        )
    items = list_items(sides)
    sheet = entries.sheets.get(DIFFERENCES) or EnteredTable(plan, DIFFERENCES, {}, {})
    decisions = Decisions(sides, items, sheet, {}, entries.faults)
    _read_rows(decisions)
    return decisions


def _read_rows(decisions: Decisions) -> None:
    sheet, faults = decisions.sheet, decisions.faults
    places = {
        find_place(item, one): (item, one) for item in decisions.items for one in item.disagreements
    }
    lines: dict[tuple[str, ...], int] = {}
    for line, cells in sheet.rows.items():
        place = tuple(cells.get(name, "") for name in PLACE)
        shown = " ".join(filter(None, place))
        if place not in places:
            hint = "restore the columns table, id_a, id_b and field, or delete the row"
            problem = "the codings have no such difference"
            faults.add(sheet.make_fault(line, "table", shown, problem, hint))
        elif place in lines:
            problem = f"line {lines[place]} is the same difference"
            faults.add(sheet.make_fault(line, "table", shown, problem, "delete one of them"))
        elif not faults.has_line(DIFFERENCES, line):
            decision = _read_row(decisions, line, cells, list_choices(*places[place]))
            if decision is not None:
                decisions.made[place] = decision
        lines.setdefault(place, line)
    for place in places.keys() - lines.keys():
        shown = " ".join(filter(None, place))
        problem, hint = "the row of this difference is missing", "restore it, or compare again"
        faults.add(Fault(sheet.title, "", shown, problem, hint))


def _read_row(
    decisions: Decisions, line: int, cells: Row, choices: Sequence[str]
) -> Decision | None:
    """Return the decision of a row; None if it is not complete, which is a fault."""
    sheet, faults = decisions.sheet, decisions.faults
    choice, value, reason, by = (
        cells.get(name, "") for name in ("choice", "value", "reason", "settled_by")
    )
    named = {each.casefold(): each for each in choices} | {"neither": OTHER}
    chosen = named.get(choice.casefold(), "")
    listed = f"choose {', '.join(choices[:-1])} or {choices[-1]}"
    if not choice:
        faults.add(sheet.make_fault(line, "choice", "", "no choice", listed))
    elif chosen not in choices:
        problem = "not a choice for this difference"
        faults.add(sheet.make_fault(line, "choice", choice, problem, listed))
    if not reason:
        faults.add(sheet.make_fault(line, "reason", "", "no reason", "write why"))
    if value and chosen and chosen != OTHER:
        problem, hint = (
            f"a value beside the choice {chosen}",
            f"choose {OTHER}, or clear the value",
        )
        faults.add(sheet.make_fault(line, "value", value, problem, hint))
    if faults.has_line(DIFFERENCES, line):
        return None
    return Decision(chosen, value, reason, by, line)
