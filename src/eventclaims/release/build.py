"""Build a release: conditions, data, acceptance, metadata, folder and zip."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from eventclaims.acceptance.accept import accept
from eventclaims.acceptance.results import Acceptance
from eventclaims.acceptance.waivers import read_waivers
from eventclaims.coding.agreement import Agreement, measure_agreement
from eventclaims.coding.runs import list_rounds
from eventclaims.comparison.diff import Diff, compare
from eventclaims.errors import EventClaimsError
from eventclaims.package.doi import read_doi
from eventclaims.package.model import Package
from eventclaims.package.opening import open_package
from eventclaims.package.paths import resolve_inside
from eventclaims.package.revisions import open_version
from eventclaims.release import repository
from eventclaims.release.changes import make_changes
from eventclaims.release.conditions import CHANGELOG, check_conditions, read_changelog
from eventclaims.release.files import Files
from eventclaims.release.packing import make_checksums, write_folder, write_zip
from eventclaims.release.pages.quality import make_acceptance_files, make_quality
from eventclaims.release.release_input import ReleaseInput, read_release_input
from eventclaims.release.releases import find_previous
from eventclaims.release.writers import DATA, METADATA, make_files
from eventclaims.report.report import Report
from eventclaims.validation import validate

# File in the package with expectations in addition to the general ones; it may be missing.
EXPECTATIONS = "expectations.json"


@dataclass(frozen=True, slots=True)
class Build:
    """A release that was built, or the problems that block it.

    Attributes:
        problems: One line per problem; empty if the release was built.
        release: The input of the release.
        files: Its files, the checksums last; empty if it was not built.
        acceptance: Its acceptance, None if other problems block the release.
        previous: The previous release, None for a first release.
    """

    problems: tuple[str, ...]
    release: ReleaseInput
    files: Files = ()
    acceptance: Acceptance | None = None
    previous: Package | None = None

    @property
    def name(self) -> str:
        """Name of the folder and the zip: package and version."""
        return f"{self.release.name}-{self.release.version}"

    def write(self, out: Path) -> tuple[Path, Path]:
        """Write the release as a folder and as a zip into a folder, and return both paths.

        Raises:
            PackageError: If they cannot be written.
        """
        folder, archive = out / self.name, out / f"{self.name}.zip"
        write_folder(self.files, folder)
        write_zip(self.files, archive, self.name, self.release.time)
        return folder, archive


@contextmanager
def build_release(
    root: Path, previous: str | None = None, identifier: str | None = None
) -> Iterator[Build]:
    """Build a release in memory, unless a problem blocks it.

    Args:
        root: Folder of the package, in a git repository.
        previous: The previous release: a folder, a zip or a git revision; by default the last
            lower version among the tags and in releases.csv, if any.
        identifier: DOI of the version, None if it has none yet.

    Raises:
        EventClaimsError: If a file cannot be read, checked or made.
    """
    if identifier is not None and read_doi(identifier) is None:
        raise EventClaimsError(f"{identifier}: is not a DOI")
    with ExitStack() as stack:
        package = stack.enter_context(open_package(root))
        before = diff = None
        previous = previous or find_previous(root, package.version)
        if previous is not None:
            before = stack.enter_context(open_version(previous, root))
            diff = stack.enter_context(compare(before, package))
        report = validate(root, previous=diff)
        problems = check_conditions(package, report, diff)
        epoch = repository.read_epoch(root)
        release = read_release_input(package, epoch=epoch, identifier=identifier)
        if problems:
            yield Build(tuple(problems), release)
        else:
            yield _make(release, report, before, diff)


def measure_codings(root: Path) -> dict[str, Agreement]:
    """Return the agreement of each round of coding of a package by its path; see `list_rounds`."""
    return {name: measure_agreement(*codings) for name, codings in list_rounds(root).items()}


def _make(
    release: ReleaseInput, report: Report, before: Package | None, diff: Diff | None
) -> Build:
    package = release.package
    files = make_files(DATA, release) + tuple(make_changes(diff))
    suite = resolve_inside(package.root, EXPECTATIONS)
    waivers = read_waivers(read_changelog(package), release.version)
    acceptance = accept(package, before, suite if suite.is_file() else None, waivers)
    if not acceptance.accepted:
        return Build(tuple(_list_failures(acceptance)), release, acceptance=acceptance)
    files += tuple(make_acceptance_files(acceptance))
    rounds = measure_codings(package.root)
    files += tuple(make_quality(release, report, acceptance, rounds))
    files = make_files(METADATA, release, files)
    return Build((), release, (*files, make_checksums(files)), acceptance, before)


def _list_failures(acceptance: Acceptance) -> Iterator[str]:
    for result in acceptance.failed:
        yield (
            f"acceptance: {result.name} failed: expected {result.asked}, found {result.found}; "
            f"correct the data, or waive it in {CHANGELOG} by name and reason"
        )
