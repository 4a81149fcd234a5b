"""The ids of a version are read as they were written, or not at all."""

import json

import pytest

from eventclaims.errors import EventClaimsError, PublishingError
from eventclaims.publishing.ids import IdFile, Ids

API = "https://records.example/api"
KNOWN = {
    "name": "small",
    "version": "1.0.0",
    "target": API,
    "record": "rec-1",
    "doi": "10.5072/x",
    "concept_doi": None,
    "url": None,
    "tables": None,
}


@pytest.fixture
def file(tmp_path):
    return IdFile(tmp_path, "small", "1.0.0", API)


def test_ids_are_read_as_they_were_written(file):
    assert file.load() is None
    for ids in (Ids(), Ids("rec-1", "10.5072/x"), Ids("rec-1", url="https://x.example/Ä")):
        file.save(ids)
        assert file.load() == ids
    other = IdFile(file.folder, "small", "0.9.0", API)
    assert other.load() is None
    assert other.load_other_versions() == {"1.0.0": ids}
    assert file.load_other_versions() == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        json.dumps(KNOWN)[:-9],
        json.dumps(KNOWN | {"state": "Drafted"}),
        json.dumps({key: value for key, value in KNOWN.items() if key != "doi"}),
        json.dumps(KNOWN | {"record": 7}),
        json.dumps(KNOWN | {"version": "0.9.0"}),
        json.dumps(KNOWN | {"name": "other"}),
        json.dumps(KNOWN | {"target": "https://elsewhere.example/api"}),
    ],
)
def test_a_file_of_another_form_or_version_stops_the_run(file, text):
    file.path.write_text(json.dumps(KNOWN), "utf-8")
    assert file.load() == Ids("rec-1", "10.5072/x")
    file.path.write_text(text, "utf-8")
    with pytest.raises(PublishingError, match=r"small@1\.0\.0\.json"):
        file.load()


def test_a_failed_write_leaves_the_file_before(file, monkeypatch):
    file.save(Ids("rec-1"))

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(EventClaimsError, match="No space left"):
        file.save(Ids("rec-2"))
    assert file.load() == Ids("rec-1")
    assert [path.name for path in file.folder.iterdir()] == ["small@1.0.0.json"]


def test_a_search_is_repeated_only_if_an_earlier_run_requested_a_draft(file, waits):
    looks = []

    def find():
        looks.append(file.load())

    assert file.find_or_create(find, lambda: "rec-1") == "rec-1"
    assert looks == [None]
    file.save(Ids())
    assert file.find_or_create(find, lambda: "rec-2") == "rec-2"
    assert looks == [None, *[Ids()] * 4]
    assert len(waits) == 3
    assert file.find_or_create(find, lambda: "rec-3") == "rec-2"
    assert len(looks) == 5


def test_the_request_for_a_draft_is_noted_before_it_is_sent(file):
    def create():
        assert file.load() == Ids()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        file.find_or_create(lambda: None, create)
    assert file.load() == Ids()
