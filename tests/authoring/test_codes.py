"""A package adds codes: in its list and its enums, counted and judged as their broader code."""

import csv
import shutil

import pytest
from support.commands import run
from support.editing import change, edit_json
from support.packages import PACKAGES

from eventclaims import validate
from eventclaims.documentation.counts import count_package
from eventclaims.documentation.dictionary import GENERATED
from eventclaims.package.opening import open_package

WORDS = ("--label", "Label", "--definition", "A definition.")


def add(package, codelist, code, *options):
    return run("add", "code", codelist, code, *WORDS, *options, "--package", package)


def test_derive_describes_an_added_code_on_the_generated_page_only(minimal_copy):
    add(minimal_copy, "event_type", "cyber_incident", "--broader", "other")
    docs = minimal_copy / "docs"
    docs.mkdir()
    (docs / "codes.md").write_text(f"{GENERATED}\n# Old\n", "utf-8")
    (docs / "data-dictionary.md").write_text("# By hand\n", "utf-8")
    assert run("derive", minimal_copy, "--check").returncode == 1
    done = run("derive", minimal_copy)
    assert "docs/codes.md: written" in done.stdout.splitlines()
    text = (docs / "codes.md").read_text("utf-8")
    assert text.startswith(f"{GENERATED}\n")
    assert "| `cyber_incident` | A definition. |" in text
    assert "| `rally` |" in text
    assert (docs / "data-dictionary.md").read_text("utf-8") == "# By hand\n"
    assert run("derive", minimal_copy, "--check").returncode == 0


def test_a_schema_in_yaml_is_refused_if_it_has_a_column_of_the_list(minimal_copy):
    schema = minimal_copy / "schemas" / "places.schema.json"
    content = schema.read_text("utf-8")  # JSON is YAML
    schema.rename(schema.with_suffix(".yaml")).write_text(content, "utf-8")
    name = "schemas/places.schema.yaml"
    edit_json(
        minimal_copy / "datapackage.json",
        lambda d: next(r for r in d["resources"] if r["name"] == "places").update(schema=name),
    )
    done = add(minimal_copy, "place_type", "oblast", "--broader", "governorate")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert name in done.stderr
    assert add(minimal_copy, "event_type", "cyber_incident").returncode == 0


@pytest.mark.parametrize("label", ["=1+1", "Ceasefire\x07"])
def test_a_label_that_a_release_cannot_contain_is_a_finding(label, minimal_copy):
    path = minimal_copy / "schemas" / "codelists" / "event_type.csv"
    text = path.read_text("utf-8")
    assert ",Ceasefire," in text
    path.write_text(text.replace(",Ceasefire,", f",{label},"), "utf-8")
    (finding,) = validate(minimal_copy).findings
    assert (finding.rule, finding.file, finding.value) == (
        "code-list",
        "schemas/codelists/event_type.csv",
        label,
    )


def set_cells(package, table, **cells):
    change(package, table, lambda rows: [row | cells for row in rows])


def read_codes(package, codelist):
    path = package / "schemas" / "codelists" / f"{codelist}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_an_added_code_is_in_the_list_and_in_every_enum_and_valid(minimal_copy):
    done = add(minimal_copy, "event_type", "cyber_incident", "--broader", "other")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "schemas/codelists/event_type.csv: written",
        "schemas/events.schema.json: written",
    ]
    assert read_codes(minimal_copy, "event_type")["cyber_incident"]["broader"] == "other"
    set_cells(minimal_copy, "events", event_type="cyber_incident")
    assert validate(minimal_copy).findings == ()


def test_a_code_of_several_columns_is_added_to_all(minimal_copy):
    add(minimal_copy, "date_basis", "calculated", "--broader", "derived")
    for table in ("sources", "events", "statements"):
        assert "calculated" in (minimal_copy / f"schemas/{table}.schema.json").read_text("utf-8")
    assert validate(minimal_copy).findings == ()


@pytest.mark.parametrize(
    ("codelist", "code", "options"),
    [
        ("event_type", "other", ()),
        ("event_type", "new_one", ("--broader", "unheard_of")),
        ("event_type", "new one", ()),
        ("../event_type", "new_one", ()),
    ],
)
def test_a_code_that_exists_or_is_invalid_is_refused_in_one_line(
    codelist, code, options, minimal_copy
):
    before = {p: p.read_bytes() for p in minimal_copy.rglob("*") if p.is_file()}
    done = add(minimal_copy, codelist, code, *options)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert {p: p.read_bytes() for p in minimal_copy.rglob("*") if p.is_file()} == before


def test_rules_judge_an_added_code_as_its_broader_code(minimal_copy):
    add(minimal_copy, "claim_type", "warning_shot", "--broader", "threat")
    add(minimal_copy, "claim_type", "rumour")
    for code, broken in [("warning_shot", {"claim-without-object"}), ("rumour", set())]:
        set_cells(minimal_copy, "claims", claim_type=code, event_id="", deadline="")
        assert {f.rule for f in validate(minimal_copy).findings} - {"unreferenced"} == broken


@pytest.mark.parametrize("part", ["list", "enum"])
def test_a_code_in_the_list_or_the_enum_alone_is_one_finding(part, minimal_copy):
    add(minimal_copy, "event_type", "cyber_incident")
    source = PACKAGES.parents[1] / "schemas"
    file = "events.schema.json" if part == "list" else "codelists/event_type.csv"
    shutil.copyfile(source / file, minimal_copy / "schemas" / file)
    findings = validate(minimal_copy).findings
    assert [(f.rule, f.file, f.value) for f in findings] == [
        ("code-list", "schemas/codelists/event_type.csv", "cyber_incident")
    ]


def test_a_code_of_the_standard_must_stay(minimal_copy):
    def drop(schema):
        field = next(f for f in schema["fields"] if f["name"] == "event_type")
        field["constraints"]["enum"].remove("withdrawal")

    edit_json(minimal_copy / "schemas" / "events.schema.json", drop)
    findings = validate(minimal_copy).findings
    assert {f.rule for f in findings} == {"schema-departs", "code-list"}
    assert all("withdrawal" in f.message for f in findings)


@pytest.mark.parametrize("value", [["other"], {"a": 1}, 1.5, None])
@pytest.mark.parametrize("form", ["text", "html"])
def test_a_value_of_an_enum_that_is_not_text_is_a_finding(value, form, minimal_copy):
    def add_value(schema):
        field = next(f for f in schema["fields"] if f["name"] == "event_type")
        field["constraints"]["enum"].append(value)

    edit_json(minimal_copy / "schemas" / "events.schema.json", add_value)
    done = run("validate", minimal_copy, "--format", form)
    assert (done.returncode in {0, 1}, done.stderr) == (True, "")


def test_an_unknown_broader_code_is_a_finding(minimal_copy):
    add(minimal_copy, "event_type", "cyber_incident", "--broader", "other")
    path = minimal_copy / "schemas/codelists/event_type.csv"
    path.write_text(path.read_text("utf-8").replace("active,other", "active,nothing"), "utf-8")
    assert [(f.rule, f.value) for f in validate(minimal_copy).findings] == [
        ("code-list", "cyber_incident")
    ]


def test_a_finding_and_its_acceptance_name_a_row_by_an_added_code_in_its_key(full_copy):
    assert add(full_copy, "claim_actor_role", "lauded", "--broader", "credited").returncode == 0
    row = {"claim_id": "CLM-0002", "actor_id": "ACT-0001", "role": "lauded"}
    change(full_copy, "claim_actors", lambda rows: [*rows, row])
    found = [f for f in validate(full_copy).findings if f.rule == "credited-elsewhere"]
    assert [f.record for f in found] == ["CLM-0002/ACT-0001/lauded"]


def test_a_text_that_a_spreadsheet_would_run_is_refused(minimal_copy):
    options = "--label", "=1+1", "--definition", "A kind of place."
    arguments = "add", "code", "place_type", "annex", *options, "--package", minimal_copy
    done = run(*arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "a spreadsheet would run" in done.stderr


def test_counts_use_the_broader_code(minimal_copy):
    add(minimal_copy, "claim_type", "ultimatum", "--broader", "threat")
    set_cells(minimal_copy, "claims", claim_type="ultimatum")
    with open_package(minimal_copy) as package:
        counted = {count.name: dict(count.counts) for count in count_package(package).counts}
    assert counted["claim_type"] == {"threat": 1}


def test_a_package_has_its_own_schemes_and_crosswalks(full_copy):
    (full_copy / "schemas" / "schemes").mkdir(exist_ok=True)
    (full_copy / "schemas" / "schemes" / "own.csv").write_text("code,label\n1,State-based\n")
    assert add(full_copy, "scheme", "Own").returncode == 0
    added = {"scheme": "Own", "scheme_version": "1", "target": "1", "match": "broader"}
    row = {"codelist": "event_type", "code": "armed_attack", "notes": ""} | added
    path = full_copy / "schemas" / "crosswalks.csv"
    text = path.read_text("utf-8")
    columns = text.splitlines()[0].split(",")
    path.write_text(text + ",".join(row[name] for name in columns) + "\n", "utf-8")
    found = {f.rule for f in validate(full_copy).findings}
    assert "crosswalk-target" not in found
    path.write_text(text + ",".join((row | {"target": "9"})[c] for c in columns) + "\n", "utf-8")
    assert "crosswalk-target" in {f.rule for f in validate(full_copy).findings}
