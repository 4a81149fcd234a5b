"""The dataset that this repository ships."""

import re

import pytest
from conftest import ROOT

import eventclaims
from eventclaims import evidence
from eventclaims.coverage import measure_coverage
from eventclaims.derivation import derive
from eventclaims.package import open_package

TEXTS = ROOT.parent / "shared" / "sources"
needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason="the texts of the reports are not here")
LONGEST_SUMMARY = 40


@pytest.fixture(scope="module")
def tables():
    return eventclaims.load(ROOT)


def test_the_dataset_has_no_findings():
    assert eventclaims.validate(ROOT).findings == ()


def test_every_file_is_in_its_derived_form():
    with open_package(ROOT) as package:
        assert derive(package) == []


def test_the_report_of_april_2021_is_coded_to_the_extent_that_is_stated(tables):
    floors = {"statements": 12, "claims": 37, "events": 9, "actors": 30, "evidence": 260}
    assert all(len(tables[name]) >= floor for name, floor in floors.items())


def test_summaries_are_short_and_differ(tables):
    for name in ("events", "statements", "claims"):
        summaries = tables[name]["summary"]
        assert summaries.str.split().str.len().max() <= LONGEST_SUMMARY
    assert not tables["statements"]["summary"].duplicated().any()


def test_private_accounts_are_described_and_not_named(tables):
    actors = tables["actors"].merge(tables["actor_names"], on="actor_id", suffixes=("", "_used"))
    private = actors[actors["actor_type"] == "private_account"]
    assert private["name_used"].str.match(r"Twitter user quoted in note \d").all()
    posts = tables["sources"][tables["sources"]["source_type"] == "social_media_post"]
    assert posts["url"].isna().all()


@needs_texts
def test_every_span_is_exact_and_the_whole_is_valid_against_the_texts():
    report = eventclaims.validate(ROOT, texts=TEXTS)
    assert report.findings == ()


@needs_texts
def test_only_the_closing_boilerplate_is_not_covered():
    with open_package(ROOT) as package:
        documents = evidence.read_documents(package, TEXTS)
    (gaps,) = (measure_coverage(document).gaps for document in documents)
    closing = documents[0].text.content.index("The Cyber & Jihad Lab")
    assert all(gap.start >= closing for gap in gaps)


@needs_texts
def test_derived_hashes_are_those_of_the_texts():
    with open_package(ROOT) as package:
        assert derive(package, TEXTS) == []


@needs_texts
def test_no_eight_words_of_a_report_stand_in_a_row_in_the_tables(tables):
    """Names and titles apart: those are facts, as printed."""

    def split(text):
        return re.findall(r"[^\W_]+", text.casefold())

    runs = set()
    for path in TEXTS.glob("*.txt"):
        words = split(path.read_text("utf-8").partition("\n")[2])
        runs |= {tuple(words[n : n + 8]) for n in range(len(words) - 7)}
    for name, table in tables.items():
        for column in table.select_dtypes("string").columns.difference(["name", "title"]):
            for cell in table[column].dropna():
                words = split(cell)
                taken = [
                    words[n : n + 8] for n in range(len(words)) if tuple(words[n : n + 8]) in runs
                ]
                assert not taken, (name, column)
