"""A version for machines."""

import json
import shutil
import subprocess

import pytest
from support import sites
from support.editing import edit_json
from support.pictures import HOSTILE, date_package

from eventclaims.tables.records import read_rows

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
START = '<script type="application/ld+json">'


def read_linked_data(site):
    page = (site / "index.html").read_text("utf-8")
    return json.loads(page.partition(START)[2].partition("</script>")[0])


@pytest.fixture(scope="module")
def site(full, tmp_path_factory):
    """Give the site of the package that uses every column."""
    package = shutil.copytree(full, tmp_path_factory.mktemp("data") / "package")
    return sites.build(date_package(package), package.parent / "site")


def test_every_table_has_its_rows_as_json(site, full):
    for path in (full / "data").glob("*.csv"):
        found = json.loads((site / "1.0.0" / f"{path.stem}.json").read_text("utf-8"))
        assert found["rows"] == read_rows(path)[1]
        assert (found["package"], found["version"], found["table"]) == ("full", "1.0.0", path.stem)


@pytest.mark.filterwarnings("ignore")  # of the libraries that mlcroissant loads
def test_mlcroissant_finds_no_fault_and_reads_the_claims(site, full):
    import mlcroissant  # noqa: PLC0415 - takes a second to load

    description = json.loads((site / "1.0.0" / "croissant.jsonld").read_text("utf-8"))
    copy = site.parent / "croissant"
    shutil.copytree(site / "1.0.0", copy)
    (copy / "croissant.json").write_text(json.dumps(description), "utf-8")
    dataset = mlcroissant.Dataset(copy / "croissant.json")
    assert dataset.metadata.ctx.issues.errors == set()
    records = [record["claims/claim_id"].decode() for record in dataset.records("claims")]
    assert records == [row["claim_id"] for row in read_rows(full / "data" / "claims.csv")[1]]


def test_the_front_page_describes_the_dataset_for_search_engines(site, full, tmp_path):
    found = read_linked_data(site)
    assert (found["@context"], found["@type"]) == ("https://schema.org/", "Dataset")
    assert {"name", "description", "license", "creator", "version", "datePublished"} <= {*found}
    addresses = [each["contentUrl"] for each in found["distribution"]]
    assert "1.0.0/claims.json" in addresses
    assert all((site / address).is_file() for address in addresses)
    assert (site / found["subjectOf"]).is_file()
    base = "https://example.org/a/"
    other = read_linked_data(sites.build(full, tmp_path / "site", base=base))
    assert other["subjectOf"] == f"{base}1.0.0/croissant.jsonld"
    assert START not in (site / "1.0.0" / "index.html").read_text("utf-8")


def test_a_package_without_a_day_states_none(full, tmp_path):
    site = sites.build(full, tmp_path / "site")
    assert "datePublished" not in read_linked_data(site)
    assert "0001-01-01" not in (site / "1.0.0" / "croissant.jsonld").read_text("utf-8")


def test_a_hostile_title_does_not_end_the_script(full_copy, tmp_path):
    edit_json(full_copy / "datapackage.json", lambda d: d.update(title=f"</script>{HOSTILE}"))
    site = sites.build(full_copy, tmp_path / "site")
    assert (site / "index.html").read_text("utf-8").count("</script>") == 2
    assert read_linked_data(site)["name"].startswith("</script><script>alert(1)")


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_the_policy_allows_data_in_a_script_without_code(site, tmp_path):
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"]
    command += [f"--user-data-dir={tmp_path}", "--dump-dom", (site / "index.html").as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert START in done.stdout
    assert "Content Security Policy" not in done.stderr
