"""Write a package with its texts as a page on which people code."""

from pathlib import Path

import click

from eventclaims.cli.options import folder_type, needed_texts_option


@click.command("page")
@click.argument("package", type=click.Path())
@click.argument("out", type=folder_type)
@needed_texts_option
@click.option(
    "--coder",
    default="",
    metavar="NAME",
    help="Coder who gets the page; the import then requires the same name.",
)
def command(package: str, out: Path, texts: Path, coder: str) -> None:
    """Write PACKAGE and the texts in --texts as one page, OUT/coding.html.

    The page opens in a browser from its folder, without a server or a network. Coders select words
    of a text, fill in rows, and download their work as work.json, which `eventclaims import
    work.json` reads. docs/coding-page.md describes it.

    The page contains the texts: do not publish it. `release` and `publish` refuse it.

    Exit codes: 0 done, 2 the package or a text cannot be read, or the page cannot be written.
    """
    from eventclaims.errors import PackageError
    from eventclaims.exchange.page.page import PAGE, make_page
    from eventclaims.package.opening import open_package
    from eventclaims.runtime.atomic_files import write_atomically

    with open_package(package) as opened:
        content = make_page(opened, texts, coder)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PackageError(f"{out}: cannot be written ({error.strerror})") from error
    write_atomically(out / PAGE, content.encode())
    click.echo(f"{out / PAGE}: written; it contains report text, so do not publish it")
