"""A built release is verified completely; its assets, its content, its version."""

import json
import zipfile

import pytest
from support.small_release import make_release, rewrite_release

from eventclaims.errors import EventClaimsError, PublishingError
from eventclaims.package.versions import sort_versions
from eventclaims.publishing.assets import list_assets
from eventclaims.publishing.built_release import open_release


def test_a_release_is_opened_if_its_checksums_match(small):
    opened = open_release(small)
    assert (opened.name, opened.version, opened.doi) == ("small", "1.0.0", "10.5072/zenodo.1")
    assert set(opened.sums) >= {"datapackage.json", "data/things.csv", "SHA256SUMS"}


def change(path):
    path.write_bytes(path.read_bytes() + b"x")


def link(path):
    path.unlink()
    path.symlink_to("/etc/hostname")


SUMS = "SHA256SUMS"
SPOILED = {
    "a file was changed": ("changes.md", change, "changes.md: its checksum"),
    "a file is missing": ("changes.md", lambda p: p.unlink(), "changes.md is listed but missing"),
    "a file was added": ("more.md", lambda p: p.write_text("more"), "more.md is not listed"),
    "a file is a link": ("changes.md", link, "neither a file nor a folder"),
    "the sums are missing": (SUMS, lambda p: p.unlink(), "cannot be read"),
    "the sums are of another form": (SUMS, lambda p: p.write_text("what"), "SHA256SUMS:1: "),
    "the sums name a file outside": (
        SUMS,
        lambda p: p.write_text(p.read_text() + f"{'0' * 64}  ../../evil\n"),
        "../../evil is not allowed",
    ),
    "the sums name an absolute file": (
        SUMS,
        lambda p: p.write_text(p.read_text() + f"{'0' * 64}  /etc/passwd\n"),
        "/etc/passwd is not allowed",
    ),
    "the descriptor is not JSON": ("datapackage.json", change, "not JSON"),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_release_is_refused_where(small, fault):
    file, spoil, message = SPOILED[fault]
    spoil(small / file)
    with pytest.raises(EventClaimsError, match=message):
        open_release(small)


@pytest.mark.parametrize(
    "file", [".DS_Store", "data/._things.csv", "Thumbs.db", "__MACOSX/data/._things.csv"]
)
def test_files_of_an_operating_system_do_not_matter(small, file):
    (small / file).parent.mkdir(parents=True, exist_ok=True)
    (small / file).write_bytes(b"\0")
    assert file not in open_release(small).sums


@pytest.mark.parametrize("version", ["1.0", "../1.0.0", "1.0.0/x", "latest", "01.0.0", ""])
def test_a_version_that_is_not_a_safe_folder_name_is_refused(small, version):
    descriptor = json.loads((small / "datapackage.json").read_bytes())
    descriptor["version"] = version
    rewrite_release(small, datapackage__json=json.dumps(descriptor))
    with pytest.raises(PublishingError, match=r"version .* cannot be published"):
        open_release(small)


def test_a_zip_that_differs_from_the_folder_is_refused(small):
    archive = small.with_name("small-1.0.0.zip")
    whole = archive.read_bytes()
    with zipfile.ZipFile(archive, "a") as target:
        target.writestr("small-1.0.0/../evil", "x")
    with pytest.raises(PublishingError, match="evil"):
        open_release(small)
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("small-1.0.0/changes.md", "x" * 100_000)
    with pytest.raises(PublishingError, match=r"small-1\.0\.0\.zip: .* is missing or differs"):
        open_release(small)
    archive.write_bytes(whole[:-30])
    with pytest.raises(PublishingError, match="cannot be read"):
        open_release(small)


def test_a_release_with_report_text_is_refused(small):
    mark = '{"marker": "contains-report-text"}'
    released = rewrite_release(small, work__json=mark)
    with pytest.raises(PublishingError, match=r"work\.json: contains report text"):
        open_release(released)


def test_the_assets_are_the_zip_its_checksum_the_top_and_the_tables(small):
    opened = open_release(rewrite_release(small, **{"odd name__md": "x", "things__csv": "another"}))
    names = [asset.name for asset in list_assets(opened)]
    assert names[:2] == ["small-1.0.0.zip", "small-1.0.0.zip.sha256"]
    assert names[2:] == ["changes.md", "datapackage.json", "things.csv"]
    # Of two with one name the one at the top counts.
    assert list_assets(opened)[-1].path == opened.folder / "things.csv"


def test_the_digest_of_the_tables_does_not_depend_on_the_doi(small):
    first = open_release(small)
    make_release(small.parents[1], "10.5072/zenodo.2")
    second = open_release(small)
    assert first.content == second.content
    assert first.sums != second.sums
    assert (
        open_release(rewrite_release(small, **{"data/things__csv": "x\n"})).content != first.content
    )


def test_versions_are_in_the_order_of_semantic_versioning():
    ordered = ["0.9.0", "0.10.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-rc.2", "1.0.0-rc.11"]
    ordered += ["1.0.0", "1.0.1"]
    assert sort_versions(reversed(ordered)) == ordered
