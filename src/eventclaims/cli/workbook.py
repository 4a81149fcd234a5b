"""Write a package as a workbook for coding."""

from pathlib import Path

import click

from eventclaims.cli.options import coder_option, texts_option


@click.command("workbook")
@click.argument("package", type=click.Path())
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@coder_option
@texts_option
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def command(package: str, file: Path, coder: str, texts: Path | None, *, force: bool) -> None:
    """Write PACKAGE as a workbook FILE (.xlsx) in which people code.

    The workbook has a sheet for each table, with lists of codes and ids to choose from, the next
    free ids, and a column for the words of a passage. Findings of the validation are notes on their
    cells. Read its first sheet, or docs/workbook.md. `eventclaims import FILE` reads it back.

    Exit codes: 0 done, 2 the package cannot be read, or FILE cannot be written.
    """
    from eventclaims.cli.groups import need_extra
    from eventclaims.errors import EventClaimsError
    from eventclaims.package.opening import open_package
    from eventclaims.report.report import count
    from eventclaims.runtime.atomic_files import write_atomically
    from eventclaims.validation import validate

    if file.suffix.lower() != ".xlsx":
        raise EventClaimsError(f"{file}: a workbook must have the ending .xlsx")
    if file.exists() and not force:
        raise EventClaimsError(f"{file}: exists, and may contain coded rows; use --force")
    with need_extra("workbook"):
        from eventclaims.exchange.workbook.writing import make_workbook
    findings = validate(package, texts=texts, max_findings=0).findings
    with open_package(package) as opened:
        content = make_workbook(opened, findings, coder)
    write_atomically(file, content)
    click.echo(f"{file}: written, with {count(len(findings), 'finding')}")
