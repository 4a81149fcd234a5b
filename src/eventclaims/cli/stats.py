"""Count rows, claims and events, with bar charts."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventclaims.cli.groups import need_extra
from eventclaims.cli.options import package_argument
from eventclaims.cli.output import print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventclaims.documentation.counts import Count

_LABEL_WIDTH = 40
_SHOWN = 20


@click.command("stats")
@package_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Also write the charts to DIR as PNG and SVG.",
)
def command(package: str, form: str, plot: Path | None) -> None:
    """Count rows by table, claims by document, speaker, group, type and channel, events by month.

    Exit codes: 0 done, 2 the package could not be read.
    """
    from eventclaims.documentation.counts import count_package
    from eventclaims.package.opening import open_package

    with open_package(package) as opened:
        statistics = count_package(opened)
    written = []
    if plot is not None:
        with need_extra("plot"):
            from eventclaims.documentation.charts import write_plots
        written = write_plots(statistics, plot)
    if form == "json":
        print_json(statistics.to_dict())
        return
    from eventclaims.render.escaping import escape

    for count in statistics.counts:
        for line in _draw(count):
            click.echo(line)
    for path in written:
        click.echo(f"written: {escape(str(path))}")


def _draw(count: Count) -> Iterator[str]:
    """Yield the lines of a bar chart that fits the terminal."""
    from eventclaims.render.escaping import escape

    yield count.title
    shown = count.counts[:_SHOWN]
    labels = [escape(label, _LABEL_WIDTH) for label, _ in shown]
    width = max(map(len, labels), default=0)
    most = max((number for _, number in shown), default=0)
    digits = len(str(most))
    room = max(10, shutil.get_terminal_size().columns - width - digits - 6)
    for label, (_, number) in zip(labels, shown, strict=True):
        bar = "█" * round(room * number / most) if most else ""
        yield f"  {label:<{width}}  {number:>{digits}}  {bar}".rstrip()
    if len(count.counts) > _SHOWN:
        yield f"  … and {len(count.counts) - _SHOWN} more"
    yield ""
