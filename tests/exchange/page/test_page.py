"""The coding page is one file that loads nothing, with all that a coder needs as data."""

import json
import re

import pytest
from support.coding_pages import write_page
from support.commands import run
from support.packages import ROOT
from support.policies import check_policy, split_script
from support.workbooks import create_example, replace

from eventclaims.errors import EventClaimsError
from eventclaims.exchange.page.page import make_data
from eventclaims.package.opening import open_package
from eventclaims.package.report_text import find_marked

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u202e{{ 1 }}"


@pytest.fixture(scope="module")
def data(example):
    """Give the data of the page of the example."""
    with open_package(example) as opened:
        return make_data(opened, example / "texts")


def find(listed, name):
    (found,) = (each for each in listed if each["name"] == name)
    return found


def test_the_page_may_run_its_own_script_and_load_nothing(example, tmp_path):
    text = write_page(example, tmp_path / "page").read_text("utf-8")
    check_policy(text)
    script = split_script(text)
    assert not re.search("https?://", script.partition("startPage({")[0])
    assert not re.search(r"<(?:link|img|iframe|object)\b|url\(|@import", text)


def test_no_name_is_declared_twice_in_the_scripts_of_the_page(example, tmp_path):
    script = split_script(write_page(example, tmp_path / "page").read_text("utf-8"))
    names = re.findall(r"^(?:async )?(?:function|const|let) (\w+)", script, re.MULTILINE)
    assert len(names) > 100
    assert [name for name in {*names} if names.count(name) > 1] == []


def test_the_page_says_that_it_contains_report_text(example, tmp_path):
    page = write_page(example, tmp_path / "page")
    text = page.read_text("utf-8")
    assert '<meta name="contains-report-text"' in text
    assert "<b>This page contains report text.</b>" in text
    assert [*find_marked(page.parent, ["coding.html"])] == ["coding.html"]


def test_the_same_package_gives_the_same_page(example, tmp_path):
    pages = [write_page(example, tmp_path / name).read_bytes() for name in ("one", "two")]
    assert pages[0] == pages[1]


def test_hostile_texts_cannot_end_the_script(package, tmp_path):
    replace(package / "data" / "claims.csv", "Group A fired the rockets.", f'"{HOSTILE}"')
    (package / "texts" / "more.txt").write_text(HOSTILE, "utf-8")
    text = write_page(package, tmp_path / "page").read_text("utf-8")
    assert text.count("</script>") == text.count("<script") == 1
    assert text.count("<img") == 0


def test_a_field_has_what_its_schema_says(data):
    claims = find(data["tables"], "claims")
    assert (claims["prefix"], claims["key"], claims["describing"]) == (
        "CLM",
        ("claim_id",),
        "summary",
    )
    claim_type = find(claims["fields"], "claim_type")
    assert claim_type["isRequired"]
    assert claim_type["codes"][0] == "threat"
    assert find(claims["fields"], "statement_id")["target"] == "statements"
    assert find(claims["fields"], "statement_id")["pattern"] == "STM-[0-9]{4,}"
    summary = find(claims["fields"], "summary")
    assert (summary["isRequired"], summary["isNeeded"]) == (False, True)
    assert find(find(data["tables"], "evidence")["fields"], "token_sha256")["isDerived"]
    assert find(data["tables"], "claim_actors")["owner"] == "claims"
    assert find(data["tables"], "events")["interval"]["latest"] == "date_latest"


def test_what_the_level_requires_is_needed(package):
    descriptor = package / "datapackage.json"
    replace(descriptor, '"level": "anchored"', '"level": "core"')
    with open_package(package) as opened:
        claims = find(make_data(opened, package / "texts")["tables"], "claims")
    assert not find(claims["fields"], "summary")["isNeeded"]


def test_a_code_has_its_definition_an_example_and_a_near_miss(data):
    threat = data["codes"]["claim_type"][0]
    rows = (ROOT / "schemas" / "code_examples.csv").read_text("utf-8")
    assert threat[:2] == ["threat", "Threat"]
    assert threat[2].startswith("Announces harm")
    assert threat[3] in rows
    assert threat[4] in rows


def test_a_text_has_the_row_of_its_document(data, package):
    (text,) = data["texts"]
    assert (text["name"], text["source"], text["isCopy"]) == ("northtown-report", "SRC-0001", False)
    path = package / "texts" / "northtown-report.txt"
    path.write_text(path.read_text("utf-8") + "More.", "utf-8")
    with open_package(package) as opened:
        (text,) = make_data(opened, package / "texts")["texts"]
    assert text["isCopy"]


def test_ids_continue_after_those_that_were_used(data):
    assert (data["highest"]["CLM"], data["highest"]["EVD"]) == (5, 29)


def test_a_folder_without_texts_is_one_line(example, tmp_path):
    with (
        open_package(example) as opened,
        pytest.raises(EventClaimsError, match="has no texts"),
    ):
        make_data(opened, tmp_path)


def test_two_texts_of_one_name_are_one_line(package):
    (package / "texts" / "northtown-report.html").write_text("<p>More", "utf-8")
    with (
        open_package(package) as opened,
        pytest.raises(EventClaimsError, match="two texts are named 'northtown-report'"),
    ):
        make_data(opened, package / "texts")


def test_the_command_writes_the_page(example, tmp_path):
    done = run("coding", "page", example, tmp_path / "out", "--texts", example / "texts")
    path = tmp_path / "out" / "coding.html"
    assert (done.returncode, done.stdout) == (
        0,
        f"{path}: written; it contains report text, so do not publish it\n",
    )
    assert "page" in run("coding", "--help").stdout


def test_an_own_table_with_ids_is_part_of_the_page(tmp_path):
    package = create_example(tmp_path / "own")
    schema = {
        "fields": [
            {
                "name": "tag_id",
                "title": "Tag id",
                "type": "string",
                "constraints": {"required": True, "pattern": "TAG-[0-9]{4,}"},
            },
            {"name": "claim_id", "type": "string", "title": "Claim"},
        ],
        "primaryKey": ["tag_id"],
        "foreignKeys": [
            {
                "fields": ["claim_id"],
                "reference": {"resource": "claims", "fields": ["claim_id"]},
            }
        ],
    }
    descriptor = package / "datapackage.json"
    content = json.loads(descriptor.read_text("utf-8"))
    content["resources"].append({"name": "tags", "path": "data/tags.csv", "schema": schema})
    descriptor.write_text(json.dumps(content), "utf-8")
    (package / "data" / "tags.csv").write_text("tag_id,claim_id\n", "utf-8")
    with open_package(package) as opened:
        data = make_data(opened, package / "texts")
    tags = find(data["tables"], "tags")
    assert (tags["prefix"], find(tags["fields"], "claim_id")["target"]) == ("TAG", "claims")
