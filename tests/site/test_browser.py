"""A site in a browser: pages of every kind, by window, colours, keyboard and transport."""

import json

import pytest
from support import sites
from support.browser import cover, list_kinds, needs_axe, needs_browser, serve
from support.packages import TEXTS

pytestmark = needs_browser
# 320 px is a window of 1280 px at a zoom of 400 %.
WIDTHS = (1280, 768, 360, 320)
FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']"
# The words that are seen, except for heads of tables, which narrow windows may hide.
SEEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (data.trim() && parentElement.checkVisibility() && !parentElement.closest("thead, script"))
      found.push(data.trim());
  }
  return found;
}"""
# Texts that a box cuts off, and boxes that scroll to the side and have no name for it.
CUT = """() => [...document.querySelectorAll("main *")].filter((each) => {
  if (each.scrollWidth <= each.clientWidth + 1 || !each.clientWidth) return false;
  const { overflowX } = getComputedStyle(each);
  const isRegion = each.tabIndex === 0 && each.role === "region";
  return overflowX !== "visible" && !isRegion && !each.closest("svg, select, .unseen");
}).map((each) => each.outerHTML.slice(0, 100))"""
# The contrast of texts in pictures, which axe does not measure, with the page or their box.
CONTRAST = """() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const page = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll("svg text")].flatMap((text) => {
    const box = text.parentElement.querySelector(":scope > rect");
    const fill = box && getComputedStyle(box).fill;
    const both = [getComputedStyle(text).fill, fill && fill !== "none" ? fill : page].map(light);
    const ratio = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
    return ratio < 4.5 ? [`contrast ${ratio.toFixed(2)}: ${text.outerHTML}`] : [];
  });
}"""
# Where each element that the keyboard should reach is in their order, and whether it is visible.
MARK = f"""() => [...document.querySelectorAll("{FOCUSABLE}")]
  .filter((each) => each.checkVisibility() && !each.disabled)
  .map((each, n) => {{ each.dataset.stop = n; return each.outerHTML.slice(0, 80); }})"""
FOCUSED = """() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  const isSeen = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  return [Number(document.activeElement.dataset.stop ?? -1), isSeen];
}"""
MOVING = """() => [
  ...document.getAnimations().map(() => "animation"),
  ...[...document.querySelectorAll("*")]
    .filter((each) => parseFloat(getComputedStyle(each).transitionDuration) > 0)
    .map((each) => `transition: ${each.tagName}`),
  ...(getComputedStyle(document.documentElement).scrollBehavior === "auto" ? [] : ["scrolling"]),
]"""


@pytest.fixture(scope="module", params=["few", pytest.param("all", marks=pytest.mark.long)])
def kinds(dataset_site, request):
    """Give the smallest and the largest page of each kind, or of kinds that have every element."""
    found = list_kinds(dataset_site)
    assert len(found) > 15
    return found if request.param == "all" else cover(dataset_site, found)


@pytest.fixture(scope="module")
def check_page(full, tmp_path_factory):
    """Give the page to check a copy, of the package that has a text."""
    site = sites.build(full, tmp_path_factory.mktemp("check") / "site")
    return (site / "1.0.0" / "check.html").as_uri()


def read_hash(tab):
    return tab.evaluate("location.hash")


def tab_to(tab, selector):
    """Press Tab until an element has the focus, and return it."""
    for _ in range(100):
        if tab.evaluate(f"document.activeElement.matches({json.dumps(selector)})"):
            return tab.locator(selector)
        tab.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {selector}")


@needs_axe
@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "dark"), pytest.param(1280, "light", marks=pytest.mark.long)]
)
def test_no_kind_of_page_violates_a_rule_of_accessibility(
    dataset_site, kinds, visit, width, scheme
):
    visited = visit(width, scheme)
    for name, _ in kinds:
        tab = visited.open((dataset_site / name).as_uri())
        for words in tab.evaluate(CONTRAST):
            visited.complain(words)
        visited.run_axe()


def test_every_kind_of_page_fits_every_window(dataset_site, kinds, visit):
    visited = visit()
    for _, name in kinds:
        tab = visited.open((dataset_site / name).as_uri())
        seen = tab.evaluate(SEEN)
        assert seen
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 800})
            wide = tab.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                visited.complain(f"at {width} px: {wide} px wide")
            for words in tab.evaluate(CUT):
                visited.complain(f"at {width} px, cut: {words}")
            if tab.evaluate(SEEN) != seen:
                visited.complain(f"at {width} px: other words")


def test_every_kind_of_page_works_on_a_server(dataset_site, kinds, visit):
    visited = visit()
    with serve(dataset_site) as server:
        for name, _ in kinds:
            assert visited.open(f"{server}/{name}").locator("h1").inner_text()


def test_without_javascript_a_page_fits_and_has_no_control_that_does_nothing(
    dataset_site, kinds, visit
):
    visited = visit(360, java_script_enabled=False)
    scripted = 0
    for name, _ in kinds:
        tab = visited.open((dataset_site / name).as_uri())
        controls = tab.locator("input, select, button, textarea").all()
        assert not any(each.is_visible() for each in controls), name
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360, name
        scripted += tab.locator("body script").count()
    assert scripted >= 3


def test_latest_leads_to_the_page_without_javascript(dataset_site, visit):
    tab = visit(java_script_enabled=False).tab
    tab.goto((dataset_site / "latest" / "timeline.html").as_uri(), wait_until="commit")
    tab.wait_for_url(lambda url: "/latest/" not in url)
    assert tab.locator("h1").inner_text() == "Timeline"


@pytest.mark.long
def test_the_keyboard_reaches_everything_in_order_with_a_visible_focus_and_nothing_moves(
    dataset_site, kinds, visit
):
    visited = visit(360, reduced_motion="reduce")
    for name, _ in kinds:
        tab = visited.open((dataset_site / name).as_uri())
        for words in tab.evaluate(MOVING):
            visited.complain(words)
        stops = tab.evaluate(MARK)
        assert stops, name
        # The menu is the same on all pages, and the rest is much the same on each.
        for number, words in enumerate(stops[:40]):
            # A date has up to four fields.
            for _ in range(4):
                tab.keyboard.press("Tab")
                focused = tab.evaluate(FOCUSED)
                if focused[0] != number - 1:
                    break
            if focused != [number, True]:
                visited.complain(f"focus on {focused}, not on {number}: {words}")
                break


@needs_axe
def test_the_search_is_used_by_keyboard_and_what_it_finds_is_accessible(dataset_site, visit):
    visited = visit(360, "dark")
    tab = visited.open(next(dataset_site.glob("[!l]*/search.html")).as_uri())
    tab_to(tab, "#q")
    tab.keyboard.type("brigade")
    tab.wait_for_url(lambda url: url.endswith("#q=brigade"))
    found = tab.locator("#body tr").count()
    tab_to(tab, "#f-table")
    tab.keyboard.type("Actors")
    tab.wait_for_url(lambda url: url.endswith("table=actors"))
    assert 0 < tab.locator("#body tr").count() < found
    tab_to(tab, "#head button")
    tab.keyboard.press("Enter")
    assert tab.locator("#head [aria-sort]").count() == 1
    visited.run_axe()
    tab_to(tab, "#body a")
    address = tab.evaluate("document.activeElement.href")
    tab.keyboard.press("Enter")
    tab.wait_for_url(address)


def test_the_timeline_is_filtered_by_keyboard(dataset_site, visit):
    tab = visit().open(next(dataset_site.glob("[!l]*/timeline.html")).as_uri())
    rows = tab.locator("tbody tr")
    all_rows = rows.count()
    tab_to(tab, "input[name=after_day]")
    tab.keyboard.type("01012024")
    tab.wait_for_url(lambda url: "after_day=2024-01-01" in url)
    assert 0 < rows.filter(visible=True).count() < all_rows
    tab_to(tab, "button[type=reset]")
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "after_day" not in url)
    assert rows.filter(visible=True).count() == all_rows


def test_the_slider_of_the_network_is_used_by_keyboard(dataset_site, visit):
    visited = visit()
    tab = visited.open(next(dataset_site.glob("[!l]*/network.html")).as_uri())
    day = tab.locator("#shown").inner_text()
    shown = tab.locator("svg line:not(.off)").count()
    slider = tab_to(tab, "#day")
    tab.keyboard.press("ArrowLeft")
    earlier = tab.locator("#shown").inner_text()
    assert earlier < day
    assert read_hash(tab) == f"#{earlier}"
    assert slider.get_attribute("aria-valuetext") == earlier
    tab.keyboard.press("End")
    assert (tab.locator("#shown").inner_text(), tab.locator("svg line:not(.off)").count()) == (
        day,
        shown,
    )
    tab_to(tab, "#every")
    tab.keyboard.press("Space")
    assert read_hash(tab) == "#all"
    assert tab.locator("svg line.off").count() == 0


@needs_axe
@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "dark"), pytest.param(1280, "light", marks=pytest.mark.long)]
)
def test_a_copy_is_checked_by_keyboard_and_its_marks_are_accessible(
    check_page, visit, width, scheme
):
    visited = visit(width, scheme)
    text = (TEXTS / "sample-report.txt").read_text("utf-8").replace("rockets", "missiles")
    tab = visited.open(check_page)
    tab_to(tab, "#file")
    tab_to(tab, "#paste")
    tab.keyboard.insert_text(text)
    tab_to(tab, "#start")
    tab.keyboard.press("Enter")
    outcome = tab.locator("#outcome")
    tab.wait_for_selector("#results section")
    assert outcome.inner_text().startswith("SRC-0001: 21 passages, ")
    blocks = tab.locator(".words").all()
    assert not any(
        each.evaluate("(block) => block.textContent.startsWith('\\n')") for each in blocks
    )
    link = tab_to(tab, ".notes a").first
    tab.wait_for_selector("mark.on", state="attached")
    assert link.get_attribute("href").endswith(".html")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    visited.run_axe()
