"""Facts that the documents state: versions, counts, commands, links and examples are right."""

import csv
import json
import re
import shutil
import subprocess
import sys
import tomllib
from functools import partial

import click
import frictionless
import pytest
import yaml
from support.packages import ROOT

from eventclaims.cli import COMMANDS, cli
from eventclaims.documentation.provenance import count_provenance
from eventclaims.package.opening import open_package
from eventclaims.tables.cells import read_table

DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
TABLE_ROW = re.compile(r"^\| \[(\w+)\]\((data/[\w/]+\.csv)\) \| .* \| (\d+) \|$", re.MULTILINE)
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("data/**/*.md")]
# A command line of the toolkit in a page, up to the end of the code.
COMMAND = re.compile(r"(?:^|`|bin/)eventclaims ([a-z]+(?: [^`\n#]*)?)", re.MULTILINE)


def read(name):
    return (ROOT / name).read_text("utf-8")


def list_blocks(name, language):
    """Return the code blocks of a page that have a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", read(name), re.MULTILINE | re.DOTALL)


def test_citation_and_changelog_have_the_version_of_the_descriptor():
    version = re.escape(DESCRIPTOR["version"])
    (released,) = re.findall(
        rf"^## {version} — (\d{{4}}-\d{{2}}-\d{{2}})$", read("CHANGELOG.md"), re.MULTILINE
    )
    assert re.search(rf"^version: {version}$", read("CITATION.cff"), re.MULTILINE)
    assert re.search(rf"^date-released: {released}$", read("CITATION.cff"), re.MULTILINE)


def test_the_readme_counts_the_rows_of_each_table():
    counted = TABLE_ROW.findall(read("README.md"))
    uncounted = {"crosswalks"}
    assert {name for name, _, _ in counted} == {
        r["name"] for r in DESCRIPTOR["resources"]
    } - uncounted
    for name, path, rows in counted:
        with (ROOT / path).open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == int(rows), name


def test_the_readme_counts_the_rows_that_models_coded():
    with open_package(ROOT) as package:
        sentence = count_provenance(partial(read_table, package)).describe()
    assert sentence.rstrip(".") in " ".join(read("README.md").split())


def test_the_make_targets_in_the_documents_are_in_the_makefile():
    for page in PAGES:
        for target in re.findall(r"(?:^|`)make (\w+)", page.read_text("utf-8"), re.MULTILINE):
            assert f"\n{target}:" in read("Makefile"), (page.name, target)


def test_the_python_examples_of_the_readme_run_and_count_what_they_say(monkeypatch):
    monkeypatch.chdir(ROOT)
    names = {}
    for code in list_blocks("README.md", "python"):
        exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - what a reader would paste
    stated = re.search(r"(\d+) threats were certainly .*, (\d+) possibly", read("README.md"))
    assert [len(names[name]) for name in ("certainly", "possibly")] == [*map(int, stated.groups())]
    assert names["group"].notna().all()
    assert names["report"].valid


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_r_example_of_the_readme_runs_and_counts_the_same():
    (code,) = list_blocks("README.md", "r")
    code += 'cat(nrow(certainly), "threats were certainly,", nrow(possibly), "possibly")'
    done = subprocess.run(
        ["Rscript", "-e", code],  # noqa: S607 - R of the machine
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    stated = re.search(r"(\d+) threats were certainly .*, (\d+) possibly", read("README.md"))
    assert re.findall(r"\d+", done.stdout) == [*stated.groups()]


def test_the_examples_for_ci_name_inputs_and_hooks_that_exist():
    steps, hooks = (yaml.safe_load(block) for block in list_blocks("README.md", "yaml"))
    assert set(steps[1]["with"]) <= set(yaml.safe_load(read("action.yml"))["inputs"])
    defined = {hook["id"] for hook in yaml.safe_load(read(".pre-commit-hooks.yaml"))}
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == defined


def test_the_citation_in_the_readme_is_the_one_that_the_command_prints():
    command = [sys.executable, "-m", "eventclaims", "cite", "CLM-0028", "--package", ROOT]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed.strip() in re.sub(r"\n> ", " ", read("README.md"))


def test_every_command_is_in_the_readme():
    for name, _ in COMMANDS:
        assert f"`eventclaims {name}" in read("README.md"), name


def test_the_commands_and_options_in_the_documents_exist():
    checked = 0
    for page in PAGES:
        for words in COMMAND.findall(page.read_text("utf-8")):
            options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", words))
            assert options <= get_options(words), (page.name, words)
            checked += 1
    assert checked > len(COMMANDS)


def get_options(words):
    """Return the options of the command at the beginning of a command line."""
    command = cli
    context = click.Context(cli)
    for word in words.split():
        if not isinstance(command, click.Group):
            break
        command = command.get_command(context, word)
        assert command is not None, words
    return {name for parameter in command.get_params(context) for name in parameter.opts}


@pytest.mark.parametrize("version", ["2.0", "1"])
def test_the_descriptor_is_valid_for_readers_of_version(version):
    """A descriptor of version 1 has no $schema, and its profile may be a path."""
    descriptor = dict(DESCRIPTOR)
    if version == "1":
        del descriptor["$schema"]
    report = frictionless.validate(descriptor, basepath=str(ROOT))
    assert report.valid, report.flatten(["type", "note"])


def test_the_descriptor_uses_only_what_both_versions_read():
    assert DESCRIPTOR["$schema"].startswith("https://datapackage.org/profiles/2.0/")
    for resource in DESCRIPTOR["resources"]:
        assert (resource["type"], resource["profile"]) == ("table", "tabular-data-resource")
        assert resource["hash"].startswith("sha256:")
        schema = json.loads(read(resource["schema"]))
        assert resource["description"] == schema["description"]
        assert schema["missingValues"] == [""]
        assert "fieldsMatch" not in schema
        assert isinstance(schema["primaryKey"], list)


def test_the_pins_have_hashes_for_every_package_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = re.findall(r"^([\w.-]+)==", read(name), re.MULTILINE)
        stated = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
        assert {re.split(r"[><=]", line)[0] for line in stated} <= set(pins)
        assert len(re.findall(r"--hash=sha256:", read(name))) >= len(pins)
        assert "://" not in read(name)


def test_the_generated_pages_are_up_to_date():
    script = ROOT / "scripts" / "refresh_docs.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_links_of_the_documents_point_to_files_and_headings():
    for page in PAGES:
        for path, anchor in re.findall(
            r"\]\((?!\w+:)([^)#]*)(?:#([^)]*))?\)", page.read_text("utf-8")
        ):
            target = page.parent / path if path else page
            assert target.exists(), (page.name, path)
            if anchor and target.suffix == ".md":
                assert anchor in list_anchors(target.read_text("utf-8")), (page.name, anchor)


def list_anchors(text):
    """Return the anchors that GitHub makes of the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
