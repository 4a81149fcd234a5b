"""A package made by `new` is released twice and published, by commands alone."""

import json
import re
import shutil
from pathlib import Path

import pytest
from support.commands import run
from support.editing import change, edit_json
from support.packages import PACKAGES
from support.repositories import commit, git

from eventclaims.cli.publish import BUILD
from eventclaims.publishing.builder import Builder

WORDS_OF_IMSE = re.compile(r"IMSE|Iraq|[Ff]ive reports|MEMRI")
MORE_EVIDENCE = {"evidence_id": "EVD-0005", "table": "claims", "record_id": "CLM-0001"}
UNUSED_PLACE = {"place_id": "PLC-0009", "name": "Southtown", "place_type": "city"}
REASON = "Kept for the next report."
ACCEPTED = {"rule": "unreferenced", "table": "places", "record_id": "PLC-0009", "reason": REASON}


def succeed(*words, cwd):
    done = run(*words, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def set_release(package, version, day):
    """Enter a version as the README of a new package says."""
    edit_json(
        package / "datapackage.json",
        lambda descriptor: descriptor.update(version=version, created=f"{day}T00:00:00Z"),
    )
    path = package / "CHANGELOG.md"
    text = path.read_text("utf-8").replace("## Unreleased", f"## {version} — {day}")
    path.write_text(text, "utf-8")
    path = package / "CITATION.cff"
    text = re.sub("(?m)^version: .*", f"version: {version}", path.read_text("utf-8"))
    path.write_text(re.sub("(?m)^date-released: .*", f"date-released: {day}", text), "utf-8")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Give a new package in a repository, with the rows of a small one, released as 0.1.0."""
    root = tmp_path_factory.mktemp("work") / "my-data"
    succeed("new", root, cwd=root.parent)
    shutil.copytree(PACKAGES / "minimal" / "data", root / "data", dirs_exist_ok=True)
    change(root, "evidence", lambda rows: [*rows, rows[2] | MORE_EVIDENCE])
    # A place that nothing refers to is a warning, which would block the release.
    change(root, "places", lambda rows: [*rows, UNUSED_PLACE])
    change(root, "accepted", lambda _rows: [ACCEPTED])
    set_release(root, "0.1.0", "2021-05-01")
    succeed("derive", cwd=root)
    git(root, "init", "--quiet")
    commit(root)
    built = succeed("release", "build", cwd=root)
    assert built.splitlines() == [
        "dist/my-data-0.1.0",
        "dist/my-data-0.1.0.zip",
        "dist/my-data-0.1.0-site",
    ]
    git(root, "tag", "v0.1.0")
    succeed("publish", "folder", "../web", cwd=root)
    assert succeed("release", "record", cwd=root) == "releases.csv: 0.1.0 written\n"
    return root


def test_the_pages_of_a_release_do_not_name_another_dataset(package):
    for name in ("README.md", "quality.html", "quality.md", "quality.json", "acceptance.html"):
        text = (package / "dist" / "my-data-0.1.0" / name).read_text("utf-8")
        assert not WORDS_OF_IMSE.search(text), name


def test_a_release_states_its_level_and_the_findings_that_it_accepts(package):
    folder = package / "dist" / "my-data-0.1.0"
    level = "eventclaims 2.0, level anchored"
    for name in ("README.md", "quality.html", "quality.md"):
        assert level in (folder / name).read_text("utf-8"), name
    assert level in (package.parent / "web" / "index.html").read_text("utf-8")
    sections = json.loads((folder / "quality.json").read_text("utf-8"))["sections"]
    (accepted,) = (section for section in sections if section["id"] == "accepted")
    assert accepted["rows"] == [["unreferenced", "places", REASON, "1"]]


@pytest.mark.long
def test_a_second_release_states_its_changes_and_is_published(package):
    change(package, "events", lambda rows: [rows[0] | {"title": "Rockets on the depot"}])
    change(package, "evidence", lambda rows: rows[:-1])
    text = (package / "CHANGELOG.md").read_text("utf-8")
    text = text.replace("# Changelog\n", "# Changelog\n\n## Unreleased\n\n- Corrected.\n", 1)
    (package / "CHANGELOG.md").write_text(text, "utf-8")
    set_release(package, "0.2.0", "2021-06-01")
    commit(package)
    refused = run("release", "build", cwd=package)
    assert refused.returncode == 1
    assert "blocked: changed cells without a row in corrections: 1; " in refused.stderr
    words = ("diff", "v0.1.0", ".")
    succeed(*words, "--write-corrections", "--reason", "Misread.", cwd=package)
    succeed(*words, "--write-retired", "--reason", "duplicate", cwd=package)
    succeed("derive", cwd=package)
    succeed("validate", "--previous", "v0.1.0", "--strict", cwd=package)
    commit(package)

    # In a clone without tags, the first release is found by releases.csv. Zenodo's DOI is built in.
    clone = package.parent / "clone"
    git(package.parent, "clone", "--quiet", "--no-tags", package, clone)
    built = Builder(BUILD, clone, "my-data-0.2.0").build("10.5072/zenodo.2")
    assert built.doi == "10.5072/zenodo.2"
    words = ("--previous", package / "dist" / "my-data-0.1.0.zip")
    accepted = succeed("release", "check", "dist/my-data-0.2.0.zip", *words, cwd=clone)
    assert accepted.startswith("my-data 0.2.0")
    changes = (clone / "dist" / "my-data-0.2.0" / "changes.csv").read_text("utf-8")
    assert ",Rockets on the depot,Misread.\n" in changes
    git(clone, "tag", "v0.2.0")
    first = package / "dist" / "my-data-0.1.0"
    succeed("publish", "folder", "web", "--release", first, cwd=package.parent)
    succeed("publish", "folder", "web", "--package", "clone", cwd=package.parent)
    # The build has the pages that are published, also of the earlier version.
    site, web = clone / "dist" / "my-data-0.2.0-site", package.parent / "web"
    pages = {path.relative_to(site) for path in (site / "0.2.0").rglob("*") if path.is_file()}
    assert Path("0.2.0/events/EVT-0001.html") in pages
    assert not any("_view" in path.name for path in pages)
    assert {(site / path).read_bytes() == (web / path).read_bytes() for path in pages} == {True}
    assert (site / "0.1.0" / "events" / "EVT-0001.html").is_file()
    succeed("release", "record", cwd=clone)
    rows = (clone / "releases.csv").read_text("utf-8").splitlines()
    assert [row.split(",")[0] for row in rows] == ["version", "0.1.0", "0.2.0"]
    known = json.loads((package.parent / "web" / "versions.json").read_bytes())
    assert [resource["version"] for resource in known["resources"]] == ["0.2.0", "0.1.0"]
