"""The command `publish_github`."""

import re
from pathlib import Path

import click

from eventclaims.errors import PublishingError
from eventclaims.publishing.assets import list_assets
from eventclaims.publishing.built_release import Release, open_release
from eventclaims.publishing.commands import FOLDER
from eventclaims.publishing.descriptors import read_descriptor
from eventclaims.publishing.github.publication import Publication
from eventclaims.publishing.github.releases import API, HEADERS, VARIABLE, Releases
from eventclaims.publishing.http.client import connect
from eventclaims.publishing.http.retries import repeat
from eventclaims.publishing.ids import IdFile
from eventclaims.publishing.notes import CHANGES, compose_notes, read_section
from eventclaims.render.escaping import escape

_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}")


@click.command()
@click.option("--draft", "until", flag_value="draft", help="Create the draft and compare it.")
@click.option("--publish", "until", flag_value="publish", help="Create the draft and publish it.")
@click.option("--repository", envvar="GITHUB_REPOSITORY", required=True, help="OWNER/NAME.")
@click.option("--tag", help="The tag, which must be pushed; by default v<version>.")
@click.option("--api", envvar="GITHUB_API_URL", default=API, show_default=True, help="The API.")
@click.option("--package", type=FOLDER, help="The checkout; by default this one.")
@click.pass_obj
def main(  # noqa: PLR0913 - one for each option
    checkout: Path,
    *,
    until: str | None,
    repository: str,
    tag: str | None,
    api: str,
    package: Path | None,
) -> None:
    """Publish the release that was built in dist/ of this checkout on GitHub.

    Without --draft or --publish, nothing is sent. To continue an interrupted run, run the same
    command again. The ids of the release and the log of requests are in .publishing/.

    The token is read from GITHUB_TOKEN.
    """
    if not _REPOSITORY.fullmatch(repository):
        raise PublishingError(f"{repository}: is not OWNER/NAME")
    package = package or checkout
    descriptor = read_descriptor(package)
    release = open_release(package / "dist" / f"{descriptor['name']}-{descriptor['version']}")
    assets, notes = list_assets(release), _read_notes(release, package)
    tag = tag or f"v{release.version}"
    title = f"{release.title} {release.version}"
    # An owner has no underscore in its name, so no two repositories share a folder.
    folder = package / ".publishing" / f"github-{repository.replace('/', '_')}"
    ids = IdFile(folder, release.name, release.version, f"{api.rstrip('/')}/repos/{repository}")
    known = ids.load()
    if until is None:
        total = sum(asset.digest.size for asset in assets)
        click.echo(
            f"{title} on tag {tag} of {repository}: {known.describe() if known else 'new'}.\n"
            f"{len(assets)} files, {total} bytes. Nothing was sent: use --draft to create a draft,"
            f" --publish to publish it.\nThe token is read from {VARIABLE}."
        )
        return
    with connect(api, VARIABLE, HEADERS, folder) as client:
        publication = Publication(
            Releases(client, repository), tag, title, notes, assets, "-" in release.version, ids
        )
        done = repeat(lambda: publication.run(publish=until == "publish"))
    if done.url:
        click.echo(f"published and compared: {escape(done.url)}")
    else:
        click.echo(f"the draft on {tag} is complete; run this again with --publish")


def _read_notes(release: Release, package: Path) -> str:
    """Return the notes from the changelog of the checkout and the changes in the release."""
    try:
        changelog = (package / "CHANGELOG.md").read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PublishingError(f"CHANGELOG.md: cannot be read ({type(error).__name__})") from error
    section = read_section(changelog, release.version)
    return compose_notes(section, release.read_text(CHANGES), release.doi)
