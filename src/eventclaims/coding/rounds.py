"""The rounds of coding of a package: folders with two codings each, and runs of one document."""

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from eventclaims.coding.runs import CODINGS, Run, find_documents, list_runs, share_documents
from eventclaims.package.paths import resolve_inside

CODERS = ("first", "second")


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
