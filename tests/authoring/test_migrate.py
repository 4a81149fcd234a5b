"""A package of version 1 becomes one of version 2.0, whole or not at all, and loses nothing."""

import csv
import json
import shutil

import pytest
from support.commands import run
from support.editing import edit_json
from support.packages import PACKAGES, TEXTS

from eventclaims import validate
from eventclaims.package.conversion import NEW_COLUMNS, NEW_TABLES, REPLACED
from eventclaims.package.standard import list_fields, load_schemas
from eventclaims.runtime import atomic_files


@pytest.fixture
def old(tmp_path):
    """Give a package that the template of 1.0.0 made, with rows in each table."""
    return shutil.copytree(PACKAGES / "v1", tmp_path / "v1")


def take(package):
    return {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_migrated_package_is_valid_with_its_texts(old):
    done = run("migrate", old, "--write")
    assert (done.returncode, done.stderr) == (0, "")
    report = validate(old, texts=TEXTS)
    assert [f for f in report.findings if f.rule != "unreferenced"] == []
    descriptor = json.loads((old / "datapackage.json").read_text("utf-8"))
    declared = {"standard": "2.0", "level": "anchored", "rule_sets": ["house-style"]}
    assert descriptor["eventclaims"] == declared
    assert "profile" not in descriptor


@pytest.mark.parametrize("has_profile", [True, False])
def test_a_package_that_names_version_1_in_the_property_declares_the_current_one(has_profile, old):
    def name(descriptor):
        descriptor["eventclaims"] = {"standard": "1.0", "texts": "open"}
        if not has_profile:
            del descriptor["profile"]

    edit_json(old / "datapackage.json", name)
    assert run("migrate", old, "--write").returncode == 0
    descriptor = json.loads((old / "datapackage.json").read_text("utf-8"))
    assert "profile" not in descriptor
    declared = {"standard": "2.0", "texts": "open", "level": "anchored"}
    assert descriptor["eventclaims"] == declared | {"rule_sets": ["house-style"]}


def test_no_cell_is_lost_or_changed(old):
    before = {path.stem: read(path) for path in (old / "data").glob("*.csv")}
    run("migrate", old, "--write")
    for name, rows in before.items():
        migrated = read(old / "data" / f"{name}.csv")
        assert len(migrated) == len(rows)
        replaced = {*REPLACED.get(name, ())}
        replacing = {"incidents", "rendering", "translation"}
        for row, new in zip(rows, migrated, strict=True):
            assert {column: new[column] for column in {*row} - replaced} == {
                column: cell for column, cell in row.items() if column not in replaced
            }
            assert not any(new[column] for column in {*new} - {*row} - replacing)


def test_replaced_columns_become_rows_of_tables_beside_them(old):
    claims, events = read(old / "data" / "claims.csv"), read(old / "data" / "events.csv")
    run("migrate", old, "--write")
    actors = read(old / "data" / "claim_actors.csv")
    wanted = [(row["claim_id"], row["target_id"]) for row in claims if row["target_id"]]
    assert wanted
    assert [(row["claim_id"], row["actor_id"]) for row in actors] == wanted
    places = read(old / "data" / "event_places.csv")
    wanted = [(row["event_id"], row["place_id"]) for row in events if row["place_id"]]
    assert wanted
    assert [(row["event_id"], row["place_id"]) for row in places] == wanted
    names = [
        r["name"] for r in json.loads((old / "datapackage.json").read_text("utf-8"))["resources"]
    ]
    assert names[names.index("claims") + 1] == "claim_actors"
    assert names[names.index("events") + 1] == "event_places"


def test_an_own_code_of_a_replaced_column_keeps_the_column(old):
    def add(schema):
        field = next(f for f in schema["fields"] if f["name"] == "words")
        field["constraints"]["enum"].append("sung")

    edit_json(old / "schemas" / "statements.schema.json", add)
    codes = old / "schemas" / "codelists" / "words.csv"
    codes.write_text(codes.read_text("utf-8") + "sung,Sung,It was a song.,active\n", "utf-8")
    path = old / "data" / "statements.csv"
    path.write_text(path.read_text("utf-8").replace(",paraphrased,", ",sung,", 1), "utf-8")
    assert run("migrate", old, "--write").returncode == 1  # a person must decide the translation
    assert [row["words"] for row in read(path)].count("sung") == 1
    assert [row["translation"] for row in read(path)].count("") == 1
    assert {f.rule for f in validate(old).findings if f.severity == "error"} == {"missing-at-level"}


@pytest.mark.parametrize("name", ["claim_actors", "event_places", "identifiers"])
def test_an_own_table_with_the_name_of_a_new_one_is_refused_in_one_line(name, old):
    own = {"name": name, "path": "data/own.csv", "schema": {"fields": [{"name": "a"}]}}
    (old / "data" / "own.csv").write_text("a\n1\n", "utf-8")
    shape = {"type": "table", "profile": "tabular-data-resource", "format": "csv"}
    edit_json(old / "datapackage.json", lambda d: d["resources"].append(own | shape))
    before = take(old)
    done = run("migrate", old, "--write")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert name in done.stderr
    assert take(old) == before


def add_column(package, table, name):
    path = package / "data" / f"{table}.csv"
    header, *lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{header},{name}", *(f"{line},12" for line in lines)]) + "\n")
    field = {"name": name, "type": "integer"}
    edit_json(package / "schemas" / f"{table}.schema.json", lambda s: s["fields"].append(field))


@pytest.mark.parametrize(
    ("table", "name"), [("events", "incidents"), ("statements", "rendering"), ("figures", "of")]
)
def test_an_own_column_with_the_name_of_a_new_one_is_refused_in_one_line(table, name, old):
    add_column(old, table, name)
    before = take(old)
    done = run("migrate", old, "--write")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"{table}.{name}: rename this column" in done.stderr
    assert take(old) == before


@pytest.mark.parametrize("file", ["data/event_places.csv", "schemas/claim_actors.schema.json"])
def test_a_file_in_the_place_of_a_new_table_is_refused_in_one_line(file, old):
    (old / file).write_text("{}", "utf-8")
    done = run("migrate", old, "--write")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"{file}: rename this file" in done.stderr
    assert (old / file).read_text("utf-8") == "{}"


def test_a_schema_that_an_own_table_shares_is_refused_in_one_line(old):
    shutil.copy(old / "data" / "claims.csv", old / "data" / "drafts.csv")
    own = {"name": "drafts", "path": "data/drafts.csv", "schema": "schemas/claims.schema.json"}
    edit_json(old / "datapackage.json", lambda d: d["resources"].append(own))
    done = run("migrate", old, "--write")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "claims.schema.json: claims shares this schema" in done.stderr


def test_the_columns_that_a_release_adds_are_those_that_are_refused():
    for name, schema in load_schemas().items():
        path = PACKAGES / "v1" / "schemas" / f"{name}.schema.json"
        if path.is_file():
            old = list_fields(json.loads(path.read_text("utf-8")))
            added = {*list_fields(schema)} - {*old}
            assert added == {*NEW_COLUMNS.get(name, ())}, name
        else:
            assert name in (*NEW_TABLES, "codelists", "crosswalks")


def test_a_foreign_key_of_the_package_stays(old):
    (old / "data" / "countries.csv").write_text("code\nIRQ\n", "utf-8")
    own = {"name": "countries", "path": "data/countries.csv", "encoding": "utf-8"}
    own["schema"] = {"fields": [{"name": "code", "type": "string"}], "primaryKey": "code"}
    edit_json(old / "datapackage.json", lambda d: d["resources"].append(own))
    key = {"fields": "country", "reference": {"resource": "countries", "fields": "code"}}
    places = old / "schemas" / "places.schema.json"
    edit_json(places, lambda s: s["foreignKeys"].append(key))
    run("migrate", old, "--write")
    assert key in json.loads(places.read_text("utf-8"))["foreignKeys"]


def test_a_missing_value_of_the_package_becomes_an_empty_cell(old):
    schema = old / "schemas" / "claims.schema.json"
    edit_json(schema, lambda s: s.update(missingValues=["", "NA"]))
    path = old / "data" / "claims.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace(",report,There were two rockets.,,", ",report,There,NA,"), "utf-8")
    assert run("migrate", old, "--write").returncode == 0
    actors = read(old / "data" / "claim_actors.csv")
    assert {row["actor_id"] for row in actors} == {"ACT-0003"}


def test_a_schema_in_another_folder_is_found(old):
    (old / "spec").mkdir()
    (old / "schemas" / "claims.schema.json").rename(old / "spec" / "claims.json")

    def move(descriptor):
        claims = next(r for r in descriptor["resources"] if r["name"] == "claims")
        claims["schema"] = "spec/claims.json"

    edit_json(old / "datapackage.json", move)
    assert run("migrate", old, "--write").returncode == 0
    assert (old / "spec" / "claim_actors.schema.json").is_file()


def test_without_write_nothing_is_changed(old):
    before = take(old)
    done = run("migrate", old)
    assert done.returncode == 0
    assert "datapackage.json: would change" in done.stdout
    assert take(old) == before


def test_the_package_may_be_the_current_folder(old):
    assert run("migrate", "--write", cwd=old).returncode == 0


def test_a_second_migration_is_refused_in_one_line(old):
    run("migrate", old, "--write")
    before = take(old)
    done = run("migrate", old, "--write")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert take(old) == before


def test_own_columns_codes_and_tables_stay(old):
    def add(schema):
        schema["fields"].append({"name": "region", "type": "string"})
        field = next(f for f in schema["fields"] if f["name"] == "event_type")
        field["constraints"]["enum"].append("cyber_incident")

    edit_json(old / "schemas" / "events.schema.json", add)
    path = old / "data" / "events.csv"
    header, *lines = path.read_text("utf-8").splitlines()
    lines = [f"{line},North" for line in lines]
    path.write_text("\n".join([f"{header},region", *lines]) + "\n", "utf-8")
    codes = old / "schemas" / "codelists" / "event_type.csv"
    codes.write_text(
        codes.read_text("utf-8") + "cyber_incident,Cyber,An incident.,active\n", "utf-8"
    )
    (old / "data" / "own.csv").write_text("a\n1\n", "utf-8")
    shape = {"type": "table", "profile": "tabular-data-resource", "format": "csv"}
    own = {"name": "own", "path": "data/own.csv", "encoding": "utf-8"} | shape
    own["schema"] = {"fields": [{"name": "a", "type": "integer"}], "primaryKey": "a"}
    edit_json(old / "datapackage.json", lambda d: d["resources"].append(own))
    assert run("migrate", old, "--write").returncode == 0
    assert {row["region"] for row in read(path)} == {"North"}
    assert "cyber_incident" in {row["code"] for row in read(codes)}
    assert (old / "data" / "own.csv").read_text("utf-8") == "a\n1\n"
    assert {f.rule for f in validate(old).findings} <= {"unreferenced"}


def test_a_package_without_evidence_declares_level_core(old):
    path = old / "data" / "evidence.csv"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert "level: core" in run("migrate", old).stdout


def test_what_a_person_must_decide_is_listed(old):
    path = old / "data" / "evidence.csv"
    header, first, *lines = path.read_text("utf-8").splitlines()
    cells = first.split(",")
    cells[5:10] = ["999999", "1000000", "", "", ""]
    path.write_text("\n".join([header, ",".join(cells), *lines]) + "\n", "utf-8")
    done = run("migrate", old)
    assert done.returncode == 1
    assert "level: core" in done.stdout
    assert "span-outside-text" in done.stdout


@pytest.mark.parametrize("damage", ["data/events.csv", "schemas/events.schema.json"])
def test_a_package_that_cannot_be_migrated_is_left_as_it_is(damage, old):
    (old / damage).write_text('"', "utf-8")
    before = take(old)
    done = run("migrate", old, "--write")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert take(old) == before


def test_a_file_that_cannot_be_written_leaves_one_error(old, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_files, "write_atomically", fail)
    monkeypatch.setattr("eventclaims.package.changes.write_atomically", fail)
    before = take(old)
    assert run("migrate", old, "--write").returncode == 2
    assert take(old) == before
