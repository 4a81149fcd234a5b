"""The whole way to a public record: where it is taken up, and step by step to its end."""

from __future__ import annotations

from typing import assert_never

from eventclaims.errors import PublishingError
from eventclaims.package.versions import sort_versions
from eventclaims.publishing.assets import list_assets
from eventclaims.publishing.built_release import Release
from eventclaims.publishing.state_store import StateStore, run_steps
from eventclaims.publishing.zenodo import steps
from eventclaims.publishing.zenodo.states import (
    Built,
    Compared,
    Confirmed,
    Deposit,
    Described,
    Drafted,
    DraftRequested,
    Plan,
    Planned,
    Published,
    Reserved,
    State,
    Uploaded,
)
from eventclaims.publishing.zenodo.steps import Work


def resume(work: Work, state: State) -> State:
    """Return the state to go on from.

    What is built but not public is gone through again from its DOI: nothing that arrived is sent
    twice, and a build that has changed meanwhile is not missed.
    """
    match state:
        case Built() | Uploaded() | Described() | Compared():
            deposit = state.deposit
            if work.deposits.read_published(deposit.record):
                return Compared(deposit)
            return Reserved(deposit.plan, deposit.record, deposit.doi)
        case _:
            return state


def take_step(work: Work, state: State) -> State:  # noqa: PLR0911 - one for each state
    """Take the step that a state allows; there is only one."""
    match state:
        case Planned():
            return steps.begin_draft(work, state)
        case DraftRequested():
            return steps.settle_draft(work, state)
        case Drafted():
            return steps.reserve_doi(work, state)
        case Reserved():
            return steps.build(work, state)
        case Built():
            return steps.upload(work, state)
        case Uploaded():
            return steps.describe(work, state)
        case Described():
            return steps.compare(work, state)
        case Compared():
            return steps.publish(work, state)
        case Published() | Confirmed():
            return steps.confirm(work, state)
        case _:
            assert_never(state)


def publish_deposit(
    work: Work, store: StateStore[State], plan: Plan, *, until: type[Compared | Confirmed]
) -> State:
    """Bring a version from where it stands to a draft that was compared, or to a public record.

    Args:
        work: What the steps work with.
        store: The states; its lock is held.
        plan: What is to be published, if nothing is known of this version yet.
        until: The state to end with.

    Returns:
        The last state.

    Raises:
        PublishingError: If a step is refused, or found other than it should be.
    """
    retry_policy = work.deposits.client.retry_policy
    stored = store.load(plan.version)
    if stored is None or isinstance(stored, Planned):
        stored = Planned(plan)
    state = resume(work, stored)
    goals = (until, Confirmed)
    last = run_steps(
        store, plan.version, state, lambda at: take_step(work, at), retry_policy, goals
    )
    # What was public before is compared once more.
    return steps.confirm(work, state) if isinstance(state, Confirmed) else last


def find_previous(store: StateStore[State], version: str) -> str | None:
    """Return the record under which a new version belongs: the last that was published from here.

    Raises:
        PublishingError: If another version was begun and not finished; a concept has one draft.
    """
    records: dict[str, str] = {}
    for other in store.list_versions():
        state = store.load(other)
        if other == version or state is None or isinstance(state, Planned):
            continue
        if not isinstance(state, Published | Confirmed):
            raise PublishingError(
                f"version {other} was begun and is not published: finish it first"
            )
        records[other] = state.deposit.record
    return records[sort_versions(records)[-1]] if records else None


def require_unchanged(deposit: Deposit, release: Release) -> None:
    """Raise PublishingError unless a release is what was published of it."""
    held = {digest.name: digest for digest in deposit.files}
    for asset in list_assets(release):
        if held.pop(asset.digest.name, None) != asset.digest:
            raise PublishingError(
                f"{asset.digest.name}: is not what was published as {deposit.doi}; a public"
                " version is not changed: make a new one"
            )
