"""The papers of a release that people wrote: its changelog and its licence."""

from __future__ import annotations

from collections.abc import Iterator

from eventclaims.package import resolve_inside
from eventclaims.release.edition import Edition
from eventclaims.release.files import ReleaseFile

# Where a package has it, where a release has it, what it is. Of two for one place the first counts:
# a repository that holds software, too, has a licence of its own for the data.
_PAPERS = (
    ("CHANGELOG.md", "CHANGELOG.md", "What changed in each version."),
    ("LICENSE-DATA", "LICENSE", "The licence of the data."),
    ("LICENSE", "LICENSE", "The licence of the data."),
)


def make_documents(edition: Edition, files: tuple[ReleaseFile, ...]) -> Iterator[ReleaseFile]:
    """Make copies of the papers that the package has.

    Args:
        edition: What is released.
        files: What was made before; not used.

    Yields:
        The files.

    Raises:
        PackageError: If one leads out of the package.
    """
    del files
    made = set()
    for stated, target, title in _PAPERS:
        path = resolve_inside(edition.package.root, stated)
        if path.is_file() and target not in made:
            made.add(target)
            yield ReleaseFile(target, title, path.read_bytes())
