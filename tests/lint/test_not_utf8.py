"""Each command gives a byte that is not UTF-8 the line and the words that validate gives it."""

import pytest
from support.commands import run
from support.packages import build

from eventclaims import validate


@pytest.fixture
def western(full_copy):
    """Give a package with a table in Windows-1252 after its third line."""
    path = full_copy / "data" / "actors.csv"
    content = path.read_bytes()
    end = content.index(b"\n", content.index(b"ACT-0003"))
    path.write_bytes(content[:end] + b"\x92" + content[end:])
    return full_copy


def test_every_command_names_the_line_as_validate_does(western, tmp_path):
    [finding] = [f for f in validate(western).findings if f.rule == "not-utf8"]
    expected = f"data/actors.csv: line {finding.line}: {finding.message}"
    other = build("full", tmp_path / "other")
    for command in (
        ("derive", western),
        ("diff", other, western),
        ("cite", "--package", western, "ACT-0001"),
        ("stats", western),
    ):
        result = run(*command)
        assert result.returncode == 2
        assert expected in result.stderr
        assert "codec" not in result.stderr
    assert finding.line == 4
