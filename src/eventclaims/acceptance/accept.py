"""The judgement on a release: the suite, expanded, compared, judged and waived."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from eventclaims.acceptance.baseline import Expectation, resolve
from eventclaims.acceptance.expectations import list_shares
from eventclaims.acceptance.frames import Content, read_content
from eventclaims.acceptance.gx_engine import Judgement, judge
from eventclaims.acceptance.results import Acceptance, Result, Status
from eventclaims.acceptance.suite import expand, read_suite
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
    """Judge a release against the one before it and against stated floors.

    Args:
        release: The opened release; nothing outside of it is read.
        previous: The opened release before it, None for the first.
        suite: File with expectations of one's own, beside those for any event-claim package.
        waivers: The reason by name of each expectation that may fail; see `read_waivers`.

    Returns:
        The acceptance; `accepted` says whether the release may go out.

    Raises:
        AcceptanceError: If the suite or a waiver does not hold, or anything was not judged.
        TableError: If a table cannot be read.
    """
    before = None if previous is None else _read_previous(previous)
    content = read_content(release, before)
    targets = expand(read_suite(suite), content)
    expectations = [resolve(target, content, before) for target in targets]
    judged = [expectation for expectation in expectations if expectation.obstacle is None]
    if not judged:
        raise AcceptanceError("the suite expects nothing that could be judged")
    library, judgements = judge(judged, content)
    failed = {name for name, judgement in judgements.items() if not judgement.success}
    waivers = waivers or {}
    check_waivers(waivers, failed, {expectation.name for expectation in expectations})
    return Acceptance(
        package=content.name,
        version=content.version,
        previous=None if before is None else before.version,
        great_expectations=library,
        results=tuple(
            _conclude(expectation, judgements.get(expectation.name), waivers)
            for expectation in expectations
        ),
    )


def _read_previous(previous: Package) -> Content:
    try:
        return read_content(previous)
    except TableError as error:
        raise TableError(f"the release before: {error}") from error


def _conclude(
    expectation: Expectation, judgement: Judgement | None, waivers: Mapping[str, str]
) -> Result:
    target, kind, show = expectation.target, expectation.kind, expectation.show
    line = target.line
    asked, found, shares = None, expectation.obstacle or "", {}
    status = Status.NOT_COMPARED
    if judgement is not None:
        asked = kind.tell_bound(expectation.arguments, show)
        found = kind.tell_observed(judgement.result, expectation.arguments, show)
        shares = {
            code: (round(old, _DIGITS), round(new, _DIGITS))
            for code, old, new in list_shares(judgement.result)
        }
        status = Status.PASSED if judgement.success else Status.FAILED
        if status is Status.FAILED and expectation.name in waivers:
            status = Status.WAIVED
    return Result(
        name=target.name,
        severity=line.severity,
        against=line.against,
        table=target.table,
        column=target.column,
        expectation=kind.type,
        arguments=line.arguments,
        why=target.why,
        status=status,
        previous=expectation.previous,
        asked=asked,
        found=found,
        reason=waivers.get(expectation.name),
        shares=shares,
    )
