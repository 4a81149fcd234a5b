"""The command `publish_folder`."""

from pathlib import Path

import click

from eventclaims.publishing.built_release import open_release
from eventclaims.publishing.commands import FOLDER
from eventclaims.publishing.descriptors import read_descriptor
from eventclaims.publishing.folder.publication import has_version, publish_version


@click.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--release",
    "built",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The built release; by default dist/<name>-<version> of this checkout.",
)
@click.option(
    "--links/--no-links", default=True, help="Create latest as a link, or as a page with a link."
)
@click.option(
    "--wait", default=60.0, show_default=True, help="Seconds to wait for another process."
)
@click.option("--dry-run", is_flag=True, help="Verify and compare only.")
@click.pass_obj
def main(  # noqa: PLR0913 - one for each option
    checkout: Path, folder: Path, built: Path | None, *, links: bool, wait: float, dry_run: bool
) -> None:
    """Publish a built release into FOLDER: a new version, latest, index.html and versions.json.

    A version that already exists is compared and never changed. To continue an interrupted run,
    run the same command again.
    """
    if built is None:
        descriptor = read_descriptor(checkout)
        built = checkout / "dist" / f"{descriptor['name']}-{descriptor['version']}"
    release = open_release(built)
    if dry_run:
        known = "already exists and is the same" if has_version(folder, release) else "is new"
        click.echo(f"{release.version}: {known}; nothing was changed")
        return
    published = publish_version(folder, release, links=links, wait=wait)
    versions = ", ".join(version.version for version in published.versions)
    click.echo(f"{folder}: {versions}; latest is {published.latest.version}")
