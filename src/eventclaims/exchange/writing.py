"""Write a coding: into the tables of the package, or as a separate run."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eventclaims.authoring.working_copy import compare_copy, derive_copy
from eventclaims.coding.runs import BASE, CODINGS, RUNS, list_changed_documents
from eventclaims.errors import PackageError, TableError
from eventclaims.exchange.coding import Coding
from eventclaims.exchange.entries import Row
from eventclaims.exchange.layout import SheetPlan, list_coded
from eventclaims.exchange.rows import Key, Rows, find_broken, index_rows, make_registry, read_plans
from eventclaims.package.changes import CHANGED_MEANWHILE, Change, lock_changes
from eventclaims.package.model import Package, Table
from eventclaims.package.opening import open_package
from eventclaims.package.paths import resolve_inside
from eventclaims.runtime.atomic_files import build_folder
from eventclaims.tables.canonical import format_table, sort_key


def merge_coding(coding: Coding) -> dict[str, Rows]:
    """Return the rows of each table of the package with the changes of a coding.

    A cell that both have changed to different values since coding began is a conflict:
    a fault of the coding. The package keeps its value.
    """
    merged = {plan.name: _merge_table(coding, plan) for plan in coding.plans}
    broken = find_broken(coding.plans, coding.current) | find_broken(coding.plans, coding.tables)
    for table, key, column, id_, target in sorted(find_broken(coding.plans, merged) - broken):
        problem = f"the package has removed {id_} of {target} since coding began"
        hint = "refer to another row, or restore that one in the package"
        coding.add_fault(table, key, column, id_, problem=problem, hint=hint)
    return merged


def _merge_table(coding: Coding, plan: SheetPlan) -> Rows:
    base, ours, theirs = (
        index_rows(plan, tables[plan.name])
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
        hint = "remove it here, too, or restore it in the package"
        coding.add_fault(plan.name, key, name, "/".join(key), problem=problem, hint=hint)
        return ours
    if theirs is None:
        problem = "this row was removed here, but the package has changed it"
        hint = "keep it here, or remove it in the package, too"
        coding.add_fault(plan.name, key, name, "/".join(key), problem=problem, hint=hint)
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
        hint = "enter the value of the package here, or this one in the package"
        coding.add_fault(plan.name, key, column, new, problem=problem, hint=hint)
    if plan.has_passages and any(
        row[name] != ours[name] for name in ("start", "end") if name in row
    ):
        row |= {name: theirs[name] for name in derived}
    return row


@dataclass(frozen=True, slots=True)
class Agent:
    """The coder, as `coding_runs` states it.

    Attributes:
        type: A code of `agent_type`.
        name: Name of the person, model or program.
        version: Version of a model or program; may be empty.
        codebook: Version of the codebook that was used; may be empty.
    """

    type: str
    name: str
    version: str = ""
    codebook: str = ""


@contextmanager
def open_merged(
    coding: Coding, merged: Mapping[str, Rows], texts: Path | None
) -> Iterator[tuple[Package, list[Change]]]:
    """Open a copy of the package with merged rows.

    Args:
        coding: The coding.
        merged: The rows of each table.
        texts: Folder of the texts, may be None.

    Yields:
        The copy, with derived columns, and the changes that make the package equal to it.

    Raises:
        EventClaimsError: If the copy cannot be derived.
    """
    plans = [plan for plan in coding.plans if merged[plan.name] != coding.current[plan.name]]
    contents = {plan.name: _format(plan.table, merged[plan.name]) for plan in plans}
    with derive_copy(coding.package, contents, texts) as copy, open_package(copy) as opened:
        yield opened, _list_changes(coding, copy)


def report_uncoded(coding: Coding) -> None:
    """Add a fault for each changed row of a table that is not part of a coding."""
    coded = list_coded(coding.plans)
    for plan in coding.plans:
        if plan in coded:
            continue
        before = index_rows(plan, coding.base[plan.name])
        after = index_rows(plan, coding.tables[plan.name])
        for key in before | after:
            if before.get(key) != after.get(key):
                problem = f"rows of {plan.name} are not part of a coding"
                hint = "undo the change, or import with --direct"
                column = (plan.table.key or plan.table.fields)[0]
                coding.add_fault(plan.name, key, column, "", problem=problem, hint=hint)


def make_run_row(
    coding: Coding, agent: Agent, day: date, documents: Iterable[str], **cells: str
) -> Row:
    """Return a row of `coding_runs` with the next id.

    Args:
        coding: The coding.
        agent: Who coded or settled.
        day: The day.
        documents: The ids of the documents.
        cells: Its other cells.

    Raises:
        PackageError: If the package has no table `coding_runs`, or the type of the agent is
            unknown.
    """
    runs = coding.package.get_table(RUNS)
    if runs is None:
        raise PackageError(f"the package has no table {RUNS}; import with --direct, or add it")
    codes = [code["code"] for code in coding.package.read_codelists()["agent_type"]]
    if agent.type not in codes:
        raise PackageError(f"{agent.type!r}: no code of agent_type, which has {', '.join(codes)}")
    return dict.fromkeys(runs.fields, "") | {
        "run_id": make_registry(coding.plans, coding.current).get(runs, ""),
        "agent_type": agent.type,
        "agent": agent.name,
        "agent_version": agent.version,
        "codebook_version": agent.codebook,
        "run_date": day.isoformat(),
        "documents": " ".join(sorted(documents, key=lambda id_: sort_key([id_]))),
        **cells,
    }


def write_run(coding: Coding, agent: Agent, day: date, texts: Path | None = None) -> str:
    """Write a coding as `data/coding/<run>/`, and add its row to `coding_runs`.

    The folder contains the coded tables as the workbook has them, each as <table>.csv, and in
    `base/` the rows from which the coder started. No other table changes.

    Args:
        coding: The coding.
        agent: Who coded.
        day: The day of the run.
        texts: Folder of the texts, may be None.

    Returns:
        The id of the run.

    Raises:
        PackageError: If the package has no table `coding_runs`, the type of the agent is unknown,
            or the folder cannot be written.
        EventClaimsError: If the tables cannot be derived.
    """
    package = coding.package
    plans = list_coded(coding.plans)
    documents = list_changed_documents(coding.tables, coding.base)
    row = make_run_row(coding, agent, day, documents, role="coding")
    run = row["run_id"]
    row["notes"] = f"The coding in {CODINGS}/{run}."
    folder = resolve_inside(package.root, f"{CODINGS}/{run}")
    rows = [*coding.current[RUNS], row]
    runs = next(plan.table for plan in coding.plans if plan.name == RUNS)
    contents = {plan.name: _format(plan.table, coding.tables[plan.name]) for plan in plans}
    with (
        derive_copy(package, contents, texts) as derived,
        derive_copy(package, {RUNS: _format(runs, rows)}) as copy,
    ):
        changes = _list_changes(coding, copy)
        # No other import has this id: until its row is written, no process changes the package.
        with lock_changes(changes) as write:
            # A folder without a row is left from an import that was killed.
            with make_folder(folder) as building:
                (building / BASE).mkdir()
                for plan in plans:
                    file, before = f"{plan.name}.csv", coding.base[plan.name]
                    shutil.copyfile(derived.parent / plan.table.file, building / file)
                    (building / BASE / file).write_bytes(_format(plan.table, before))
            try:
                write()
            except TableError:
                shutil.rmtree(folder)
                raise
    return run


@contextmanager
def make_folder(folder: Path) -> Iterator[Path]:
    """Create a folder, or replace it, when the block ends without an error.

    Raises:
        PackageError: If it cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with build_folder(folder, replace=True) as building:
            yield building
    except OSError as error:
        raise PackageError(f"{folder}: cannot be written ({error.strerror})") from error


def _list_changes(coding: Coding, copy: Path) -> list[Change]:
    """Return the changes that make the package of a coding equal to its copy.

    Raises:
        TableError: If a table has changed since it was read.
    """
    changes = compare_copy(coding.package, copy)
    # After the comparison, which contains what the files were before the change.
    now = read_plans(coding.plans)
    for plan in coding.plans:
        if now[plan.name] != coding.current[plan.name]:
            raise TableError(f"{plan.table.file}: {CHANGED_MEANWHILE}")
    return changes


def _format(table: Table, rows: Rows) -> bytes:
    return format_table(table.fields, rows, table.key, table.key_types).encode()
