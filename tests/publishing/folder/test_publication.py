"""Publishing into a folder: a version is visible completely or not at all."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from frictionless import Package
from support import sites
from support.packages import ROOT
from support.small_release import make_checkout, make_release, rewrite_release, write_release

from eventclaims.publishing.built_release import open_release
from eventclaims.publishing.folder.publication import publish_version
from eventclaims.runtime.locks import LOCK, lock_folder

SCRIPT = ROOT / "scripts" / "publish_folder.py"


@pytest.fixture
def build(tmp_path):
    """Give what builds a release of a version."""
    return lambda version, doi=None: make_release(
        make_checkout(tmp_path / "checkout", version), doi
    )


def run(runner, root, release, *words, **options):
    return runner.run("folder", root, "--release", release, *words, **options)


def require_whole(root, *versions):
    """Assert that what can be seen is complete and consistent, and nothing else is there."""
    seen = {path.name for path in root.iterdir()}
    own = {".publishing", "index.html", "versions.json", "latest", "feed.atom"}
    assert seen - own == set(versions)
    catalogue = json.loads((root / "versions.json").read_bytes())
    assert [r["version"] for r in catalogue["resources"]] == list(reversed(versions))
    require_latest(root, catalogue["latest"])
    for version in versions:
        require_version(root / version)
    assert {path.name for path in (root / ".publishing").iterdir()} <= {LOCK}


def require_latest(root, version):
    """Assert that each page of the latest version has a page in latest/ that leads to it."""
    for path in (root / version).rglob("*.html"):
        page = root / "latest" / path.relative_to(root / version)
        assert f"{version}/" in re.search(r'url=([^"]*)"', page.read_text("utf-8"))[1]


def require_version(folder):
    """Assert that a version is complete, by its own checksums."""
    lines = [
        line
        for name in ("SHA256SUMS", "SHA256SUMS-pages")
        for line in (folder / name).read_text("utf-8").splitlines()
    ]
    sums = dict(reversed(line.split("  ")) for line in lines)
    assert {"index.html", "things/THI-1.html", "things/THI-1.json"} <= set(sums)
    name = f"small-{folder.name}.zip"
    digest, archive = (folder / f"{name}.sha256").read_text("utf-8").split()
    sums[archive] = digest
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert found == set(sums) | {"SHA256SUMS", "SHA256SUMS-pages", f"{name}.sha256"}
    for file, known in sums.items():
        assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == known


def read_tree(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_versions_are_published_side_by_side_and_latest_is_the_highest(runner, tmp_path, build):
    root = tmp_path / "web"
    releases = [build(version) for version in ("1.0.0", "0.9.0", "0.10.0", "1.1.0-rc.1")]
    for release in releases:
        ended = run(runner, root, release)
        assert ended, ended.output
    require_whole(root, "0.9.0", "0.10.0", "1.0.0", "1.1.0-rc.1")
    for release in releases:
        version = release.name.removeprefix("small-")
        assert read_tree(release).items() <= read_tree(root / version).items()


@pytest.mark.long
@pytest.mark.parametrize("step", [7, 1])
def test_two_versions_killed_before_a_change_on_the_disk_are_complete(
    runner, tmp_path, build, step
):
    root = tmp_path / "web"
    for version in ("0.9.0", "1.0.0"):
        release = build(version)
        base = read_tree(root) if root.exists() else None
        for number in range(1, 400, step):
            there = tmp_path / f"{version}-{number}"
            if base is not None:
                shutil.copytree(root, there, symlinks=True)
            ended = run(runner, there, release, kill_at=number, under=there)
            if ended.signal == 0:
                break
            # What a visitor sees at this moment is whole, however little it may be.
            for path in there.glob("[0-9]*"):
                require_version(path)
            if (there / "versions.json").exists():
                known = json.loads((there / "versions.json").read_bytes())["resources"]
                assert all((there / r["path"]).is_file() for r in known)
            for path in (there / "latest").rglob("*.html"):
                link = re.search(r'url=([^"]*)"', path.read_text("utf-8"))[1]
                assert (path.parent / unquote(link)).is_file()
            again = run(runner, there, release)
            assert again, again.output
            require_whole(there, *("0.9.0", "1.0.0")[: 1 + (version == "1.0.0")])
        assert number > 25
        assert ended, ended.output
        assert run(runner, root, release)
        assert read_tree(release).items() <= read_tree(root / version).items()
    require_whole(root, "0.9.0", "1.0.0")


def test_a_version_that_is_there_is_compared_and_never_overwritten(runner, tmp_path, build):
    root = tmp_path / "web"
    assert run(runner, root, build("0.9.0"))
    before = read_tree(root)
    again = run(runner, root, build("0.9.0"))
    assert again, again.output
    assert {k: v for k, v in read_tree(root).items() if k.parts[0] != ".publishing"} == {
        k: v for k, v in before.items() if k.parts[0] != ".publishing"
    }
    ended = run(runner, root, build("0.9.0", "10.5072/other"))
    assert ended.code == 2
    assert f"{root / '0.9.0'}" in ended.output
    (root / "0.9.0" / "more.txt").write_text("more", "utf-8")
    ended = run(runner, root, build("0.9.0"))
    assert ended.code == 2
    assert "more.txt" in ended.output
    assert (root / "0.9.0" / "datapackage.json").read_bytes() == before[
        Path("0.9.0/datapackage.json")
    ]


def test_files_of_the_system_in_a_version_are_passed_over(runner, tmp_path, build):
    assert run(runner, tmp_path / "web", build("0.9.0"))
    (tmp_path / "web" / "0.9.0" / ".DS_Store").write_bytes(b"x")
    ended = run(runner, tmp_path / "web", build("0.9.0"))
    assert ended, ended.output


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("datapackage.json")])
def test_a_pipe_or_link_in_place_of_a_file_differs(runner, tmp_path, build, make):
    assert run(runner, tmp_path / "web", build("0.9.0"))
    path = tmp_path / "web" / "0.9.0" / "changes.md"
    path.unlink()
    make(path)
    ended = run(runner, tmp_path / "web", build("0.9.0"))
    assert ended.code == 2
    assert "changes.md: differs from the build" in ended.output


def test_files_whose_names_are_like_those_of_unfinished_ones_are_kept(runner, tmp_path, build):
    root = tmp_path / "web"
    assert run(runner, root, build("0.9.0"))
    kept = [root / ".index.html-backup", root / ".versions.json-old"]
    removed = [root / ".index.html-0123abcd", root / ".publishing" / "staging-0123abcd"]
    for path in (*kept, *removed):
        path.write_bytes(b"x")
    assert run(runner, root, build("0.9.0"))
    assert [path.exists() for path in (*kept, *removed)] == [True, True, False, False]


def test_two_processes_at_once_publish_both_versions(tmp_path, build):
    root = tmp_path / "web"
    releases = [build(version) for version in ("0.9.0", "1.0.0")]
    started = [
        subprocess.Popen(
            [sys.executable, SCRIPT, root, "--release", release],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for release in (*releases, *releases)
    ]
    for process in started:
        _, problems = process.communicate(timeout=60)
        assert process.returncode == 0, problems
    require_whole(root, "0.9.0", "1.0.0")


def test_a_process_that_waits_in_vain_names_the_folder(runner, tmp_path, build):
    root = tmp_path / "web"
    release = build("0.9.0")
    assert run(runner, root, release)
    with lock_folder(root / ".publishing"):
        ended = run(runner, root, release, "--wait", "0")
    assert ended.code == 2
    assert f"{root / '.publishing'}: another process is using it" in ended.output
    assert run(runner, root, release, "--wait", "0")


def test_another_dataset_is_not_published_into_the_same_folder(runner, tmp_path, build):
    root = tmp_path / "web"
    assert run(runner, root, build("0.9.0"))
    release = build("1.0.0")
    other = release.with_name("other-1.0.0")
    release.rename(other)
    text = (other / "datapackage.json").read_text("utf-8").replace('"small"', '"other"')
    (other / "datapackage.json").write_text(text, "utf-8")
    ended = run(runner, root, other)
    assert ended.code == 2
    assert not (root / "1.0.0").exists()


def test_the_pages_of_a_version_never_change_and_the_rest_leads_to_the_latest(
    runner, tmp_path, build
):
    root = tmp_path / "web"
    assert run(runner, root, build("0.9.0"))
    before = read_tree(root)
    (root / "CNAME").write_text("example.org", "utf-8")
    assert run(runner, root, build("1.0.0"), "--base-url", "https://example.org/a")
    after = read_tree(root)
    kept = {path: content for path, content in before.items() if path.parts[0] == "0.9.0"}
    assert {path: after[path] for path in kept} == kept
    assert after[Path("CNAME")] == b"example.org"
    for name in ("index.html", "versions.json", "feed.atom", "latest/things/THI-1.html"):
        assert after[Path(name)] != before[Path(name)], name
    assert Path("sitemap.xml") not in before
    page = b"https://example.org/a/%s/things/THI-1.html"
    assert page % b"0.9.0" in after[Path("sitemap.xml")]
    assert page % b"1.0.0" in after[Path("latest/things/THI-1.html")]
    assert b"../../0.9.0/things/THI-1.html" in after[Path("1.0.0/things/THI-1.html")]
    assert run(runner, root, build("1.0.0"))
    assert [link for _, link in sites.list_broken(root) if not link.startswith("#")] == []
    assert not (root / "sitemap.xml").exists()


def test_a_row_that_the_latest_version_lacks_keeps_its_address_in_latest(runner, tmp_path, build):
    root = tmp_path / "web"
    for version in ("0.9.0", "1.0.0"):
        assert run(runner, root, build(version))
    page = (root / "latest" / "things" / "%6Ff%200.9.0.html").read_text("utf-8")
    assert "url=../../0.9.0/things/%256Ff%25200.9.0.html" in page


@pytest.mark.parametrize("name", ["things/THI-1.html", "SHA256SUMS-pages"])
def test_a_changed_page_differs_and_is_not_overwritten(runner, tmp_path, build, name):
    root = tmp_path / "web"
    assert run(runner, root, build("1.0.0"))
    path = root / "1.0.0" / name
    path.write_bytes(path.read_bytes().replace(b"THI-1", b"THI-2"))
    before = read_tree(root)
    ended = run(runner, root, build("1.0.0"))
    assert ended.code == 2
    assert "a public version cannot change" in ended.output
    assert read_tree(root) == before


def test_a_version_without_pages_is_listed_with_its_files(runner, tmp_path, build):
    root = tmp_path / "web"
    assert run(runner, root, build("0.9.0"))
    assert run(runner, root, build("1.0.0"), "--no-site")
    assert not (root / "1.0.0" / "index.html").exists()
    assert not (root / "feed.atom").exists()
    assert 'url=../index.html"' in (root / "latest" / "index.html").read_text("utf-8")
    assert "url=../../0.9.0/" in (root / "latest/things/THI-1.html").read_text("utf-8")
    assert [link for _, link in sites.list_broken(root) if not link.startswith("#")] == []
    assert run(runner, root, build("1.0.0"))
    assert not (root / "1.0.0" / "index.html").exists()


def test_a_file_of_a_release_is_not_replaced_by_a_page(runner, tmp_path, build):
    release = rewrite_release(build("1.0.0"), search__html="mine")
    ended = run(runner, tmp_path / "web", release)
    assert ended.code == 2
    assert "search.html: is in the release of 1.0.0 and in its pages" in ended.output
    assert not (tmp_path / "web" / "1.0.0").exists()


def test_everyone_can_read_what_is_published_whatever_the_umask(tmp_path, build):
    root = tmp_path / "parent" / "web"
    release = open_release(build("1.0.0"))
    mask = os.umask(0o077)
    try:
        publish_version(root, release)
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(mask)
    modes = {p: p.stat().st_mode & 0o777 for p in root.parent.rglob("*")}
    modes[root.parent] = root.parent.stat().st_mode & 0o777
    assert {m for p, m in modes.items() if p.is_dir()} == {0o755}
    assert {m for p, m in modes.items() if p.is_file()} == {0o644}


def test_the_catalogue_is_a_data_package_whose_hashes_are_those_of_the_zips(
    runner, tmp_path, build
):
    root = tmp_path / "web"
    for version in ("0.9.0", "1.0.0"):
        assert run(runner, root, build(version, f"10.5072/zenodo.{version}"))
    catalogue = json.loads((root / "versions.json").read_bytes())
    assert list(Package.metadata_validate(catalogue)) == []
    for resource in catalogue["resources"]:
        data = (root / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["id"] == f"10.5072/zenodo.{resource['version']}"
        assert (root / resource["descriptor"]).is_file()


def test_the_page_links_every_file_with_size_and_checksum_and_loads_nothing(
    runner, tmp_path, build
):
    root = tmp_path / "web"
    for version in ("0.9.0", "1.0.0"):
        assert run(runner, root, build(version, f"10.5072/zenodo.{version}"))
    page = (root / "index.html").read_text("utf-8")
    links = set(re.findall(r'href="([^"#][^"]*)"', page))
    assert all((root / link).is_file() for link in links if "://" not in link)
    for version in ("0.9.0", "1.0.0"):
        for line in (root / version / "SHA256SUMS").read_text("utf-8").splitlines():
            digest, file = line.split("  ")
            assert f"{version}/{file}" in links
            assert digest in page
    assert "The contributors. (2026). A small data set (Version 1.0.0)" in page
    assert "one row added in 1.0.0" in page
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(data)["@type"] == "Dataset"
    assert page.count("<script") == 1
    assert re.findall(r"<(img|link|iframe|object|style[^>]*src)", page) == ["link"]
    assert '<link rel="alternate" type="application/atom+xml"' in page


def test_markup_in_a_release_is_escaped_on_the_page(runner, tmp_path, build):
    release = build("0.9.0")
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://example.org/y.png)"
    files = {
        p.relative_to(release).as_posix(): p.read_text("utf-8")
        for p in release.rglob("*")
        if p.is_file() and p.name != "SHA256SUMS"
    }
    files["changes.md"] = evil
    descriptor = json.loads(files["datapackage.json"])
    descriptor |= {"title": evil, "description": evil}
    files["datapackage.json"] = json.dumps(descriptor)
    write_release(release, files)
    ended = run(runner, tmp_path / "web", release)
    assert ended, ended.output
    page = (tmp_path / "web" / "index.html").read_text("utf-8")
    assert page.count("<script") == page.count('<script type="application/ld+json">') == 1
    assert page.count("</script") == 1
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_a_dry_run_changes_nothing(runner, tmp_path, build):
    release = build("0.9.0")
    before = read_tree(release.parent)
    ended = run(runner, tmp_path / "web", release, "--dry-run")
    assert ended, ended.output
    assert "0.9.0: is new; nothing was changed" in ended.output
    assert read_tree(release.parent) == before
    assert not (tmp_path / "web").exists()
