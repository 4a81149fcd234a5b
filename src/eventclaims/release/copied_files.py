"""What a release takes over as it is: changelog, licence, and the codings before settlement."""

from __future__ import annotations

from collections.abc import Iterator

from eventclaims.package.paths import resolve_inside
from eventclaims.release.files import ReleaseFile
from eventclaims.release.release_input import ReleaseInput

CODINGS = "data/coding"
# Where a package has it, where a release has it, what it is. Of two for one place the first counts:
# a repository that holds software, too, has a licence of its own for the data.
PAPERS = (
    ("CHANGELOG.md", "CHANGELOG.md", "What changed in each version."),
    ("LICENSE-DATA", "LICENSE", "The licence of the data."),
    ("LICENSE", "LICENSE", "The licence of the data."),
)


def make_documents(
    release_input: ReleaseInput, files: tuple[ReleaseFile, ...]
) -> Iterator[ReleaseFile]:
    """Make copies of the papers that the package has.

    Args:
        release_input: What is released.
        files: What was made before; not used.

    Yields:
        The files.

    Raises:
        PackageError: If one leads out of the package.
    """
    del files
    made = set()
    for stated, target, title in PAPERS:
        path = resolve_inside(release_input.package.root, stated)
        if path.is_file() and target not in made:
            made.add(target)
            yield ReleaseFile(target, title, path.read_bytes())


def make_codings(
    release_input: ReleaseInput, files: tuple[ReleaseFile, ...]
) -> Iterator[ReleaseFile]:
    """Make copies of the codings that the tables were settled from, as their coders left them.

    They are no tables of the package: their ids are their own.

    Args:
        release_input: What is released.
        files: What was made before; not used.

    Yields:
        The files, none where the package carries no codings.

    Raises:
        PackageError: If one leads out of the package.
    """
    del files
    root = release_input.package.root
    for path in sorted(resolve_inside(root, CODINGS).glob("*/*.csv")):
        target = f"{CODINGS}/{path.parent.name}/{path.name}"
        title = f"{path.stem.replace('_', ' ').capitalize()}, as in the {path.parent.name} coding."
        yield ReleaseFile(target, title, resolve_inside(root, target).read_bytes())
    about = resolve_inside(root, f"{CODINGS}/README.md")
    if about.is_file():
        yield ReleaseFile(f"{CODINGS}/README.md", "What the codings are.", about.read_bytes())
