"""Write a package as static pages that open from a folder."""

import sys
from contextlib import ExitStack
from pathlib import Path

import click

from eventclaims.cli.groups import need_extra
from eventclaims.cli.options import base_url_option, folder_type
from eventclaims.cli.output import print_utf8


@click.command("site")
@click.argument("package", type=click.Path())
@click.argument("out", type=folder_type)
@click.option(
    "--previous",
    multiple=True,
    metavar="RELEASE",
    help="An earlier version to include: a folder, a zip or a git revision. Can be repeated.",
)
@base_url_option
@click.option(
    "--allow-invalid", is_flag=True, help="Write a package with errors, with a note on every page."
)
def command(
    package: str,
    out: Path,
    previous: tuple[str, ...],
    base: str,
    *,
    allow_invalid: bool,
) -> None:
    """Write PACKAGE to the folder OUT as pages: one for every row with an id, lists and views.

    The pages need no server and no network: open index.html. OUT must be missing, empty or an
    earlier site, which is replaced. The same package gives the same bytes.

    Exit codes: 0 written, 1 the package has errors, 2 usage error or nothing could be written.
    """
    from eventclaims.package.opening import open_package
    from eventclaims.package.revisions import open_version
    from eventclaims.render.escaping import escape
    from eventclaims.render.text import render_text
    from eventclaims.site.build import build_site, require_own
    from eventclaims.site.edition import make_edition, sort_editions
    from eventclaims.validation import validate

    require_own(out)
    report = validate(package)
    if not report.valid and not allow_invalid:
        print_utf8("\n".join(line for line, _ in render_text(report)))
        sys.exit(1)
    warning = "" if report.valid else f"This package is {report.outcome()}."
    with ExitStack() as stack:
        opened = stack.enter_context(open_package(package))
        earlier = [stack.enter_context(open_version(location)) for location in previous]
        # Codings are matched with its library.
        with need_extra("agreement"):
            editions = [make_edition(opened, warning), *map(make_edition, earlier)]
    editions[1:] = sort_editions(editions[1:])
    number = build_site(editions, out, base)
    click.echo(f"written: {number} files in {escape(str(out))}")
