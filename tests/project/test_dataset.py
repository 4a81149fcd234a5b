"""The dataset that this repository ships."""

import csv
import json
import shutil
from dataclasses import astuple, replace

import pytest
from support.packages import ROOT

import eventclaims
from eventclaims.authoring.derive import derive
from eventclaims.coding.codings import list_differences
from eventclaims.coding.runs import list_rounds
from eventclaims.evidence import spans as evidence
from eventclaims.evidence.copied_text import find_copied_words
from eventclaims.evidence.texts import read_texts
from eventclaims.evidence.word_coverage import measure_coverage
from eventclaims.package import standard
from eventclaims.package.opening import open_package
from eventclaims.tables.canonical import format_table
from eventclaims.tables.records import read_rows

TEXTS = ROOT.parent / "shared" / "sources"
needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason="the reports are not available")
LONGEST_SUMMARY = 40


@pytest.fixture(scope="module")
def tables():
    return eventclaims.load(ROOT)


def test_the_dataset_has_no_findings():
    assert eventclaims.validate(ROOT).findings == ()


def test_derive_changes_no_file():
    with open_package(ROOT) as package:
        assert derive(package) == []


def test_the_five_reports_have_the_stated_number_of_rows(tables):
    floors = {"statements": 51, "claims": 156, "events": 47, "actors": 75, "evidence": 1000}
    assert all(len(tables[name]) >= floor for name, floor in floors.items())
    documents = tables["sources"][tables["sources"]["kind"] == "document"]
    assert set(tables["statements"]["document_id"]) == set(documents["source_id"])
    assert len(documents) == 5


def test_summaries_are_short_and_statements_have_different_ones(tables):
    for name in ("events", "statements", "claims"):
        summaries = tables[name]["summary"]
        assert summaries.str.split().str.len().max() <= LONGEST_SUMMARY
    assert not tables["statements"]["summary"].duplicated().any()


def test_private_accounts_are_described_and_not_named(tables):
    actors = tables["actors"].merge(tables["actor_names"], on="actor_id", suffixes=("", "_used"))
    private = actors[actors["actor_type"] == "private_account"]
    assert private["name_used"].str.match(r"X user quoted in note \d").all()
    posts = tables["sources"][tables["sources"]["source_type"] == "social_media_post"]
    assert posts["url"].isna().all()


@needs_texts
def test_the_dataset_has_no_findings_against_the_texts():
    report = eventclaims.validate(ROOT, texts=TEXTS)
    assert report.findings == ()


@needs_texts
def test_every_word_is_coded_or_listed_as_uncoded():
    with open_package(ROOT) as package:
        documents = evidence.read_documents(package, TEXTS)
    assert [measure_coverage(document).gaps for document in documents] == [()] * 5


@needs_texts
def test_derived_hashes_are_those_of_the_texts():
    with open_package(ROOT) as package:
        assert derive(package, TEXTS) == []


# Text that pandas reads as a missing value by default.
READ_AS_MISSING = {"NA", "N/A", "NULL", "NaN", "None", "n/a", "nan", "null", "<NA>", "#N/A"}


def test_no_cell_and_no_label_is_read_as_missing_by_default():
    paths = [*(ROOT / "data").glob("*.csv"), *(ROOT / "schemas" / "codelists").glob("*.csv")]
    assert paths
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            assert not READ_AS_MISSING & {cell for row in csv.reader(file) for cell in row}, path


CODINGS = ROOT / "data" / "coding"
ROUNDS = list_rounds(ROOT)


@needs_texts
@pytest.mark.parametrize("coding", [coding for pair in ROUNDS.values() for coding in pair])
def test_no_coding_copies_words_of_the_reports(coding):
    with open_package(ROOT) as package:
        paths = {table.name: coding / f"{table.name}.csv" for table in package.tables}
        coded = [
            replace(table, path=paths[table.name])
            for table in package.tables
            if paths[table.name].is_file()
        ]
        assert coded
        found = find_copied_words(replace(package, tables=tuple(coded)), read_texts(TEXTS))
        # Pages may repeat names of actor_names, a table that codings of variables lack.
        assert [finding for finding in found if finding.table] == []


@pytest.mark.parametrize("name", ["first", "second"])
def test_a_coding_is_consistent_in_itself(name, tmp_path):
    descriptor = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    (tmp_path / "data").mkdir()
    # Columns that the standard got after the coding are empty.
    for path in (CODINGS / name).iterdir():
        schema = standard.load_schemas()[path.stem]
        content = format_table(
            standard.list_fields(schema), read_rows(path)[1], schema["primaryKey"]
        )
        (tmp_path / "data" / path.name).write_text(content, "utf-8")
    kept = [
        {k: v for k, v in resource.items() if k not in {"hash", "bytes"}}
        for resource in descriptor["resources"]
        if (tmp_path / resource["path"]).is_file() and resource["name"] != "adjudications"
    ]
    (tmp_path / "datapackage.json").write_text(
        json.dumps(descriptor | {"resources": kept}), "utf-8"
    )
    assert len(kept) == len(list((CODINGS / name).iterdir())) + 1
    assert eventclaims.validate(tmp_path, texts=TEXTS if TEXTS.is_dir() else None).valid


def test_every_difference_of_the_codings_is_settled_with_a_reason(tables):
    log = tables["adjudications"].fillna("")
    columns = ["table", "first_id", "second_id", "field", "first_value", "second_value"]
    settled = {tuple(row) for row in log[columns].itertuples(index=False)}
    # The participants of events were settled with their events, without a row in the log.
    found = {
        astuple(difference)
        for codings in ROUNDS.values()
        for difference in list_differences(*codings)
        if difference.field != "event_participants"
    }
    assert settled == found
    assert (log["reason"] != "").all()


def test_spellings_of_the_same_actor_share_one_row(tables):
    names = tables["actor_names"]
    for spellings in (
        ("Hizbullah Brigades", "Kataib Hezbollah"),
        ("Kataib Sayyid al-Shuhada", "Sayyed Al-Shuhada Brigades"),
        ("Qais al-Khaz'ali", "Qais Al-Khazali"),
        ("Coordinating Body of the Iraqi Resistance", "Iraqi Resistance Coordination Commission"),
    ):
        assert names[names["name"].isin(spellings)]["actor_id"].nunique() == 1, spellings
