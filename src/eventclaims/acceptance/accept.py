"""Run the suite on a release and apply the waivers."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from eventclaims.acceptance.baseline import Resolved, resolve
from eventclaims.acceptance.expectation_types import TYPES, list_shares
from eventclaims.acceptance.frames import Content, read_content
from eventclaims.acceptance.gx_run import Outcome, run_expectations
from eventclaims.acceptance.results import Acceptance, Result, Status
from eventclaims.acceptance.suite import Expectation, expand, read_suite
from eventclaims.acceptance.waivers import check_waivers
from eventclaims.errors import AcceptanceError, TableError
from eventclaims.package.model import Package

_DIGITS = 6


def accept(
    release: Package,
    previous: Package | None = None,
    suite: Path | None = None,
    waivers: Mapping[str, str] | None = None,
) -> Acceptance:
    """Check a release against the previous release and against fixed bounds.

    Args:
        release: The opened release, or the package that it is built from.
        previous: The opened previous release; None for the first release.
        suite: File with expectations in addition to those for any event-claim package.
        waivers: The reason for each waived expectation by name; see `read_waivers`.

    Raises:
        AcceptanceError: If the suite or a waiver is invalid, or an expectation cannot be checked.
        TableError: If a table cannot be read.
    """
    before = None if previous is None else _read_previous(previous)
    content = read_content(release, before)
    expectations = expand(read_suite(suite), content)
    resolved = {each.name: resolve(each, content, before) for each in expectations}
    compared = [(each, resolved[each.name]) for each in expectations]
    arguments = [(each, with_.arguments) for each, with_ in compared if with_.obstacle is None]
    if not arguments:
        raise AcceptanceError("the suite contains no expectation that can be checked")
    version, outcomes = run_expectations(arguments, content)
    failed = {name for name, (success, _) in outcomes.items() if not success}
    waivers = waivers or {}
    check_waivers(waivers, failed, {*resolved})
    return Acceptance(
        package=content.name,
        version=content.version,
        previous=None if before is None else before.version,
        great_expectations=version,
        results=tuple(
            _make_result(each, with_, outcomes.get(each.name), waivers) for each, with_ in compared
        ),
    )


def _read_previous(previous: Package) -> Content:
    try:
        return read_content(previous)
    except TableError as error:
        raise TableError(f"the previous release: {error}") from error


def _make_result(
    expectation: Expectation,
    resolved: Resolved,
    outcome: Outcome | None,
    waivers: Mapping[str, str],
) -> Result:
    asked, found, shares = None, resolved.obstacle or "", {}
    status = Status.NOT_COMPARED
    if outcome is not None:
        success, result = outcome
        kind = TYPES[expectation.expectation]
        asked = kind.expected(resolved.arguments, resolved.format)
        found = kind.found(result, resolved.format)
        shares = {
            code: (round(old, _DIGITS), round(new, _DIGITS))
            for code, old, new in list_shares(result)
        }
        status = Status.PASSED if success else Status.FAILED
        if status is Status.FAILED and expectation.name in waivers:
            status = Status.WAIVED
    return Result(
        **asdict(expectation),
        status=status,
        previous=resolved.previous,
        asked=asked,
        found=found,
        reason=waivers.get(expectation.name),
        shares=shares,
    )
