"""Merge what a coder has entered into a package that may have changed since."""

from eventclaims.exchange.coding import Coding
from eventclaims.exchange.entries import Row
from eventclaims.exchange.exported import Rows
from eventclaims.exchange.layout import SheetPlan
from eventclaims.exchange.references import Key, find_broken, get_key


def merge_coding(coding: Coding) -> dict[str, Rows]:
    """Return the rows of each table of the package with the changes of a coding.

    A cell that both have changed to different values since coding began is a conflict:
    a fault of the coding. The package keeps its value.
    """
    merged = {plan.name: _merge_table(coding, plan) for plan in coding.plans}
    broken = find_broken(coding.plans, coding.current) | find_broken(coding.plans, coding.tables)
    for table, key, column, id_, target in sorted(find_broken(coding.plans, merged) - broken):
        problem = f"the package has removed {id_} of {target} since coding began"
        remedy = "refer to another row, or restore that one in the package"
        coding.add_fault(table, key, column, id_, problem=problem, remedy=remedy)
    return merged


def _merge_table(coding: Coding, plan: SheetPlan) -> Rows:
    base, ours, theirs = (
        {get_key(plan, row): row for row in tables[plan.name]}
        for tables in (coding.base, coding.current, coding.tables)
    )
    merged = {}
    for key in ours | theirs:
        row = _merge_row(coding, plan, key, (base.get(key), ours.get(key), theirs.get(key)))
        if row is not None:
            merged[key] = row
    return list(merged.values())


def _merge_row(
    coding: Coding, plan: SheetPlan, key: Key, versions: tuple[Row | None, Row | None, Row | None]
) -> Row | None:
    """Return a row with the changes of both sides, None for a removed one."""
    base, ours, theirs = versions
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    name = (plan.table.key or plan.table.fields)[0]
    if ours is None:
        problem = "the package has removed this row, which was changed here"
        remedy = "remove it here, too, or restore it in the package"
        coding.add_fault(plan.name, key, name, "/".join(key), problem=problem, remedy=remedy)
        return ours
    if theirs is None:
        problem = "this row was removed here, but the package has changed it"
        remedy = "keep it here, or remove it in the package, too"
        coding.add_fault(plan.name, key, name, "/".join(key), problem=problem, remedy=remedy)
        return ours
    row = dict(ours)
    derived = {column.name for column in plan.columns if column.is_derived}
    for column, new in theirs.items():
        was = base.get(column, "") if base else None
        if new in (was, ours[column]) or column in derived:
            continue
        if ours[column] == was:
            row[column] = new
            continue
        before = "the row is new in both" if was is None else f"it was `{was}`"
        problem = f"the package now has `{ours[column]}` ({before} when coding began)"
        remedy = "enter the value of the package here, or this one in the package"
        coding.add_fault(plan.name, key, column, new, problem=problem, remedy=remedy)
    if plan.has_passages and any(
        row[name] != ours[name] for name in ("start", "end") if name in row
    ):
        row |= {name: theirs[name] for name in derived}
    return row
