"""Acceptance and quality as files of a release: escaped, whole, and loading nothing."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from support.releases import make_tables, write_release
from support.samples import hostile

from eventclaims import validate
from eventclaims.acceptance.results import (
    Acceptance,
    Result,
    Status,
    describe_outcome,
    to_html,
    to_text,
)
from eventclaims.coding.agreement import measure_agreement
from eventclaims.package.opening import open_package
from eventclaims.release.pages.quality import make_acceptance_files, make_quality
from eventclaims.release.release_input import read_release_input

HOSTILE = "<script>alert(1)</script>\x1b[2J | @someone {{ 7 * 7 }}"
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def make_result(text, status=Status.FAILED):
    return Result(
        name=text,
        severity="critical",
        against="previous",
        table=text,
        column=text,
        expectation="expect_column_kl_divergence_to_be_less_than",
        arguments={text: text},
        why=text,
        status=status,
        previous=text,
        asked=text,
        found=text,
        reason=text if status is Status.WAIVED else None,
        shares={text: (0.1, 0.2)},
    )


def make_acceptance(text):
    results = tuple(make_result(text, status) for status in Status)
    return Acceptance(text, text, text, text, results)


def check_page(page, text=HOSTILE, files=()):
    """Check that a page is whole, loads nothing, and shows hostile text as text."""
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")
    assert f'content="{POLICY}"' in page
    assert not re.search(
        r"<(script|img|link|iframe|object|base)|\s(src|on\w+)=|url\(|@import", page
    )
    assert {*re.findall(r'href="([^"]*)"', page)} == {
        *files,
        *(f"#{name}" for name in re.findall(r'href="#([^"]*)"', page)),
    }
    assert "\x1b" not in page
    if text == HOSTILE:
        assert "&lt;script&gt;" in page
        assert "{{ 7 * 7 }}" in page


@pytest.fixture(scope="module")
def quality(tmp_path_factory):
    """Give the files of the quality report of a release that means harm, by path."""
    folder = tmp_path_factory.mktemp("hostile") / "new"
    tables = make_tables()
    tables["actors"].append({"actor_id": HOSTILE})
    tables["sources"][0]["source_id"] = HOSTILE
    write_release(folder, tables, version=HOSTILE, name=HOSTILE)
    with open_package(folder) as package:
        release_input = read_release_input(package, epoch=0)
    report = replace(validate(folder), seconds=1.0)
    later = replace(report, seconds=2.0)
    accepted = make_acceptance(HOSTILE)
    files = {file.path: file.content for file in make_quality(release_input, report, accepted, {})}
    again = {file.path: file.content for file in make_quality(release_input, later, accepted, {})}
    assert files == again
    return files


def test_the_page_of_an_acceptance_shows_hostile_names_as_text():
    page = to_html(make_acceptance(HOSTILE)).decode()
    check_page(page)
    assert "\\x1b[2J" in page


@given(hostile)
def test_no_text_breaks_out_of_the_page_or_steers_the_terminal(text):
    acceptance = make_acceptance(text)
    check_page(to_html(acceptance).decode(), text)
    assert all(line.isprintable() for line in to_text(acceptance))


def test_the_json_of_an_acceptance_reads_back_as_it_was():
    files = {file.path: file for file in make_acceptance_files(make_acceptance(HOSTILE))}
    assert [*files] == ["acceptance.json", "acceptance.html"]
    read = json.loads(files["acceptance.json"].content)
    assert not read["accepted"]
    assert read["counts"] == {"failed": 1, "waived": 1, "passed": 1, "not compared": 1}
    assert read["expectations"][0]["shares"] == {HOSTILE: [0.1, 0.2]}
    assert {entry["name"] for entry in read["expectations"]} == {HOSTILE}


def test_the_quality_page_shows_hostile_names_as_text(quality):
    check_page(quality["quality.html"].decode(), files=["acceptance.html"])


def test_the_quality_markdown_shows_hostile_names_as_text(quality):
    text = quality["quality.md"].decode()
    assert "<script>" not in text
    assert "@someone" not in text
    assert "\x1b" not in text


def test_the_three_forms_of_the_quality_report_have_the_same_sections(quality):
    sections = json.loads(quality["quality.json"])["sections"]
    assert [section["id"] for section in sections] == [
        "validation",
        "acceptance",
        "coverage",
        "evidence",
        "agreement",
        "discrepancies",
        "missing-values",
    ]
    markdown, page = quality["quality.md"].decode(), quality["quality.html"].decode()
    assert re.findall(r"^## (.*)$", markdown, re.MULTILINE) == [s["title"] for s in sections]
    assert re.findall(r'<h2 id="(.*?)">', page) == [s["id"] for s in sections]


def test_the_quality_report_links_what_tells_more_of_the_acceptance(quality):
    assert '<a href="acceptance.html">acceptance.html</a>' in quality["quality.html"].decode()
    assert "\nMore in [acceptance.html](acceptance.html).\n" in quality["quality.md"].decode()


def test_the_quality_markdown_is_legible_as_text(minimal):
    with open_package(minimal) as package:
        release_input = read_release_input(package, epoch=0)
    files = make_quality(release_input, validate(minimal), make_acceptance("x"), {})
    text = {file.path: file.content.decode() for file in files}["quality.md"]
    assert "| sources.url |" in text
    assert "&#" not in text


def test_the_outcome_of_a_first_release_says_why_something_was_not_compared():
    first = replace(make_acceptance("x"), previous=None)
    assert len(describe_outcome(first)) > len(describe_outcome(make_acceptance("x")))


def test_the_quality_report_counts_what_the_tables_hold(minimal, full):
    with open_package(full) as package:
        release_input = read_release_input(package, epoch=0)
    rounds = {
        "data/coding": measure_agreement(full / "data", minimal / "data"),
        "data/coding/variables": measure_agreement(full / "data", full / "data"),
    }
    files = make_quality(release_input, validate(full), make_acceptance("x"), rounds)
    sections = {s["id"]: s for s in json.loads([*files][-1].content)["sections"]}
    assert sections["evidence"]["rows"][0] == ["sources", "3", "1", "33.3%", "1"]
    assert ["sources.notes", "3", "2", "66.7%"] in sections["missing-values"]["rows"]
    assert sections["agreement-units"]["rows"][0][:4] == ["sources", "3", "1", "1"]
    assert "agreement-variables-units" not in sections
    assert "given the same units" in sections["agreement-variables-fields"]["about"]
    assert "Valid: 0 errors" in sections["validation"]["about"]
    assert sections["coverage"]["rows"][1][2:] == ["114", "56.1%", "40.4%", "3.5%", "4"]
