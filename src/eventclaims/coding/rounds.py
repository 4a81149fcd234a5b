"""The rounds of coding of a package: folders with two codings each."""

from pathlib import Path

from eventclaims.package.paths import resolve_inside

CODINGS = "data/coding"
CODERS = ("first", "second")


def list_rounds(root: Path) -> dict[str, tuple[Path, Path]]:
    """Return both codings of each round: those in `data/coding`, and in its direct subfolders.

    Args:
        root: Folder of the package.

    Returns:
        The folders of the two codings by the path of the round in the package, such as
        `data/coding/variables`.

    Raises:
        PackageError: If a folder is outside the package.
    """
    top = resolve_inside(root, CODINGS)
    below = sorted(path.name for path in top.iterdir() if path.is_dir()) if top.is_dir() else []
    rounds = {}
    for name in (CODINGS, *(f"{CODINGS}/{folder}" for folder in below)):
        first, second = (resolve_inside(root, f"{name}/{coder}") for coder in CODERS)
        if first.is_dir() and second.is_dir():
            rounds[name] = (first, second)
    return rounds
