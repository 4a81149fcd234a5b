"""Find words of a report copied into the tables or the documentation.

The reports are under copyright. Only columns that the schema marks as `verbatim`, such as titles,
may repeat a text as printed.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from eventclaims.errors import TableError
from eventclaims.evidence.fingerprints import tokenize
from eventclaims.evidence.rules import WORDS_TAKEN_OVER
from eventclaims.evidence.texts import Text
from eventclaims.package.model import Package, Table
from eventclaims.report.finding import Finding
from eventclaims.tables.cells import read_table
from eventclaims.tables.records import HEADER_ROW

LONGEST_RUN = 7
_SIZE = LONGEST_RUN + 1
_PAGES = ("*.md", "data/**/*.md", "docs/**/*.md")
Runs = set[tuple[str, ...]]


def find_copied_words(package: Package, texts: Iterable[Text]) -> Iterator[Finding]:
    """Find runs of eight or more words of a report in text columns and Markdown files.

    Yields:
        A finding for each cell and each line; it names the report but does not quote it.

    Raises:
        TableError: If a table or a file cannot be read.
    """
    runs: dict[tuple[str, ...], str] = {}
    for text in texts:
        runs |= dict.fromkeys(_list_runs(text.content), text.name)
    for run in _list_titles(package):
        runs.pop(run, None)
    for table in package.tables:
        yield from _check_table(package, table, runs)
    pages = {path for pattern in _PAGES for path in package.root.glob(pattern)}
    for path in sorted(path for path in pages if path.is_file() and not path.is_symlink()):
        yield from _check_file(str(path.relative_to(package.root)), _read(path), runs)


def _list_runs(text: str) -> Runs:
    words = [token.text for token in tokenize(text)]
    return {tuple(words[n : n + _SIZE]) for n in range(len(words) - LONGEST_RUN)}


def _list_columns(table: Table, *, verbatim: bool) -> list[str]:
    """Return the string columns that may repeat a text as printed, or those that must not."""
    return [
        field["name"]
        for field in table.schema["fields"]
        if field["type"] == "string" and bool(field.get("verbatim")) is verbatim
    ]


def _list_titles(package: Package) -> Iterator[tuple[str, ...]]:
    """Yield the runs within a title; a title may be cited everywhere."""
    for table in package.tables:
        columns = _list_columns(table, verbatim=True)
        for row in read_table(package, table.name) if columns else ():
            for column in columns:
                yield from _list_runs(row.get(column, ""))


def _check_table(
    package: Package, table: Table, runs: dict[tuple[str, ...], str]
) -> Iterator[Finding]:
    columns = _list_columns(table, verbatim=False)
    for number, row in enumerate(read_table(package, table.name), HEADER_ROW + 1):
        for column in columns:
            cell = row.get(column, "")
            source = next((runs[run] for run in _list_runs(cell) if run in runs), None)
            if source:
                place: dict[str, Any] = {"table": table.name, "file": table.file, "row": number}
                key = "/".join(row.get(name, "") for name in table.key)
                yield WORDS_TAKEN_OVER.find(
                    **place, field=column, record=key, value=cell, source=source
                )


def _check_file(file: str, content: str, runs: dict[tuple[str, ...], str]) -> Iterator[Finding]:
    tokens = tokenize(content)
    line, counted, reported = 1, 0, 0
    for n in range(len(tokens) - LONGEST_RUN):
        run = tuple(token.text for token in tokens[n : n + _SIZE])
        if run not in runs:
            continue
        start = tokens[n].start
        line += content.count("\n", counted, start)
        counted = start
        if line != reported:
            reported = line
            yield WORDS_TAKEN_OVER.find(file=file, line=line, source=runs[run])


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path.name}: cannot be read") from error
