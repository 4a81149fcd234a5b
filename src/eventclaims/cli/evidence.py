"""Evidence for the coder at work and for whoever holds the reports."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from eventclaims.cli.options import needed_texts_option, package_argument, package_option


@click.group("evidence")
def command() -> None:
    """Locate passages, verify spans, list what is not covered."""


@command.command("locate")
@click.argument("source")
@click.argument("words")
@needed_texts_option
@package_option
@click.option("--for", "record_id", default="", metavar="ID", help="Id of the row it supports.")
@click.option("--field", default="", help="The one field that it supports.")
def locate(  # noqa: PLR0913, PLR0917 - one parameter an option
    source: str, words: str, texts: Path, package: str, record_id: str, field: str
) -> None:
    """Find where WORDS stand in the text of SOURCE, as a ready row of evidence.

    SOURCE is a source id or a text_name. Other white space, quotes and letter case do not matter;
    an ellipsis in WORDS spans whatever lies between its two parts.

    Exit codes: 0 found once, 1 found nowhere or more than once (each place is a row), 2 the text
    could not be read.
    """
    from eventclaims.evidence.locate import locate_rows  # noqa: PLC0415 - see cli
    from eventclaims.package.opening import open_package  # noqa: PLC0415
    from eventclaims.tables.canonical import format_record  # noqa: PLC0415

    with open_package(package) as opened:
        rows = locate_rows(opened, texts, source, words, record_id=record_id, field=field)
    if not rows:
        click.echo("the words are not in the text", err=True)
        sys.exit(1)
    for line in [list(rows[0]), *(list(row.values()) for row in rows)]:
        click.echo(format_record(line), nl=False)
    if len(rows) > 1:
        click.echo(f"the words stand in {len(rows)} places; take one row", err=True)
        sys.exit(1)


@command.command("verify")
@package_argument
@needed_texts_option
def verify(package: str, texts: Path) -> None:
    """Check every span of PACKAGE against the texts, without showing a word of them.

    Exit codes: 0 every span is exact or found again, 1 some are missing or have no text, 2 the
    texts could not be read.
    """
    from eventclaims.evidence.spans import read_documents  # noqa: PLC0415 - see cli
    from eventclaims.evidence.verify import Outcome  # noqa: PLC0415
    from eventclaims.evidence.verify import verify as check_spans  # noqa: PLC0415
    from eventclaims.package.opening import open_package  # noqa: PLC0415

    with open_package(package) as opened:
        documents = read_documents(opened, texts)
    total: Counter[str] = Counter()
    for document in documents:
        verdicts = list(check_spans(document))
        outcomes = Counter(verdict.outcome.value for verdict in verdicts)
        counts = ", ".join(f"{outcomes[o]} {o.replace('_', ' ')}" for o in Outcome)
        click.echo(f"{document.source_id}: {len(verdicts)} spans: {counts}")
        for verdict in verdicts:
            cells, outcome = verdict.span.cells, verdict.outcome
            if outcome in (Outcome.MOVED, Outcome.MISSING):
                where = f"{cells['start']}-{cells['end']}"
                found = "" if verdict.start is None else f" -> {verdict.start}-{verdict.end}"
                click.echo(f"  {verdict.span.record} {where} {outcome}{found}")
        total += outcomes
    sys.exit(1 if total[Outcome.MISSING] + total[Outcome.NO_TEXT] else 0)


@command.command("coverage")
@package_argument
@needed_texts_option
@click.option("--show", is_flag=True, help="Show the words, too, for the coder at work.")
def coverage(package: str, texts: Path, *, show: bool) -> None:
    """List the sentences that no evidence of PACKAGE covers, by position and length.

    A sentence is covered where at least half of its words lie in evidence for something other
    than a name or a place, or in a row of uncoded_passages, which gives a reason.

    Exit codes: 0 always but where a text is not there (1) or cannot be read (2).
    """
    from eventclaims.evidence.sentence_coverage import measure_coverage  # noqa: PLC0415 - see cli
    from eventclaims.evidence.spans import read_documents  # noqa: PLC0415
    from eventclaims.package.opening import open_package  # noqa: PLC0415
    from eventclaims.render import escape  # noqa: PLC0415

    with open_package(package) as opened:
        documents = read_documents(opened, texts)
    for document in documents:
        measured = measure_coverage(document)
        if measured is None:
            click.echo(f"{document.source_id}: its text is not in the folder", err=True)
            continue
        coded, explained = (
            f"{count / max(measured.tokens, 1):.0%}"
            for count in (measured.covered_tokens, measured.explained_tokens)
        )
        gaps = f"{len(measured.gaps)} of {measured.sentences} sentences not covered"
        words = f"{coded} of the words coded, {explained} listed as not coded"
        click.echo(f"{document.source_id}: {words}, {gaps}")
        for gap in measured.gaps:
            words = f"  {escape(gap.words)}" if show else ""
            click.echo(f"  {gap.start}-{gap.end}, {gap.end - gap.start} characters{words}")
    sys.exit(0 if all(document.text for document in documents) else 1)
