"""The command `site`: what it refuses, and what it prints."""

import os
import shutil

import pytest
from support import sites
from support.commands import run
from support.editing import set_version
from support.packages import build


def test_site_writes_pages_and_says_where(full, full_copy, tmp_path):
    set_version(full_copy, "0.9.0")
    out = tmp_path / "new" / "site"
    done = run("site", full, out, "--previous", full_copy, "--base-url", "https://example.org/a")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"written: {len(sites.read_site(out))} files in {out}\n"
    assert (out / "0.9.0" / "claims" / "CLM-0001.html").is_file()
    assert "https://example.org/a/1.0.0/index.html" in (out / "sitemap.xml").read_text("utf-8")


def test_an_invalid_package_is_refused_with_its_report_unless_allowed(tmp_path):
    package = build("minimal", tmp_path, "bounds-reversed")
    done = run("site", package, tmp_path / "site")
    assert done.returncode == 1
    assert "bounds-reversed" in done.stdout
    assert not (tmp_path / "site").exists()
    assert run("site", package, tmp_path / "site", "--allow-invalid").returncode == 0
    for name in ("index.html", "1.0.0/timeline.html", "1.0.0/claims/index.html"):
        assert "This package is not valid: 1 error" in sites.read_text(tmp_path / "site", name)


def test_a_folder_of_others_is_refused_before_anything_is_checked(minimal, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    done = run("site", minimal, tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "mine.txt: was not written by this command; move it away first" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "example.org", "https://a b", 'https://a"'])
def test_a_base_url_that_is_no_address_is_refused(url, minimal, tmp_path):
    done = run("site", minimal, tmp_path / "site", "--base-url", url)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--base-url" in done.stderr


def test_codings_need_the_library_that_matches_them(full_copy, tmp_path):
    (tmp_path / "scipy.py").write_text("raise ModuleNotFoundError(name='scipy')\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    assert run("site", full_copy, tmp_path / "site", PYTHONPATH=path).returncode == 0
    coding = full_copy / "data" / "coding"
    for coder in ("first", "second"):
        skip = shutil.ignore_patterns("coding")
        shutil.copytree(full_copy / "data", coding / coder, ignore=skip)
    done = run("site", full_copy, tmp_path / "site", PYTHONPATH=path)
    assert done.returncode == 2
    assert "scipy is not installed; run pip install 'eventclaims[agreement]'" in done.stderr
