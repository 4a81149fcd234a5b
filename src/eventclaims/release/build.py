"""The building of a release: conditions, files, acceptance, folder and zip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eventclaims.acceptance import Acceptance, accept, read_waivers
from eventclaims.coding.agreement import Agreement, measure_agreement
from eventclaims.comparison.diff import Diff, compare
from eventclaims.errors import EventClaimsError
from eventclaims.package.doi import read_doi
from eventclaims.package.model import Package
from eventclaims.package.opening import open_package
from eventclaims.package.paths import resolve_inside
from eventclaims.package.revisions import open_version
from eventclaims.release import repository
from eventclaims.release.changes import make_changes
from eventclaims.release.checksums import make_checksums
from eventclaims.release.conditions import CHANGELOG, Candidate, check_conditions, check_difference
from eventclaims.release.copied_files import CODINGS
from eventclaims.release.files import ReleaseFile
from eventclaims.release.packing import write_folder, write_zip
from eventclaims.release.pages.acceptance import make_acceptance_files
from eventclaims.release.pages.quality import make_quality
from eventclaims.release.release_input import ReleaseInput, read_release_input
from eventclaims.release.writers import DATA, METADATA, make_files
from eventclaims.report.report import Report
from eventclaims.validation import validate


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What is to be built.

    Attributes:
        root: Folder of the package, in a repository.
        previous: The release before it: a folder, a zip or a git revision; None for the first.
        suite: File with expectations of its own, None where it has none.
        identifier: DOI that the version has been given, None where it has none yet.
    """

    root: Path
    previous: str | None = None
    suite: Path | None = None
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class Build:
    """A release that was built, or what stood in the way.

    Attributes:
        problems: What stood in the way, a line each; empty where it was built.
        release_input: What was released.
        files: Its files, the checksums last; empty where it was not built.
        acceptance: What its acceptance found, None where it did not come to that.
    """

    problems: tuple[str, ...]
    release_input: ReleaseInput
    files: tuple[ReleaseFile, ...] = ()
    acceptance: Acceptance | None = None

    @property
    def name(self) -> str:
        """Name of the folder and the zip: package and version."""
        return f"{self.release_input.name}-{self.release_input.version}"

    def write(self, out: Path) -> tuple[Path, Path]:
        """Write the release as a folder and as a zip, and return where they are.

        Args:
            out: The folder in which they are put, made where it is not there.

        Raises:
            PackageError: If they cannot be written.
        """
        folder, archive = out / self.name, out / f"{self.name}.zip"
        write_folder(self.files, folder)
        write_zip(self.files, archive, self.name, self.release_input.time)
        return folder, archive


@contextmanager
def build_release(order: BuildRequest) -> Iterator[Build]:
    """Build a release in memory, if nothing stands in its way.

    Args:
        order: What is to be built.

    Yields:
        The build; what stands in the way of one is a value in it.

    Raises:
        EventClaimsError: If something could not be read, checked or made.
    """
    if order.identifier is not None and read_doi(order.identifier) is None:
        raise EventClaimsError(f"{order.identifier}: is no DOI")
    with ExitStack() as stack:
        package = stack.enter_context(open_package(order.root))
        before = _open_previous(order, stack)
        diff = stack.enter_context(compare(before, package)) if before else None
        report = validate(order.root, previous=before.root if before else None)
        problems = check_conditions(Candidate(package, report, before))
        problems += check_difference(diff)
        epoch = repository.read_epoch(order.root)
        release_input = read_release_input(package, epoch=epoch, identifier=order.identifier)
        if problems:
            yield Build(tuple(problems), release_input)
        else:
            yield _make(release_input, report, before, diff, order.suite)


def _open_previous(order: BuildRequest, stack: ExitStack) -> Package | None:
    if order.previous is None:
        return None
    return stack.enter_context(open_version(order.previous, order.root))


def _make(
    release_input: ReleaseInput,
    report: Report,
    before: Package | None,
    diff: Diff | None,
    suite: Path | None,
) -> Build:
    files = make_files(DATA, release_input) + tuple(make_changes(diff))
    acceptance = _accept(release_input, files, before, suite)
    if not acceptance.accepted:
        return Build(tuple(_list_failures(acceptance)), release_input, acceptance=acceptance)
    files += tuple(make_acceptance_files(acceptance))
    files += tuple(make_quality(release_input, report, acceptance, _measure(release_input.package)))
    files = make_files(METADATA, release_input, files)
    return Build((), release_input, (*files, make_checksums(files)), acceptance)


def _accept(
    release_input: ReleaseInput,
    files: tuple[ReleaseFile, ...],
    before: Package | None,
    suite: Path | None,
) -> Acceptance:
    """Judge the release as it will be, from a folder that holds its files and no others."""
    path = resolve_inside(release_input.package.root, CHANGELOG)
    waivers = read_waivers(path.read_text("utf-8"), release_input.version)
    with TemporaryDirectory(prefix="eventclaims-") as name:
        folder = Path(name) / "release"
        write_folder(files, folder)
        with open_package(folder) as release:
            return accept(release, before, suite, waivers)


def _list_failures(acceptance: Acceptance) -> Iterator[str]:
    for result in acceptance.failed:
        yield (
            f"acceptance: {result.name} has failed: asked is {result.asked}, found is "
            f"{result.found}; mend it, or waive it in {CHANGELOG} by name and reason"
        )


def _measure(package: Package) -> Agreement | None:
    """Return how far the two codings of a package agree, None where it does not carry both."""
    names = (f"{CODINGS}/first", f"{CODINGS}/second")
    first, second = (resolve_inside(package.root, name) for name in names)
    return measure_agreement(first, second) if first.is_dir() and second.is_dir() else None
