"""The page of docs/ that prints the answers to ten questions; a module of refresh_docs.py."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from eventclaims.package.opening import open_package
from eventclaims.release.counts import make_counts
from eventclaims.release.formats.loaders import make_loaders
from eventclaims.release.packing import write_folder
from eventclaims.release.pages.readme import make_readme
from eventclaims.release.release_input import read_release_input
from eventclaims.release.tables import make_schemas, make_tables, make_view_tables
from eventclaims.release.writers import make_files
from eventclaims.render.tables import render_markdown

DOCS = Path(__file__).parents[1] / "docs"
SCRIPT = "ten-questions.py"
# The figure of a question, and what it shows.
FIGURES = {7: "timeline.svg", 8: "network.svg"}
SHOWN = {
    "timeline.svg": "Timeline with a row for each group and a bar from the first to the last "
    "possible day of each threat, claim of responsibility, demand and commitment, 2020 to 2024; a "
    "dashed line marks the deadline of 31 December 2021.",
    "network.svg": "Network of actors with a line for each related pair: most armed groups, their "
    "leaders and channels are around the pro-Iranian militias and Iran, state bodies around Iraq "
    "and the U.S.",
}
# The writers of all that the scripts read.
WRITERS = (make_tables, make_schemas, make_counts, make_view_tables, make_loaders, make_readme)
# Runs the script and writes each part of an answer as CSV.
_RUN = f"""
import runpy

def write(*parts, sep=""):
    for part in parts:
        print(part if isinstance(part, str) else part.to_csv(index=False), end="\\f")
    print(end="\\f")

runpy.run_path("{SCRIPT}", init_globals={{"print": write}})
"""
_HEADING = re.compile(r"^# (?:%% )?(\d+)\. (.+?\?)(?: ----)?\n", re.MULTILINE)

Answer = list[list[list[str]]]
"""The parts of an answer: a table as a header and rows, a text as one row with one cell."""


def make_ten_questions(folder: Path) -> tuple[list[str], dict[str, str]]:
    """Return the lines of the page, and the content of each figure by name.

    Args:
        folder: An empty folder, for a release without formats and metadata.
    """
    write_release(folder)
    answers = run_python(folder)
    figures = {name: (folder / name).read_text("utf-8") for name in SHOWN}
    return [*_describe(answers)], figures


def write_release(folder: Path) -> None:
    """Write what the scripts read into a folder, and the scripts."""
    with open_package(DOCS.parent) as package:
        # The date is that of the descriptor, so the epoch of a build does not matter.
        write_folder(make_files(WRITERS, read_release_input(package, epoch=0)), folder)
    for script in DOCS.glob("ten-questions.[Rp]*"):
        shutil.copyfile(script, folder / script.name)


def run_python(folder: Path) -> list[Answer]:
    """Run the Python script in the folder of a release, and return its answers."""
    done = subprocess.run(  # noqa: S603 - a script of this repository
        [sys.executable, "-c", _RUN], cwd=folder, capture_output=True, check=True
    )
    return read_answers(done.stdout.decode())


def read_answers(text: str) -> list[Answer]:
    """Return answers written as CSV, with a form feed after each part and each answer."""
    answers = text.removesuffix("\f\f").split("\f\f")
    return [
        [
            [*csv.reader(part.splitlines())] if "\n" in part else [[part]]
            for part in answer.split("\f")
        ]
        for answer in answers
    ]


def read_cells(path: Path) -> list[tuple[str, str, str]]:
    """Return the question, the comment and the expression of each cell of a script."""
    _, *parts = _HEADING.split(path.read_text("utf-8"))
    cells = []
    for number, question, code in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        comment = re.match(r"(?:# .*\n)*", code)[0]  # type: ignore[index] # matches always
        *_, last = code.strip().split("\n\n")
        expression = re.sub(r"\A(?:#.*\n)+", "", last.strip())
        cells.append((f"{number}. {question}", comment.replace("# ", ""), expression))
    return cells


def _describe(answers: list[Answer]) -> Iterator[str]:
    yield from ("# Ten questions and their answers", "")
    yield f"Each question is answered by one expression of [{SCRIPT}]({SCRIPT}) and of"
    yield "[ten-questions.R](ten-questions.R). In the folder of a release, which contains both,"
    yield f"`python {SCRIPT}` (with pandas and matplotlib) and `Rscript ten-questions.R` print all"
    yield "answers and draw the figures. First, they give views and tables short names, such as"
    yield "`claims` for `claims_view`. These are the answers of Python; R gives the same rows."
    cells = zip(
        read_cells(DOCS / SCRIPT), read_cells(DOCS / "ten-questions.R"), answers, strict=True
    )
    for number, ((question, comment, python), (_, _, r), answer) in enumerate(cells, 1):
        yield from ("", f"## {question}", "", comment.rstrip(), "")
        yield from ("```python", python, "```", "", "```r", r, "```")
        for header, *rows in answer:
            yield ""
            if number in FIGURES:
                name = FIGURES[number]
                yield f"[![{SHOWN[name]}]({name})]({name})"
                yield from ("", f"The expression also prints the {len(rows)} rows that are drawn.")
            elif rows:
                yield from render_markdown(header, rows)
            else:
                yield from header
