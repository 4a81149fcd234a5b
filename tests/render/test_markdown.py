"""Markdown: a table for each rule, whose cells show as they stand in the file."""

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from support.samples import RULE, check_golden, hostile, make_finding, make_report, make_sample

from eventclaims.render.escaping import escape, escape_markdown
from eventclaims.render.markdown_report import render_markdown_report

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def render(report):
    return "\n".join(render_markdown_report(report))


def list_texts(report):
    """Return the headings, paragraphs and cells as a reader sees them."""
    return [token for token in READER.parse(render(report)) if token.type == "inline"]


def list_blocks(report):
    return [token.type for token in READER.parse(render(report))]


def test_the_markdown_of_a_broken_package_is_as_it_was(tmp_path):
    check_golden("report.md", render(make_sample(tmp_path)) + "\n")


def test_a_finding_is_a_row_with_its_exact_place():
    cell = "| data/a.csv&#58;2&#58;7 | 2 | a | a | a | a is wrong |"
    assert cell in render(make_report(make_finding(cell="a"))).splitlines()


def test_a_rule_says_why_and_what_to_do():
    content = render(make_report(make_finding()))
    rule = RULE["type-error"]
    assert f"## type-error\n\n{rule.title}. *Error.*\n\n**Why:** {rule.why}\n" in content
    assert f"**What to do:** {rule.fix}\n" in content


def test_the_listed_findings_of_a_rule_are_shown_and_the_rest_is_counted():
    content = render(make_report(*(make_finding(row=n) for n in range(2, 152)), listed=100))
    assert content.count("is wrong") == 100
    assert content.endswith("… and 50 more of type-error")


def test_a_report_without_findings_says_so_and_has_no_table():
    content = render(make_report())
    assert "**valid: 0 errors, 0 warnings, 0 notes**" in content
    assert "|" not in content


@given(hostile)
def test_no_cell_changes_the_shape_of_the_page_or_becomes_markup(cell):
    report = make_report(make_finding(cell=cell), cell=cell)
    assert list_blocks(report) == list_blocks(make_report(make_finding()))
    for token in list_texts(report):
        kinds = {child.type for child in token.children}
        assert kinds <= {"text", "text_special", "strong_open", "strong_close", "em_open"} | {
            "em_close"
        }
    shown = ["".join(child.content for child in t.children) for t in list_texts(report)]
    assert escape(cell).strip() in [text.replace("\u200b", "").strip() for text in shown]


@given(hostile)
def test_no_cell_becomes_a_link_or_a_mention(cell):
    content = render(make_report(make_finding(cell=cell), cell=cell))
    assert not [sign for sign in ("@", "://", "www.", "WWW.", "<") if sign in content]


@pytest.mark.parametrize(
    "text",
    [
        "Valid: 0 errors",
        "claims.claim_type",
        "10%: 2020",
        "Q & A",
        "at 12:00 a.m.",
        "No! Yes",
        "the group's (first) - 1. +2 = 3; 'a' \"b\"?",
    ],
)
def test_signs_that_can_act_on_nothing_stay_as_they_are(text):
    assert escape_markdown(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("_a_", "_a_"),
        ("a__b_", "__"),
        ("x :smile: y", ":smile:"),
        ("10:100:20", ":100:"),
        (":100: x", ":100:"),
        ("http://x", "p:"),
        ("mailto:x", "o:"),
        (": x", ": "),
        ("!!! note", "! "),
        ("a ! [b](c)", "!"),
        ("R&amp;B", "&amp;"),
        ("C:\\*a*", "\\*a*"),
    ],
)
def test_signs_that_could_act_do_not_stay(text, kept):
    assert kept in text
    assert kept not in escape_markdown(text).replace("\\_", "&").replace("\\*", "&")
    (token,) = [t for t in READER.parse(escape_markdown(text)) if t.type == "inline"]
    assert "".join(child.content for child in token.children) == text
