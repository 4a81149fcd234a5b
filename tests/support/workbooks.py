"""Workbooks of a package: written, changed as a person would, and saved by LibreOffice."""

import csv
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from eventclaims.creation.scaffold import Options, create_package
from eventclaims.exchange.coding import read_coding
from eventclaims.exchange.workbook.reading import read_book
from eventclaims.exchange.workbook.writing import make_workbook
from eventclaims.package.opening import open_package

SOFFICE = shutil.which("soffice")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="soffice is not installed")
# Rows for new entries in the workbook of a package with rows, and of one without.
FEW = 8
ENOUGH = 40
DERIVED = ("text_sha256", "text_length", "token_count", "token_sha256", "date", "published")


def create_example(folder, *, is_empty=False):
    """Create the example package, or one of the same name without rows."""
    create_package(folder, name="example", options=Options(has_example=not is_empty))
    return folder


def write_book(package, path, findings=(), coder="", spare=FEW):
    """Write the workbook of a package, with few empty rows, which openpyxl reads slowly."""
    with open_package(package) as opened:
        path.write_bytes(make_workbook(opened, findings, coder, spare))
    return path


def edit(path, change, to=None):
    """Change a workbook with openpyxl."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(to or path)
    return to or path


def find_column(sheet, name):
    """Return the number of a column by its name in the header."""
    return next(c.column for c in sheet[1] if str(c.value).removesuffix(" *") == name)


def find_line(sheet, id_):
    """Return the number of the line with an id in the first column."""
    return next(c.row for c in sheet["A"] if c.value == id_)


def put(book, table, id_, /, **cells):
    """Enter cells in the line of an id, also of an offered one."""
    sheet = book[table]
    line = find_line(sheet, id_)
    for name, value in cells.items():
        sheet.cell(line, find_column(sheet, name)).value = value
    return line


def append(book, table, /, **cells):
    """Enter cells in the first empty line of a table without ids."""
    sheet = book[table]
    line = next(n for n in range(2, 10_000) if not any(c.value for c in sheet[n]))
    for name, value in cells.items():
        sheet.cell(line, find_column(sheet, name)).value = value
    return line


def clear(book, table, id_):
    """Clear all cells of a line except its id."""
    sheet = book[table]
    for cell in sheet[find_line(sheet, id_)][1:]:
        cell.value = None


def read(package, path, **options):
    """Read a workbook; return the coding, whose faults are text."""
    with open_package(package) as opened:
        return read_coding(opened, path, read_book, **options)


def replace(path, old, new):
    """Replace the one place of a text in a file."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def list_faults(package, path, **options):
    """Return the faults of a workbook as text."""
    return [str(fault) for fault in read(package, path, **options).faults.found]


def read_table(folder, name):
    """Return the rows of a CSV file."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def take(folder):
    """Return the content of every file in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def fill_from(book, package, text):
    """Enter all rows of a package in an empty workbook, with words in place of spans."""
    for sheet in book.worksheets:
        if not (package / "data" / f"{sheet.title}.csv").is_file():
            continue
        for line, row in enumerate(read_table(package / "data", sheet.title), 2):
            cells = {name: value for name, value in row.items() if name not in DERIVED}
            if sheet.title in {"evidence", "uncoded_passages"}:
                start, end = int(cells.pop("start")), int(cells.pop("end"))
                cells["words"] = words = text[start:end]
                places = [n for n in range(len(text)) if text.startswith(words, n)]
                cells["nth"] = str(places.index(start) + 1) if len(places) > 1 else ""
            for name, value in cells.items():
                if value:
                    sheet.cell(line, find_column(sheet, name)).value = value


@dataclass
class Office:
    """LibreOffice with a separate profile, so that tests can run at the same time."""

    folder: Path

    def convert(self, path, ending):
        """Save a document in another format, and return it."""
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        command = [SOFFICE, profile, "--headless", "--convert-to", ending]
        command += ["--outdir", self.folder / ending, path]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return self.folder / ending / f"{path.stem}.{ending}"

    def save(self, path):
        """Save a workbook as .ods and again as .xlsx."""
        return self.convert(self.convert(path, "ods"), "xlsx")


@cache
def read_example_text(package):
    """Return the text of the fictional report."""
    return (package / "texts" / "northtown-report.txt").read_text("utf-8")
