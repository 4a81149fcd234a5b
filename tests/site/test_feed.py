"""The Atom feed."""

import re
import shutil
from xml.etree import ElementTree as ET

import pytest
from support import sites
from support.editing import change, edit_json, set_version
from support.pictures import date_package

NAMESPACE = "{http://www.w3.org/2005/Atom}"
HOSTILE = '<b>"&\u202e\x0b]]> ::error'


@pytest.fixture
def dated(full, tmp_path):
    """Give a copy of the package that uses every column, with a day."""
    return date_package(shutil.copytree(full, tmp_path / "dated"))


def read_feed(site):
    """Return the feed and its entries, each as a dictionary of texts and its link."""
    root = ET.parse(site / "feed.atom").getroot()  # noqa: S314 - written by this project
    assert root.tag == f"{NAMESPACE}feed"
    entries = []
    for entry in root.iter(f"{NAMESPACE}entry"):
        texts = {child.tag.removeprefix(NAMESPACE): child.text for child in entry}
        entries.append(texts | {"link": entry.find(f"{NAMESPACE}link").get("href")})
    return root, entries


def test_a_feed_has_the_versions_and_the_changed_rows_with_reasons(dated, tmp_path):
    root, (version, change_) = read_feed(sites.build(dated, tmp_path / "site"))
    assert version["title"] == "Version 1.0.0"
    assert version["id"] == "urn:eventclaims:full@1.0.0"
    assert version["link"] == "1.0.0/index.html"
    assert change_["title"] == "Rockets at the depot (EVT-0001)"
    assert change_["content"] == "date_latest: 2020-05-01 \u2192 2020-05-02. Misread."
    assert change_["id"] == "urn:eventclaims:full@1.0.0#events/EVT-0001"
    assert change_["link"] == "1.0.0/events/EVT-0001.html"
    assert root.find(f"{NAMESPACE}author/{NAMESPACE}name").text


@pytest.mark.parametrize("base", ["", "https://example.org/a/"])
def test_the_required_elements_are_there_and_only_a_base_makes_links_absolute(
    dated, tmp_path, base
):
    root, entries = read_feed(sites.build(dated, tmp_path / "site", base=base))
    for element in (root, *root.iter(f"{NAMESPACE}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{NAMESPACE}{name}")) == 1
            assert element.find(f"{NAMESPACE}{name}").text
        time = element.find(f"{NAMESPACE}updated").text
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T00:00:00Z", time)
    ids = [root.find(f"{NAMESPACE}id").text, *(entry["id"] for entry in entries)]
    assert len({*ids}) == len(ids)
    assert {entry["link"].startswith("https://") for entry in entries} == {bool(base)}
    relations = {link.get("rel"): link.get("href") for link in root.findall(f"{NAMESPACE}link")}
    assert ("self" in relations) == bool(base)
    assert relations.get("self", f"{base}feed.atom") == f"{base}feed.atom"


def test_an_earlier_version_is_an_entry_and_its_corrections_are_not(dated, full_copy, tmp_path):
    set_version(date_package(full_copy), "2.0.0")
    _, entries = read_feed(sites.build(full_copy, tmp_path / "site", dated))
    assert [entry["title"] for entry in entries] == ["Version 2.0.0", "Version 1.0.0"]


def test_a_row_is_one_entry_and_the_entries_are_limited(dated, monkeypatch, tmp_path):
    change(
        dated,
        "corrections",
        lambda rows: [
            *rows,
            rows[0] | {"field": "summary", "reason": "Shorter.", "new": ""},
            rows[0] | {"table": "claims", "record_id": "CLM-0001"},
            rows[0] | {"record_id": "EVT-0009"},
            rows[0] | {"table": "other", "record_id": "OTH-0001"},
            rows[0] | {"record_id": ""},
        ],
    )
    _, entries = read_feed(sites.build(dated, tmp_path / "site"))
    links = {entry["title"]: entry["link"] for entry in entries}
    assert len(entries) == 5
    assert links["EVT-0009"] == "1.0.0/events/EVT-0009.html"
    assert links["OTH-0001"] == "1.0.0/corrections/index.html"
    (event,) = [entry for entry in entries if entry["id"].endswith("EVT-0001")]
    assert event["content"].count("\u2192") == 2
    assert "(empty). Shorter." in event["content"]
    monkeypatch.setattr("eventclaims.site.feed.MOST_CHANGES", 1)
    _, entries = read_feed(sites.build(dated, tmp_path / "site"))
    assert len(entries) == 2
    assert "It corrects 4 rows" in entries[0]["content"]
    assert "the table of corrections has all" in entries[0]["content"]


def test_a_package_without_a_day_has_no_feed(full, tmp_path):
    site = sites.build(full, tmp_path / "site")
    assert not (site / "feed.atom").exists()
    assert "feed.atom" not in (site / "index.html").read_text("utf-8")
    assert sites.list_broken(site) == []


def test_hostile_texts_are_text(dated, tmp_path):
    edit_json(dated / "datapackage.json", lambda d: d.update(title=HOSTILE))
    change(dated, "corrections", lambda rows: [rows[0] | {"reason": HOSTILE.replace("\x0b", "")}])
    site = sites.build(dated, tmp_path / "site")
    root, entries = read_feed(site)
    assert root.find(f"{NAMESPACE}title").text.startswith('<b>"&\\u202e')
    assert '<b>"&\\u202e]]>' in entries[1]["content"]


def test_the_front_page_names_the_feed(dated, tmp_path):
    page = (sites.build(dated, tmp_path / "site") / "index.html").read_text("utf-8")
    assert '<link rel="alternate" type="application/atom+xml"' in page
