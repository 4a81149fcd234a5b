"""The runs and rounds of coding of a package: where they start, and the documents they coded."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from eventclaims.coding.units import KINDS, get_document_hash, read_coding_tables
from eventclaims.errors import PackageError
from eventclaims.package.opening import open_package
from eventclaims.package.paths import resolve_inside
from eventclaims.package.standard import SPAN_TABLES
from eventclaims.tables.cells import read_table

CODINGS = "data/coding"
RUNS = "coding_runs"
# In the folder of a run: the tables as they were when its coder started.
BASE = "base"
CODERS = ("first", "second")
_RUN = re.compile(r"RUN-[0-9]{4,}")
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of coding with its tables in a folder.

    Attributes:
        id: Its id in `coding_runs`.
        location: Its folder.
        agent_type: Whether a person, a model or a rule coded; empty if unknown.
        agent: Name of the coder; empty if unknown.
    """

    id: str
    location: Path
    agent_type: str
    agent: str


def list_runs(root: Path) -> list[Run]:
    """Return the runs of coding of a package that have a folder and a row of `coding_runs`.

    A folder without a row is left from an import that was killed.

    Args:
        root: Folder of the package.

    Raises:
        EventClaimsError: If the table cannot be read, or a folder is outside the package.
    """
    top = resolve_inside(root, CODINGS)
    listed = top.iterdir() if top.is_dir() else ()
    names = {path.name for path in listed if _RUN.fullmatch(path.name)}
    if not names:
        return []
    with open_package(root) as package:
        rows = read_table(package, RUNS, ["run_id", "role"])
    found = []
    for row in rows:
        if row["run_id"] in names and row["role"] == "coding":
            folder = resolve_inside(root, f"{CODINGS}/{row['run_id']}")
            if is_run(folder):
                type_, agent = row.get("agent_type", ""), row.get("agent", "")
                found.append(Run(row["run_id"], folder, type_, agent))
    return found


def find_coding(package: str, name: str) -> Path:
    """Return the folder of a coding: of a run of a package by its id, else the path that is given.

    Raises:
        PackageError: If the package cannot be opened, or has no run with this id.
    """
    if not is_run_id(name):
        return Path(name)
    with open_package(package) as opened:
        folder = resolve_inside(opened.root, f"{CODINGS}/{name}")
    if not folder.is_dir():
        raise PackageError(f"{name}: the package has no folder {CODINGS}/{name}")
    return folder


def is_run_id(name: str) -> bool:
    """Return whether the name of a coding is the id of a run."""
    return bool(_RUN.fullmatch(name))


def is_run(location: Path) -> bool:
    """Return whether a coding is a run, which has the rows from which its coder started."""
    return (location / BASE).is_dir()


def list_given(run: Path) -> frozenset[str]:
    """Return the ids of the units from which the coder of a run started."""
    base = read_coding_tables(run / BASE)
    return frozenset(next(iter(row.values()), "") for kind in KINDS for row in base[kind])


def find_documents(run: Path) -> frozenset[str] | None:
    """Return the documents that the coder of a run has coded; None if nothing has changed."""
    tables, base = read_coding_tables(run), read_coding_tables(run / BASE)
    hashes = {row["source_id"]: get_document_hash(row) for row in tables["sources"]}
    found = list_changed_documents(tables, base)
    return frozenset(hashes.get(id_, "") for id_ in found) - {""} or None


def list_changed_documents(tables: Mapping[str, Rows], base: Mapping[str, Rows]) -> set[str]:
    """Return the ids of the documents with passages that a coder has entered or changed.

    If no passage has changed, they are the documents of the passages of changed rows.
    """
    found = {
        row.get("source_id", "")
        for name in SPAN_TABLES
        for row in _list_changed(tables.get(name, ()), base.get(name, ()))
    }
    if not found:
        changed = {
            (kind, next(iter(row.values()), ""))
            for kind in KINDS
            for row in _list_changed(tables.get(kind, ()), base.get(kind, ()))
        }
        found = {
            row.get("source_id", "")
            for row in tables.get("evidence", ())
            if (row.get("table", ""), row.get("record_id", "")) in changed
        }
    return found - {""}


def _list_changed(rows: Rows, base: Rows) -> Iterable[Mapping[str, str]]:
    known = {tuple(row.items()) for row in base}
    return (row for row in rows if tuple(row.items()) not in known)


def share_documents(runs: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    """Return the documents of all runs; a run whose documents are unknown may have coded any."""
    stated = [documents for documents in runs if documents is not None]
    return frozenset.intersection(*stated) if stated else None


@dataclass(frozen=True, slots=True)
class Round:
    """Two codings of the same documents.

    Attributes:
        name: Path of the round in the package; of two runs, `data/coding/` and both ids.
        locations: Folders of the two codings.
        runs: Both runs; empty for codings in `first` and `second`.
    """

    name: str
    locations: tuple[Path, Path]
    runs: tuple[Run, ...] = ()


def list_rounds(root: Path) -> dict[str, tuple[Path, Path]]:
    """Return the folders of both codings of each round by its name; see `find_rounds`."""
    return {each.name: each.locations for each in find_rounds(root)}


def find_rounds(root: Path) -> list[Round]:
    """Return the rounds: in `data/coding`, in its direct subfolders, and each two runs.

    Two runs are a round if both have coded the same document.

    Args:
        root: Folder of the package.

    Returns:
        The rounds, with names such as `data/coding/variables`, or for two runs
        `data/coding/RUN-0001-RUN-0002`.

    Raises:
        EventClaimsError: If a folder is outside the package, or a run cannot be read.
    """
    top = resolve_inside(root, CODINGS)
    below = sorted(path.name for path in top.iterdir() if path.is_dir()) if top.is_dir() else []
    rounds = []
    for name in (CODINGS, *(f"{CODINGS}/{folder}" for folder in below)):
        first, second = (resolve_inside(root, f"{name}/{coder}") for coder in CODERS)
        if first.is_dir() and second.is_dir():
            rounds.append(Round(name, (first, second)))
    runs = [(run, find_documents(run.location)) for run in list_runs(root)]
    for (a, of_a), (b, of_b) in combinations(runs, 2):
        if share_documents([of_a, of_b]) != frozenset():
            name = f"{CODINGS}/{a.id}-{b.id}"
            rounds.append(Round(name, (a.location, b.location), (a, b)))
    return rounds
