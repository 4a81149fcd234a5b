"""Build a release, check one against the previous release, record one in releases.csv."""

from __future__ import annotations

import sys
import textwrap
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventclaims.cli.groups import ReleaseGroup
from eventclaims.cli.options import folder_type

if TYPE_CHECKING:
    from eventclaims.package.model import Package

_LONGEST = 2000
_WIDTH = 80
_package_argument = click.argument("package", default=".", type=folder_type)
_PREVIOUS = "Previous release: a folder, a zip or a git revision"


@click.group("release", cls=ReleaseGroup)
def command() -> None:
    """Build, check and record releases of a package in a git repository.

    Requires pip install 'eventclaims[release]'.

    Exit codes: 0 done, 1 refused because of the data, 2 usage error or check not possible.
    """


@command.command("build", short_help="Build the folder, the zip and the site of a release.")
@_package_argument
@click.option(
    "--previous",
    metavar="RELEASE",
    help=f"{_PREVIOUS}.  [default: the last lower version among the tags and in releases.csv]",
)
@click.option("--doi", metavar="DOI", help="DOI that is reserved for this version.")
@click.option("--out", type=folder_type, help="Folder to write to.  [default: dist in PACKAGE]")
@click.option("--site/--no-site", default=True, help="Whether to write the site.")
def build(
    package: Path, previous: str | None, doi: str | None, out: Path | None, *, site: bool
) -> None:
    """Build the release of PACKAGE, or report the problems that block it.

    PACKAGE is a folder in a git repository; default: the current folder. The same commit gives the
    same bytes, on any day and in any folder. If PACKAGE contains expectations.json, the release
    must also meet these expectations. Waivers are in CHANGELOG.md. The site has pages to look at
    the release, and the previous release.

    Exit codes: 0 built, 1 blocked by a problem, 2 usage error or check not possible.
    """
    from eventclaims.release.build import build_release
    from eventclaims.render.escaping import escape

    with build_release(package.resolve(), previous, doi) as built:
        for problem in built.problems:
            click.echo(f"blocked: {escape(problem, _LONGEST)}", err=True)
        if built.problems:
            sys.exit(1)
        folder, archive = built.write(out or package / "dist")
        click.echo(f"{folder}\n{archive}")
        if site:
            click.echo(_write_site(folder, built.previous))


def _write_site(release: Path, previous: Package | None) -> Path:
    """Write the site of a release beside it and return its folder."""
    from eventclaims.package.opening import open_package
    from eventclaims.site.build import build_site
    from eventclaims.site.edition import make_edition

    with open_package(release) as package:
        editions = [make_edition(package), *([make_edition(previous)] if previous else [])]
    folder = release.with_name(f"{release.name}-site")
    build_site(editions, folder)
    return folder


@command.command("check", short_help="Compare a release with the previous one.")
@click.argument("release", type=click.Path(path_type=Path))
@click.option("--previous", metavar="RELEASE", help=f"{_PREVIOUS}.")
@click.option(
    "--suite",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Expectations in addition to the general ones, such as expectations.json of the package.",
)
@click.option(
    "--output", type=folder_type, metavar="DIR", help="Folder for the JSON and HTML result."
)
def check(release: Path, previous: str | None, suite: Path | None, output: Path | None) -> None:
    """Check whether RELEASE, a folder or a zip, may be published: the acceptance.

    To waive a failed expectation, add the item "- Waived: `name` — reason" to the section of the
    version in CHANGELOG.md, and build the release again.

    Exit codes: 0 accepted, 1 not accepted, 2 usage error or check not possible.
    """
    from eventclaims.acceptance.accept import accept
    from eventclaims.acceptance.results import to_text
    from eventclaims.acceptance.waivers import read_waivers
    from eventclaims.package.opening import open_package
    from eventclaims.package.revisions import open_version
    from eventclaims.release.conditions import read_changelog
    from eventclaims.release.pages.quality import make_acceptance_files
    from eventclaims.runtime.atomic_files import write_atomically

    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        package = stack.enter_context(open_package(release))
        before = stack.enter_context(open_version(previous)) if previous else None
        waivers = read_waivers(read_changelog(package), package.version or "")
        acceptance = accept(package, before, suite, waivers)
    if output is not None:
        for file in make_acceptance_files(acceptance):
            write_atomically(output / file.path, file.content)
    for line in to_text(acceptance):
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        click.echo("\n".join(textwrap.wrap(line, _WIDTH, subsequent_indent=indent)) or line)
    sys.exit(0 if acceptance.accepted else 1)


@command.command("record", short_help="Add a release to releases.csv.")
@_package_argument
def record(package: Path) -> None:
    """Add the release in dist/ of PACKAGE to releases.csv: version, date, commit and checksum.

    The commit is that of the tag v<version>. A clone without tags finds the previous release by
    this list. Run this after the release is published, and commit the file.

    Exit codes: 0 recorded, 2 the release or its tag was not found, or another one is recorded.
    """
    from eventclaims.publishing.built_release import hash_file, open_build
    from eventclaims.release.releases import RELEASES, record_release

    release = open_build(package)
    day = str(release.descriptor.get("created", ""))[:10]
    sha256 = hash_file(release.archive).sha256
    is_new = record_release(package.resolve(), release.version, day, sha256)
    click.echo(f"{RELEASES}: {release.version} {'written' if is_new else 'is recorded already'}")
