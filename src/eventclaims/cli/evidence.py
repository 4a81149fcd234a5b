"""Locate, verify and measure evidence, with the texts of the reports."""

import sys
from collections import Counter
from pathlib import Path

import click

from eventclaims.cli.options import needed_texts_option, package_argument, package_option
from eventclaims.cli.output import print_utf8
from eventclaims.cli.suggestions import SuggestingGroup


@click.group("evidence", cls=SuggestingGroup)
def command() -> None:
    """Locate passages, verify spans, measure coverage."""


@command.command("locate", short_help="Find a passage and print its row of evidence.")
@click.argument("source")
@click.argument("words")
@needed_texts_option
@package_option
@click.option(
    "--for", "record_id", default="", metavar="ID", help="Id of the row that the passage supports."
)
@click.option(
    "--field", default="", help="Field that the passage supports; empty for the whole row."
)
def locate(  # noqa: PLR0913, PLR0917 - one parameter per option
    source: str, words: str, texts: Path, package: str, record_id: str, field: str
) -> None:
    """Find WORDS in the text of SOURCE, and print a row for the table evidence.

    SOURCE is a source id or a text_name. White space, quotes and letter case are ignored. An
    ellipsis in WORDS matches any text between its two parts.

    Exit codes: 0 one match, 1 no match or several (one row per match), 2 the text could not be
    read.
    """
    from eventclaims.evidence.locate import locate_rows  # noqa: PLC0415 - see cli
    from eventclaims.package.opening import open_package  # noqa: PLC0415
    from eventclaims.tables.canonical import format_record  # noqa: PLC0415

    with open_package(package) as opened:
        rows = locate_rows(opened, texts, source, words, record_id=record_id, field=field)
    if not rows:
        click.echo("no match", err=True)
        sys.exit(1)
    for line in [list(rows[0]), *(list(row.values()) for row in rows)]:
        print_utf8(format_record(line), newline=False)
    if len(rows) > 1:
        click.echo(f"{len(rows)} matches; choose one, or add words", err=True)
        sys.exit(1)


@command.command("verify", short_help="Compare all spans with the texts.")
@package_argument
@needed_texts_option
def verify(package: str, texts: Path) -> None:
    """Compare every span of PACKAGE with the texts, without printing any text.

    The outcome of a span is exact, moved (found at another position), missing or no text.

    Exit codes: 0 all spans are exact or moved, 1 some are missing or have no text, 2 the texts
    could not be read.
    """
    from eventclaims.evidence.spans import read_documents  # noqa: PLC0415 - see cli
    from eventclaims.evidence.verify import Outcome  # noqa: PLC0415
    from eventclaims.evidence.verify import verify as check_spans  # noqa: PLC0415
    from eventclaims.package.opening import open_package  # noqa: PLC0415
    from eventclaims.render import escape  # noqa: PLC0415
    from eventclaims.report.report import count  # noqa: PLC0415

    with open_package(package) as opened:
        documents = read_documents(opened, texts)
    total: Counter[str] = Counter()
    for document in documents:
        verdicts = list(check_spans(document))
        outcomes = Counter(verdict.outcome.value for verdict in verdicts)
        counts = ", ".join(f"{outcomes[o]} {o.replace('_', ' ')}" for o in Outcome)
        click.echo(f"{escape(document.source_id)}: {count(len(verdicts), 'span')}: {counts}")
        for verdict in verdicts:
            cells, outcome = verdict.span.cells, verdict.outcome
            if outcome in (Outcome.MOVED, Outcome.MISSING):
                where = f"{cells.get('start')}-{cells.get('end')}"
                found = "" if verdict.start is None else f" -> {verdict.start}-{verdict.end}"
                click.echo(escape(f"  {verdict.span.record} {where} {outcome}{found}"))
        total += outcomes
    sys.exit(1 if total[Outcome.MISSING] + total[Outcome.NO_TEXT] else 0)


@command.command("coverage", short_help="List words that are not coded.")
@package_argument
@needed_texts_option
@click.option("--show", is_flag=True, help="Print the words as well.")
def coverage(package: str, texts: Path, *, show: bool) -> None:
    """List the words of each sentence that are not covered by PACKAGE, by position and length.

    A word is covered if it is in evidence, other than for a name or a place, or in a row of
    uncoded_passages.

    Exit codes: 0 done, 1 a text is missing, 2 a text could not be read.
    """
    from eventclaims.evidence.spans import read_documents  # noqa: PLC0415
    from eventclaims.evidence.word_coverage import measure_coverage  # noqa: PLC0415 - see cli
    from eventclaims.package.opening import open_package  # noqa: PLC0415
    from eventclaims.render import escape  # noqa: PLC0415
    from eventclaims.report.report import count  # noqa: PLC0415

    with open_package(package) as opened:
        documents = read_documents(opened, texts)
    for document in documents:
        measured = measure_coverage(document)
        if measured is None:
            click.echo(
                f"{escape(document.source_id)}: the folder does not contain its text", err=True
            )
            continue
        coded, explained = (
            f"{number / max(measured.tokens, 1):.0%}"
            for number in (measured.covered_tokens, measured.explained_tokens)
        )
        gaps = f"{count(len(measured.gaps), 'passage')} not covered"
        words = f"{coded} of the words coded, {explained} in uncoded_passages"
        click.echo(f"{escape(document.source_id)}: {words}, {gaps}")
        for gap in measured.gaps:
            words = f"  {escape(gap.words)}" if show else ""
            click.echo(f"  {gap.start}-{gap.end}, {count(gap.end - gap.start, 'character')}{words}")
    sys.exit(0 if all(document.text for document in documents) else 1)
