"""Check a release against the previous release and the bounds in expectations.json."""

from __future__ import annotations

import sys
import textwrap
from contextlib import ExitStack
from pathlib import Path

import click

from eventclaims.acceptance import accept, read_waivers
from eventclaims.acceptance.pages import to_text
from eventclaims.errors import AcceptanceError, EventClaimsError
from eventclaims.package.opening import open_package
from eventclaims.release.pages.acceptance import make_acceptance_files
from eventclaims.runtime.atomic_files import write_atomically

ROOT = Path(__file__).parents[1]
_WIDTH = 80


@click.command()
@click.argument("release", type=click.Path(path_type=Path))
@click.option("--previous", type=click.Path(path_type=Path), help="The previous release.")
@click.option(
    "--suite",
    type=click.Path(path_type=Path),
    default=ROOT / "scripts" / "expectations.json",
    help="Expectations in addition to the general ones.  [default: scripts/expectations.json]",
)
@click.option(
    "--changelog",
    type=click.Path(path_type=Path),
    default=ROOT / "CHANGELOG.md",
    help="File with the waivers.  [default: CHANGELOG.md]",
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="Folder for the JSON and HTML result."
)
def main(
    release: Path, previous: Path | None, suite: Path, changelog: Path, output: Path | None
) -> None:
    """Check whether RELEASE, a folder or a zip, may be published.

    To waive a failed expectation, add the item "- Waived: `name` — reason" to the section of the
    version in CHANGELOG.md.

    Exit codes: 0 accepted, 1 not accepted, 2 usage error or check not possible.
    """
    if output is not None:
        _make_folder(output)
    with ExitStack() as stack:
        package = stack.enter_context(open_package(release))
        before = stack.enter_context(open_package(previous)) if previous else None
        waivers = read_waivers(_read(changelog), package.version or "")
        acceptance = accept(package, before, suite, waivers)
    if output is not None:
        for file in make_acceptance_files(acceptance):
            write_atomically(output / file.path, file.content)
    for line in to_text(acceptance):
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        click.echo("\n".join(textwrap.wrap(line, _WIDTH, subsequent_indent=indent)) or line)
    sys.exit(0 if acceptance.accepted else 1)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AcceptanceError(f"{path.name}: cannot be created ({error.strerror})") from error


def _read(changelog: Path) -> str:
    try:
        return changelog.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AcceptanceError(f"{changelog.name}: cannot be read as UTF-8") from error


if __name__ == "__main__":
    try:
        main()
    except EventClaimsError as problem:
        click.echo(f"accept_release: {problem}", err=True)
        sys.exit(2)
