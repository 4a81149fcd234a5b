"""Publish a built release: to a folder, Zenodo or GitHub."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from eventclaims.cli.groups import ReleaseGroup
from eventclaims.cli.options import Decorator, base_url_option, folder_type
from eventclaims.errors import PublishingError

if TYPE_CHECKING:
    from eventclaims.publishing.ids import IdFile

# The command that builds a release, run in the folder of the package.
BUILD = (sys.executable, "-P", "-m", "eventclaims", "release", "build")
_GITHUB_API = "https://api.github.com"
_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}")
# Name of the local folder, address of the API, and variable of the token.
_SANDBOX = ("zenodo-sandbox", "https://sandbox.zenodo.org/api", "ZENODO_SANDBOX_TOKEN")
_PRODUCTION = ("zenodo", "https://zenodo.org/api", "ZENODO_TOKEN")

_package_option: Decorator = click.option(
    "--package",
    default=".",
    type=folder_type,
    metavar="PACKAGE",
    help="Folder of the package; default: the current folder.",
)
_draft_option: Decorator = click.option(
    "--draft", "until", flag_value="draft", help="Create the draft and compare it."
)
_publish_option: Decorator = click.option(
    "--publish", "until", flag_value="publish", help="Create the draft and publish it."
)


class _PublishGroup(ReleaseGroup):
    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - signature of the base class
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            message = "interrupted; run the same command again to continue"
            raise click.Abort(message) from error


@click.group("publish", cls=_PublishGroup)
def command() -> None:
    """Publish a release that was built in dist/ of a package.

    Requires pip install 'eventclaims[release]'. To continue an interrupted run, run the same
    command again.

    Exit codes: 0 done, 2 usage error or not published.
    """


@command.command("folder", short_help="Publish into a folder or web root.")
@click.argument("folder", type=folder_type)
@_package_option
@click.option(
    "--release",
    "built",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of the built release; default: dist/<name>-<version> of PACKAGE.",
)
@click.option("--site/--no-site", default=True, help="Whether a new version gets pages.")
@base_url_option
@click.option(
    "--wait", default=60.0, show_default=True, help="Seconds to wait for another process."
)
@click.option("--dry-run", is_flag=True, help="Verify and compare only.")
def publish_folder(
    folder: Path,
    package: Path,
    built: Path | None,
    base: str,
    *,
    site: bool,
    wait: float,
    dry_run: bool,
) -> None:
    """Publish a built release into FOLDER: its files and pages, and what leads to the latest.

    A version that already exists is compared and never changed.

    Exit codes: 0 done, 2 usage error or not published.
    """
    from eventclaims.publishing.built_release import open_build, open_release
    from eventclaims.publishing.folder.catalogue import find_latest
    from eventclaims.publishing.folder.publication import has_version, publish_version

    release = open_release(built) if built else open_build(package)
    if dry_run:
        known = "already exists and is the same" if has_version(folder, release) else "is new"
        click.echo(f"{release.version}: {known}; nothing was changed")
        return
    published = publish_version(folder, release, site=site, base=base, wait=wait)
    versions = ", ".join(version.version for version in published)
    click.echo(f"{folder}: {versions}; latest is {find_latest(published).version}")


@command.command("zenodo", short_help="Publish on Zenodo.")
@_package_option
@_draft_option
@_publish_option
@click.option("--production", is_flag=True, help="Use zenodo.org, where a record is permanent.")
@click.option("--unrehearsed", is_flag=True, help="Do not require a publication in the sandbox.")
@click.option("--api", help="The API of another InvenioRDM repository; its token: INVENIO_TOKEN.")
@click.option("--after", help="Record id of the previous version, if .publishing/ has no ids.")
def publish_zenodo(
    package: Path,
    *,
    until: str | None,
    api: str | None,
    after: str | None,
    production: bool,
    unrehearsed: bool,
) -> None:
    """Publish the release on Zenodo, built with its DOI.

    The sandbox of Zenodo is used unless --production is given. Without --draft or --publish,
    nothing is sent. The ids of the record and the log of requests are in .publishing/ of PACKAGE.

    The token is read from ZENODO_SANDBOX_TOKEN, with --production from ZENODO_TOKEN.

    Exit codes: 0 done, 2 usage error or not published.
    """
    from eventclaims.publishing.builder import Builder
    from eventclaims.publishing.built_release import read_descriptor
    from eventclaims.publishing.http.client import connect
    from eventclaims.publishing.http.retries import repeat
    from eventclaims.publishing.ids import IdFile
    from eventclaims.publishing.zenodo.deposits import HEADERS, ID, Deposits
    from eventclaims.publishing.zenodo.publication import Publication, find_previous

    if after and not ID.fullmatch(after):
        raise PublishingError(f"--after {after}: is not a record id, the last part of its address")
    service, address, variable = _choose_target(api, production=production, unrehearsed=unrehearsed)
    descriptor = read_descriptor(package)
    name, version = descriptor["name"], descriptor["version"]
    ids = IdFile(package / ".publishing" / service, name, version, address)
    known, previous = ids.load(), after or find_previous(ids)
    if until is None:
        kind = f"A new version of record {previous}" if previous else "A first version"
        click.echo(
            f"{descriptor['title']} {version} at {address}:"
            f" {known.describe() if known else 'new'}.\n"
            f"{kind}, built with its DOI. Nothing was sent: use --draft to create a draft,"
            f" --publish to publish it.\nThe token is read from {variable}."
        )
        return
    rehearsed = None
    if production and not unrehearsed:
        sandbox = package / ".publishing" / _SANDBOX[0]
        rehearsed = _find_rehearsal(IdFile(sandbox, name, version, _SANDBOX[1]))
    builder = Builder(BUILD, package, f"{name}-{version}")
    with connect(address, variable, HEADERS, ids.folder) as client:
        publication = Publication(Deposits(client), descriptor, builder, ids, previous, rehearsed)
        done = repeat(lambda: publication.run(publish=until == "publish"))
    if done.url is None:
        click.echo(
            f"draft {done.record} at {address} is complete; DOI {done.doi} is reserved.\n"
            "Look at it, then run this again with --publish."
        )
        return
    compared = "and compared" if builder.has_built(done.doi) else "(dist/ has no build to compare)"
    click.echo(
        f"published {compared}: {done.url}\nDOI of this version: {done.doi}\n"
        f"DOI of all versions: {done.concept_doi or 'not known yet'}"
    )


def _choose_target(api: str | None, *, production: bool, unrehearsed: bool) -> tuple[str, str, str]:
    if api and (production or unrehearsed):
        raise PublishingError("use either --api or --production; --production is for zenodo.org")
    if api:
        return f"invenio-{urlsplit(api).hostname}", api, "INVENIO_TOKEN"
    return _PRODUCTION if production else _SANDBOX


def _find_rehearsal(sandbox: IdFile) -> str:
    """Return the digest of the tables that were published in the sandbox as this version."""
    ids = sandbox.load()
    if ids is None or ids.url is None or ids.tables is None:
        raise PublishingError(
            f"{sandbox.version} was not published in the sandbox from here: do that first, without"
            " --production, or use --unrehearsed"
        )
    return ids.tables


@command.command("github", short_help="Publish on GitHub.")
@_package_option
@_draft_option
@_publish_option
@click.option("--repository", envvar="GITHUB_REPOSITORY", required=True, help="OWNER/NAME.")
@click.option("--tag", help="The tag, which must be pushed; by default v<version>.")
@click.option(
    "--api", envvar="GITHUB_API_URL", default=_GITHUB_API, show_default=True, help="The API."
)
def publish_github(
    package: Path, *, until: str | None, repository: str, tag: str | None, api: str
) -> None:
    """Publish the release that was built in dist/ on GitHub.

    Without --draft or --publish, nothing is sent. The ids of the release and the log of requests
    are in .publishing/ of PACKAGE.

    The token is read from GITHUB_TOKEN.

    Exit codes: 0 done, 2 usage error or not published.
    """
    from eventclaims.publishing.assets import list_assets
    from eventclaims.publishing.built_release import open_build
    from eventclaims.publishing.github.publication import Publication
    from eventclaims.publishing.github.releases import HEADERS, VARIABLE, Releases
    from eventclaims.publishing.http.client import connect
    from eventclaims.publishing.http.retries import repeat
    from eventclaims.publishing.ids import IdFile
    from eventclaims.publishing.notes import read_notes
    from eventclaims.render.escaping import escape

    if not _REPOSITORY.fullmatch(repository):
        raise PublishingError(f"{repository}: is not OWNER/NAME")
    release = open_build(package)
    assets, notes = list_assets(release), read_notes(release, package)
    tag = tag or f"v{release.version}"
    title = f"{release.title} {release.version}"
    # An owner has no underscore in its name, so no two repositories share a folder.
    folder = package / ".publishing" / f"github-{repository.replace('/', '_')}"
    ids = IdFile(folder, release.name, release.version, f"{api.rstrip('/')}/repos/{repository}")
    known = ids.load()
    if until is None:
        total = sum(asset.size for asset in assets)
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
