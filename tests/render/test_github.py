"""GitHub: ten annotations a severity, the log fenced off, and a summary that fits."""

import re

import pytest
from hypothesis import given
from support.samples import (
    RULE,
    check_golden,
    hostile,
    make_finding,
    make_report,
    make_sample,
)

from eventclaims import EventClaimsError
from eventclaims.render import github
from eventclaims.render.text import render_text

ANNOTATION = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")
FOLDED = ("hash-count", "byte-count")
ERRORS = [r.id for r in RULE.values() if r.severity == "error" and r.id not in FOLDED]


def render(report, **how):
    lines = [line for line, _ in render_text(report)]
    return list(github.render_github(report, lines, fence="fence", **how))


def read(line):
    """Read an annotation as GitHub's runner does."""
    severity, properties, message = ANNOTATION.fullmatch(line).groups()
    parts = dict(part.split("=", 1) for part in properties.split(","))
    for sign, code in ((":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        parts = {name: part.replace(code, sign) for name, part in parts.items()}
        message = message.replace(code, sign) if sign not in ":," else message
    return severity, parts, message


def list_annotations(report):
    lines = render(report)
    return [read(line) for line in lines[: lines.index("::stop-commands::fence")]]


def test_the_annotations_of_a_broken_package_are_as_they_were(tmp_path):
    lines = render(make_sample(tmp_path), folder="packages/minimal/")
    check_golden("report.github.txt", "\n".join(lines) + "\n")


def test_an_annotation_names_file_line_column_and_rule():
    lines = render(make_report(make_finding(cell="a: b, 5%")), folder="packages/a,b/")
    severity, parts, message = read(lines[0])
    assert severity == "error"
    assert parts == {
        "file": "packages/a,b/data/a: b, 5%.csv",
        "line": "2",
        "col": "7",
        "title": f"type-error: {RULE['type-error'].title}",
    }
    assert message.splitlines() == [
        "a: b, 5% is wrong",
        "row 2, record a: b, 5%, field a: b, 5%, value a: b, 5%",
        RULE["type-error"].fix,
    ]


def test_a_rule_with_many_findings_gets_ten_annotations_and_the_last_counts_the_rest():
    shown = list_annotations(make_report(*(make_finding(row=n) for n in range(2, 30))))
    assert [parts["line"] for _, parts, _ in shown] == [str(n) for n in range(2, 12)]
    assert ["… and 18 more of type-error" in message for *_, message in shown] == [False] * 9 + [
        True
    ]


def test_every_rule_gets_one_annotation_before_any_gets_a_second():
    many = [make_finding("type-error", row=n) for n in range(2, 30)]
    few = [make_finding(rule) for rule in ("foreign-key", "no-evidence")]
    shown = list_annotations(make_report(*many, *few))
    rules = [parts["title"].split(":")[0] for _, parts, _ in shown]
    assert rules == ["type-error"] * 8 + ["foreign-key", "no-evidence"]


def test_more_rules_than_annotations_are_named_in_the_last_one():
    shown = list_annotations(make_report(*(make_finding(rule) for rule in ERRORS[:14])))
    assert len(shown) == 10
    assert shown[-1][1] == {"title": "5 more of other rules"}
    assert shown[-1][2].split(", ") == ERRORS[9:14]


def test_hashes_and_sizes_are_one_annotation_after_the_others():
    changed = [make_finding(rule) for rule in FOLDED]
    many = [make_finding("type-error", row=n) for n in range(2, 30)]
    shown = list_annotations(make_report(*changed, *many))
    assert [parts.get("line") for _, parts, _ in shown] == [str(n) for n in range(2, 11)] + [None]
    assert shown[-1] == (
        "error",
        {"file": "datapackage.json", "title": "hash-count"},
        "1 file differs from datapackage.json: run eventclaims derive",
    )
    shown = list_annotations(make_report(*changed, *map(make_finding, ERRORS[:14])))
    assert len(shown) == 10
    assert shown[-2][2].split(", ") == ERRORS[8:14]


def test_each_severity_has_ten_of_its_own():
    rules = ("type-error", "row-order", "not-checked")
    report = make_report(*(make_finding(rule, row=n) for rule in rules for n in range(2, 20)))
    severities = [severity for severity, *_ in list_annotations(report)]
    assert severities == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10


@given(hostile)
def test_no_cell_adds_an_annotation_or_ends_the_fence(cell):
    report = make_report(make_finding(cell=cell), cell=cell)
    lines = render(report)
    assert [line.startswith("::") for line in lines] == [True, True, *[False] * 4, True]
    severity, parts, message = read(lines[0])
    assert (severity, set(parts)) == ("error", {"file", "line", "col", "title"})
    assert len(message.splitlines()) == 3
    "\n".join(lines).encode()


def test_a_summary_is_added_to_what_the_file_holds(tmp_path):
    path = tmp_path / "summary.md"
    path.write_text("before\n", "utf-8")
    github.append_summary(path, "# Validation\n")
    assert path.read_text("utf-8") == "before\n# Validation\n"


def test_a_summary_too_long_is_cut_at_a_line_and_says_so(tmp_path):
    path = tmp_path / "summary.md"
    path.write_text("x" * 1000, "utf-8")
    github.append_summary(path, "| مرحبا |\n" * 200_000)
    content = path.read_bytes()
    assert 1024 * 1024 - 200 < len(content) < 1024 * 1024
    assert content.decode().endswith("| مرحبا |\n\n" + github._TRUNCATED.strip() + "\n")  # noqa: SLF001


def test_a_full_summary_stays_as_it_is(tmp_path):
    path = tmp_path / "summary.md"
    path.write_bytes(b"x" * 1024 * 1024)
    github.append_summary(path, "# Validation\n")
    assert path.stat().st_size == 1024 * 1024


def test_a_summary_that_cannot_be_written_is_an_error_in_one_line(tmp_path):
    with pytest.raises(EventClaimsError, match=r"^none: .*not a regular file"):
        github.append_summary(tmp_path.joinpath("none").mkdir() or tmp_path / "none", "x")
