"""What must hold before a release is built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

from eventclaims.authoring.derive import derive
from eventclaims.comparison.diff import Diff
from eventclaims.errors import EventClaimsError
from eventclaims.package.changelog import find_section, read_sections
from eventclaims.package.model import Package
from eventclaims.package.paths import resolve_inside
from eventclaims.package.versions import format_version, parse_version
from eventclaims.release import repository
from eventclaims.release.copied_files import CODINGS, PAPERS
from eventclaims.release.pages.docs import PAGES, README
from eventclaims.report.finding import Severity
from eventclaims.report.report import Report

CHANGELOG = "CHANGELOG.md"
_CITATION = "CITATION.cff"
_SHOWN = 5
# What a release takes beside the tables; git may have been told not to see some of it.
_TAKEN = (
    *(stated for stated, *_ in PAPERS),
    *(README, *(f"docs/{name}.md" for name in PAGES)),
    *("schemas/**/*.csv", "schemas/**/*.json"),
    *(f"{CODINGS}/*/*.csv", f"{CODINGS}/README.md"),
)
# What the Data Package standard recommends for names.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What asks to be released.

    Attributes:
        package: The package, opened from its folder in a repository.
        report: What its validation found, history against the previous release with it.
        previous: The release before it, None for the first.
    """

    package: Package
    report: Report
    previous: Package | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition.

    Attributes:
        title: What must hold, in a few words.
        check: Yields what stands in the way, in a line each; nothing where it holds.
    """

    title: str
    check: Callable[[Candidate], Iterator[str]]


def check_name(candidate: Candidate) -> Iterator[str]:
    """Yield what is odd in the name and the version, which files and folders are named after."""
    package = candidate.package
    if not _NAME.fullmatch(package.name):
        yield f"the name {package.name!r} is not of small letters, digits, '.', '_' and '-'"
    if parse_version(package.version) is None:
        yield f"the version {package.version} is not of the form 1.2.3"


def check_tree(candidate: Candidate) -> Iterator[str]:
    """Yield the files that are not as they were committed."""
    changed = repository.list_changes(candidate.package.root)
    yield from (f"{name} is not committed" for name in changed[:_SHOWN])
    if len(changed) > _SHOWN:
        yield f"{len(changed) - _SHOWN} more files are not committed"
    taken = (*_TAKEN, *(table.file for table in candidate.package.tables))
    for name in repository.list_ignored(candidate.package.root, taken):
        yield f"{name} is ignored by git, and would be released"


def check_tag(candidate: Candidate) -> Iterator[str]:
    """Yield the tag of the version, where it stands at another commit, and that of a higher one."""
    root, tag = candidate.package.root, f"v{candidate.package.version}"
    tagged = repository.find_commit(root, tag)
    if tagged is not None and tagged != repository.find_commit(root, "HEAD"):
        yield f"{tag} is the tag of another commit: this version is released already"
    higher = repository.find_higher_tag(root, candidate.package.version or "")
    if higher is not None:
        yield f"{higher} is the tag of an earlier commit, and {tag} would be below it"


def check_validation(candidate: Candidate) -> Iterator[str]:
    """Yield how many errors and warnings validation found."""
    for severity in (Severity.ERROR, Severity.WARNING):
        count = candidate.report.count(severity)
        if count:
            yield f"validation found {count} at severity {severity}; eventclaims validate has more"


def check_derived(candidate: Candidate) -> Iterator[str]:
    """Yield the files that are not in their derived, canonical form."""
    for change in derive(candidate.package):
        yield f"{change.file} is not fresh; run eventclaims derive"


def check_changelog(candidate: Candidate) -> Iterator[str]:
    """Yield what the changelog lacks: the section of the version, its day, its text."""
    package = candidate.package
    text = _read_changelog(package)
    section = find_section(text, package.version or "")
    day = str(package.descriptor.get("created", ""))[:10]
    if section is None:
        yield f"{CHANGELOG} has no section of {package.version}"
    elif section.day != day:
        yield f"{CHANGELOG} dates {package.version} {section.day}, the descriptor {day or 'not'}"
    elif not section.text:
        yield f"{CHANGELOG} says nothing of {package.version}"


def check_previous(candidate: Candidate) -> Iterator[str]:
    """Yield that the release before is lacking, where the changelog tells of one.

    A clone without its tags would else be released as if nothing had been before it.
    """
    version = parse_version(candidate.package.version)
    if candidate.previous is not None or version is None:
        return
    told = [part.version for part in read_sections(_read_changelog(candidate.package))]
    below = [number for number in map(parse_version, told) if number and number < version]
    if below:
        before = format_version(max(below))
        yield (
            f"{CHANGELOG} tells of {before}, and nothing is compared with it: fetch its tag, "
            f"v{before}, or name that release"
        )


def _read_changelog(package: Package) -> str:
    """Return the text of the changelog, empty where there is none."""
    path = resolve_inside(package.root, CHANGELOG)
    try:
        return path.read_text("utf-8") if path.is_file() else ""
    except UnicodeDecodeError as error:
        raise EventClaimsError(f"{CHANGELOG}: cannot be read as UTF-8") from error


def check_citation(candidate: Candidate) -> Iterator[str]:
    """Yield where CITATION.cff has another version or day than the descriptor."""
    package = candidate.package
    path = resolve_inside(package.root, _CITATION)
    if not path.is_file():
        return
    try:
        stated = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, ValueError):  # a ValueError is a day that no calendar has, or no UTF-8
        stated = None
    if not isinstance(stated, dict):
        yield f"{_CITATION} is no YAML"
        return
    day = str(package.descriptor.get("created", ""))[:10]
    for name, expected in (("version", package.version), ("date-released", day)):
        if str(stated.get(name)) != expected:
            yield f"{_CITATION} has {name} {stated.get(name)}, the descriptor {expected}"


CONDITIONS = (
    Condition("name and version can name a file", check_name),
    Condition("every file is committed", check_tree),
    Condition("neither the version nor a higher one has been released", check_tag),
    Condition("validation finds no error and no warning", check_validation),
    Condition("what is derived is fresh", check_derived),
    Condition("the changelog tells of the version", check_changelog),
    Condition("the release before is at hand", check_previous),
    Condition("the citation names the version", check_citation),
)


def check_conditions(candidate: Candidate) -> list[str]:
    """Return what stands in the way of a release, a line each; empty where nothing does.

    Raises:
        EventClaimsError: If a condition could not be checked.
    """
    return [line for condition in CONDITIONS for line in condition.check(candidate)]


def check_difference(diff: Diff | None) -> list[str]:
    """Return what a release lacks for what it changed, a line each.

    Args:
        diff: Its difference from the release before, open; None for a first release.

    Returns:
        That the version is below the one that the changes ask for, or not above the last; that
        changed cells have no row in corrections. Empty where nothing is lacking.
    """
    if diff is None:
        return []
    problems = []
    old, new = parse_version(diff.old_version), parse_version(diff.new_version)
    if old is None or new is None:
        problems.append(f"{diff.old_version} and {diff.new_version} are not both versions")
    elif new <= old:
        problems.append(f"the version is {diff.new_version}, and {diff.old_version} is released")
    elif diff.is_version_low:
        problems.append(
            f"the version is {diff.new_version}; {diff.reason} since {diff.old_version} "
            f"asks for {diff.needed_version}"
        )
    if diff.uncorrected:
        problems.append(
            f"changed cells without a row in corrections: {diff.uncorrected}; eventclaims diff "
            "lists them"
        )
    return problems
