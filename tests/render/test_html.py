"""HTML: one page without scripts or addresses, each finding beside its row."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from support.samples import RULE, check_golden, hostile, make_finding, make_report, make_sample

from eventclaims.render.escaping import escape
from eventclaims.render.html import render_html

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text in each."""

    def __init__(self, content):
        super().__init__(convert_charrefs=True)
        self.tags, self.open, self.texts = [], [], []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note a tag and its attributes."""
        self.tags.append((tag, attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """See that a tag closes the one that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Note a text and the tag that it stands in."""
        if self.open:
            self.texts.append((self.open[-1], data))

    def list_texts(self, tag):
        """Return the texts of a tag."""
        return [data for name, data in self.texts if name == tag]


def read(report):
    page = Page(render_html(report))
    assert page.open == []
    return page


def test_the_html_of_a_broken_package_is_as_it_was(tmp_path):
    check_golden("report.html", render_html(make_sample(tmp_path)) + "\n")


def test_a_finding_stands_beside_its_row_with_the_faulty_cell_marked():
    report = replace(
        make_report(make_finding(cell="deadline"), cell="deadline"),
        cells={("claims", 2): ("CLM-0001", "tomorrow", "")},
    )
    page = read(report)
    assert page.list_texts("h3") == ["data/deadline.csv, line 2, column 7"]
    assert page.list_texts("th")[3:] == ["claim_id", "▶ deadline"]
    assert page.list_texts("td")[-2:] == ["CLM-0001", "tomorrow"]
    rows = [attrs for tag, attrs in page.tags if tag == "tr"][-2:]
    assert rows == [[], [("class", "faulty")]]


@pytest.mark.parametrize(
    ("cells", "shown"), [(("CLM-0001", ""), "empty"), (("CLM-0001",), "missing")]
)
def test_a_faulty_cell_that_is_empty_or_missing_is_marked_too(cells, shown):
    finding = make_finding(cell="deadline")
    report = replace(make_report(finding, cell="deadline"), cells={("claims", 2): cells})
    page = read(report)
    assert ("em", shown) in page.texts
    assert page.list_texts("th")[-1] == "▶ deadline"


def test_a_cell_beyond_the_columns_is_shown_as_such():
    report = make_report(make_finding(cell="x"), cell="x")
    page = read(replace(report, cells={("claims", 2): ("a", "b", "c", "more")}))
    assert page.list_texts("th")[-1] == "beyond the columns"
    assert page.list_texts("td")[-1] == "more"


def test_a_finding_without_a_row_stands_alone():
    report = make_report(replace(make_finding(), table=None, row=None, line=None, column=None))
    assert ("table", [("class", "row")]) not in read(report).tags


def test_a_rule_says_why_and_what_to_do():
    texts = [data.strip() for _, data in read(make_report(make_finding())).texts]
    assert RULE["type-error"].why in texts
    assert RULE["type-error"].fix in texts


def test_the_listed_findings_of_a_rule_are_shown_and_the_rest_is_counted():
    content = render_html(make_report(*(make_finding(row=n) for n in range(2, 152)), listed=100))
    assert content.count("<article>") == 100
    assert "… and 50 more of type-error" in content


def test_a_report_without_findings_says_so():
    assert "No findings." in [text for _, text in read(make_report()).texts]


def test_the_page_needs_no_network_and_no_script():
    page = read(make_report(make_finding("row-order"), make_finding("type-error")))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert ("meta", [("http-equiv", "Content-Security-Policy"), ("content", policy)]) in page.tags
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"}
    addresses = [
        value for _, attrs in page.tags for name, value in attrs if name in {"href", "src"}
    ]
    assert addresses == ["#rule-row-order", "#rule-type-error"]
    style = render_html(make_report()).partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_can_be_heard_as_well_as_seen():
    page = read(make_report(make_finding()))
    assert ("html", [("lang", "en")]) in page.tags
    assert [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)] == ["h1", "h2", "h2", "h3"]
    assert all(("scope" in dict(attrs)) for tag, attrs in page.tags if tag == "th")
    names = {value for _, attrs in page.tags for name, value in attrs if name == "id"}
    assert {dict(a)["aria-labelledby"] for t, a in page.tags if t in {"nav", "section"}} <= names
    assert "caption" in {tag for tag, _ in page.tags}


def measure_light(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_text_stands_out_from_what_is_behind_it_by_day_and_by_night():
    palettes = re.findall(r"(?:--[a-z]+: #[0-9a-f]{6};\s*){8,}", render_html(make_report()))
    assert len(palettes) == 2
    for palette in palettes:
        colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", palette))
        for ink in ("text", "faint", "error", "warning", "note", "good"):
            for ground in ("page", "panel"):
                lights = sorted(measure_light(colours[name]) for name in (ink, ground))
                assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, (ink, ground)
        lights = sorted(measure_light(colours[name]) for name in ("text", "mark"))
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5


@given(hostile)
def test_no_cell_changes_the_tags_of_the_page(cell):
    page = read(make_report(make_finding(cell=cell), cell=cell))
    assert page.tags == read(make_report(make_finding())).tags
    assert escape(cell) in page.list_texts("td")[-1]
    assert "\x1b" not in render_html(make_report(make_finding(cell=cell), cell=cell))
