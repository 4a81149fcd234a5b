"""The action and the workflows of this repository, by the scripts that their steps run."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from support.commands import EXPRESSION, list_steps, run_script
from support.packages import ROOT, TEXTS, build
from support.small_release import make_checkout, make_release

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))
}
# YAML 1.1 reads the key "on" as true.
ON = True


def fill(env, values):
    """Put values in place of the expressions of an `env`; an expression without one fails."""
    return {name: EXPRESSION.sub(lambda m: values[m[1]], text) for name, text in env.items()}


def get_step(definition, name):
    (step,) = [step for step in list_steps(definition) if step.get("name") == name]
    return step


@pytest.fixture
def validate(tmp_path):
    """Give the validate step to run on a package, with the action's defaults and given inputs."""
    programs = tmp_path / "runner" / "eventclaims" / "bin"
    programs.mkdir(parents=True)
    (programs / "activate").write_text("")  # the programs are on the path already

    def run(folder, **inputs):
        stated = {name: given["default"] for name, given in ACTION["inputs"].items()} | inputs
        values = {f"inputs.{name}": value for name, value in stated.items()}
        values["runner.temp"] = str(tmp_path / "runner")
        step = get_step(ACTION, "Validate")
        return run_script(step["run"], folder, fill(step["env"], values))

    return run


def test_a_clean_package_passes_the_action(validate, minimal_copy):
    done = validate(minimal_copy)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_broken_package_fails_the_action_with_each_fault_at_its_line(validate, tmp_path):
    done = validate(build("minimal", tmp_path, "bounds-reversed"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "::error file=data/events.csv,line=2" in done.stdout


def test_a_warning_fails_the_action_only_where_it_is_strict(validate, tmp_path):
    package = build("minimal", tmp_path, "row-order")
    codes = [validate(package, strict=strict).returncode for strict in ("false", "true")]
    assert codes == [0, 1]


def test_the_package_may_lie_below_and_the_texts_may_be_given(validate, minimal_copy):
    done = validate(minimal_copy.parent, package="minimal", texts=str(TEXTS))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("value", ["yes", "True", ""])
def test_a_strict_that_is_neither_true_nor_false_is_refused(validate, minimal_copy, value):
    done = validate(minimal_copy, strict=value)
    assert done.returncode == 2
    assert done.stdout.startswith("::error::")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("package", "$(touch hit)"), ("texts", '"; touch hit; "'), ("strict", "`touch hit`")),
        *(("package", "--help"), ("texts", "--help")),
    ],
)
def test_an_input_is_never_run_as_a_command_nor_read_as_an_option(
    validate, minimal_copy, name, value
):
    done = validate(minimal_copy, **{name: value})
    assert done.returncode == 2, done.stdout + done.stderr
    assert not (minimal_copy / "hit").exists()


def test_the_action_installs_the_pins_of_its_own_checkout():
    step = get_step(ACTION, "Install eventclaims")
    assert step["env"]["TOOLKIT"] == "${{ github.action_path }}"
    files = re.findall(r'"\$TOOLKIT/(\S+)"', step["run"])
    assert files == ["requirements.txt"]
    assert all((ROOT / file).is_file() for file in files)
    assert '--no-deps --no-build-isolation "$TOOLKIT"' in step["run"]


TEMPLATE = ROOT / "src/eventclaims/creation/template"
DEFINITIONS = [
    ROOT / "action.yml",
    *sorted(TEMPLATE.glob("*.yml")),
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
]
# The words after `uses:`: an action at a commit, with its version, or a file of this repository.
USES = re.compile(r"^ *(?:- )?uses: *(.*)$", re.MULTILINE)
PINNED = re.compile(r"(actions/[a-z-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+")
OWN = re.compile(r"\./(\.github/workflows/validate\.yml|\.eventclaims-action)( #.*)?")


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_commit_with_its_version_in_a_comment(path):
    text = path.read_text("utf-8")
    used = USES.findall(text)
    definition = yaml.safe_load(text)
    jobs = definition.get("jobs", {}).values()
    assert len(used) == sum("uses" in step for step in [*list_steps(definition), *jobs])
    assert [name for name in used if not PINNED.fullmatch(name) and not OWN.fullmatch(name)] == []


def test_an_action_has_one_pin_everywhere():
    used = {name for path in DEFINITIONS for name in USES.findall(path.read_text("utf-8"))}
    pins = [match for name in used if (match := PINNED.fullmatch(name))]
    assert {match[1] for match in pins} >= {"actions/checkout", "actions/setup-python"}
    assert len({match[1] for match in pins}) == len(pins)


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.name)
def test_scripts_hold_no_expressions_and_checkouts_keep_no_credentials(path):
    for step in list_steps(yaml.safe_load(path.read_text("utf-8"))):
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


GH = """#!/bin/sh
case "$1" in
  release) mkdir -p dist && cp "$HOME"/assets/* dist/ ;;
  api) cat "$HOME/address" 2> /dev/null ;;
esac
"""
PAGES = {
    "repository": WORKFLOWS["pages"],
    "template": yaml.safe_load((TEMPLATE / "pages.yml").read_text("utf-8")),
}


@pytest.fixture(params=["repository", pytest.param("template", marks=pytest.mark.long)])
def publish_pages(request, tmp_path):
    """Give what publishes a version as the workflow does, with a local repository and a gh."""
    for name in ("bin", "assets", "work"):
        (tmp_path / name).mkdir()
    for name, text in (
        ("gh", GH),
        ("eventclaims", f'#!/bin/sh\nexec {sys.executable} -m eventclaims "$@"\n'),
    ):
        (tmp_path / "bin" / name).write_text(text, "utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    git = ["git", "init", "--quiet", "--bare", tmp_path / "owner" / "name"]
    subprocess.run(git, check=True)

    def publish(version):
        checkout = make_checkout(tmp_path / "work" / version, version)
        release = make_release(checkout)
        for path in (tmp_path / "assets").iterdir():
            path.unlink()
        for path in release.parent.glob("*.zip*"):
            path.rename(tmp_path / "assets" / path.name)
        shutil.rmtree(checkout / "dist")
        (checkout / ".venv").mkdir()
        (checkout / ".venv" / "bin").symlink_to(tmp_path / "bin")
        variables = {
            "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
            "GITHUB_REF_NAME": f"v{version}",
            "GITHUB_REPOSITORY": "owner/name",
            "GITHUB_SERVER_URL": str(tmp_path),
            "HOME": str(tmp_path),
        }
        for name in ("Download the release", "Publish"):
            step = get_step(PAGES[request.param], name)
            done = run_script(step["run"], checkout, variables)
            assert done.returncode == 0, done.stdout + done.stderr
        return list_branch(tmp_path / "owner" / "name")

    return publish


def list_branch(repository):
    """Return the id of the content of each file on the branch by path."""
    words = ["git", "-C", repository, "ls-tree", "-r", "gh-pages"]
    lines = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    return {path: words.split()[2] for words, path in (line.split("\t") for line in lines)}


def test_the_workflow_adds_a_version_to_the_branch_and_changes_none(publish_pages, tmp_path):
    before = publish_pages("0.9.0")
    assert {".nojekyll", "index.html", "0.9.0/things/THI-1.html", "0.9.0/small-0.9.0.zip"} <= {
        *before
    }
    assert "sitemap.xml" not in before
    (tmp_path / "address").write_text("https://owner.github.io/name/\n", "utf-8")
    after = publish_pages("1.0.0")
    kept = {path: id_ for path, id_ in before.items() if path.startswith("0.9.0/")}
    assert {path: after[path] for path in kept} == kept
    assert {"1.0.0/things/THI-1.html", "latest/things/THI-1.html", "sitemap.xml"} <= {*after}
    assert not any(path.startswith(".publishing") for path in after)
    shutil.rmtree(tmp_path / "work" / "1.0.0")
    assert publish_pages("1.0.0") == after


def test_make_does_not_expand_the_doi(tmp_path):
    for name in ("requirements.txt", "requirements-release.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    doi = "10.5072/x$(shell touch hit)"
    for words, variables in ((["release", f"DOI={doi}"], {}), (["release"], {"DOI": doi})):
        command = ["make", "-n", "-f", ROOT / "Makefile", *words]
        environment = {"PATH": os.environ["PATH"], **variables}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True
        )
        assert b"--doi" in done.stdout
    assert not (tmp_path / "hit").exists()


# What only a tag starts, and what it needs to attach an archive and to attest it.
MAY_WRITE = {
    "release": {"contents": "write", "id-token": "write", "attestations": "write"},
    "pages": {"contents": "write", "pages": "read"},
}
# What starts these workflows; a release that is published has a tag.
STARTED_BY = {
    "release": {"push": {"tags": ["v*"]}},
    "pages": {"release": {"types": ["published"]}},
}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_may_only_read_but_those_that_run_on_tags(name):
    assert WORKFLOWS[name]["permissions"] == {"contents": "read"}
    given = [job["permissions"] for job in WORKFLOWS[name]["jobs"].values() if "permissions" in job]
    assert given == ([MAY_WRITE[name]] if name in MAY_WRITE else [])
    if name in MAY_WRITE:
        # A person may start it, too, such as to give it the DOI; but on a tag alone.
        assert "workflow_dispatch" in WORKFLOWS[name][ON]
        started = {k: v for k, v in WORKFLOWS[name][ON].items() if k != "workflow_dispatch"}
        assert started == STARTED_BY[name]
        guards = [job["if"] for job in WORKFLOWS[name]["jobs"].values()]
        assert guards == ["github.ref_type == 'tag'"]


def test_the_reusable_workflow_has_the_inputs_of_the_action_and_hands_them_all_on():
    inputs = WORKFLOWS["validate"][ON]["workflow_call"]["inputs"]
    defaults = {name: str(given["default"]).lower() for name, given in inputs.items()}
    assert defaults == {name: given["default"] for name, given in ACTION["inputs"].items()}
    (step,) = [s for s in list_steps(WORKFLOWS["validate"]) if s["uses"].startswith("./")]
    assert step["with"] == {name: f"${{{{ inputs.{name} }}}}" for name in inputs}
    paths = [s.get("with", {}).get("path") for s in list_steps(WORKFLOWS["validate"])]
    assert step["uses"].removeprefix("./") in paths


def test_this_repository_is_checked_on_push_and_pull_request_by_what_ci_runs():
    assert set(WORKFLOWS["ci"][ON]) == {"push", "pull_request"}
    assert [s["run"] for s in list_steps(WORKFLOWS["ci"]) if "run" in s] == ["bash .ci/run"]
    assert (ROOT / ".ci" / "run").is_file()
    called = [job["uses"] for job in WORKFLOWS["ci"]["jobs"].values() if "uses" in job]
    assert called == ["./.github/workflows/validate.yml"]
