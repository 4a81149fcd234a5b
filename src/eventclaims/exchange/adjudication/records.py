"""Record a settlement: its reasons in `adjudications`, and a row of `coding_runs`."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from eventclaims.coding.runs import RUNS
from eventclaims.coding.units import get_document_hash
from eventclaims.exchange.adjudication.decisions import Decision
from eventclaims.exchange.adjudication.items import Disagreement, Item
from eventclaims.exchange.adjudication.settling import Settlement
from eventclaims.exchange.adjudication.sheet import BOTH, KEEP, OTHER, A
from eventclaims.exchange.adjudication.sides import EVIDENCE
from eventclaims.exchange.entries import Row
from eventclaims.exchange.rows import Rows, make_registry
from eventclaims.exchange.writing import Agent, make_run_row
from eventclaims.package.model import Table
from eventclaims.report.report import count

LOG = "adjudications"
_FIRST, _SECOND, _BOTH, _NEITHER = "first", "second", "both", "neither"
_SETTLED = {A: _FIRST, "B": _SECOND, BOTH: _BOTH, OTHER: _NEITHER}


def add_records(
    settlement: Settlement, merged: dict[str, Rows], agent: Agent, day: date
) -> dict[str, Rows]:
    """Return merged tables with a row for each settled difference and one for the settlement.

    A difference that was recorded before, with the same choice and reason, is not recorded again.
    Tables that the package does not have are left out.

    Args:
        settlement: The settlement.
        merged: The rows of each table with the settled ones.
        agent: Who settled; an empty name is replaced by those of the workbook.
        day: The day.

    Raises:
        PackageError: If the type of the agent is unknown.
    """
    package, current = settlement.coding.package, settlement.coding.current
    settled = settlement.list_settled()
    added = dict(merged)
    if log := package.get_table(LOG):
        added[LOG] = [*merged[LOG], *_list_new(settlement, log, settled)]
    if package.get_table(RUNS) is None:
        return added
    names = dict.fromkeys(d.settled_by for _, _, d in settled if d.settled_by)
    agent = replace(agent, name=agent.name or "; ".join(names))
    sides = settlement.decisions.sides
    coded = " and ".join(side.name for side in sides.sides)
    row = make_run_row(
        settlement.coding,
        agent,
        day,
        _list_coded(added["sources"], settlement),
        role="adjudication",
        notes=f"The adjudication of {coded}: {count(len(settled), 'difference')} settled.",
    )
    if any(added[name] != current[name] for name in added):
        added[RUNS] = [*merged[RUNS], row]
    return added


def _list_new(
    settlement: Settlement, log: Table, settled: Iterable[tuple[Item, Disagreement, Decision]]
) -> Rows:
    """Return the rows of the log that it does not have."""
    current = settlement.coding.current
    registry = make_registry(settlement.coding.plans, current)
    (key,) = log.key
    known = {tuple(v for k, v in row.items() if k != key) for row in current[LOG]}
    tables = next(f for f in log.schema["fields"] if f["name"] == "table")["constraints"]["enum"]
    made: Rows = []
    for item, one, decision in settled:
        if item.plan.name not in tables:
            continue
        row = dict.fromkeys(log.fields, "") | {
            "source_id": _find_document(settlement, item),
            "table": item.plan.name,
            "first_id": item.ids[0],
            "second_id": item.ids[1],
            "field": one.field,
            "first_value": one.first_value,
            "second_value": one.second_value,
            "settled": _name_choice(item, decision),
            "reason": decision.reason,
        }
        if tuple(v for k, v in row.items() if k != key) not in known:
            row[key] = registry.get(log, str(len(made)))
            made.append(row)
    return made


def _name_choice(item: Item, decision: Decision) -> str:
    """Return which coding the package follows: to leave a row out follows the one without it."""
    if decision.choice in _SETTLED:
        return _SETTLED[decision.choice]
    is_first = (item.versions[0] is not None) == (decision.choice == KEEP)
    return _FIRST if is_first else _SECOND


def _find_document(settlement: Settlement, item: Item) -> str:
    """Return the id of the document of a row; else that of any document of the codings."""
    sides = settlement.decisions.sides
    versions = [version for version in item.versions if version]
    rows: list[Row] = [row for v in versions for row in v.parts.get(EVIDENCE, ())]
    rows += [version.row for version in versions]
    names = [row.get(column, "") for row in rows for column in ("source_id", "document_id")]
    for side in sides.sides:
        coded = _list_coded(side.tables["sources"], settlement)
        names += [side.names.get(("sources", id_), id_) for id_ in coded]
    return next((settlement.ids.get(("sources", name), name) for name in names if name), "")


def _list_coded(rows: Rows, settlement: Settlement) -> list[str]:
    documents = settlement.decisions.sides.codings.documents
    return [
        row["source_id"]
        for row in rows
        if row.get("kind") == "document"
        and (documents is None or get_document_hash(row) in documents)
    ]
