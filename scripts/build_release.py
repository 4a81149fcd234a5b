"""Build the release of this checkout: dist/<name>-<version>/ and its zip."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from refresh_docs import list_stale, make_pages

from eventclaims.errors import EventClaimsError
from eventclaims.package.opening import open_package
from eventclaims.release import repository
from eventclaims.release.build import BuildRequest, build_release, measure_codings
from eventclaims.render import escape

ROOT = Path(__file__).parents[1]
_LONGEST = 2000


@click.command()
@click.option(
    "--previous",
    metavar="RELEASE",
    help="Previous release: a folder, a zip or a git revision.  [default: the last lower tag]",
)
@click.option("--doi", metavar="DOI", help="DOI that is reserved for this version.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / "dist",
    help="Folder for the release folder and the zip.  [default: dist]",
)
def main(previous: str | None, doi: str | None, out: Path) -> None:
    """Build the release of this checkout, or report the problems that block it.

    The same commit gives the same bytes, on any day and in any folder.

    Exit codes: 0 built, 1 blocked by a problem, 2 check not possible.
    """
    suite = ROOT / "scripts" / "expectations.json"
    agreement = measure_codings(ROOT)
    names = [page.relative_to(ROOT).as_posix() for page in list_stale(make_pages(agreement))]
    stale = [f"{name} is out of date; run scripts/refresh_docs.py" for name in names]
    request = BuildRequest(ROOT, previous or _find_previous(), suite, doi, agreement)
    with build_release(request) as build:
        problems = (*build.problems, *stale)
        if not problems:
            for path in build.write(out):
                click.echo(path)
    for problem in problems:
        click.echo(f"blocked: {escape(problem, _LONGEST)}", err=True)
    sys.exit(1 if problems else 0)


def _find_previous() -> str | None:
    """Return the tag of the last release before the version of this checkout, or None."""
    with open_package(ROOT) as package:
        tag = repository.find_previous_tag(ROOT, package.version or "")
    return f"git:{tag}" if tag else None


if __name__ == "__main__":
    try:
        main()
    except EventClaimsError as problem:
        click.echo(f"build_release: {escape(str(problem), _LONGEST)}", err=True)
        sys.exit(2)
