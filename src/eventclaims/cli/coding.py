"""Code in a browser, compare two codings of the same documents, and settle their differences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventclaims.cli.coding_page import command as page
from eventclaims.cli.extras import need_extra
from eventclaims.cli.options import into_option, package_option, texts_option
from eventclaims.cli.suggestions import SuggestingGroup

if TYPE_CHECKING:
    from eventclaims.exchange.adjudication.items import Disagreement, Item
    from eventclaims.exchange.adjudication.sides import Sides

# Characters of a value in the text table.
_LONGEST = 40
_SHOWN = ("cost", "depending", "table", "id_a", "id_b", "field", "value_a", "value_b")


@click.group("coding", cls=SuggestingGroup)
def command() -> None:
    """Code in a browser, compare two codings, and settle their differences.

    Exit codes: 0 done, 1 a workbook has problems, 2 a coding or a file cannot be read or written.
    """


command.add_command(page)


@command.command("compare")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@package_option
@texts_option
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.xlsx",
    help="Write the differences as a workbook in which they are settled.",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def compare(  # noqa: PLR0913, PLR0917 - one parameter per option
    first: str,
    second: str,
    package: str,
    texts: Path | None,
    output: Path | None,
    form: str,
    *,
    force: bool,
) -> None:
    """List the differences of two codings A and B, the most costly first.

    A coding is the id of a run of PACKAGE, or a folder with a CSV file per table. With --output,
    the workbook has a row for each difference: choose A, B or another value and give a reason, or
    keep or leave out a row that only one coding has. `eventclaims coding settle` reads it. With
    --texts, passages have their words; do not publish such a workbook.

    First come rows that only one coding has, then codes, dates, numbers, references and parts, then
    passages, then words; among these, rows to which more other rows refer. docs/adjudication.md
    has the details.

    Exit codes: 0 done, 2 a coding cannot be read, or FILE cannot be written.
    """
    with need_extra("agreement"):
        from eventclaims.exchange.adjudication.items import (  # noqa: PLC0415 - see cli
            list_items,
            sort_by_cost,
        )
    from eventclaims.exchange.adjudication.sides import name_coding, read_sides  # noqa: PLC0415
    from eventclaims.package.opening import open_package  # noqa: PLC0415

    with open_package(package) as opened:
        names = [name_coding(opened, name) for name in (first, second)]
        sides = read_sides(opened, names, texts)
        listed = sort_by_cost(list_items(sides))
        if output:
            _write(sides, listed, output, force=force)
        else:
            _print(sides, listed, form)


def _write(
    sides: Sides, listed: list[tuple[Item, Disagreement]], output: Path, *, force: bool
) -> None:
    from eventclaims.errors import EventClaimsError  # noqa: PLC0415 - see cli
    from eventclaims.report.report import count  # noqa: PLC0415
    from eventclaims.runtime.atomic_files import write_atomically  # noqa: PLC0415

    if output.suffix.lower() != ".xlsx":
        raise EventClaimsError(f"{output}: a workbook must have the ending .xlsx")
    if output.exists() and not force:
        raise EventClaimsError(f"{output}: exists, and may contain decisions; use --force")
    outside = next((side.name for side in sides.sides if Path(side.name).is_absolute()), None)
    if outside:
        raise EventClaimsError(f"{outside}: only codings inside the package can be settled")
    with need_extra("workbook"):
        from eventclaims.exchange.adjudication.writing import make_differences  # noqa: PLC0415
    write_atomically(output, make_differences(sides, listed))
    click.echo(f"{output}: written, with {count(len(listed), 'difference')}")


def _print(sides: Sides, listed: list[tuple[Item, Disagreement]], form: str) -> None:
    import json  # noqa: PLC0415 - see cli

    from eventclaims.cli.output import print_utf8  # noqa: PLC0415
    from eventclaims.exchange.adjudication.sheet import list_cells  # noqa: PLC0415
    from eventclaims.render import escape, render_table  # noqa: PLC0415

    rows = [dict(zip(_SHOWN, list_cells(sides, item, one), strict=True)) for item, one in listed]
    if form == "json":
        names = {f"coding_{key}": side.name for key, side in zip("ab", sides.sides, strict=True)}
        print_utf8(json.dumps(names | {"differences": rows}, indent=2, ensure_ascii=False))
    elif not rows:
        click.echo("no differences")
    else:
        shown = [[_shorten(escape(cell)) for cell in row.values()] for row in rows]
        for line in render_table(list(_SHOWN), shown):
            click.echo(line)


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


@command.command("settle")
@click.argument("file", type=click.Path(path_type=Path))
@into_option
@texts_option
@click.option("--adjudicator", default="", metavar="NAME", help="Who settled; see settled_by.")
@click.option(
    "--agent-type",
    default="person",
    metavar="CODE",
    help="What kind of adjudicator, a code of agent_type; default: person.",
)
@click.option("--codebook-version", default="", metavar="VERSION", help="Of the codebook used.")
@click.option("--partial", is_flag=True, help="Settle the rows whose differences are all settled.")
@click.option("--dry-run", is_flag=True, help="Print what would change, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask for a confirmation.")
def settle(  # noqa: PLR0913, PLR0917 - one parameter per option
    file: Path,
    package: str,
    texts: Path | None,
    adjudicator: str,
    agent_type: str,
    codebook_version: str,
    *,
    partial: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Write what two codings agree on, and what FILE settles, into the tables in data/.

    FILE is a workbook of `eventclaims coding compare` in which each difference has a choice and a
    reason. Rows keep their ids; a new row of both codings gets one free id. The reasons become rows
    of adjudications, and the settlement a row of coding_runs. What has changed in data/ since the
    coders started is kept; a cell that has two new values is reported. All problems are listed by
    cell, and nothing is written until there are none; with --partial, rows with problems stay as
    they are.

    Exit codes: 0 done, 1 the workbook has problems, 2 it does not fit, or cannot be read or
    written.
    """
    from datetime import UTC, datetime  # noqa: PLC0415 - see cli

    with need_extra("agreement"):
        from eventclaims.coding import matching  # noqa: F401, PLC0415 - needs scipy
    with need_extra("workbook"):
        from eventclaims.exchange.adjudication.settling import settle as read  # noqa: PLC0415
    from eventclaims.cli.import_coding import report_faults, write_merged  # noqa: PLC0415
    from eventclaims.exchange.adjudication.records import add_records  # noqa: PLC0415
    from eventclaims.exchange.writing import Agent, merge_coding  # noqa: PLC0415
    from eventclaims.package.opening import open_folder  # noqa: PLC0415

    with open_folder(package) as opened:
        settlement = read(opened, file, texts, partial=partial)
        merged = merge_coding(settlement.coding)
        report_faults(settlement.coding, partial=partial, done="settled")
        agent = Agent(agent_type, adjudicator, codebook=codebook_version)
        merged = add_records(settlement, merged, agent, datetime.now(UTC).date())
        write_merged(settlement.coding, merged, texts, dry_run=dry_run, yes=yes)
