"""Print the citation of a package or of one row."""

import click

from eventclaims.cli.options import package_option
from eventclaims.cli.output import print_utf8

_STYLES = ("apa", "chicago", "bibtex", "ris", "csl-json")


@click.command("cite")
@click.argument("record", required=False)
@package_option
@click.option("--format", "form", type=click.Choice(_STYLES), default="apa", show_default=True)
def command(record: str | None, package: str, form: str) -> None:
    """Print the citation of the package, or of the row with the id RECORD.

    The citation of a row contains the version, the table and the id; these never change.

    Exit codes: 0 done, 2 the id does not exist or the package could not be read.
    """
    from eventclaims.documentation.citation import make_citation
    from eventclaims.documentation.citation_styles import FORMATS
    from eventclaims.package.opening import open_package

    with open_package(package) as opened:
        citation = make_citation(opened, record)
    print_utf8(dict(FORMATS)[form](citation))
