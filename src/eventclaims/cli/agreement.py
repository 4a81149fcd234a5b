"""Measure the agreement of codings of the same documents."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

import click

from eventclaims.cli.groups import need_extra
from eventclaims.cli.options import package_option
from eventclaims.cli.output import print_csv, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eventclaims.coding.agreement import Agreement
    from eventclaims.coding.codings import Difference


@click.command("agreement")
@click.argument("first", metavar="[A]", required=False)
@click.argument("second", metavar="[B]", required=False)
@click.option(
    "--by",
    type=click.Choice(["document", "pair"]),
    help="Document: for each document of A and B. Pair: for each two codings of PACKAGE.",
)
@package_option
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@click.option("--differences", is_flag=True, help="List all differences of coded fields as CSV.")
@click.option("--seed", default=0, show_default=True, help="Seed of the bootstrap.")
def command(
    first: str | None,
    second: str | None,
    by: str | None,
    package: str,
    form: str,
    seed: int,
    *,
    differences: bool,
) -> None:
    """Measure the agreement of two codings A and B of the same documents.

    A coding is the id of a run of PACKAGE, a package, or a folder with a CSV file per table. Units
    are matched one to one by the overlap of their spans. For each kind of unit, the output shows
    the number of units in A, in B and in both, F1, and Krippendorff's alpha of their places in the
    text (alpha_U). For each coded field, it shows the share of equal values among matched units,
    and Krippendorff's alpha with a 95 % bootstrap interval; sets can agree in part (MASI). A field
    with an alpha below 0.667 is marked as experimental. The lines below the tables explain how to
    read each number.

    With --by pair and without A and B, each two codings of the same documents are compared:
    persons with persons, persons with models, models with models. `eventclaims coding compare`
    lists the differences for adjudication.

    Exit codes: 0 done, 2 a coding could not be read.
    """
    with need_extra("agreement"):
        from eventclaims.coding.agreement import (
            measure_agreement,
            measure_by_document,
        )
        from eventclaims.coding.codings import list_differences
    from eventclaims.coding.runs import find_coding

    if by == "pair":
        if first or differences:
            raise click.UsageError("--by pair compares all codings of PACKAGE; leave out A and B.")
        _print_pairs(package, form, seed)
        return
    if not (first and second):
        raise click.UsageError("Name two codings A and B, or use --by pair.")
    a, b = (find_coding(package, name) for name in (first, second))
    if differences:
        _print_differences(list_differences(a, b))
    elif by == "document":
        _print(measure_by_document(a, b, seed=seed), form)
    elif form == "json":
        print_json(measure_agreement(a, b, seed=seed).to_dict())
    else:
        _print({"": measure_agreement(a, b, seed=seed)}, form)


def _print_pairs(package: str, form: str, seed: int) -> None:
    from eventclaims.coding.agreement import measure_pairs
    from eventclaims.package.opening import open_package
    from eventclaims.render.agreement import tabulate_pairs

    with open_package(package) as opened:
        pairs = measure_pairs(opened.root, seed=seed)
    if form == "json":
        print_json([pair.to_dict() for pair in pairs])
    elif not pairs:
        click.echo("no two codings of the same document")
    else:
        _print_table(*tabulate_pairs(pairs), form)
        _print({" and ".join(pair.coders): pair.agreement for pair in pairs}, form)


def _print(measured: Mapping[str, Agreement], form: str) -> None:
    """Print the tables of each comparison below its name, and how to read them."""
    from eventclaims.render.agreement import READING, tabulate
    from eventclaims.render.escaping import escape

    if form == "json":
        print_json({name: m.to_dict() for name, m in measured.items()})
        return
    for name, agreement in measured.items():
        if name:
            click.echo(f"{'## ' if form == 'markdown' else ''}{escape(name)}\n")
        for header, rows in tabulate(agreement):
            _print_table(header, rows, form)
    if form == "text":
        click.echo(READING, nl=False)


def _print_table(header: list[str], rows: list[list[str]], form: str) -> None:
    from eventclaims.render.tables import render_markdown, render_table

    render = render_markdown if form == "markdown" else render_table
    for line in render(header, rows):
        click.echo(line)
    click.echo()


def _print_differences(differences: Iterable[Difference]) -> None:
    from eventclaims.coding.codings import Difference

    rows = [list(asdict(difference).values()) for difference in differences]
    print_csv([[field.name for field in fields(Difference)], *rows])
