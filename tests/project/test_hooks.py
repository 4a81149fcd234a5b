"""The hooks that pre-commit runs in the repository of a package."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support.packages import INVALID, ROOT, build
from support.repositories import describe

HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}


def run(hook, folder, *args):
    """Run a hook as pre-commit does: its entry and its args, at the top of the repository."""
    program, *words = shlex.split(HOOKS[hook]["entry"])
    command = [Path(sys.executable).parent / program, *words, *args]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def derived(minimal_copy):
    """Give the smallest valid package with the hashes that derive writes."""
    describe(minimal_copy)
    return minimal_copy


def read_all(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_lets_a_clean_package_pass_and_changes_nothing(hook, derived):
    before = read_all(derived)
    done = run(hook, derived)
    assert done.returncode == 0, done.stdout + done.stderr
    assert read_all(derived) == before


BROKEN = {"eventclaims-validate": "bounds-reversed", "eventclaims-derive": "row-order"}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_stops_a_broken_package_and_names_the_file(hook, tmp_path):
    done = run(hook, build("minimal", tmp_path, BROKEN[hook]))
    (file,) = [path.name for path in (INVALID / BROKEN[hook] / "data").iterdir()]
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"data/{file}" in done.stdout


def test_the_validate_hook_lets_warnings_fail_where_its_args_say_so(tmp_path):
    package = build("minimal", tmp_path, "row-order")
    codes = [run("eventclaims-validate", package, *args).returncode for args in ((), ("--strict",))]
    assert codes == [0, 1]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_stops_a_package_that_cannot_be_read(hook, minimal_copy):
    (minimal_copy / "data" / "claims.csv").write_bytes(b'claim_id,"\n')
    assert run(hook, minimal_copy).returncode != 0


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_takes_a_package_below_the_top_from_its_args(hook, derived):
    assert run(hook, derived.parent, derived.name).returncode == 0


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_installed_from_this_repository_and_gets_no_file_names(hook):
    assert HOOKS[hook]["language"] == "python"
    assert HOOKS[hook]["pass_filenames"] is False


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_installed_with_the_pinned_versions(hook):
    (option,) = HOOKS[hook]["additional_dependencies"]
    assert option == "--constraint=constraints.txt"
    pins = [re.sub(r" \\$", "", line) for line in read_lines("requirements.txt") if "==" in line]
    assert [line for line in read_lines("constraints.txt") if not line.startswith("#")] == pins


def read_lines(name):
    return (ROOT / name).read_text("utf-8").splitlines()


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_runs_for_every_file_of_a_package_wherever_its_tables_are(hook, minimal):
    pattern = re.compile(HOOKS[hook]["files"])
    files = [path for path in minimal.rglob("*") if path.suffix in {".csv", ".json"}]
    names = [
        path.relative_to(top).as_posix() for path in files for top in (minimal, minimal.parent)
    ]
    names += ["tables/events.csv", "events.csv", "my data/EVENTS.CSV", "a/b/c.tsv", "x.schema.json"]
    assert [name for name in names if not pattern.search(name)] == []
    for other in ("README.md", "docs/codes.md", "src/data.csv.py", "data/csv", "data/a.json5"):
        assert not pattern.search(other)
