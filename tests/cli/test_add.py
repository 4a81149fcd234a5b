"""Rows from the shell: `eventclaims add` with a command for each table."""

import shutil

import pytest
from click.testing import CliRunner
from support.adding import list_additions
from support.workbooks import create_example, read_table, replace, take

from eventclaims.cli import cli
from eventclaims.errors import EventClaimsError
from eventclaims.validation import validate


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """Give the example package, to read."""
    return create_example(tmp_path_factory.mktemp("adding") / "example")


@pytest.fixture
def package(example, tmp_path, monkeypatch):
    """Give a copy of the example package, which is the current folder."""
    monkeypatch.chdir(shutil.copytree(example, tmp_path / "example"))
    return tmp_path / "example"


def add(*words, command="add"):
    """Run a command in this process."""
    done = CliRunner().invoke(cli, [command, *words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_the_report_coded_row_by_row_in_a_shell_gives_the_same_tables(
    example, tmp_path, monkeypatch
):
    coded = create_example(tmp_path / "example", is_empty=True)
    shutil.copytree(example / "texts", coded / "texts")
    monkeypatch.chdir(coded)
    for words in list_additions(example):
        done = add(*words, "--texts", "texts")
        assert done.exit_code == 0, done.output
    assert take(coded / "data") == take(example / "data")
    assert validate(coded, texts=coded / "texts").findings == ()
