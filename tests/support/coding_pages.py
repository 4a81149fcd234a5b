"""Code on a coding page as a person does: with the keyboard and the mouse."""

import csv
import json
from functools import cached_property

from eventclaims.evidence.fingerprints import tokenize
from eventclaims.exchange.coding import read_coding
from eventclaims.exchange.page.page import PAGE, make_data, make_page
from eventclaims.exchange.page.reading import read_work
from eventclaims.package.opening import open_package

# Where a character of the text is in the window; the place after the last one if it is the end.
_PLACE = """([place, isEnd]) => {
  const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
  let at = 0;
  let paragraph = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const own = node.parentElement.closest("p");
    // Between two paragraphs is a line feed.
    const first = paragraph ?? own.parentElement.firstElementChild;
    for (let each = first; each !== own; each = each.nextElementSibling) at += 1;
    paragraph = own;
    const index = isEnd ? place - 1 : place;
    if (index < at + node.length) {
      const range = document.createRange();
      range.setStart(node, index - at);
      range.setEnd(node, index - at + 1);
      own.scrollIntoView({ block: "center" });
      const box = [...range.getClientRects()].at(-1);
      return [isEnd ? box.right - 1 : box.left + 1, (box.top + box.bottom) / 2];
    }
    at += node.length;
  }
  throw new Error(`no character ${place}`);
}"""
# The element of each cell of the form, and its value.
_FIELDS = """() => Object.fromEntries(
  [...document.querySelectorAll("[id^=cell-]")].map((each) => [each.id, [each.tagName, each.value]])
)"""


def write_page(package, folder, texts=None, coder=""):
    """Write the coding page of a package, and return it."""
    folder.mkdir(exist_ok=True)
    with open_package(package) as opened:
        content = make_page(opened, texts or package / "texts", coder)
    (folder / PAGE).write_text(content, "utf-8")
    return folder / PAGE


def make_work(package, texts=None):
    """Return the content of a work file as the page writes it before anything has changed."""
    with open_package(package) as opened:
        data = make_data(opened, texts or package / "texts")
    same = ("marker", "format", "format_version", "package", "version", "coder", "hashes", "base")
    work = {name: data[name] for name in same} | {"tables": {}}
    work["texts"] = {text["name"]: text["sha256"] for text in data["texts"]}
    return json.loads(json.dumps(work))


def read(package, path, **options):
    """Read a work file; return the coding."""
    with open_package(package) as opened:
        return read_coding(opened, path, read_work, **options)


def list_faults(package, path, **options):
    """Return the faults of a work file as text."""
    return [str(fault) for fault in read(package, path, **options).faults.found]


class Coder:
    """Somebody who codes a text on a page that is open in a tab."""

    def __init__(self, tab, text):
        self.tab, self.text = tab, text

    @cached_property
    def _words(self):
        return [(token.start, token.end) for token in tokenize(self.text)]

    def press(self, key, times=1):
        """Press a key."""
        for _ in range(times):
            self.tab.keyboard.press(key)

    def select_by_keys(self, start, end):
        """Select a part of the text: words by arrows, the rest by characters."""
        self.tab.locator("#text").focus()
        self.press("Control+Home")
        begins = [begin for begin, _ in self._words if begin <= start]
        # The place at first can be the start of a word itself.
        self.press("ArrowRight", len([begin for begin in begins if begin > 0]))
        self.press("Control+ArrowRight", start - max(begins, default=0))
        stops = [stop for _, stop in self._words if start < stop <= end]
        self.press("Shift+ArrowRight", len(stops))
        self.press("Control+Shift+ArrowRight", end - max(stops, default=start))

    def select_by_mouse(self, start, end):
        """Select a part of the text by dragging."""
        mouse = self.tab.mouse
        mouse.move(*self.tab.evaluate(_PLACE, [start, False]))
        mouse.down()
        mouse.move(*self.tab.evaluate(_PLACE, [end, True]), steps=4)
        mouse.up()
        words = " ".join(self.text[start:end].split())[:60]
        self.tab.wait_for_function(
            "(words) => document.getElementById('selected').textContent.startsWith(words)",
            arg=words,
        )
        self.tab.locator("#text").focus()

    def fill(self, cells):
        """Fill in the form."""
        fields = self.tab.evaluate(_FIELDS)
        for name, value in cells.items():
            kind, now = fields.get(f"cell-{name}", ("OUTPUT", ""))
            if kind == "OUTPUT" or now == value:
                continue
            field = self.tab.locator(f"#cell-{name}")
            if kind == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def save(self):
        """Save the row of the form, which must have no problems."""
        self.press("Control+Enter")
        said = self.read_message()
        assert "saved" in said, [said, *self.tab.locator(".problem").all_inner_texts()]

    def read_message(self):
        """Return what the page says about the last action."""
        return self.tab.locator("#message").inner_text()

    def read_form(self):
        """Return the title of the form."""
        return self.tab.locator("#panel h2").inner_text()

    def download(self, path):
        """Download the work, and return it."""
        with self.tab.expect_download() as waiting:
            self.press("Control+s")
        waiting.value.save_as(path)
        return json.loads(path.read_text("utf-8"))


def read_rows(folder, name):
    """Return the rows of a table."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
