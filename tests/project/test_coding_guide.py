"""The guide for coders: its commands run as written, and each way gives the rows that it lists."""

import json
import re
import shlex
import subprocess

import openpyxl
import pytest
from click.testing import CliRunner
from support.coding_pages import make_work
from support.packages import ROOT
from support.workbooks import DERIVED, fill_from, read_example_text, read_table, take

from eventclaims.cli import cli

PAGE = (ROOT / "docs" / "coding-guide.md").read_text("utf-8")
PREPARE, WORKBOOK, ON_PAGE, SHELL, CHECK = re.findall(
    r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL
)
LISTED = [
    [cell.strip(" `") for cell in line.split("|")[1:-1]]
    for line in PAGE.splitlines()
    if re.match(r"\| `\w+` \| [A-Z]{3}-\d{4}", line)
]
CELL = re.compile(r"`(\w+)`: (.+?)(?:; (?=`)|$)")
# Where a person works.
PAUSE = re.compile(r"^# … .* …\n", re.MULTILINE)


def run(block, folder):
    """Run the lines of a block, which begin in a folder, and return what they print."""
    printed = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in block.replace("\\\n", "").splitlines():
            program, *words = shlex.split(line, comments=True) or [""]
            if program == "eventclaims":
                done = CliRunner().invoke(cli, words)
                assert done.exit_code == 0, (line, done.output)
                printed += done.stdout.splitlines()
            elif program == "cd":
                patch.chdir(words[0])
            elif program:
                subprocess.run([program, *words], check=True)
    return printed


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """Give the folder of the guide after its commands in a shell, and what they printed."""
    folder = tmp_path_factory.mktemp("guide")
    run(PREPARE, folder)
    return folder, run(SHELL, folder)


@pytest.mark.long
def test_the_shell_prints_the_ids_of_the_rows_that_the_guide_lists(coded):
    _, printed = coded
    listed = [key for _, key, *_ in LISTED]
    assert len(listed) == len(printed) > 10
    assert all(key.startswith(start) for start, key in zip(listed, printed, strict=True))


@pytest.mark.long
def test_the_rows_have_the_cells_and_the_evidence_that_the_guide_lists(coded):
    data = coded[0] / "my-events" / "data"
    evidence = read_table(data, "evidence")
    text = read_example_text(coded[0] / "example")
    for table, key, cells, words in LISTED:
        rows = read_table(data, table)
        (row,) = [row for row in rows if "/".join(row.values()).startswith(key)]
        stated = dict(CELL.findall(cells))
        assert {name: row[name] for name in stated} == stated, key
        spans = [e for e in evidence if (e["table"], e["record_id"]) == (table, key)]
        assert len(spans) == bool(words), key
        for span in spans:
            passage = text[int(span["start"]) : int(span["end"])]
            first, *last = re.sub(r" \(.*\)$", "", words).split(" … ")
            assert passage.startswith(first), key
            assert passage.endswith([first, *last][-1].rstrip(".")), key


def test_the_coding_passes_every_check(coded):
    folder, _ = coded
    printed = run(CHECK, folder)
    assert "valid: 0 errors, 0 warnings, 0 notes" in printed
    assert any("In reply, State C stated" in line for line in printed)


def test_the_workbook_gives_the_same_tables(coded, tmp_path):
    folder, _ = coded
    before, after = PAUSE.split(WORKBOOK)
    run(PREPARE, tmp_path)
    run(before, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "coding.xlsx")
    fill_from(book, folder / "my-events", read_example_text(folder / "example"))
    book.save(tmp_path / "coding.xlsx")
    run(after, tmp_path)
    assert take(tmp_path / "my-events" / "data") == take(folder / "my-events" / "data")


def test_the_page_gives_the_same_tables(coded, tmp_path):
    folder, _ = coded
    before, after = PAUSE.split(ON_PAGE)
    run(PREPARE, tmp_path)
    run(before, tmp_path)
    work = make_work(tmp_path / "my-events")
    for table in make_work(folder / "my-events")["base"]:
        fill_work(work, table, read_table(folder / "my-events" / "data", table))
    (tmp_path / "work.json").write_text(json.dumps(work), "utf-8")
    run(after, tmp_path)
    assert take(tmp_path / "my-events" / "data") == take(folder / "my-events" / "data")


def fill_work(work, table, rows):
    """Enter rows in the work file of an empty package, without derived columns."""
    columns = work["base"][table]["columns"]
    entered = [["" if name in DERIVED else row[name] for name in columns] for row in rows]
    if entered:
        work["tables"][table] = {"columns": columns, "rows": entered}


def test_the_pictures_are_small_and_shown():
    pictures = [*(ROOT / "docs" / "pictures").iterdir(), ROOT / "docs" / "coding-shell.svg"]
    shown = {(ROOT / "docs" / path).resolve() for path in re.findall(r"\]\(([^)]*\.\w+)\)", PAGE)}
    assert {path.resolve() for path in pictures} <= shown
    assert sum(path.stat().st_size for path in pictures) < 600_000
