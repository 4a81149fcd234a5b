"""Code in a browser, compare two codings of the same documents, and settle their differences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventclaims.cli.groups import SuggestingGroup, need_extra
from eventclaims.cli.options import (
    coder_option,
    folder_type,
    into_option,
    needed_texts_option,
    package_option,
    texts_option,
)
from eventclaims.cli.output import print_json

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


@command.command("page")
@click.argument("package", type=click.Path())
@click.argument("out", type=folder_type)
@needed_texts_option
@coder_option
def page(package: str, out: Path, texts: Path, coder: str) -> None:
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
def compare(
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
        from eventclaims.exchange.adjudication.items import (
            list_items,
            sort_by_cost,
        )
    from eventclaims.exchange.adjudication.sides import name_coding, read_sides
    from eventclaims.package.opening import open_package

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
    from eventclaims.errors import EventClaimsError
    from eventclaims.report.report import count
    from eventclaims.runtime.atomic_files import write_atomically

    if output.suffix.lower() != ".xlsx":
        raise EventClaimsError(f"{output}: a workbook must have the ending .xlsx")
    if output.exists() and not force:
        raise EventClaimsError(f"{output}: exists, and may contain decisions; use --force")
    outside = next((side.name for side in sides.sides if Path(side.name).is_absolute()), None)
    if outside:
        raise EventClaimsError(f"{outside}: only codings inside the package can be settled")
    with need_extra("workbook"):
        from eventclaims.exchange.adjudication.writing import make_differences
    write_atomically(output, make_differences(sides, listed))
    click.echo(f"{output}: written, with {count(len(listed), 'difference')}")


def _print(sides: Sides, listed: list[tuple[Item, Disagreement]], form: str) -> None:
    from eventclaims.exchange.adjudication.sheet import list_cells
    from eventclaims.render.escaping import escape
    from eventclaims.render.tables import render_table

    rows = [dict(zip(_SHOWN, list_cells(sides, item, one), strict=True)) for item, one in listed]
    if form == "json":
        names = {f"coding_{key}": side.name for key, side in zip("ab", sides.sides, strict=True)}
        print_json(names | {"differences": rows})
    elif not rows:
        click.echo("no differences")
    else:
        shown = [[escape(cell, _LONGEST) for cell in row.values()] for row in rows]
        for line in render_table(list(_SHOWN), shown):
            click.echo(line)


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
def settle(
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
    from datetime import UTC, datetime

    with need_extra("agreement"):
        from eventclaims.coding import matching  # noqa: F401 - needs scipy
    with need_extra("workbook"):
        from eventclaims.exchange.adjudication.settling import settle as read
    from eventclaims.cli.import_coding import report_faults, write_merged
    from eventclaims.exchange.adjudication.records import add_records
    from eventclaims.exchange.writing import Agent, merge_coding
    from eventclaims.package.opening import open_folder

    with open_folder(package) as opened:
        settlement = read(opened, file, texts, partial=partial)
        merged = merge_coding(settlement.coding)
        report_faults(settlement.coding, partial=partial, done="settled")
        agent = Agent(agent_type, adjudicator, codebook=codebook_version)
        merged = add_records(settlement, merged, agent, datetime.now(UTC).date())
        write_merged(settlement.coding, merged, texts, dry_run=dry_run, yes=yes)
