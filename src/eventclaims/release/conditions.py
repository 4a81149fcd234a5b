"""Conditions that a package must meet before a release is built."""

import re
from collections.abc import Iterator

from eventclaims.authoring.derive import derive
from eventclaims.coding.runs import CODINGS
from eventclaims.comparison.diff import Diff
from eventclaims.errors import EventClaimsError, PackageError
from eventclaims.package.changelog import find_section, read_sections
from eventclaims.package.model import Package, read_day
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.package.paths import resolve_inside
from eventclaims.package.report_text import MARKER, find_marked
from eventclaims.package.versions import format_version, parse_version
from eventclaims.package.yaml_files import read_yaml
from eventclaims.release import repository
from eventclaims.release.copied_files import DOCUMENTS
from eventclaims.release.pages.docs import PAGES, README
from eventclaims.release.releases import RELEASES, read_releases
from eventclaims.report.finding import Severity
from eventclaims.report.report import Report

CHANGELOG = "CHANGELOG.md"
_CITATION = "CITATION.cff"
_SHOWN = 5
# Files of a release other than the tables; git may ignore some of them.
_RELEASED = (
    *(source for source, *_ in DOCUMENTS),
    *(README, *(f"docs/{name}.md" for name in PAGES)),
    *("schemas/**/*.csv", "schemas/**/*.json"),
    *(f"{CODINGS}/**/*.csv", f"{CODINGS}/README.md"),
)
# What the Data Package standard recommends for names.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*", re.ASCII)


def _check_name(package: Package) -> Iterator[str]:
    """Name and version must be usable in file names."""
    if not _NAME.fullmatch(package.name):
        yield f"the name {package.name!r} must consist of a-z, 0-9, '.', '_' and '-'"
    if parse_version(package.version) is None:
        yield f"the version {package.version} must have the form 1.2.3"


def _check_tree(package: Package) -> Iterator[str]:
    """Every file must be committed."""
    changed = repository.list_changes(package.root)
    yield from (f"{name} is not committed" for name in changed[:_SHOWN])
    if len(changed) > _SHOWN:
        yield f"{len(changed) - _SHOWN} more files are not committed"
    released = (*_RELEASED, *(f for table in package.tables for f in table.files))
    for name in repository.list_ignored(package.root, released):
        yield f"{name} is ignored by git but would be part of the release"


def _check_report_text(package: Package) -> Iterator[str]:
    """No file may contain the words of reports, as a coding page does."""
    root = package.root
    for name in find_marked(root, repository.list_files(root)):
        yield f"{name} contains report text ({MARKER}); remove it from the package"


def _check_tag(package: Package) -> Iterator[str]:
    """Neither the version nor a higher one may be released already."""
    root, tag = package.root, f"v{package.version}"
    tagged = repository.find_commit(root, tag)
    if tagged is not None and tagged != repository.find_commit(root, "HEAD"):
        yield f"the tag {tag} exists on another commit: this version is released already"
    higher = repository.find_higher_tag(root, package.version or "")
    if higher is not None:
        yield f"the tag {higher} of an earlier commit is higher than {tag}"
    last, version = max(read_releases(root), default=None), parse_version(package.version)
    if last and version and last >= version:
        yield f"{RELEASES} contains {format_version(last)}: a release must have a higher version"


def _check_validation(report: Report) -> Iterator[str]:
    """Validation must find no errors and no warnings."""
    for severity in (Severity.ERROR, Severity.WARNING):
        count = report.count(severity)
        if count:
            yield f"validation found {count} at severity {severity}; run eventclaims validate"


def _check_derived(package: Package) -> Iterator[str]:
    """Every derived file must be up to date."""
    for change in derive(package):
        yield f"{change.file} is out of date; run eventclaims derive"


def _check_changelog(package: Package) -> Iterator[str]:
    """The changelog must contain a section on the version, with its day and a text."""
    text = read_changelog(package)
    section = find_section(text, package.version or "")
    day = read_day(package.descriptor)
    if section is None:
        yield f"{CHANGELOG} has no section on {package.version}"
    elif not day:
        yield f"{DESCRIPTOR} has no date of the release: enter it as `created`"
    elif section.day != day:
        yield f"{CHANGELOG} dates {package.version} {section.day}, the descriptor {day}"
    elif not section.text:
        yield f"the section on {package.version} in {CHANGELOG} is empty"


def _check_previous(package: Package) -> Iterator[str]:
    """The previous release must be given if the changelog contains one.

    Otherwise a clone without tags would be released as a first release.
    """
    version = parse_version(package.version)
    listed = [part.version for part in read_sections(read_changelog(package))]
    below = [n for n in map(parse_version, listed) if n and version and n < version]
    if below:
        before = format_version(max(below))
        yield (
            f"{CHANGELOG} contains {before}, but the release is not compared with it: fetch the "
            f"tag v{before}, or name that release with --previous"
        )


def read_changelog(package: Package) -> str:
    """Return the text of the changelog of a package, empty if it has none.

    Raises:
        EventClaimsError: If it is not UTF-8.
    """
    path = resolve_inside(package.root, CHANGELOG)
    try:
        return path.read_text("utf-8") if path.is_file() else ""
    except UnicodeDecodeError as error:
        raise EventClaimsError(f"{CHANGELOG}: cannot be read as UTF-8") from error


def _check_citation(package: Package) -> Iterator[str]:
    """CITATION.cff must have the version and day of the descriptor."""
    path = resolve_inside(package.root, _CITATION)
    if not path.is_file():
        return
    try:
        stated = read_yaml(path, _CITATION)
    except PackageError as error:
        yield str(error)
        return
    day = read_day(package.descriptor)
    for name, expected in (("version", package.version), ("date-released", day)):
        if str(stated.get(name)) != expected:
            yield f"{_CITATION} has {name} {stated.get(name)}, the descriptor {expected}"


def _check_difference(diff: Diff) -> Iterator[str]:
    """The version must be high enough, and every changed cell must have its correction."""
    old, new = parse_version(diff.old_version), parse_version(diff.new_version)
    if old is None or new is None:
        yield f"{diff.old_version} or {diff.new_version} is not a version"
    elif new <= old:
        yield f"version {diff.new_version} must be higher than the released {diff.old_version}"
    elif diff.is_version_low:
        yield (
            f"version {diff.new_version} is too low: {diff.reason} since {diff.old_version} "
            f"requires {diff.needed_version}"
        )
    if diff.uncorrected:
        yield (
            f"changed cells without a row in corrections: {diff.uncorrected}; run eventclaims "
            "diff to list them, and with --write-corrections to add the rows"
        )


def check_conditions(package: Package, report: Report, diff: Diff | None) -> list[str]:
    """Return the problems that block a release, one line each.

    Args:
        package: The package, opened from its folder in a git repository.
        report: Its validation report, with the history layer if there is a previous release.
        diff: The open diff with the previous release; None for a first release.

    Raises:
        EventClaimsError: If a condition cannot be checked.
    """
    return [
        *_check_name(package),
        *_check_tree(package),
        *_check_report_text(package),
        *_check_tag(package),
        *_check_validation(report),
        *_check_derived(package),
        *_check_changelog(package),
        *_check_citation(package),
        *(_check_previous(package) if diff is None else _check_difference(diff)),
    ]
