"""Files that are copied into a release: changelog, licence, examples, import ids, codings."""

from collections.abc import Iterator

from eventclaims.coding.runs import CODINGS
from eventclaims.package.paths import resolve_inside
from eventclaims.package.standard import IDS_FILE
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.release_input import ReleaseInput

# Path in the package, path in the release, title. The first of two with the same target is used:
# a repository that contains software too has a separate licence for the data.
DOCUMENTS = (
    ("CHANGELOG.md", "CHANGELOG.md", "What changed in each version."),
    ("LICENSE-DATA", "LICENSE", "The licence of the data."),
    ("LICENSE", "LICENSE", "The licence of the data."),
    ("docs/ten-questions.py", "ten-questions.py", "Ten questions and their answers in Python."),
    ("docs/ten-questions.R", "ten-questions.R", "Ten questions and their answers in R."),
    ("docs/timeline.svg", "docs/timeline.svg", "Figure: when claims could have been made."),
    ("docs/network.svg", "docs/network.svg", "Figure: how the actors are related."),
    (IDS_FILE, IDS_FILE, "The id of each imported row, by its key in the imported table."),
)


def make_documents(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Copy the changelog, the licence, the examples and the ids of imported rows, if they exist."""
    made = set()
    for stated, target, title in DOCUMENTS:
        path = resolve_inside(release.package.root, stated)
        if path.is_file() and target not in made:
            made.add(target)
            yield ReleaseFile(target, title, path.read_bytes())


def make_codings(release: ReleaseInput, files: Files) -> Iterator[ReleaseFile]:
    """Copy the codings before adjudication: all CSV files of data/coding that are not tables."""
    root, made = release.package.root, {file.path for file in files}
    folder = resolve_inside(root, CODINGS)
    for path in sorted(folder.glob("**/*.csv")):
        *rounds, coder = path.relative_to(folder).parent.parts or ("",)
        target = f"{CODINGS}/{path.relative_to(folder).as_posix()}"
        named = " ".join([coder, "coding", *(f"of {name}" for name in rounds)])
        title = f"{path.stem.replace('_', ' ').capitalize()}, as in the {named}."
        if target not in made:
            yield ReleaseFile(target, title, resolve_inside(root, target).read_bytes())
    about = resolve_inside(root, f"{CODINGS}/README.md")
    if about.is_file():
        yield ReleaseFile(f"{CODINGS}/README.md", "Description of the codings.", about.read_bytes())
