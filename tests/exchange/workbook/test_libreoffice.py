"""A workbook that LibreOffice has saved in its own format and again as .xlsx loses nothing."""

import pytest
from support.commands import run
from support.workbooks import (
    ENOUGH,
    Office,
    create_example,
    edit,
    fill_from,
    needs_soffice,
    read,
    read_example_text,
    take,
    write_book,
)

pytestmark = [needs_soffice, pytest.mark.long]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Give a LibreOffice whose profile is made once, which takes the longest."""
    return Office(tmp_path_factory.mktemp("office"))


def test_the_example_comes_back_unchanged(package, book, office):
    before = take(package)
    done = run("import", office.save(book), "--into", package, "--direct", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert take(package) == before


def test_a_package_coded_in_libreoffice_is_the_example(package, tmp_path, office):
    empty = create_example(tmp_path / "empty", is_empty=True)
    book = write_book(empty, tmp_path / "empty.xlsx", spare=ENOUGH)
    edit(book, lambda b: fill_from(b, package, read_example_text(package)))
    saved = office.save(book)
    texts = package / "texts"
    done = run("import", saved, "--into", empty, "--direct", "--yes", "--texts", texts)
    assert (done.returncode, done.stderr) == (0, "")
    assert take(empty / "data") == take(package / "data")


def test_every_column_comes_back_unchanged(full_copy, tmp_path, office):
    coding = read(full_copy, office.save(write_book(full_copy, tmp_path / "full.xlsx")))
    assert [str(fault) for fault in coding.faults.found] == []
    assert coding.tables == coding.base
