"""What the metadata of a release says is so: files, dates, places, and the same bytes each time."""

import hashlib
import json
import re

import pytest
import yaml
from support import releasing
from support.packages import ROOT, build
from support.releasing import DOI, change, describe, make_hostile, release

from eventclaims.package.opening import open_package
from eventclaims.release.metadata.citation_files import format_cff
from eventclaims.release.release_input import read_release_input


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """Give releases of the full package, without a DOI and with one, and of the hostile one."""
    folder = build("full", tmp_path_factory.mktemp("full"))
    hostile = make_hostile(build("full", tmp_path_factory.mktemp("hostile")))
    return {"full": release(folder), "DOI": release(folder, DOI), "hostile": release(hostile)}


NAMES = ("full", "DOI", "hostile")


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_in_the_manifests_with_its_true_size_and_hash(releases, name):
    _, files = releases[name]
    crate = json.loads(files["ro-crate-metadata.json"].content)["@graph"]
    stated = {e["@id"]: e for e in crate if e["@type"] == "File"}
    assert set(stated) == set(files) - {"ro-crate-metadata.json"}
    croissant = json.loads(files["croissant.json"].content)
    shared = {e["contentUrl"]: e for e in croissant["distribution"]}
    later = {"croissant.json", "README.md", "ro-crate-metadata.json"}
    assert set(shared) == set(files) - later
    for path, entity in stated.items():
        content = files[path].content
        assert entity["contentSize"] == str(len(content))
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()
        if path in shared:
            assert shared[path]["sha256"] == entity["sha256"]
            assert shared[path]["contentSize"] == f"{len(content)} B"


def test_two_builds_in_two_folders_are_the_same_byte_by_byte(releases, tmp_path):
    _, again = release(make_hostile(build("full", tmp_path)))
    assert {p: f.content for p, f in again.items()} == {
        p: f.content for p, f in releases["hostile"][1].items()
    }


def test_no_file_holds_a_path_of_the_machine_or_the_time_of_day(releases):
    for release_input, files in releases.values():
        for path, file in files.items():
            assert str(release_input.package.root).encode() not in file.content, path


def test_without_a_doi_no_file_makes_one_up(releases):
    _, files = releases["full"]
    for path, file in files.items():
        assert b"doi.org" not in file.content, path
        assert not re.search(rb"\b10\.\d{4,9}/", file.content), path


def test_the_doi_of_the_release_is_in_every_file_of_metadata(releases):
    _, files = releases["DOI"]
    for path in ("CITATION.cff", "README.md", "croissant.json", "ro-crate-metadata.json"):
        assert DOI.encode() in files[path].content, path
    for path, file in files.items():
        if path.startswith("metadata/") and not path.endswith(".graphml"):
            assert DOI.encode() in file.content, path


def test_days_and_countries_are_those_of_events_and_statements(full_copy):
    described = release(change(full_copy, "places", country="FRA"))[0].description
    assert described.coverage == "2020-04-01/2020-05-24"
    assert [country.code for country in described.countries] == ["IRQ"], "France has no event"
    assert described.day == "2020-09-13", "the day of the build, where the descriptor has none"


def test_a_country_has_the_name_that_the_dataset_gives_it(full_copy):
    package = change(full_copy, "places", country="IRQ", place_type="country", name="Here")
    (country,) = release(package)[0].description.countries
    assert (country.code, country.name) == ("IRQ", "Here")


@pytest.mark.parametrize("day", ["2020-02-31", "soon", "", None])
def test_a_day_that_is_none_is_replaced_by_the_day_of_the_build(full_copy, day):
    release_input, _ = release(describe(full_copy, created=day))
    assert release_input.description.day == "2020-09-13"


@pytest.mark.parametrize("text", ["", "Short.", "x" * 9000])
def test_a_description_has_the_length_that_search_engines_take(full_copy, text):
    release_input, _ = release(describe(full_copy, description=text))
    assert 50 <= len(release_input.description.text) <= 5000


def test_the_writers_of_metadata_are_those_of_a_release():
    from eventclaims.release.writers import METADATA  # noqa: PLC0415 - loads every format

    assert [make for make in METADATA if make in releasing.MAKES] == list(releasing.MAKES)
    assert METADATA[-1] is releasing.MAKES[-1], "the crate lists every file, so it comes last"


def test_the_citation_file_of_the_project_states_the_facts_of_its_descriptor():
    with open_package(ROOT) as package:
        made = format_cff(read_release_input(package, epoch=0))
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8")) == yaml.safe_load(made)
