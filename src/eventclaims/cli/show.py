"""Print a row with everything around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from eventclaims.cli.options import package_argument, texts_option
from eventclaims.cli.output import print_json, print_utf8

_WIDTH, _NAME_WIDTH, _MAX_ENTRIES = 80, 20, 25


@click.command("show")
@click.argument("record")
@package_argument
@texts_option
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def command(record: str, package: str, texts: Path | None, form: str) -> None:
    """Print the row of PACKAGE with the id RECORD and everything around it.

    That is its cells, the rows that it refers to and that refer to it, its evidence and its
    citation, with labels and names. With --texts, the passages are printed too.

    Exit codes: 0 done, 2 the id does not exist, or the package or a text could not be read.
    """
    from eventclaims.documentation.citation_styles import format_apa
    from eventclaims.documentation.row_context import read_row_context
    from eventclaims.package.opening import open_package

    with open_package(package) as opened:
        context = read_row_context(opened, record, texts)
    sections = [
        (section.title, [(entry.name.text, entry.text) for entry in section.entries])
        for section in context.sections
    ]
    citation = format_apa(context.citation)
    if form == "json":
        listed = [{"title": title, "entries": entries} for title, entries in sections]
        row = {"table": context.table, "record": context.record}
        print_json({**row, "sections": listed, "citation": citation})
    else:
        print_utf8("\n".join(_lay_out(sections, citation)))


def _lay_out(sections: list[tuple[str, list[tuple[str, str]]]], citation: str) -> Iterator[str]:
    """Yield lines of at most 80 characters."""
    for title, entries in sections:
        yield from _wrap(title, "", "  ")
        for name, text in entries[:_MAX_ENTRIES]:
            start = f"  {name}".ljust(_NAME_WIDTH) + "  " if name else "    "
            yield from _wrap(text, start, " " * (_NAME_WIDTH + 2) if name else "    ")
        if rest := len(entries[_MAX_ENTRIES:]):
            yield f"    \u2026 and {rest} more"
        yield ""
    yield "Cite as"
    yield from _wrap(citation, "    ", "    ")


def _wrap(text: str, first: str, rest: str) -> list[str]:
    import textwrap

    from eventclaims.render.escaping import escape_controls

    words = escape_controls(" ".join(text.split()))
    first, rest = escape_controls(first), escape_controls(rest)
    lines = textwrap.wrap(words, _WIDTH, initial_indent=first, subsequent_indent=rest)
    return [escape_controls(line) for line in lines]  # a line may begin like a command of CI logs
