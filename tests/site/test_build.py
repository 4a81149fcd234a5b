"""A built site: its files, its links, and what it replaces."""

import json
import re
from base64 import b64encode
from hashlib import sha256

import frictionless
import pytest
from support import sites
from support.editing import change, edit_json, set_version
from support.packages import PACKAGES, ROOT, build

from eventclaims.errors import PublishingError
from eventclaims.site.build import require_own

SCRIPTED = {f"1.0.0/{name}.html" for name in ("search", "timeline", "check", "network")}


@pytest.fixture(scope="module")
def site(full, tmp_path_factory):
    """Give the site of the package that uses every column."""
    return sites.build(full, tmp_path_factory.mktemp("site") / "site")


def test_the_same_package_gives_the_same_bytes_also_over_an_earlier_site(site, full, tmp_path):
    again = sites.build(full, tmp_path / "again")
    assert sites.read_site(again) == sites.read_site(site)
    (again / "1.0.0" / "old.html").write_text("old", "utf-8")
    assert sites.read_site(sites.build(full, again)) == sites.read_site(site)
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


@pytest.mark.parametrize("name", ["minimal", "full", "v1"])
def test_every_page_is_balanced_and_every_link_leads_to_a_file_of_the_site(name, tmp_path):
    is_old = name == "v1"
    site = sites.build(PACKAGES / name if is_old else build(name, tmp_path), tmp_path / "site")
    assert len(sites.read_pages(site)) > 40
    assert sites.list_broken(site) == []


@pytest.mark.parametrize("level", ["core", "cited", "anchored"])
def test_a_package_of_every_level_has_a_site(level, minimal_copy, tmp_path):
    def lower(descriptor):
        descriptor["conformsTo"] = {"level": level}
        if level != "anchored":
            names = {"evidence", "uncoded_passages"}
            kept = [each for each in descriptor["resources"] if each["name"] not in names]
            descriptor["resources"] = kept

    edit_json(minimal_copy / "datapackage.json", lower)
    site = sites.build(minimal_copy, tmp_path / "site")
    assert sites.list_broken(site) == []
    assert "Contradictions" in sites.read_text(site, "index.html")


def test_no_page_loads_anything_and_every_page_has_a_policy(site):
    for name, content in sites.read_site(site).items():
        text = content.decode()
        if name.endswith(".html"):
            scripts = re.findall("<script>(.*?)</script>", text, re.DOTALL)
            for script in scripts:
                digest = b64encode(sha256(script.encode()).digest()).decode()
                assert f"; script-src 'sha256-{digest}'\"" in text, name
            assert "default-src 'none'" in text, name
            assert not re.search(r"@import|url\(", text), name
            is_row = 'id="cite"' in text
            assert ("<script>" in text) == (name in SCRIPTED or is_row), name
            attributes = sites.Reader(text).attributes
            assert not {a for a in attributes if a.startswith("on")} | ({"src"} & attributes), name


def test_every_row_with_an_id_has_a_page_and_its_cells_as_json(site, full):
    for path in (full / "data").glob("*.csv"):
        folder = site / "1.0.0" / path.stem
        assert (folder / "index.html").is_file()
        header, *rows = path.read_text("utf-8").splitlines()
        if header.split(",")[0] in {"claim_id", "event_id"} and path.stem in {"claims", "events"}:
            assert all((folder / f"{row.split(',')[0]}.html").is_file() for row in rows)
    row = json.loads((site / "1.0.0" / "claims" / "CLM-0002.json").read_text("utf-8"))
    assert (row["package"], row["version"], row["table"]) == ("full", "1.0.0", "claims")
    assert row["cells"]["claim_type"] == "threat"


def test_latest_leads_to_the_same_page_of_the_latest_version(site):
    page = (site / "latest" / "claims" / "CLM-0002.html").read_text("utf-8")
    target = "../../1.0.0/claims/CLM-0002.html"
    assert f'content="0; url={target}"' in page
    assert f'<link rel="canonical" href="{target}">' in page
    assert f'<a href="{target}">' in page
    ours = {p.relative_to(site / "1.0.0") for p in (site / "1.0.0").rglob("*.html")}
    assert ours == {p.relative_to(site / "latest") for p in (site / "latest").rglob("*.html")}


def test_a_base_url_gives_absolute_canonical_addresses_and_a_sitemap(site, full, tmp_path):
    assert not (site / "sitemap.xml").exists()
    other = sites.build(full, tmp_path / "site", base="https://example.org/a/")
    page = (other / "latest" / "claims" / "CLM-0002.html").read_text("utf-8")
    address = "https://example.org/a/1.0.0/claims/CLM-0002.html"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f"<loc>{address}</loc>" in (other / "sitemap.xml").read_text("utf-8")


def test_an_earlier_version_keeps_its_pages_beside_the_latest(full, full_copy, tmp_path):
    set_version(full_copy, "2.0.0")
    change(full_copy, "actors", lambda rows: [rows[0] | {"name": "Renamed"}, *rows[1:]])
    site = sites.build(full_copy, tmp_path / "site", full)
    assert sites.list_broken(site) == []
    assert "Renamed" in sites.read_text(site, "2.0.0/actors/ACT-0001.html")
    assert "Renamed" not in sites.read_text(site, "1.0.0/actors/ACT-0001.html")
    assert "url=../../2.0.0/" in (site / "latest/actors/ACT-0001.html").read_text("utf-8")
    pages = sites.read_pages(site)
    assert "../../1.0.0/actors/ACT-0001.html" in pages["2.0.0/actors/ACT-0001.html"].links
    assert "../../latest/actors/ACT-0001.html" in pages["1.0.0/actors/ACT-0001.html"].links
    catalogue = json.loads((site / "versions.json").read_text("utf-8"))
    assert catalogue["latest"] == "2.0.0"
    assert [each["version"] for each in catalogue["resources"]] == ["2.0.0", "1.0.0"]
    assert list(frictionless.Package.metadata_validate(catalogue)) == []
    with pytest.raises(PublishingError, match=r"2\.0\.0: two packages have this version"):
        sites.build(full_copy, tmp_path / "site", full_copy)


def test_the_pages_of_a_version_are_the_same_with_and_without_later_ones(full, full_copy, tmp_path):
    alone = sites.read_site(sites.build(full, tmp_path / "alone"))
    set_version(full_copy, "2.0.0")
    change(full_copy, "actors", lambda rows: [rows[0] | {"name": "Renamed"}, *rows[1:]])
    both = sites.read_site(sites.build(full_copy, tmp_path / "both", full))
    pages = {path: content for path, content in alone.items() if path.startswith("1.0.0/")}
    assert {path: both[path] for path in pages} == pages


def test_latest_leads_to_the_last_version_that_has_a_page(full, full_copy, tmp_path):
    set_version(full_copy, "2.0.0")
    edit_json(
        full_copy / "datapackage.json",
        lambda descriptor: descriptor["resources"].remove(
            next(each for each in descriptor["resources"] if each["name"] == "identifiers")
        ),
    )
    site = sites.build(full_copy, tmp_path / "site", full)
    assert sites.list_broken(site) == []
    assert not (site / "2.0.0" / "identifiers").exists()
    leads = {
        name: (site / "latest" / name / "index.html").read_text("utf-8")
        for name in ("identifiers", "actors")
    }
    assert "url=../../1.0.0/identifiers/index.html" in leads["identifiers"]
    assert "url=../../2.0.0/actors/index.html" in leads["actors"]


def test_a_folder_with_other_files_is_refused_and_unchanged(full, tmp_path):
    out = tmp_path / "out"
    (out / "notes").mkdir(parents=True)
    with pytest.raises(PublishingError, match="notes: was not written by this command"):
        sites.build(full, out)
    (out / "notes").rmdir()
    (out / "index.html").write_text("mine", "utf-8")
    (out / "versions.json").write_text('{"generator": "other", "resources": [1]}', "utf-8")
    with pytest.raises(PublishingError, match="out: was not written by this command"):
        sites.build(full, out)
    (out / "versions.json").unlink()
    with pytest.raises(PublishingError, match="out: was not written by this command"):
        sites.build(full, out)
    assert sites.read_site(out) == {"index.html": b"mine"}
    (out / "index.html").unlink()
    sites.build(full, out)
    (out / "CNAME").write_text("mine", "utf-8")
    with pytest.raises(PublishingError, match="CNAME: was not written by this command"):
        sites.build(full, out)
    link = tmp_path / "link"
    link.symlink_to(out)
    with pytest.raises(PublishingError, match="link: is not a folder"):
        require_own(link)


def test_the_site_of_this_dataset_has_a_page_for_each_row_and_no_broken_link(dataset_site):
    claims = (ROOT / "data" / "claims.csv").read_text("utf-8").count("\nCLM-")
    assert len([*(dataset_site / "2.0.0" / "claims").glob("CLM-*.json")]) == claims
    assert (dataset_site / "index.html").stat().st_size < 300_000
    assert sites.list_broken(dataset_site) == []
