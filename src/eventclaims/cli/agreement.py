"""Compare two codings of the same documents."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventclaims.cli.extras import need_extra
from eventclaims.cli.output import print_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eventclaims.coding.disagreements import Difference


@click.command("agreement")
@click.argument("first", metavar="A", type=click.Path(path_type=Path))
@click.argument("second", metavar="B", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text")
@click.option("--differences", is_flag=True, help="List all differences as CSV, for adjudication.")
@click.option("--seed", default=0, show_default=True, help="Seed of the bootstrap.")
def command(first: Path, second: Path, form: str, seed: int, *, differences: bool) -> None:
    """Measure the agreement of two codings A and B of the same documents.

    A coding is a package, or a folder with a CSV file per table. Units are matched one to one by
    the overlap of their spans. For each kind of unit, the output shows the number of units in A,
    in B and in both, and F1. For each coded field, it shows the share of equal values among
    matched units, and Krippendorff's alpha with a 95 % bootstrap interval; sets can agree in part
    (MASI). A field with an alpha below 0.667 is marked as experimental.

    Exit codes: 0 done, 2 a coding could not be read.
    """
    with need_extra("agreement"):
        from eventclaims.coding.agreement import measure_agreement  # noqa: PLC0415 - see cli
        from eventclaims.coding.disagreements import list_differences  # noqa: PLC0415

    if differences:
        _print_differences(list_differences(first, second))
        return
    measured = measure_agreement(first, second, seed=seed)
    if form == "json":
        print_utf8(json.dumps(measured.to_dict(), indent=2))
        return
    from eventclaims.render import render_markdown, render_table  # noqa: PLC0415
    from eventclaims.render.agreement import tabulate  # noqa: PLC0415

    render = render_markdown if form == "markdown" else render_table
    for header, rows in tabulate(measured):
        for line in render(header, rows):
            click.echo(line)
        click.echo()


def _print_differences(differences: Iterable[Difference]) -> None:
    from eventclaims.coding.disagreements import Difference  # noqa: PLC0415 - see cli
    from eventclaims.tables.canonical import format_record  # noqa: PLC0415

    rows = [list(asdict(difference).values()) for difference in differences]
    for row in [[field.name for field in fields(Difference)], *rows]:
        print_utf8(format_record(row), newline=False)
