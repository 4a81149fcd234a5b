"""Write a coding: into the tables of the package, or as a separate run."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eventclaims.authoring.derive import CHANGED_MEANWHILE, Change, lock_changes
from eventclaims.authoring.working_copy import compare_copy, derive_copy
from eventclaims.coding.runs import BASE, CODINGS, RUNS, list_changed_documents
from eventclaims.errors import PackageError, TableError
from eventclaims.exchange.coding import Coding
from eventclaims.exchange.entries import Row
from eventclaims.exchange.exported import Rows, make_registry, read_plans
from eventclaims.exchange.layout import list_coded
from eventclaims.exchange.references import get_key
from eventclaims.package.model import Package, Table
from eventclaims.package.opening import open_package
from eventclaims.package.paths import resolve_inside
from eventclaims.runtime.atomic_files import build_folder
from eventclaims.tables.canonical import format_table, sort_key


@dataclass(frozen=True, slots=True)
class Agent:
    """Who coded, as `coding_runs` states it.

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
        before = {get_key(plan, row): row for row in coding.base[plan.name]}
        after = {get_key(plan, row): row for row in coding.tables[plan.name]}
        for key in before | after:
            if before.get(key) != after.get(key):
                problem = f"rows of {plan.name} are not part of a coding"
                remedy = "undo the change, or import with --direct"
                column = (plan.table.key or plan.table.fields)[0]
                coding.add_fault(plan.name, key, column, "", problem=problem, remedy=remedy)


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
            with _make_folder(folder) as building:
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
def _make_folder(folder: Path) -> Iterator[Path]:
    """Create the folder of a run; one without a row is left from an import that was killed."""
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
