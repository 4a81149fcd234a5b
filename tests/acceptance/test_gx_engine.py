"""What is believed of the process that judges: a whole verdict, and nothing else."""

import json

import pytest
from support.releases import make_tables, write_release

from eventclaims.acceptance.baseline import resolve
from eventclaims.acceptance.frames import read_content
from eventclaims.acceptance.gx_engine import judge
from eventclaims.acceptance.suite import Target, expand, read_suite
from eventclaims.errors import AcceptanceError
from eventclaims.package.opening import open_package

RESULT = {
    "name": "coverage-known",
    "success": True,
    "result": {"element_count": 2, "unexpected_count": 0},
    "exception": None,
}
WHOLE = {"great_expectations": "0", "results": [RESULT], "count": 1}


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """Give the content of a small release."""
    with open_package(write_release(tmp_path_factory.mktemp("small") / "new", make_tables())) as p:
        return read_content(p)


def run(content, folder, monkeypatch, source):
    """Judge with a module of the given source in the place of Great Expectations."""
    (folder / "pretender.py").write_text(source, "utf-8")
    monkeypatch.syspath_prepend(folder)
    targets = [t for t in expand(read_suite(), content) if t.name == "coverage-known"]
    assert all(isinstance(target, Target) for target in targets)
    expectations = [resolve(target, content, None) for target in targets]
    return judge(expectations, content, module="pretender")


def give(verdict):
    """Return the source of a module that gives a verdict and ends."""
    return (
        "import pathlib, sys\n"
        f"pathlib.Path(sys.argv[1], 'verdict.json').write_text({json.dumps(verdict)!r})\n"
    )


def test_a_whole_verdict_is_believed(content, tmp_path, monkeypatch):
    library, judgements = run(content, tmp_path, monkeypatch, give(WHOLE))
    assert library == "0"
    assert judgements["coverage-known"].success


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import os; os._exit(0)", "ended early"),
        ("raise SystemExit(0)", "ended early"),
        ("raise SystemExit(3)", "exit code 3"),
        ("import os; os.abort()", "exit code -6"),
        ("import sys; sys.exit('\x1b[2J')", r"saying: \\x1b\[2J"),
        (give(WHOLE) + "raise SystemExit(1)", "exit code 1"),
        (give(WHOLE).replace('"count": 1}', ""), "ended early"),
        (give([WHOLE]), "no known form"),
    ],
)
def test_a_process_that_ends_in_any_other_way_is_an_error(
    content, tmp_path, monkeypatch, source, said
):
    with pytest.raises(AcceptanceError, match=said):
        run(content, tmp_path, monkeypatch, source)


@pytest.mark.parametrize(
    "verdict",
    [
        {},
        WHOLE | {"results": [], "count": 0},
        WHOLE | {"results": []},
        WHOLE | {"count": 2},
        WHOLE | {"count": None},
        WHOLE | {"results": [RESULT, RESULT], "count": 2},
        WHOLE | {"results": [RESULT | {"name": "another"}]},
        WHOLE | {"results": [RESULT | {"name": ["coverage-known"]}]},
        WHOLE | {"results": [RESULT | {"success": "true"}]},
        WHOLE | {"results": [RESULT | {"success": 1}]},
        WHOLE | {"results": [RESULT | {"success": None}]},
        WHOLE | {"results": [RESULT | {"result": {}}]},
        WHOLE | {"results": [RESULT | {"result": None}]},
        WHOLE | {"results": [RESULT | {"exception": "it broke"}]},
        WHOLE | {"results": [RESULT | {"result": {"element_count": 1, "unexpected_count": 0}}]},
        WHOLE | {"results": ["coverage-known"]},
    ],
)
def test_a_verdict_that_is_not_whole_is_an_error(content, tmp_path, monkeypatch, verdict):
    with pytest.raises(AcceptanceError, match=r"not judge|judged|nobody asked"):
        run(content, tmp_path, monkeypatch, give(verdict))


def test_without_great_expectations_it_is_said_what_to_install(content, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(AcceptanceError, match=r"extra \[release\]"):
        judge([], content)
