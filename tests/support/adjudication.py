"""Two codings of the fictional report, their differences in a workbook, and decisions in it."""

import shutil

import openpyxl

from support.commands import run
from support.workbooks import (
    ENOUGH,
    create_example,
    edit,
    fill_from,
    find_column,
    put,
    read_example_text,
    write_book,
)

REASON = "The report says so."
# What the second coder calls otherwise: both coders give the ids of new rows themselves.
OTHER_IDS = {"CLM-0005": "CLM-0008", "EVT-0003": "EVT-0007"}
# The choice for each difference of the second coder, by table and field.
CHOICES = {
    ("claims", "claim_type"): "B",
    ("events", "date_latest"): "A",
    ("claims", "evidence"): "B",
    ("claims", ""): "keep",
    ("discrepancies", ""): "keep",
}


def recode(book):
    """Change a filled workbook as the second coder codes: see `CHOICES` for what differs."""
    for sheet in book.worksheets:
        for cells in sheet.iter_rows(min_row=2):
            for cell in cells:
                cell.value = OTHER_IDS.get(cell.value, cell.value)
    put(book, "claims", "CLM-0002", claim_type="announcement")
    put(book, "events", "EVT-0001", date_latest="2019-03-08")
    put(book, "evidence", "EVD-0024", words="Group A alone", nth="", context="")
    new = {"statement_id": "STM-0001", "claim_type": "report", "summary": "Rockets hit the depot."}
    put(book, "claims", "CLM-0006", **new)
    put(book, "evidence", "EVD-0030", table="claims", record_id="CLM-0006")
    put(book, "evidence", "EVD-0030", source_id="SRC-0001", words="The rockets hit the depot")
    for table, column, id_ in (
        ("discrepancies", "discrepancy_id", "DIS-0001"),
        ("evidence", "record_id", "DIS-0001"),
    ):
        sheet = book[table]
        number = find_column(sheet, column)
        for line in reversed(range(2, sheet.max_row + 1)):
            if sheet.cell(line, number).value == id_:
                sheet.delete_rows(line)


def code_twice(folder, package, change=recode):
    """Create a package without rows and two runs of the fictional report; return it.

    Args:
        folder: Where to create it.
        package: The example package, which both coders follow.
        change: Changes the workbook of the second coder.
    """
    empty = create_example(folder / "coded", is_empty=True)
    for name, coder in (("first", "First coder"), ("second", "Second coder")):
        book = write_book(empty, folder / f"{name}.xlsx", spare=ENOUGH)
        edit(book, lambda b: fill_from(b, package, read_example_text(package)))
        if name == "second":
            edit(book, change)
        done = run(
            *("import", book, "--into", empty, "--coder", coder, "--texts", package / "texts")
        )
        assert (done.returncode, done.stderr) == (0, "")
    shutil.copytree(package / "texts", empty / "texts", dirs_exist_ok=True)
    return empty


def compare(package, path):
    """Write the differences of both runs as a workbook."""
    done = run(
        *("coding", "compare", "RUN-0001", "RUN-0002", "--package", package, "--output", path)
    )
    assert (done.returncode, done.stderr) == (0, "")
    return path


def decide(path, choices, **more):
    """Fill in a workbook of differences: a choice and a reason for each.

    Args:
        path: The workbook.
        choices: The choice by table and field, or one for all others under None.
        more: Other cells of each line.
    """

    def change(book):
        sheet = book["differences"]
        names = {str(c.value).removesuffix(" *"): c.column for c in sheet[1]}
        for line in range(2, sheet.max_row + 1):
            place = tuple(sheet.cell(line, names[n]).value or "" for n in ("table", "field"))
            cells = {"choice": choices.get(place), "reason": REASON, **more}
            for name, value in cells.items():
                sheet.cell(line, names[name]).value = value

    return edit(path, change)


def settle(package, path, *options):
    """Settle a workbook of differences into a package."""
    texts = ("--texts", package / "texts")
    return run("coding", "settle", path, "--into", package, *texts, *options)


def list_lines(path):
    """Return the differences in a workbook as dictionaries."""
    sheet = openpyxl.load_workbook(path)["differences"]
    header, *lines = sheet.iter_rows(values_only=True)
    names = [name.removesuffix(" *") for name in header]
    return [dict(zip(names, (v or "" for v in line), strict=True)) for line in lines]
