"""What stands in more than one document stands there alike, and the descriptor opens everywhere."""

import csv
import json
import re
import subprocess
import sys
import tomllib

import frictionless
import pytest
from support.packages import ROOT

from eventclaims.cli import COMMANDS

DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
TABLE_ROW = re.compile(r"^\| \[(\w+)\]\((data/[\w/]+\.csv)\) \| .* \| (\d+) \|$", re.MULTILINE)


def read(name):
    return (ROOT / name).read_text("utf-8")


def test_citation_and_changelog_have_the_version_of_the_descriptor():
    version = re.escape(DESCRIPTOR["version"])
    (released,) = re.findall(
        rf"^## {version} — (\d{{4}}-\d{{2}}-\d{{2}})$", read("CHANGELOG.md"), re.MULTILINE
    )
    assert re.search(rf"^version: {version}$", read("CITATION.cff"), re.MULTILINE)
    assert re.search(rf"^date-released: {released}$", read("CITATION.cff"), re.MULTILINE)


def test_the_readme_counts_the_rows_that_are_there():
    counted = TABLE_ROW.findall(read("README.md"))
    uncounted = {"retired", "corrections", "crosswalks"}
    assert {name for name, _, _ in counted} == {
        r["name"] for r in DESCRIPTOR["resources"]
    } - uncounted
    for name, path, rows in counted:
        with (ROOT / path).open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == int(rows), name


def test_the_commands_of_the_readme_are_those_of_the_makefile():
    makefile = read("Makefile")
    for target in re.findall(r"^make (\w+)$", read("README.md"), re.MULTILINE):
        assert f"\n{target}:" in makefile


@pytest.mark.parametrize("version", ["2.0", "1"])
def test_the_descriptor_is_valid_for_readers_of_version(version):
    """A reader of version 1 knows no $schema, and takes the profile for what it is."""
    descriptor = dict(DESCRIPTOR)
    if version == "1":
        del descriptor["$schema"]
    report = frictionless.validate(descriptor, basepath=str(ROOT))
    assert report.valid, report.flatten(["type", "note"])


def test_the_descriptor_keeps_to_what_both_versions_read():
    assert DESCRIPTOR["$schema"].startswith("https://datapackage.org/profiles/2.0/")
    for resource in DESCRIPTOR["resources"]:
        assert (resource["type"], resource["profile"]) == ("table", "tabular-data-resource")
        assert resource["hash"].startswith("sha256:")
        schema = json.loads(read(resource["schema"]))
        assert schema["missingValues"] == [""]
        assert "fieldsMatch" not in schema
        assert isinstance(schema["primaryKey"], list)


def test_the_pins_hold_hashes_for_every_package_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = re.findall(r"^([\w.-]+)==", read(name), re.MULTILINE)
        stated = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
        assert {re.split(r"[><=]", line)[0] for line in stated} <= set(pins)
        assert len(re.findall(r"--hash=sha256:", read(name))) >= len(pins)
        assert "://" not in read(name)


def test_the_generated_pages_are_fresh():
    script = ROOT / "scripts" / "refresh_docs.py"
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_command_stands_in_the_readme():
    for name, _ in COMMANDS:
        assert f"`eventclaims {name}" in read("README.md"), name


def test_the_links_of_the_documents_lead_to_files():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("data/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)
