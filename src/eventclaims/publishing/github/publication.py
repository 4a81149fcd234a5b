"""The whole way to a public GitHub release: where it is taken up, and step by step to its end."""

from __future__ import annotations

from typing import assert_never

from eventclaims.errors import PublishingError
from eventclaims.publishing.github import steps
from eventclaims.publishing.github.states import (
    Compared,
    Confirmed,
    Described,
    Drafted,
    DraftRequested,
    Plan,
    Planned,
    Published,
    State,
    Tagged,
    Uploaded,
)
from eventclaims.publishing.github.steps import Work
from eventclaims.publishing.state_store import StateStore, run_steps


def resume(state: State, plan: Plan) -> State:
    """Return the state to go on from, with what is built now.

    A draft is gone through again: nothing that arrived is sent twice, and a build that has changed
    meanwhile is not missed.

    Raises:
        PublishingError: If the version is public with other files.
    """
    match state:
        case Planned() | Tagged():
            return Planned(plan)
        case DraftRequested():
            return DraftRequested(plan)
        case Drafted() | Uploaded() | Described() | Compared():
            # It may be public already, where a run ended before it heard so: then it is compared.
            return Drafted(plan, state.release)
        case Published() | Confirmed():
            if state.plan.files != plan.files:
                raise PublishingError(
                    f"{plan.tag} is public with other files; a public version is not changed:"
                    " make a new one"
                )
            return state
        case _:
            assert_never(state)


def take_step(work: Work, state: State) -> State:  # noqa: PLR0911 - one for each state
    """Take the step that a state allows; there is only one."""
    match state:
        case Planned():
            return steps.find_tag(work, state)
        case Tagged():
            return steps.begin_draft(work, state)
        case DraftRequested():
            return steps.settle_draft(work, state)
        case Drafted():
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


def publish_release(
    work: Work, store: StateStore[State], plan: Plan, *, until: type[Compared | Confirmed]
) -> State:
    """Bring a version from where it stands to a draft that was compared, or to a public release.

    Args:
        work: What the steps work with.
        store: The states; its lock is held.
        plan: What is to be published.
        until: The state to end with.

    Returns:
        The last state.

    Raises:
        PublishingError: If a step is refused, or found other than it should be.
    """
    state = resume(store.load(plan.version) or Planned(plan), plan)
    retry_policy = work.releases.client.retry_policy
    goals = (until, Confirmed)
    last = run_steps(
        store, plan.version, state, lambda at: take_step(work, at), retry_policy, goals
    )
    # What was public before is compared once more.
    return steps.confirm(work, state) if isinstance(state, Confirmed) else last
