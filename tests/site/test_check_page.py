"""The page to check a copy of a text: its data, its links, and its work in a browser."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect
from support import sites
from support.packages import TEXTS
from support.policies import check_policy
from support.scripts import CHROMIUM, open_page, read_data, verify_in_python

TEXT = (TEXTS / "sample-report.txt").read_text("utf-8")
ADDRESS = "#CLM-0002"
in_browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def page(full, tmp_path_factory):
    """Give the page of the package that uses every column."""
    site = sites.build(full, tmp_path_factory.mktemp("site") / "site")
    return site / "1.0.0" / "check.html"


def give(visit, page, tmp_path, name, content):
    """Return the page after a reader chose a file and it was compared."""
    copy = tmp_path / name
    copy.write_text(content, "utf-8")
    tab = visit().open(f"{page.as_uri()}{ADDRESS}")
    tab.set_input_files("#file", copy)
    expect(tab.locator("#outcome")).to_have_text(re.compile("[^…]$"), timeout=120_000)
    return tab.content()


def read_outcome(dom):
    return re.search(r'role="status">([^<]*)', dom)[1]


def test_the_page_may_run_its_own_script_and_load_nothing(page):
    text = page.read_text("utf-8")
    check_policy(text)


def test_every_field_of_the_form_has_a_label(page):
    text = page.read_text("utf-8")
    for name in ("file", "paste", "document"):
        assert f'<label for="{name}">' in text
    assert 'role="status"' in text


def test_the_data_name_each_document_and_the_row_of_each_span(full):
    data = read_data(full)
    documents = {document["id"]: document for document in data["documents"]}
    assert list(documents) == ["SRC-0001", "SRC-0002"]
    assert documents["SRC-0001"]["name"] == "sample-report"
    assert len(documents["SRC-0001"]["spans"]) == 21
    spans = {span[0]: span for span in documents["SRC-0001"]["spans"]}
    assert spans["EVD-0009"][2:7] == ["date_latest", 1, 0, 47, 52]
    row = data["rows"][spans["EVD-0016"][1]]
    assert (row["id"], row["link"]) == ("CLM-0002", "claims/CLM-0002.html")
    assert spans["EVD-0007"][4] == 1
    [uncoded] = [span for span in documents["SRC-0002"]["spans"] if not span[3]]
    assert data["rows"][uncoded[1]]["words"] == "Repetition"


def test_a_row_with_evidence_leads_to_the_page(page):
    links = sites.read_pages(page.parents[1])["1.0.0/claims/CLM-0002.html"].links
    assert "../check.html#CLM-0002" in links


@in_browser
def test_in_a_browser_an_exact_copy_is_marked_and_linked(page, visit, tmp_path):
    dom = give(visit, page, tmp_path, "copy.txt", TEXT)
    assert read_outcome(dom) == "SRC-0001: 21 passages, 21 exact, 0 moved, 0 missing."
    assert "identical to the text that was coded" in dom
    words = re.sub(r"<[^>]*>", "", dom.partition('<div class="copy">')[2])
    assert "We hit the depot" in words
    assert '<a href="claims/CLM-0002.html" dir="auto">' in dom
    assert "Passages of CLM-0002" in dom


@in_browser
def test_in_a_browser_a_saved_page_of_another_copy_has_moved_and_missing_passages(
    page, full, visit, tmp_path
):
    text = TEXT.replace("rockets", "missiles").replace("\n", "</p>\n<p>")
    content = f"<head><title>x</title></head><p>Extra &eacute;&nbsp;😀 &lt;p&gt;</p><p>{text}</p>"
    dom = give(visit, page, tmp_path, "copy.HTML", content)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "copy.HTML").write_text(content, "utf-8")
    spans = verify_in_python(full, tmp_path / "texts")["SRC-0001"]["spans"]
    outcomes = Counter(span[1] for span in spans)
    assert read_outcome(dom) == (
        f"SRC-0001: 21 passages, {outcomes['exact']} exact, {outcomes['moved']} moved, "
        f"{outcomes['missing']} missing."
    )
    assert {"moved", "missing"} <= {*outcomes}
    found = [span for span in spans if span[2] is not None]
    assert all(f"at {start}\u2013{end}</a>" in dom for _, _, start, end in found)
    assert '<mark class="gap">Extra é&nbsp;' in dom
    assert "😀 &lt;p</mark>&gt;" in dom


@in_browser
def test_in_a_browser_a_wrong_text_is_refused_and_the_page_itself_starts(page, visit, tmp_path):
    assert read_outcome(give(visit, page, tmp_path, "x.txt", "Other words.")).startswith(
        "This is the text of no document"
    )
    untouched = open_page(page, ADDRESS)
    assert read_outcome(untouched) == ""
    assert '<div id="check">' in untouched
