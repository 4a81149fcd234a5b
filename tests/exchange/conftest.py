"""The example package and its workbook, to read and to change."""

import shutil

import pytest
from support.workbooks import create_example, write_book


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """Give the example package, to read."""
    return create_example(tmp_path_factory.mktemp("exchange") / "example")


@pytest.fixture(scope="session")
def written(example, tmp_path_factory):
    """Give the workbook of the example, to read."""
    return write_book(example, tmp_path_factory.mktemp("books") / "example.xlsx")


@pytest.fixture
def package(example, tmp_path):
    """Give a copy of the example package, to change."""
    return shutil.copytree(example, tmp_path / "example")


@pytest.fixture
def book(written, tmp_path):
    """Give a copy of the workbook, to change."""
    return shutil.copy(written, tmp_path / "book.xlsx")
