"""The fictional report coded twice, and the differences of both codings, to read and to change."""

import shutil

import pytest
from support.adjudication import code_twice, compare


@pytest.fixture(scope="session")
def coded_twice(example, tmp_path_factory):
    """Give a package without rows and with two runs, to read."""
    return code_twice(tmp_path_factory.mktemp("twice"), example)


@pytest.fixture(scope="session")
def compared(coded_twice, tmp_path_factory):
    """Give the workbook of the differences, to read."""
    return compare(coded_twice, tmp_path_factory.mktemp("compared") / "differences.xlsx")


@pytest.fixture
def coded(coded_twice, tmp_path):
    """Give a copy of the package with two runs, to change."""
    return shutil.copytree(coded_twice, tmp_path / "coded")


@pytest.fixture
def differences(compared, tmp_path):
    """Give a copy of the workbook of the differences, to change."""
    return shutil.copy(compared, tmp_path / "differences.xlsx")
