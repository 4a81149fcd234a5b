"""The command `publish_zenodo`."""

import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from eventclaims.errors import PublishingError
from eventclaims.publishing.builder import Builder
from eventclaims.publishing.commands import FOLDER
from eventclaims.publishing.descriptors import read_descriptor
from eventclaims.publishing.http.client import connect
from eventclaims.publishing.http.retries import repeat
from eventclaims.publishing.ids import IdFile
from eventclaims.publishing.zenodo.deposits import HEADERS, ID, Deposits
from eventclaims.publishing.zenodo.publication import Publication, find_previous

_BUILD = (sys.executable, "scripts/build_release.py")


@dataclass(frozen=True, slots=True)
class Target:
    """A repository: name of the local folder, address of its API, and variable of its token."""

    name: str
    api: str
    variable: str


_SANDBOX = Target("zenodo-sandbox", "https://sandbox.zenodo.org/api", "ZENODO_SANDBOX_TOKEN")
_PRODUCTION = Target("zenodo", "https://zenodo.org/api", "ZENODO_TOKEN")


@click.command()
@click.option("--draft", "until", flag_value="draft", help="Create the draft and compare it.")
@click.option("--publish", "until", flag_value="publish", help="Create the draft and publish it.")
@click.option("--production", is_flag=True, help="Use zenodo.org, where a record is permanent.")
@click.option("--unrehearsed", is_flag=True, help="Do not require a publication in the sandbox.")
@click.option("--api", help="The API of another InvenioRDM repository; its token: INVENIO_TOKEN.")
@click.option("--after", help="Record id of the previous version, if .publishing/ has no ids.")
@click.option("--package", type=FOLDER, help="The checkout; by default this one.")
@click.pass_obj
def main(  # noqa: PLR0913 - one for each option
    checkout: Path,
    *,
    until: str | None,
    api: str | None,
    after: str | None,
    package: Path | None,
    production: bool,
    unrehearsed: bool,
) -> None:
    """Publish the release of this checkout on Zenodo, built with its DOI.

    The sandbox of Zenodo is used unless --production is given. Without --draft or --publish,
    nothing is sent. To continue an interrupted run, run the same command again. The ids of the
    record and the log of requests are in .publishing/.

    The token is read from ZENODO_SANDBOX_TOKEN, with --production from ZENODO_TOKEN.
    """
    if after and not ID.fullmatch(after):
        raise PublishingError(f"--after {after}: is not a record id, the last part of its address")
    target = _choose_target(api, production=production, unrehearsed=unrehearsed)
    package = package or checkout
    descriptor = read_descriptor(package)
    name, version = descriptor["name"], descriptor["version"]
    ids = _locate_ids(package, target, name, version)
    known, previous = ids.load(), after or find_previous(ids)
    if until is None:
        kind = f"A new version of record {previous}" if previous else "A first version"
        click.echo(
            f"{descriptor['title']} {version} at {target.api}:"
            f" {known.describe() if known else 'new'}.\n"
            f"{kind}, built with its DOI. Nothing was sent: use --draft to create a draft,"
            f" --publish to publish it.\nThe token is read from {target.variable}."
        )
        return
    rehearsed = None
    if production and not unrehearsed:
        rehearsed = _find_rehearsal(_locate_ids(package, _SANDBOX, name, version))
    builder = Builder(_BUILD, package, f"{name}-{version}")
    with connect(target.api, target.variable, HEADERS, ids.folder) as client:
        publication = Publication(Deposits(client), descriptor, builder, ids, previous, rehearsed)
        done = repeat(lambda: publication.run(publish=until == "publish"))
    if done.url is None:
        click.echo(
            f"draft {done.record} at {target.api} is complete; DOI {done.doi} is reserved.\n"
            "Look at it, then run this again with --publish."
        )
        return
    compared = "and compared" if builder.has_built(done.doi) else "(dist/ has no build to compare)"
    click.echo(
        f"published {compared}: {done.url}\nDOI of this version: {done.doi}\n"
        f"DOI of all versions: {done.concept_doi or 'not known yet'}"
    )


def _choose_target(api: str | None, *, production: bool, unrehearsed: bool) -> Target:
    if api and (production or unrehearsed):
        raise PublishingError("use either --api or --production; --production is for zenodo.org")
    if api:
        return Target(f"invenio-{urlsplit(api).hostname}", api, "INVENIO_TOKEN")
    return _PRODUCTION if production else _SANDBOX


def _locate_ids(package: Path, target: Target, name: str, version: str) -> IdFile:
    return IdFile(package / ".publishing" / target.name, name, version, target.api)


def _find_rehearsal(sandbox: IdFile) -> str:
    """Return the digest of the tables that were published in the sandbox as this version."""
    ids = sandbox.load()
    if ids is None or ids.url is None or ids.tables is None:
        raise PublishingError(
            f"{sandbox.version} was not published in the sandbox from here: do that first, without"
            " --production, or use --unrehearsed"
        )
    return ids.tables
