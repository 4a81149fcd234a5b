"""Locate, verify and measure evidence, with the texts of the reports."""

import sys
from collections import Counter
from pathlib import Path

import click

from eventclaims.cli.groups import SuggestingGroup
from eventclaims.cli.options import needed_texts_option, package_argument, package_option
from eventclaims.cli.output import print_csv, write_files


@click.group("evidence", cls=SuggestingGroup)
def command() -> None:
    """Locate passages, verify spans, measure coverage."""


@command.command("locate", short_help="Find a passage, and print or add its rows of evidence.")
@click.argument("source")
@click.argument("words")
@click.argument("more", metavar="[ID]...", nargs=-1)
@needed_texts_option
@package_option
@click.option(
    "--for",
    "records",
    multiple=True,
    metavar="ID",
    help="Id of a row that the passage supports; more ids may follow it.",
)
@click.option(
    "--field", default="", help="Field that the passage supports; empty for the whole row."
)
@click.option(
    "--nth",
    type=click.IntRange(min=1),
    metavar="N",
    help="Take the N-th match, if the text has the words more than once.",
)
@click.option("--add", is_flag=True, help="Add the rows to the table evidence; needs --for.")
def locate(
    source: str,
    words: str,
    more: tuple[str, ...],
    texts: Path,
    package: str,
    records: tuple[str, ...],
    field: str,
    nth: int | None,
    *,
    add: bool,
) -> None:
    """Find WORDS in the text of SOURCE, and print a row of the table evidence for each --for.

    SOURCE is a source id or a text_name. White space, quotes and letter case are ignored. An
    ellipsis in WORDS matches any text between its two parts. Each match is also printed with the
    text around it. With --add, the rows are checked, and written to the table.

    Exit codes: 0 one match or the one of --nth, 1 no match or several (their rows, or nothing with
    --add), or rows with problems, 2 a text could not be read, or a row or field does not exist.
    """
    from eventclaims.cli.add_row import report_addition
    from eventclaims.evidence.locate import locate_rows
    from eventclaims.package.opening import open_folder, open_package
    from eventclaims.render.escaping import escape

    records = _join_records(records, more, is_needed=add)
    with (open_folder if add else open_package)(package) as opened:
        matches = locate_rows(opened, texts, source, words, records=records, field=field)
        for number, match in enumerate(matches, 1):
            around = f"{match.before} [{match.words}] {match.after}"
            click.echo(escape(f"{number}: \u2026 {around} \u2026"), err=True)
        if nth is not None:
            matches = matches[nth - 1 : nth]
        if not matches:
            click.echo("no match" if nth is None else f"no match {nth}", err=True)
            sys.exit(1)
        if len(matches) > 1:
            click.echo(f"{len(matches)} matches; choose one with --nth, or add words", err=True)
        if add and len(matches) == 1:
            from eventclaims.exchange.adding import EVIDENCE, add_rows

            added = add_rows(opened, {EVIDENCE: matches[0].rows}, texts)
            report_addition(added)
            write_files(added.changes)
    if not add:
        rows = [row for match in matches for row in match.rows]
        print_csv([list(rows[0]), *(list(row.values()) for row in rows)])
    sys.exit(0 if len(matches) == 1 else 1)


def _join_records(
    records: tuple[str, ...], more: tuple[str, ...], *, is_needed: bool
) -> tuple[str, ...]:
    """Return the ids after --for, of which click reads the second and others as arguments."""
    if more and not records:
        raise click.UsageError(f"Write --for before the ids: --for {' '.join(more)}.")
    if is_needed and not records:
        raise click.UsageError("--add needs --for, the row that the passage supports.")
    return records + more


@command.command("verify", short_help="Compare all spans with the texts.")
@package_argument
@needed_texts_option
def verify(package: str, texts: Path) -> None:
    """Compare every span of PACKAGE with the texts, without printing any text.

    The outcome of a span is exact, moved (found at another position), missing or no text.

    Exit codes: 0 all spans are exact or moved, 1 some are missing or have no text, 2 the texts
    could not be read.
    """
    from eventclaims.evidence.spans import Outcome, read_documents
    from eventclaims.evidence.spans import verify as check_spans
    from eventclaims.package.opening import open_package
    from eventclaims.render.escaping import escape
    from eventclaims.report.report import count

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
    from eventclaims.evidence.spans import read_documents
    from eventclaims.evidence.word_coverage import measure_coverage
    from eventclaims.package.opening import open_package
    from eventclaims.render.escaping import escape
    from eventclaims.report.report import count

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
