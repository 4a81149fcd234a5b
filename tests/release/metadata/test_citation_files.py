"""The citations of a release, as the programs that import them read them."""

import json

import jsonschema
import pytest
import rispy
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from pybtex.database import parse_string
from support.packages import ROOT, build
from support.releasing import DOI, HOSTILE, describe, make_hostile, release

SCHEMAS = ROOT / "tests" / "metadata_schemas"
CFF = get_builtin_schema("vendor.citation-file-format")
DATACITE = json.loads((SCHEMAS / "datacite-4.5.json").read_text("utf-8"))
CSL = json.loads((SCHEMAS / "csl-data.json").read_text("utf-8"))
NAMES = ("full", "DOI", "hostile")


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """Give the files of releases of the full package, with a DOI, and of the hostile one."""
    folder = build("full", tmp_path_factory.mktemp("full"))
    hostile = make_hostile(build("full", tmp_path_factory.mktemp("hostile")))
    made = {"full": release(folder), "DOI": release(folder, DOI), "hostile": release(hostile)}
    return {
        name: {path: file.content.decode() for path, file in files.items()}
        for name, (_, files) in made.items()
    }


def check(value, schema):
    jsonschema.validators.validator_for(schema)(
        schema, format_checker=jsonschema.FormatChecker()
    ).validate(value)


def load_cff(text):
    """Read YAML with days as text, as JSON Schema knows them."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


@pytest.mark.parametrize("name", NAMES)
def test_citation_cff_is_valid_and_of_a_dataset(releases, name):
    facts = load_cff(releases[name]["CITATION.cff"])
    check(facts, CFF)
    assert (facts["type"], facts["version"]) == ("dataset", "1.0.0")
    assert facts.get("doi") == (DOI if name == "DOI" else None)


def test_citation_cff_keeps_hostile_words_as_they_are(releases):
    facts = load_cff(releases["hostile"]["CITATION.cff"])
    assert facts["title"] == HOSTILE
    assert facts["date-released"] == "2020-06-01"
    assert facts["authors"][1] == {"family-names": "O'Neil-Łuk", "given-names": "Ana María"}
    assert "license" not in facts, "only ids of SPDX are allowed there"


@pytest.mark.parametrize("licenses", [None, [], [{}], [{"name": "CC0-1.0"}, {"title": "Other"}]])
def test_citation_cff_is_valid_whatever_the_licences_are(full_copy, licenses):
    _, files = release(describe(full_copy, licenses=licenses))
    check(load_cff(files["CITATION.cff"].content), CFF)


def test_a_doi_that_citation_cff_does_not_take_is_told_as_an_address(full_copy):
    _, files = release(describe(full_copy, keywords=["", "plain", "plain"]), "10.5072/a+b%c")
    facts = load_cff(files["CITATION.cff"].content)
    check(facts, CFF)
    assert (facts.get("doi"), facts["url"]) == (None, "https://doi.org/10.5072/a%2Bb%25c")
    assert facts["keywords"] == ["plain"]


@pytest.mark.parametrize("name", NAMES)
def test_the_record_of_datacite_is_valid_in_4_5(releases, name):
    record = json.loads(releases[name]["metadata/datacite.json"])
    check(record, DATACITE)
    assert record.get("doi") == (DOI if name == "DOI" else None)
    assert record["types"]["resourceTypeGeneral"] == "Dataset"


def test_the_record_of_datacite_has_the_day_of_the_version_and_what_it_covers(releases):
    record = json.loads(releases["hostile"]["metadata/datacite.json"])
    assert record["publicationYear"] == "2020"
    assert record["dates"] == [
        {"date": "2020-06-01", "dateType": "Issued"},
        {
            "date": "2020-04-01/2020-05-24",
            "dateType": "Other",
            "dateInformation": "Coverage",
        },
    ]


def test_the_record_of_datacite_tells_persons_from_bodies(releases):
    record = json.loads(releases["hostile"]["metadata/datacite.json"])
    assert record["titles"] == [{"title": HOSTILE}]
    assert record["creators"][1] == {
        "name": "O'Neil-Łuk, Ana María",
        "nameType": "Personal",
        "givenName": "Ana María",
        "familyName": "O'Neil-Łuk",
    }


@pytest.mark.parametrize("name", NAMES)
def test_bibtex_is_one_entry_of_a_dataset(releases, name):
    (entry,) = parse_string(releases[name]["metadata/citation.bib"], "bibtex").entries.values()
    assert entry.type == "dataset"
    assert entry.fields["version"] == "1.0.0"
    assert entry.fields.get("doi") == (DOI if name == "DOI" else None)
    assert len(entry.persons["author"]) == (2 if name == "hostile" else 1)


def test_bibtex_splits_the_name_of_a_person_where_the_descriptor_does(releases):
    (entry,) = parse_string(releases["hostile"]["metadata/citation.bib"], "bibtex").entries.values()
    person = entry.persons["author"][1]
    assert (person.last_names, person.first_names) == (["{O'Neil-Łuk}"], ["{Ana María}"])


@pytest.mark.parametrize("name", NAMES)
def test_ris_is_one_record_of_a_dataset(releases, name):
    text = releases[name]["metadata/citation.ris"]
    (record,) = rispy.loads(text)
    assert (record["type_of_reference"], record["edition"]) == ("DATA", "1.0.0")
    assert record.get("doi") == (DOI if name == "DOI" else None)
    assert len(record["authors"]) == (2 if name == "hostile" else 1)
    assert all(line[2:6] == "  - " for line in text.split("\r\n")[:-1])


@pytest.mark.parametrize("name", NAMES)
def test_csl_json_is_a_list_of_one_dataset(releases, name):
    items = json.loads(releases[name]["metadata/citation.csl.json"])
    check(items, CSL)
    assert items[0].get("DOI") == (DOI if name == "DOI" else None)
