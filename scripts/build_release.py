"""Build the release of this checkout: dist/<name>-<version>/ and its zip."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from refresh_docs import list_stale

from eventclaims.errors import EventClaimsError
from eventclaims.package.opening import open_package
from eventclaims.release import repository
from eventclaims.release.build import BuildRequest, build_release
from eventclaims.render import escape

ROOT = Path(__file__).parents[1]
_LONGEST = 2000


@click.command()
@click.option(
    "--previous",
    metavar="RELEASE",
    help="The release before: a folder, a zip or a git revision.  [default: the last tag below]",
)
@click.option("--doi", metavar="DOI", help="The DOI that is reserved for this version.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / "dist",
    help="Where the folder and the zip go.  [default: dist]",
)
def main(previous: str | None, doi: str | None, out: Path) -> None:
    """Build the release of this checkout, or say what stands in its way.

    The same commit gives the same bytes, on any day and in any folder.

    Exit codes: 0 built, 1 something stands in the way, 2 it could not be checked.
    """
    suite = ROOT / "scripts" / "expectations.json"
    order = BuildRequest(ROOT, previous or _find_previous(), suite, doi)
    names = [page.relative_to(ROOT).as_posix() for page in list_stale()]
    stale = [f"{name} is not fresh; run scripts/refresh_docs.py" for name in names]
    with build_release(order) as build:
        problems = (*build.problems, *stale)
        if not problems:
            for path in build.write(out):
                click.echo(path)
    for problem in problems:
        click.echo(f"in the way: {escape(problem, _LONGEST)}", err=True)
    sys.exit(1 if problems else 0)


def _find_previous() -> str | None:
    """Return the tag of the last release before the version of this checkout, None for none."""
    with open_package(ROOT) as package:
        tag = repository.find_previous_tag(ROOT, package.version or "")
    return f"git:{tag}" if tag else None


if __name__ == "__main__":
    try:
        main()
    except EventClaimsError as problem:
        click.echo(f"build_release: {escape(str(problem), _LONGEST)}", err=True)
        sys.exit(2)
