"""Publish a release on Zenodo: its sandbox first, then for good."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from eventclaims.errors import PublishingError
from eventclaims.publishing.builder import Builder
from eventclaims.publishing.commands import run_command
from eventclaims.publishing.descriptors import read_descriptor
from eventclaims.publishing.http.retries import RetryPolicy
from eventclaims.publishing.http.session import ServiceConfig, open_session
from eventclaims.publishing.progress import show_line
from eventclaims.publishing.state_store import StateStore
from eventclaims.publishing.zenodo.deposits import HEADERS, ID, Deposits
from eventclaims.publishing.zenodo.publication import (
    find_previous,
    publish_deposit,
    require_unchanged,
)
from eventclaims.publishing.zenodo.states import STATES, Compared, Confirmed, Plan, State
from eventclaims.publishing.zenodo.steps import Work
from eventclaims.publishing.zenodo.targets import PRODUCTION, SANDBOX, Target, make_target

ROOT = Path(__file__).parents[1]
BUILD = f"{shlex.quote(sys.executable)} scripts/build_release.py"
STATES_FOLDER = ".publishing"
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--draft", "until", flag_value="draft", help="Make the draft, whole, and compare it.")
@click.option("--publish", "until", flag_value="publish", help="The same, and publish it.")
@click.option("--production", is_flag=True, help="zenodo.org, not its sandbox; this is for good.")
@click.option("--unrehearsed", is_flag=True, help="Production, though the sandbox did not see it.")
@click.option("--api", help="The API of another InvenioRDM repository; token in INVENIO_TOKEN.")
@click.option("--after", help="Id of the record of the version before, if it is not known here.")
@click.option("--build", default=BUILD, help="Command that builds; --doi and the DOI are added.")
@click.option("--package", default=ROOT, type=_FOLDER, help="The checkout; this one if not given.")
@click.option("--patience", default=1.0, show_default=True, help="Factor of all waits; 0 in tests.")
@click.option("--timeout", default=120.0, show_default=True, help="Seconds to wait for a reply.")
def main(  # noqa: PLR0913 - one for each option
    *,
    until: str | None,
    api: str | None,
    after: str | None,
    build: str,
    package: Path,
    retry_policy: float,
    timeout: float,
    production: bool,
    unrehearsed: bool,
) -> None:
    """Publish the release of this checkout on Zenodo, with a DOI that is built into it.

    Without --draft or --publish nothing is sent. A run that was interrupted is finished by running
    it again; its state and the log of requests are in .publishing/.

    The token is read from ZENODO_SANDBOX_TOKEN, with --production from ZENODO_TOKEN.
    """
    if after and not ID.fullmatch(after):
        raise PublishingError(f"--after takes the id of a record, as it ends its address: {after}")
    target = choose_target(api, production=production, unrehearsed=unrehearsed)
    descriptor = read_descriptor(package)
    name, version = descriptor["name"], descriptor["version"]
    store = open_store(package, target, name)
    previous = after or find_previous(store, version)
    plan = Plan(name, descriptor["title"], version, previous)
    if until is None:
        click.echo(describe(target, store, plan))
        return
    rehearsed = None
    if production and not unrehearsed:
        rehearsed = find_rehearsal(open_store(package, SANDBOX, name), version)
    builder = Builder(shlex.split(build), package, package / "dist", f"{name}-{version}")
    door = ServiceConfig(
        target.api, target.variable, HEADERS, package / STATES_FOLDER / target.name
    )
    policy = RetryPolicy(factor=retry_policy, timeout=timeout, on_wait=show_line)
    with open_session(door, policy) as client:
        store.clean()
        work = Work(
            deposits=Deposits(client),
            descriptor=descriptor,
            build=builder.build,
            remember=lambda state: store.save(version, state),
            rehearsed=rehearsed,
        )
        goal = Confirmed if until == "publish" else Compared
        state = publish_deposit(work, store, plan, until=goal)
        if isinstance(state, Confirmed) and builder.has_built(state.deposit.doi):
            require_unchanged(state.deposit, builder.build(state.deposit.doi))
    click.echo(report(target, state))


def choose_target(api: str | None, *, production: bool, unrehearsed: bool) -> Target:
    """Return the sandbox, unless another target is named.

    Raises:
        PublishingError: If two are named.
    """
    if api and (production or unrehearsed):
        raise PublishingError("--api names another repository; --production is for zenodo.org")
    if api:
        return make_target(api)
    return PRODUCTION if production else SANDBOX


def open_store(package: Path, target: Target, name: str) -> StateStore[State]:
    """Return the states of a data set at a target."""
    return StateStore(package / STATES_FOLDER / target.name, name, target.api, STATES)


def find_rehearsal(sandbox: StateStore[State], version: str) -> str:
    """Return the digest of the tables that were published in the sandbox as this version.

    Raises:
        PublishingError: If none were.
    """
    state = sandbox.load(version)
    if not isinstance(state, Confirmed):
        raise PublishingError(
            f"{version} was not published in the sandbox from here: do that first, without"
            " --production, or say --unrehearsed"
        )
    return state.deposit.content


def describe(target: Target, store: StateStore[State], plan: Plan) -> str:
    """Return what a run would do."""
    state = store.load(plan.version)
    known = f"it is {type(state).__name__.lower()}" if state else "nothing is known of it"
    under = f"a new version under record {plan.previous}" if plan.previous else "a first version"
    return (
        f"{plan.title} {plan.version} at {target.api}: {known}.\n"
        f"It would be {under}, built with a DOI of its own. Nothing was sent:\n"
        f"--draft makes a draft, --publish publishes it; the token is read from {target.variable}."
    )


def report(target: Target, state: State) -> str:
    """Return what stands now."""
    if isinstance(state, Confirmed):
        concept = state.concept_doi or "not given yet"
        return (
            f"published and compared: record {state.deposit.record} at {target.api}\n"
            f"DOI of this version: {state.deposit.doi}\nDOI of all versions: {concept}"
        )
    if isinstance(state, Compared):
        return (
            f"draft {state.deposit.record} at {target.api} is whole; DOI {state.deposit.doi} is"
            " reserved.\nLook at it, then run this again with --publish."
        )
    return f"it is {type(state).__name__.lower()}"


if __name__ == "__main__":
    sys.exit(run_command(main, "publish_zenodo"))
