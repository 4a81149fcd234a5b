"""The linked data of a release: Croissant, schema.org, RO-Crate and Web Annotations."""

import json
import socket
from datetime import date
from importlib.metadata import version

import jsonschema
import pytest
from rdflib import Graph, URIRef
from rocrate.rocrate import ROCrate
from support.editing import add_flag
from support.packages import ROOT, build
from support.releasing import DOI, change, describe, make_hostile, release, write

SCHEMAS = ROOT / "tests" / "metadata_schemas"
NAMES = ("full", "DOI", "hostile")


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """Give releases of the full package, with a DOI, and of the hostile one, and their folders."""
    made = {}
    for name in NAMES:
        folder = build("full", tmp_path_factory.mktemp(name))
        if name == "hostile":
            make_hostile(folder)
        release_input, files = release(folder, DOI if name == "DOI" else None)
        made[name] = release_input, files, write(files, tmp_path_factory.mktemp("release") / name)
    return made


def load(files, path):
    return json.loads(files[path].content)


def check(value, schema):
    schema = json.loads((SCHEMAS / schema).read_text("utf-8"))
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(value)


@pytest.fixture
def offline(monkeypatch):
    """Make every attempt to reach the network fail."""

    def refuse(*_args, **_options):
        raise OSError("no network in tests")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read_cell(value):
    """Return what Croissant read as the CSV has it."""
    if value is None or value != value:  # noqa: PLR0124 - not a number is not itself
        return ""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, bool):
        return str(value).lower()
    return value.date().isoformat() if isinstance(value, date) else str(value)


@pytest.mark.usefixtures("offline")
@pytest.mark.filterwarnings("ignore")  # of the libraries that mlcroissant loads
@pytest.mark.parametrize("name", ["full", pytest.param("DOI", marks=pytest.mark.long), "hostile"])
def test_mlcroissant_finds_no_fault_and_reads_every_cell(releases, name):
    import mlcroissant  # noqa: PLC0415 - takes a second to load

    release_input, _, folder = releases[name]
    dataset = mlcroissant.Dataset(folder / "croissant.json")
    assert dataset.metadata.ctx.issues.errors == set()
    assert dataset.metadata.ctx.issues.warnings == set()
    for table in release_input.tables:
        records = list(dataset.records(table.name))
        assert len(records) == len(table.rows)
        for record, row in zip(records, table.rows, strict=True):
            for column in table.columns:
                read = read_cell(record[f"{table.name}/{column}"])
                # Where a column of text holds only numbers, mlcroissant reads numbers.
                assert read in {row[column], f"{row[column]}.0"}, (table.name, column)


def test_codes_are_read_from_the_code_lists_that_columns_use(releases):
    release_input, files, _ = releases["full"]
    sets = {s["@id"]: s for s in load(files, "croissant.json")["recordSet"]}
    codes = [record["codes/claim_type/code"] for record in sets["codes/claim_type"]["data"]]
    assert codes == [row["code"] for row in release_input.codelists["claim_type"]]
    (column,) = [f for f in sets["claims"]["field"] if f["name"] == "claim_type"]
    assert column["references"] == {"field": {"@id": "codes/claim_type/code"}}


def test_every_single_column_foreign_key_is_a_reference(releases):
    release_input, files, _ = releases["full"]
    fields = {f["@id"]: f for s in load(files, "croissant.json")["recordSet"] for f in s["field"]}
    counted = 0
    for table in release_input.tables:
        for key in table.schema.get("foreignKeys", ()):
            (column,), (target,) = key["fields"], key["reference"]["fields"]
            other = release_input.get_table(key["reference"]["resource"] or table.name)
            reference = fields[f"{table.name}/{column}"]["references"]
            assert reference["fileObject"]["@id"] == other.file
            assert reference["extract"] == {"column": target}
            counted += 1
    assert counted > 20


def test_keys_and_types_are_those_of_the_table_schemas(releases):
    _, files, _ = releases["full"]
    sets = {s["@id"]: s for s in load(files, "croissant.json")["recordSet"]}
    parts = sets["event_participants"]["key"]
    assert [p["@id"].split("/")[1] for p in parts] == ["event_id", "actor_id", "role"]
    types = {f["@id"]: f["dataType"] for s in sets.values() for f in s["field"]}
    assert types["events/date_earliest"] == "sc:Date"
    assert types["places/latitude"] == "sc:Float"
    assert types["evidence/start"] == "sc:Integer"
    assert types["events/title"] == "sc:Text"


def test_an_own_column_of_truth_values_has_their_type(full_copy):
    _, files = release(add_flag(full_copy))
    sets = load(files, "croissant.json")["recordSet"]
    types = {f["@id"]: f["dataType"] for s in sets for f in s["field"]}
    assert types["events/is_disputed"] == "sc:Boolean"


@pytest.mark.parametrize("name", NAMES)
def test_search_engines_find_what_they_ask_for(releases, name):
    document = load(releases[name][1], "croissant.json")
    check(document, "schema-org-dataset.json")
    assert document.get("url") == (f"https://doi.org/{DOI}" if name == "DOI" else None)
    assert document["temporalCoverage"] == "2020-04-01/2020-05-24"


@pytest.mark.parametrize("path", ["croissant.json", "ro-crate-metadata.json"])
def test_json_can_stand_in_a_script_of_a_page(releases, path):
    assert b"<" not in releases["hostile"][1][path].content


@pytest.mark.parametrize("name", NAMES)
def test_the_crate_keeps_to_the_musts_of_1_2(releases, name):
    crate = load(releases[name][1], "ro-crate-metadata.json")
    check(crate, "ro-crate-1.2.json")
    ids = [entity["@id"] for entity in crate["@graph"]]
    assert len(ids) == len(set(ids))
    root = next(e for e in crate["@graph"] if e["@id"] == "./")
    pointed = [p["@id"] for v in root.values() for p in (v if isinstance(v, list) else [v])
               if isinstance(p, dict)]  # fmt: skip
    assert set(pointed) <= set(ids), "what the root points to is described"
    assert {p["@id"] for p in root["hasPart"]} == {
        e["@id"] for e in crate["@graph"] if e["@type"] == "File"
    }


def test_the_crate_states_the_software_that_built_it(releases):
    entities = {e["@id"]: e for e in load(releases["full"][1], "ro-crate-metadata.json")["@graph"]}
    build = entities[entities["./"]["mentions"]["@id"]]
    software = entities[build["instrument"]["@id"]]
    assert (software["name"], software["version"]) == ("eventclaims", version("eventclaims"))


@pytest.mark.parametrize("name", NAMES)
def test_rocrate_reads_every_file_of_the_crate(releases, name):
    release_input, files, folder = releases[name]
    crate = ROCrate(folder)
    assert crate.version == "1.2"
    assert crate.name == release_input.title
    parts = {e.id: e for e in crate.data_entities}
    assert set(parts) == set(files) - {"ro-crate-metadata.json"}
    for path, part in parts.items():
        assert part["contentSize"] == str((folder / path).stat().st_size)


def test_a_crate_with_a_path_of_odd_signs_names_it_as_an_address(full_copy):
    descriptor = json.loads((full_copy / "datapackage.json").read_text("utf-8"))
    odd = "data/a b#c%d.csv"
    (full_copy / "data" / "claims.csv").rename(full_copy / odd)
    for resource in descriptor["resources"]:
        if resource["name"] == "claims":
            resource["path"] = odd
    _, files = release(describe(full_copy, **descriptor))
    ids = [e["@id"] for e in load(files, "ro-crate-metadata.json")["@graph"]]
    assert "data/a%20b%23c%25d.csv" in ids


@pytest.mark.parametrize("name", NAMES)
def test_annotations_keep_to_the_musts_of_the_model(releases, name):
    release_input, files, _ = releases[name]
    collection = load(files, "metadata/annotations.jsonld")
    check(collection, "web-annotation.json")
    rows = release_input.get_table("evidence").rows
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == len(rows)
    for item, row in zip(items, rows, strict=True):
        assert item["id"].endswith(f"#evidence/{row['evidence_id']}")
        assert item["body"]["id"].endswith(f"#{row['table']}/{row['record_id']}")
        selector = item["target"]["selector"]
        assert [str(selector[k]) for k in ("start", "end", "token_count")] == [
            row["start"], row["end"], row["token_count"]
        ]  # fmt: skip
        assert selector["token_sha256"] == row["token_sha256"]


def test_annotations_hold_no_word_of_the_texts(releases):
    text = releases["full"][1]["metadata/annotations.jsonld"].content.decode()
    assert "exact" not in text
    for path in (ROOT / "tests" / "texts").rglob("*.txt"):
        for line in path.read_text("utf-8").split("\n"):
            assert len(line) < 8 or line not in text


def test_the_text_is_named_by_its_hash_with_its_address_beside_it(full_copy):
    """RFC 6920: ni, the algorithm, and the hash in base64 for addresses, without padding."""
    address = "https://example.org/report"
    _, files = release(change(full_copy, "sources", url=address, text_sha256="f" * 64))
    source = load(files, "metadata/annotations.jsonld")["first"]["items"][0]["target"]["source"]
    assert source["id"] == "ni:///sha-256;" + "_" * 42 + "8"
    assert source["schema:url"] == address


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own use
def test_every_term_of_the_annotations_has_a_meaning(releases):
    """With the terms of the model that are used here, since its context is on the web."""
    collection = load(releases["full"][1], "metadata/annotations.jsonld")
    oa, activity = "http://www.w3.org/ns/oa#", "https://www.w3.org/ns/activitystreams#"
    model = {
        "schema": "http://schema.org/", "id": "@id", "type": {"@id": "@type", "@type": "@vocab"},
        **{term: f"{oa}{term}" for term in ("Annotation", "SpecificResource", "start", "end")},
        "TextPositionSelector": f"{oa}TextPositionSelector",
        "linking": f"{oa}linking", "motivation": {"@id": f"{oa}motivatedBy", "@type": "@vocab"},
        "body": f"{oa}hasBody", "target": f"{oa}hasTarget", "source": f"{oa}hasSource",
        "selector": f"{oa}hasSelector", "first": f"{activity}first",
        "items": {"@id": f"{activity}items", "@container": "@list"},
        "language": "http://purl.org/dc/elements/1.1/language",
    }  # fmt: skip
    collection["@context"][0] = model
    graph = Graph().parse(data=json.dumps(collection), format="json-ld")
    selected = list(graph.subjects(URIRef(f"{oa}hasSelector")))
    assert len(selected) == collection["total"]
    for term in ("token_sha256", "token_count", "text_sha256"):
        stated = list(graph.subject_objects(URIRef(f"urn:eventclaims:terms#{term}")))
        assert len(stated) >= collection["total"], term
