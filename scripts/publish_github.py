"""Publish a built release on GitHub, on a tag that is pushed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from eventclaims.errors import PublishingError
from eventclaims.publishing.assets import list_assets
from eventclaims.publishing.built_release import Release, open_release
from eventclaims.publishing.commands import run_command
from eventclaims.publishing.descriptors import read_descriptor
from eventclaims.publishing.github.publication import publish_release
from eventclaims.publishing.github.releases import API, HEADERS, VARIABLE, Releases
from eventclaims.publishing.github.states import STATES, Compared, Confirmed, Plan, State
from eventclaims.publishing.github.steps import Work
from eventclaims.publishing.http.retries import RetryPolicy
from eventclaims.publishing.http.session import ServiceConfig, open_session
from eventclaims.publishing.notes import CHANGES, compose_notes, read_section
from eventclaims.publishing.progress import show_line
from eventclaims.publishing.state_store import StateStore
from eventclaims.render.escaping import escape

ROOT = Path(__file__).parents[1]
_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}")


@click.command()
@click.option("--draft", "until", flag_value="draft", help="Make the draft, whole, and compare it.")
@click.option("--publish", "until", flag_value="publish", help="The same, and publish it.")
@click.option("--repository", envvar="GITHUB_REPOSITORY", required=True, help="OWNER/NAME.")
@click.option("--tag", help="The tag; v<version> if not given. It must be pushed.")
@click.option("--api", envvar="GITHUB_API_URL", default=API, show_default=True, help="The API.")
@click.option(
    "--package",
    default=ROOT,
    type=click.Path(file_okay=False, path_type=Path),
    help="The checkout; this one if not given.",
)
@click.option("--patience", default=1.0, show_default=True, help="Factor of all waits; 0 in tests.")
@click.option("--timeout", default=120.0, show_default=True, help="Seconds to wait for a reply.")
def main(  # noqa: PLR0913 - one for each option
    *,
    until: str | None,
    repository: str,
    tag: str | None,
    api: str,
    package: Path,
    retry_policy: float,
    timeout: float,
) -> None:
    """Publish the release that was built in this checkout, in dist/, on GitHub.

    Without --draft or --publish nothing is sent. A run that was interrupted is finished by running
    it again; its state and the log of requests are in .publishing/.

    The token is read from GITHUB_TOKEN.
    """
    if not _REPOSITORY.fullmatch(repository):
        raise PublishingError(f"{repository}: is not OWNER/NAME")
    descriptor = read_descriptor(package)
    release = open_release(package / "dist" / f"{descriptor['name']}-{descriptor['version']}")
    assets = list_assets(release)
    version = release.version
    title, files = f"{release.title} {version}", tuple(asset.digest for asset in assets)
    plan = Plan(repository, tag or f"v{version}", version, title, files)
    notes = read_notes(release, package)
    # No owner has an underscore in its name, so that no two repositories share a folder.
    folder = package / ".publishing" / f"github-{repository.replace('/', '_')}"
    target = f"{api.rstrip('/')}/repos/{repository}"
    store: StateStore[State] = StateStore(folder, release.name, target, STATES)
    if until is None:
        click.echo(describe(plan, store.load(version)))
        return
    door = ServiceConfig(api, VARIABLE, HEADERS, folder)
    policy = RetryPolicy(factor=retry_policy, timeout=timeout, on_wait=show_line)
    with open_session(door, policy) as client:
        store.clean()
        work = Work(
            Releases(client, repository), assets, notes, lambda state: store.save(version, state)
        )
        goal = Confirmed if until == "publish" else Compared
        state = publish_release(work, store, plan, until=goal)
    if isinstance(state, Confirmed):
        click.echo(f"published and compared: {escape(state.address)}")
    else:
        click.echo(f"the draft on {plan.tag} is whole; run this again with --publish")


def read_notes(release: Release, package: Path) -> str:
    """Return the notes, from the changelog of the checkout and the diff in the release.

    Raises:
        PublishingError: If the changelog cannot be read, or says nothing of the version.
    """
    try:
        changelog = (package / "CHANGELOG.md").read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PublishingError(f"CHANGELOG.md: cannot be read ({type(error).__name__})") from error
    section = read_section(changelog, release.version)
    return compose_notes(section, release.read_text(CHANGES), release.doi)


def describe(plan: Plan, state: State | None) -> str:
    """Return what a run would do."""
    known = f"it is {type(state).__name__.lower()}" if state else "nothing is known of it"
    total = sum(digest.size for digest in plan.files)
    return (
        f"{plan.title} on tag {plan.tag} of {plan.repository}: {known}.\n"
        f"It would have {len(plan.files)} files, {total} bytes. Nothing was sent:\n"
        f"--draft makes a draft, --publish publishes it; the token is read from {VARIABLE}."
    )


if __name__ == "__main__":
    sys.exit(run_command(main, "publish_github"))
