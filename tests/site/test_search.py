"""The search: its rows, its table and its file, also in a browser."""

import csv
import io
import json
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

import pytest
from support import sites
from support.scripts import CHROMIUM, NODE, evaluate, open_page

from eventclaims.package.opening import open_package
from eventclaims.render.scripts import read_script
from eventclaims.site.edition import make_edition
from eventclaims.site.search import list_items
from eventclaims.tables.cells import FORMULA, is_formula

in_node = pytest.mark.skipif(NODE is None, reason="node is not installed")
in_browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
CELLS = [
    *("=1+1", "+A1", "-5", "@name", "@SUM(A1)", "-1-HYPERLINK(A1)", "+1-202", "\uff1dA1", "x=1"),
    *('a "b", c', "", "\u0643\u062a\u0627\u0626\u0628"),
]


@pytest.fixture(scope="module")
def page(full, tmp_path_factory):
    """Give the page of the package that uses every column."""
    return sites.build(full, tmp_path_factory.mktemp("site") / "site") / "1.0.0" / "search.html"


def run(body, value):
    return evaluate(body, value, read_script("site/filters.js") + read_script("site/search.js"))


def list_found(dom):
    """Return the ids in the table of results."""
    return re.findall(r'<th class="id"[^>]*><a href="[^"]*">([^<]*)', dom)


def read_outcome(dom):
    return re.search(r'id="outcome"[^>]*>([^<]*)', dom)[1]


def make_rows(*cells):
    columns = "[{ title: 'A', read: (row) => row }, { title: 'B', read: () => '1' }]"
    return f"const cells = listCells({json.dumps(cells)}, {columns}, value);"


def test_the_rows_have_every_spelling_of_an_actor_and_the_labels_of_codes(full):
    with open_package(full) as package:
        edition = make_edition(package)
    items = {item.record: item for item in list_items(edition)}
    spellings = [row["name"] for row in edition.rows.list_rows("actor_names", actor_id="ACT-0001")]
    assert spellings
    assert all(name in items["ACT-0001"].notes for name in spellings)
    assert items["CLM-0002"].notes.startswith("Threat")
    assert items["CLM-0002"].words
    assert "NAM-0001" not in items


def test_the_page_allows_only_its_own_script_and_has_a_label_for_every_field(page):
    text = page.read_text("utf-8")
    script = text.partition("<script>")[2].partition("</script>")[0]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    for field in re.findall(r"<(?:input|select) [^>]*>", text):
        name = re.search(r' id="([^"]*)"', field)
        is_labelled = name and f'<label for="{name[1]}">' in text
        assert is_labelled or "aria-label=" in field or 'type="hidden"' in field, field
    assert re.search(r'tabindex="0" role="region" aria-label="[^"]+"', text)
    assert "<caption>" in text


def test_without_javascript_the_page_leads_to_the_tables(page):
    text = page.read_text("utf-8").partition("<noscript>")[2].partition("</noscript>")[0]
    assert "The search needs JavaScript" in text
    assert '<a href="claims/index.html">Claims</a>' in text
    assert '<form id="filters" role="search" aria-label="Rows" hidden>' in page.read_text("utf-8")


@in_node
def test_a_file_has_an_apostrophe_before_each_formula_and_is_read_as_csv():
    written = run(f"{make_rows(*CELLS)} return writeCsv(cells);", FORMULA.pattern)
    assert written.startswith("\ufeff")
    rows = [*csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""))]
    assert rows[0] == ["A", "B"]
    assert [row[0] for row in rows[1:]] == [f"'{c}" if is_formula(c) else c for c in CELLS]
    assert "'=1+1" in written
    assert "'-5" not in written
    copied = run(f"{make_rows(*CELLS)} return writeTsv(cells);", FORMULA.pattern)
    assert [line.split("\t") for line in copied.split("\n")] == rows


@in_node
def test_rows_are_sorted_by_number_with_empty_cells_last_in_both_orders():
    body = """const columns = [{ name: "a", read: (row) => row }];
      return value.map((order) => sortRows(["x10", "", "x9", "y"], columns, order));"""
    assert run(body, ["a", "-a", "other"]) == [
        ["x9", "x10", "y", ""],
        ["y", "x10", "x9", ""],
        ["x10", "", "x9", "y"],
    ]


@in_browser
def test_in_a_browser_the_address_has_the_words_filters_and_order(page):
    dom = open_page(page, "#claim_type=threat&table=claims")
    assert list_found(dom)[0] == "CLM-0002"
    assert read_outcome(dom) == f"{len(list_found(dom))} rows" or read_outcome(dom) == "1 row"
    assert '<a href="claims/CLM-0002.html">' in dom
    orders = [list_found(open_page(page, f"#table=claims&sort={s}id")) for s in ("", "-")]
    assert orders[0] == sorted(orders[0]) == orders[1][::-1]
    assert len(orders[0]) > 2
    assert list_found(open_page(page)) == []
    assert list_found(open_page(page, "#table=nothing&q=%20")) == []


@in_browser
def test_in_a_browser_a_choice_is_a_step_of_the_history_and_letters_are_not(page):
    script = """const [q, type] = ["q", "f-claim_type"].map((id) => document.getElementById(id));
      const start = history.length; const log = [];
      const input = (field, value) => {
        field.value = value; field.dispatchEvent(new Event("input", { bubbles: true }));
        return new Promise((resolve) => setTimeout(resolve, 1000));
      };
      const note = () => log.push(`${history.length - start} ${location.hash}`);
      (async () => {
        await input(q, "g"); await input(q, "group"); note();
        await input(type, "threat"); note();
        history.back(); await new Promise((resolve) => setTimeout(resolve, 1000)); note();
        log.push(type.value, q.value);
        document.title = log.join("|");
      })();"""
    title = re.search(r"<title>([^<]*)", open_page(page, "", script))[1]
    assert unescape(title) == "0 #q=group|1 #q=group&claim_type=threat|1 #q=group||group"


@in_browser
def test_in_a_browser_the_file_has_all_rows_and_the_table_the_first(page, tmp_path):
    copy = tmp_path / "search.html"
    copy.write_text(page.read_text("utf-8").replace("const PAGE = 100", "const PAGE = 1"), "utf-8")
    script = copy.read_text("utf-8").partition("<script>")[2].partition("</script>")[0]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    text = re.sub("script-src 'sha256-[^']*'", f"script-src 'sha256-{digest}'", copy.read_text())
    copy.write_text(text, "utf-8")
    act = """URL.createObjectURL = (blob) => { blob.text().then((text) => {
        document.title = JSON.stringify(text); }); return "#table=claims"; };
      document.getElementById("more").click(); document.getElementById("download").click();"""
    dom = open_page(copy, "#table=claims", act)
    rows = [*csv.DictReader(io.StringIO(json.loads(unescape(re.search("<title>(.*)</t", dom)[1]))))]
    whole = list_found(open_page(page, "#table=claims"))
    assert len(whole) > 2
    assert [row["ID"] for row in rows] == whole
    assert list_found(dom) == whole[:2]
    assert read_outcome(dom) == f"{len(whole)} rows, the first 1 are shown"
    assert rows[0].keys() >= {"What", "Said by", "First day", "Last day", "Claim type", "Report"}
    assert f"{len(whole)} rows in full-1.0.0.csv" in dom
