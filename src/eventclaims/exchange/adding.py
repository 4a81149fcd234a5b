"""Add rows to a package, checked like the rows of a coding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eventclaims.catalogue import RULES, Layer
from eventclaims.errors import TableError
from eventclaims.exchange.coding import read_coding
from eventclaims.exchange.entries import EnteredTable, Entries, Fault, Manifest, Row
from eventclaims.exchange.layout import CONTEXT, NTH, WORDS_COLUMN, SheetPlan, plan_sheets
from eventclaims.exchange.rows import Key, get_key, hash_rows, join_key, make_registry, read_plans
from eventclaims.exchange.writing import open_merged
from eventclaims.importing import ids
from eventclaims.importing.cells import clean
from eventclaims.package.changes import Change
from eventclaims.package.model import Package, Table
from eventclaims.package.standard import SPAN_TABLES
from eventclaims.report.finding import Finding, Severity
from eventclaims.tables.cells import read_number
from eventclaims.tables.records import HEADER_ROW
from eventclaims.validation import validate

EVIDENCE, SOURCES = "evidence", "sources"
_DOCUMENT = "document"
# What these layers find is never resolved by another row.
_EARLY = {rule.id for rule in RULES if rule.layer in (Layer.LINT, Layer.STRUCTURE)}
NewRows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Passage:
    """The place in a document that supports a row.

    Attributes:
        words: Its words; empty if only its locator is known.
        field: The column that it supports; empty for the whole row.
        nth: Which occurrence of the words it is; empty if the document has them once.
        context: A longer part of the text that contains it; may be empty.
        locator: Its place for readers, such as p. 4; may be empty.
    """

    words: str
    field: str = ""
    nth: str = ""
    context: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Addition:
    """Rows that were added to a copy of the package.

    Attributes:
        changes: The changes that add them; empty if they have faults.
        rows: The rows by table, with derived columns.
        keys: Their keys by table.
        faults: What prevents the addition: cells, references and passages that are wrong.
        errors: The errors of the rows against rules.
        missing: The errors of the rows, and of those that they name, that other rows can resolve.
    """

    changes: Sequence[Change] = ()
    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    keys: Mapping[str, list[Key]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    errors: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()


def has_evidence(package: Package, table: Table) -> bool:
    """Return whether rows of `evidence` can support the rows of a table."""
    supported = {code["code"] for code in package.read_codelists().get("evidence_table", ())}
    has_tables = all(package.get_table(name) for name in (EVIDENCE, SOURCES))
    return has_tables and ids.has_ids(table) and table.name in supported


def enter_row(
    package: Package,
    name: str,
    cells: Row,
    passages: Sequence[Passage] = (),
    source: str = "",
) -> dict[str, list[Row]]:
    """Return a new row of a table with the rows of evidence that support it.

    The row gets the next free id, or the next number of an integer column of its key.

    Args:
        package: The opened package.
        name: Name of the table.
        cells: The cells of the row; those that are not given are empty.
        passages: The passages that support it.
        source: Document of the passages. By default, it is the document that the row names, or a
            row that it refers to, such as the statement of a claim; then the only one of the
            package.

    Raises:
        TableError: If a table cannot be read, or the package does not have it.
    """
    plans = {plan.name: plan for plan in plan_sheets(package)}
    if name not in plans:
        raise TableError(f"the package has no table {name}")
    plan = plans[name]
    if passages and not has_evidence(package, plan.table):
        raise TableError(f"rows of {EVIDENCE} cannot support those of {name}")
    rows = read_plans(plans.values())
    row = {column: clean(cell) for column, cell in cells.items()}
    registry = make_registry(plans.values(), rows)
    if ids.has_ids(plan.table):
        row[plan.table.key[0]] = registry.get(plan.table, "")
    _number(plan, row, rows[name])
    if passages and not source:
        source = _find_document(plans, rows, name, row)
    evidence = [
        {
            "table": name,
            "record_id": row[plan.table.key[0]],
            "field": passage.field,
            "source_id": source,
            WORDS_COLUMN: clean(passage.words),
            NTH: passage.nth,
            CONTEXT: clean(passage.context),
            "locator": clean(passage.locator),
        }
        for passage in passages
    ]
    return {name: [row]} | ({EVIDENCE: evidence} if evidence else {})


def find_order(plan: SheetPlan) -> str:
    """Return the integer column that numbers the rows of an owner in a key; empty if none does."""
    if plan.name in SPAN_TABLES or len(plan.table.key) < 2:  # noqa: PLR2004 - owner and number
        return ""
    types = zip(plan.table.key, plan.table.key_types, strict=True)
    numbers = [column for column, type_ in types if type_ == "integer"]
    return numbers[0] if len(numbers) == 1 else ""


def _number(plan: SheetPlan, row: Row, rows: Sequence[Row]) -> None:
    """Fill the empty order column of a row with the next number of its owner."""
    order = find_order(plan)
    if not order or row.get(order):
        return
    owners = [column for column in plan.table.key if column != order]
    numbers = [
        read_number(other[order])
        for other in rows
        if all(other[column] == row.get(column, "") for column in owners)
    ]
    row[order] = str(max([0, *numbers]) + 1)


def _find_document(plans: Mapping[str, SheetPlan], rows: NewRows, name: str, row: Row) -> str:
    """Return the document with the passages of a row; empty if it is not clear.

    It is the document that the row names, or else one that the rows name to which it refers, such
    as the statement of a claim.
    """
    known = {
        (plan.name, other[plan.table.key[0]]): other
        for plan in plans.values()
        for other in (rows[plan.name] if len(plan.table.key) == 1 else ())
    }
    waiting, seen = [(name, row)], set()
    while waiting:
        name, row = waiting.pop(0)
        if name == SOURCES and row.get("kind") == _DOCUMENT:
            return row["source_id"]
        named = [(c.target, row[c.name]) for c in plans[name].columns if row.get(c.name)]
        # Sources first: the one that is cited is in the document that cites it.
        for place in sorted(named, key=lambda place: place[0] != SOURCES):
            if place in known and place not in seen:
                seen.add(place)
                waiting.append((place[0], known[place]))
    documents = [one["source_id"] for one in rows[SOURCES] if one.get("kind") == _DOCUMENT]
    return documents[0] if len(documents) == 1 else ""


def add_rows(package: Package, new: NewRows, texts: Path | None = None) -> Addition:
    """Check rows and the package with them, and return the changes that add them.

    Nothing is written.

    Args:
        package: The opened package.
        new: The rows by table. Rows of evidence may have `words`, `nth` and `context` in place of a
            span.
        texts: Folder of the texts, may be None.

    Raises:
        EventClaimsError: If a table or a text cannot be read.
    """

    def enter(_: Path, plans: Sequence[SheetPlan]) -> Entries:
        return _enter(package, plans, new)

    coding = read_coding(package, package.path, enter, texts)
    if coding.faults.found:
        return Addition(faults=_select_faults(coding.faults.found, coding.current))
    before = {
        plan.name: {get_key(plan, row) for row in coding.current[plan.name]}
        for plan in coding.plans
    }
    with open_merged(coding, coding.tables, texts) as (copy, changes):
        plans = [plan for plan in plan_sheets(copy) if plan.name in new]
        now = read_plans(plans)
        rows = {
            plan.name: [r for r in now[plan.name] if get_key(plan, r) not in before[plan.name]]
            for plan in plans
        }
        found = texts if package.is_event_claims else None
        report = validate(copy.path, texts=found, max_findings=0)
    keys = {plan.name: [get_key(plan, row) for row in rows[plan.name]] for plan in plans}
    errors, missing = _sort_findings(plans, rows, report.findings)
    return Addition(changes, rows, keys, errors=errors, missing=missing)


def _enter(package: Package, plans: Sequence[SheetPlan], new: NewRows) -> Entries:
    """Return the tables of the package with the new rows, as if a file contained them."""
    hashes, sheets, current = {}, {}, read_plans(plans)
    for plan in plans:
        rows = current[plan.name]
        hashes[plan.name] = hash_rows(plan.table, rows)
        if plan.name in new:
            entered = dict(enumerate(map(dict, [*rows, *new[plan.name]]), HEADER_ROW + 1))
            names = {column.name: f"{column.name} " for column in plan.columns}
            sheets[plan.name] = EnteredTable(plan, plan.name, names, entered)
    manifest = Manifest(package.name, package.version or "", "", hashes)
    return Entries(manifest, {}, sheets)


def _select_faults(
    faults: Sequence[Fault], current: Mapping[str, Sequence[Row]]
) -> tuple[Fault, ...]:
    """Return the faults of the new rows; a key that occurs twice is also one of the other row."""
    return tuple(
        fault
        for fault in faults
        if not fault.table or fault.line > HEADER_ROW + len(current[fault.table])
    )


def _sort_findings(
    plans: Sequence[SheetPlan], rows: NewRows, findings: Sequence[Finding]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the errors of the rows, and the findings that another row can resolve.

    An error that names a cell other than the key, or breaks the structure, is one of the row. Any
    other is resolved by another row, such as the name of an actor or the evidence of an event.
    """
    keys = {(plan.name, join_key(plan, row)) for plan in plans for row in rows[plan.name]}
    key_columns = {plan.name: plan.table.key for plan in plans}
    named = {
        (column.target, row[column.name])
        for plan in plans
        for row in rows[plan.name]
        for column in plan.columns
        if column.target
    }
    errors, missing = [], []
    for finding in findings:
        place = (finding.table or "", finding.record or "")
        if finding.severity is not Severity.ERROR or place not in keys | named:
            continue
        is_early = finding.rule in _EARLY
        of_key = not finding.field or finding.field in key_columns.get(place[0], (finding.field,))
        if place in keys and (is_early or not of_key):
            errors.append(finding)
        else:
            missing.append(finding)
    return tuple(errors), tuple(missing)
