"""Packages for the tests of sites."""

import shutil

import pytest


@pytest.fixture
def add_codings():
    """Give a function that adds two codings like the data to a package.

    The second has a threat for each claim of responsibility, and one issue less.
    """
    return _add_codings


def _add_codings(package):
    coding = package / "data" / "coding"
    skip = shutil.ignore_patterns("coding", "claim_issues.csv")
    shutil.copytree(package / "data", coding / "first", ignore=skip)
    shutil.copytree(coding / "first", coding / "second")
    path = coding / "second" / "claims.csv"
    path.write_text(path.read_text("utf-8").replace(",responsibility,", ",threat,"), "utf-8")
    for coder in ("first", "second"):
        folder = coding / "variables" / coder
        shutil.copytree(coding / "first", folder)
        shutil.copy(package / "data" / "claim_issues.csv", folder)
    issues = coding / "variables" / "second" / "claim_issues.csv"
    issues.write_text(issues.read_text("utf-8").replace("CLM-0001,foreign_presence\n", ""), "utf-8")
    return package
