"""Write a package for an annotation tool."""

from pathlib import Path

import click

from eventclaims.cli.options import coder_option, folder_type, needed_texts_option, read_address

_FORMATS = ("hypothesis", "cas", "refi-qda")
_SERVED = "http://localhost:8000/"


@click.command("export")
@click.argument("package", type=click.Path())
@click.argument("out", type=folder_type)
@click.option(
    "--format",
    "tool",
    type=click.Choice(_FORMATS),
    required=True,
    help="hypothesis: for Hypothesis; cas: UIMA CAS for INCEpTION; refi-qda: .qdpx for QDA "
    "programs, which cannot be imported again.",
)
@needed_texts_option
@coder_option
@click.option(
    "--base-url",
    "base",
    metavar="URL",
    callback=read_address,
    help=f"Hypothesis: address at which you serve the pages; default: {_SERVED}",
)
@click.option("--force", is_flag=True, help="Replace an earlier export in OUT.")
def command(
    package: str, out: Path, tool: str, texts: Path, coder: str, base: str, *, force: bool
) -> None:
    """Write PACKAGE to the folder OUT for an annotation tool.

    The files contain the texts of the documents, with the passages that rows were coded from as
    annotations: do not publish them. manifest.json has no words of the texts; `eventclaims
    import FILE --format FORMAT` needs it to read back what an annotator has changed.
    docs/annotation-tools.md has the steps for each tool.

    Exit codes: 0 done, 2 the package or a text cannot be read, or OUT cannot be written.
    """
    from eventclaims.cli.groups import need_extra
    from eventclaims.exchange.annotations.export import make_export, write_export
    from eventclaims.package.opening import open_package
    from eventclaims.render.escaping import escape
    from eventclaims.report.report import count

    with need_extra("annotation"), open_package(package) as opened:
        exported = make_export(opened, tool, texts, coder=coder, base_url=base or _SERVED)
    write_export(exported, out, force=force)
    for note in exported.notes:
        click.echo(escape(note), err=True)
    passages, documents = (
        count(exported.passages, "passage"),
        count(exported.documents, "document"),
    )
    click.echo(f"{escape(str(out))}: written, with {passages} of {documents}")
