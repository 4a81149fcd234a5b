"""Publish a built release into a folder or web root, beside the versions that are there."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eventclaims.publishing.built_release import open_release
from eventclaims.publishing.commands import run_command
from eventclaims.publishing.descriptors import read_descriptor
from eventclaims.publishing.folder.publication import look_for_version, publish_version

ROOT = Path(__file__).parents[1]


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--release",
    "built",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The built release; otherwise dist/<name>-<version> of this checkout.",
)
@click.option(
    "--links/--no-links", default=True, help="Make latest a link, or a page that leads on."
)
@click.option(
    "--wait", default=60.0, show_default=True, help="Seconds to wait for another publisher."
)
@click.option("--dry-run", is_flag=True, help="Verify and compare, change nothing.")
def main(folder: Path, built: Path | None, *, links: bool, wait: float, dry_run: bool) -> None:
    """Publish a built release into FOLDER: a new version, latest, index.html and versions.json.

    A version that is there already is compared and never changed. A run that was interrupted is
    finished by running it again.
    """
    if built is None:
        descriptor = read_descriptor(ROOT)
        built = ROOT / "dist" / f"{descriptor['name']}-{descriptor['version']}"
    release = open_release(built)
    if dry_run:
        is_there = look_for_version(folder, release)
        stands = "is there already, the same" if is_there else "would be added"
        click.echo(f"{release.version}: {stands}; nothing was changed")
        return
    finished = publish_version(folder, release, links=links, wait=wait)
    versions = ", ".join(version.version for version in finished.shelf.versions)
    click.echo(f"{folder}: {versions}; latest is {finished.shelf.latest.version}")


if __name__ == "__main__":
    sys.exit(run_command(main, "publish_folder"))
