"""The pages for Hypothesis have exactly the characters of the texts, as a browser counts them."""

import pytest
from support.annotating import make_package, open_tool
from support.browser import needs_browser, start_browser

from eventclaims.exchange.annotations.export import make_export
from eventclaims.package.opening import open_package

pytestmark = needs_browser
TEXTS = (
    "\n\n One\r\ntwo\rthree\n",
    "😀 e\u0301 مرحبا \u202e\u200b\ufeff &amp; <b>not bold</b> </body><script>alert(1)</script>",
    "  ends with white space \r\n\t ",
)


@pytest.fixture(scope="module")
def browser():
    """Give a browser."""
    with start_browser() as started:
        yield started


@pytest.mark.parametrize("text", TEXTS)
def test_a_browser_counts_the_same_positions(text, example, browser, tmp_path):
    spans = [(0, len(text)), (3, 7), (len(text) - 3, len(text))]
    package = make_package(example, tmp_path / "p", text, spans)
    with open_package(package) as opened:
        files = make_export(opened, "hypothesis", package / "texts").files
    page = tmp_path / "SRC-0001.html"
    page.write_bytes(files["pages/SRC-0001.html"])
    (tmp_path / "annotations.json").write_bytes(files["annotations.json"])
    tab = browser.new_page()
    tab.goto(page.as_uri())
    assert tab.evaluate("document.body.textContent") == text
    for one in open_tool(tmp_path / "annotations.json").annotations:
        position, words = one["target"][0]["selector"]
        cut = f"document.body.textContent.slice({position['start']}, {position['end']})"
        assert tab.evaluate(cut) == words["exact"]
    tab.close()
