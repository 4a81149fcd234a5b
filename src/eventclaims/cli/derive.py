"""Fill derived columns and hashes, and normalise the CSV files."""

import sys
from pathlib import Path

import click

from eventclaims.cli.options import package_argument, texts_option

# Problems and repairs that are printed; the others are only counted.
_SHOWN = 200


@click.command("derive")
@package_argument
@texts_option
@click.option("--check", is_flag=True, help="Do not write; exit with 1 if a file would change.")
@click.option(
    "--dates",
    type=click.Choice(("mdy", "dmy")),
    help="Order of dates such as 3/8/2031, which a spreadsheet wrote.",
)
@click.option(
    "--encoding",
    default="",
    metavar="NAME",
    help="Encoding of tables that are not UTF-8, such as windows-1252.",
)
def command(
    package: str, texts: Path | None, *, check: bool, dates: str | None, encoding: str
) -> None:
    """Fill the derived columns of PACKAGE, and write its tables in canonical form.

    EDTF dates are derived from the bounds. With --texts, hashes and fingerprints of new spans and
    documents are filled; existing hashes never change. To accept a new passage for a span, clear
    its hashes first. The generated pages docs/codes.md and docs/data-dictionary.md are updated, and
    the hash and length of every file are written to datapackage.json. Each file is replaced
    atomically.

    What a spreadsheet did to a table is repaired where the intended cell is unambiguous, and each
    repair is listed: cells separated by semicolons or tabs, TRUE and FALSE, dates that begin with
    the year, decimal commas between semicolons, blank rows. Other dates need --dates, and other
    encodings --encoding.

    Exit codes: 0 done or nothing to do, 1 a file would change (with --check), 2 a table or text
    could not be read.
    """
    from eventclaims.authoring.derive import derive
    from eventclaims.authoring.repair import Repairs
    from eventclaims.errors import PassagesError, TextsError
    from eventclaims.package.changes import write_changes
    from eventclaims.package.opening import open_folder
    from eventclaims.render.escaping import escape
    from eventclaims.report.report import count

    with open_folder(package) as opened:
        try:
            changes = derive(opened, texts, Repairs(encoding=encoding, dates=dates or ""))
        except PassagesError as error:
            for problem in error.problems[:_SHOWN]:
                click.echo(escape(problem), err=True)
            shown = "" if len(error.problems) <= _SHOWN else f", of which {_SHOWN} are shown"
            number = count(len(error.problems), "problem")
            raise TextsError(f"nothing was written: {number}{shown}") from error
        if not check:
            write_changes(changes)
    for change in changes:
        click.echo(f"{change.file}: {'would change' if check else 'written'}")
        for repair in change.repairs[:_SHOWN]:
            click.echo(f"  {escape(repair)}")
        if len(change.repairs) > _SHOWN:
            click.echo(f"  and {len(change.repairs) - _SHOWN} more repairs")
    sys.exit(1 if check and changes else 0)
