"""Find words of a report copied into the tables or the documentation.

The reports are under copyright. Only columns that the schema marks as `verbatim`, such as titles,
may repeat a text as printed.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from eventclaims.errors import TableError
from eventclaims.evidence.fingerprints import list_marks, tokenize
from eventclaims.evidence.rules import WORDS_TAKEN_OVER
from eventclaims.evidence.texts import Text
from eventclaims.package.model import Package, Table
from eventclaims.report.finding import Finding
from eventclaims.tables.cells import read_table
from eventclaims.tables.records import HEADER_ROW

_WORDS = 7
# Of seven words in ASCII, with what separates them.
_SHORTEST = 2 * _WORDS - 1
# Scripts without spaces between words, and how many of their characters count as one word: Chinese
# and Japanese words have about two characters, those of Thai, Lao, Burmese and Khmer about four
# without vowel marks.
_CHARACTERS_A_WORD = {
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff": 2,
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f": 4,
}
_LENGTHS = tuple(1 / number for number in _CHARACTERS_A_WORD.values())
# Joiners change the form of a letter within a word; they do not divide it.
_JOINERS = dict.fromkeys((0x200C, 0x200D))
_PAGES = ("*.md", "data/**/*.md", "docs/**/*.md")
Run = tuple[str, ...]


def find_copied_words(package: Package, texts: Iterable[Text]) -> Iterator[Finding]:
    """Find runs of seven or more words of a report in text columns and Markdown files.

    In a script without spaces between words, characters are counted; see _CHARACTERS_A_WORD.

    Yields:
        A finding for each cell and each line; it names the report but does not quote it.

    Raises:
        TableError: If a table or a file cannot be read.
    """
    runs: dict[Run, str] = {}
    for text in texts:
        runs |= dict.fromkeys(_list_runs(text.content), text.name)
    for run in _list_titles(package):
        runs.pop(run, None)
    for table in package.tables:
        yield from _check_table(package, table, runs)
    pages = {path for pattern in _PAGES for path in package.root.glob(pattern)}
    for path in sorted(path for path in pages if path.is_file() and not path.is_symlink()):
        yield from _check_file(str(path.relative_to(package.root)), _read(path), runs)


def _list_runs(text: str) -> set[Run]:
    if len(text) < _SHORTEST and text.isascii():  # most cells are codes and ids
        return set()
    return {run for run, _ in _find_runs(text.translate(_JOINERS))}


def _find_runs(text: str) -> Iterator[tuple[Run, int]]:
    """Yield each run of a text that is just as long as seven words, and where it starts."""
    parts: list[str] = []
    starts: list[int] = []
    lengths: list[float] = []
    for token in tokenize(text):
        for part in _compile_parts().finditer(token.text):
            parts.append(part[0])
            starts.append(token.start)
            lengths.append(_LENGTHS[part.lastindex - 1] if part.lastindex else 1.0)
    first, length = 0, 0.0
    for last, added in enumerate(lengths):
        length += added
        while length >= _WORDS:
            yield tuple(parts[first : last + 1]), starts[first]
            length -= lengths[first]
            first += 1


@cache
def _compile_parts() -> re.Pattern[str]:
    """Return a pattern of a word, or of a character in a group for each script without spaces."""
    scripts = [*_CHARACTERS_A_WORD]
    characters = "|".join(f"([{script}][{list_marks()}]*)" for script in scripts)
    return re.compile(f"{characters}|[^{''.join(scripts)}]+")


def _describe(run: Run) -> str:
    words = "seven or more words"
    return words if len(run) == _WORDS else f"{len(run)} or more words or characters"


def _list_columns(table: Table, *, verbatim: bool) -> list[str]:
    """Return the string columns that may repeat a text as printed, or those that must not."""
    return [
        field["name"]
        for field in table.schema["fields"]
        if field["type"] == "string" and bool(field.get("verbatim")) is verbatim
    ]


def _list_titles(package: Package) -> Iterator[Run]:
    """Yield the runs within a title; a title may be cited everywhere."""
    for table in package.tables:
        columns = _list_columns(table, verbatim=True)
        for row in read_table(package, table.name) if columns else ():
            for column in columns:
                yield from _list_runs(row.get(column, ""))


def _check_table(package: Package, table: Table, runs: dict[Run, str]) -> Iterator[Finding]:
    columns = _list_columns(table, verbatim=False)
    for number, row in enumerate(read_table(package, table.name), HEADER_ROW + 1):
        for column in columns:
            cell = row.get(column, "")
            run = next((run for run in _list_runs(cell) if run in runs), None)
            if run:
                position = table.position | {"row": number, "field": column, "value": cell}
                key = "/".join(row.get(name, "") for name in table.key)
                position |= {"words": _describe(run), "source": runs[run]}
                yield WORDS_TAKEN_OVER.find(**position, record=key)


def _check_file(file: str, content: str, runs: dict[Run, str]) -> Iterator[Finding]:
    content = content.translate(_JOINERS)
    line, counted, reported = 1, 0, 0
    for run, start in _find_runs(content):
        if run not in runs:
            continue
        line += content.count("\n", counted, start)
        counted = start
        if line != reported:
            reported = line
            yield WORDS_TAKEN_OVER.find(
                file=file, line=line, words=_describe(run), source=runs[run]
            )


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path.name}: cannot be read") from error
