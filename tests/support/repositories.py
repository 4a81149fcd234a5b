"""Packages in a git repository that are ready for release."""

import json
import os
import subprocess

from eventclaims.authoring.derive import derive
from eventclaims.package.changes import write_changes
from eventclaims.package.opening import open_package

DAY = "2021-05-01"
CITATION = f"cff-version: 1.2.0\ntitle: A package\nversion: 1.0.0\ndate-released: {DAY}\n"
CHANGELOG = f"# Changelog\n\n## 1.0.0 — {DAY}\n\n- All of it.\n"
COMMITTED = 1619913600


def git(folder, *words):
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org"}
    who |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
    who |= {"GIT_COMMITTER_DATE": "2021-05-02T00:00:00Z"}
    command = ["git", *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=os.environ | who)


def read_git(folder, *words, given=""):
    """Return what git prints."""
    command = ["git", *words]
    done = subprocess.run(
        command, cwd=folder, check=True, capture_output=True, input=given, text=True
    )
    return done.stdout


def commit(folder):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")


def describe(folder, **values):
    """Change what the descriptor says of the package, and make everything derived fresh."""
    path = folder / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")
    with open_package(folder) as package:
        write_changes(derive(package))


def make_ready(folder):
    """Put a package into a new repository, as version 1.0.0, ready for release."""
    (folder / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    (folder / "CITATION.cff").write_text(CITATION, "utf-8")
    describe(folder, version="1.0.0", created=f"{DAY}T00:00:00Z")
    git(folder, "init", "--quiet")
    commit(folder)
    return folder
