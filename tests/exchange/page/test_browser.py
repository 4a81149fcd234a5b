"""A coding page in a browser: a report is coded as a whole, by keyboard and mouse."""

import pytest
from support.browser import Visit, needs_axe, needs_browser, start_browser
from support.coding_pages import Coder, read_rows, write_page
from support.commands import run
from support.workbooks import DERIVED, create_example, read_example_text, take

from eventclaims import validate

pytestmark = needs_browser
# The tables whose rows belong to a row of another, each with the column of its id.
PARTS = {
    "events": (("event_participants", "event_id"), ("event_places", "event_id")),
    "claims": (("claim_actors", "claim_id"), ("claim_issues", "claim_id")),
    "discrepancies": (("discrepancy_records", "discrepancy_id"),),
}
LETTERS = {
    "sources": "s",
    "actor_names": "n",
    "actor_relations": "r",
    "places": "p",
    "events": "e",
    "statements": "t",
    "claims": "c",
    "figures": "f",
    "claim_links": "l",
    "discrepancies": "d",
    "uncoded_passages": "u",
}


@pytest.fixture(scope="module")
def browser():
    """Give a browser."""
    with start_browser() as started:
        yield started


@pytest.fixture
def visit(browser):
    """Give what opens a tab, and require that nothing is wrong with its page."""
    opened = []

    def start(*arguments, **options):
        opened.append(Visit(browser, *arguments, **options))
        return opened[-1]

    yield start
    for each in opened:
        each.context.close()
    assert [complaint for each in opened for complaint in each.complaints] == []


@pytest.fixture
def empty(tmp_path):
    """Give the example package without rows."""
    return create_example(tmp_path / "empty", is_empty=True)


def list_cells(row, id_):
    """Return the cells that a person enters: no ids of the row, no derived ones, no empty ones."""
    return {
        name: value for name, value in row.items() if value and name not in {id_, *DERIVED}
    }


class Report:
    """The rows of the example, to be entered again."""

    def __init__(self, coder, data):
        self.coder, self.data = coder, data
        self.done = set()
        self.number = 0

    def find(self, table, id_):
        rows = read_rows(self.data, table)
        (row,) = (row for row in rows if next(iter(row.values())) == id_)
        return row, next(iter(row))

    def select(self, row):
        """Select a passage, by turns with the keyboard and the mouse."""
        self.number += 1
        place = int(row["start"]), int(row["end"])
        if self.number % 2:
            self.coder.select_by_keys(*place)
        else:
            self.coder.select_by_mouse(*place)

    def add_evidence(self, row):
        """Enter a passage, with its row if that is new."""
        coder, table, id_ = self.coder, row["table"], row["record_id"]
        self.select(row)
        if (table, id_) in self.done:
            label = coder.tab.locator(f"#existing option:has-text('{id_}')")
            coder.tab.locator("#existing").select_option(label.get_attribute("value"))
            coder.tab.get_by_role("button", name="Add passage").click()
            assert f"Passage {row['evidence_id']} added to {id_}" in coder.read_message()
            self.choose_field(row)
        else:
            coder.press("Enter" if (table, id_) == ("sources", "SRC-0001") else LETTERS[table])
            if (table, id_) == ("sources", "SRC-0001"):
                coder.press("Enter")
            self.enter(table, id_, row)
        coder.press("Escape")
        coder.tab.get_by_role("button", name="Close").click()

    def choose_field(self, row):
        if row["field"]:
            passage = self.coder.tab.get_by_label(f"What passage {row['evidence_id']} supports")
            passage.select_option(row["field"])

    def enter(self, table, id_, evidence):
        """Fill in the form of a row that is new, and its parts."""
        coder = self.coder
        row, key = self.find(table, id_)
        assert coder.read_form().endswith(id_)
        for name, value in row.items():
            if name != key and value.startswith("ACT-") and ("actors", value) not in self.done:
                self.add_actor(name, value)
        coder.fill(list_cells(row, key))
        coder.save()
        self.choose_field(evidence)
        self.done.add((table, id_))
        for part, column in PARTS.get(table, ()):
            for cells in read_rows(self.data, part):
                if cells[column] == id_:
                    self.add_part(part, cells)

    def add_actor(self, name, id_):
        """Add an actor from the field that refers to it."""
        coder = self.coder
        coder.tab.locator(f"[data-field={name}]").get_by_role("button", name="New").click()
        assert coder.read_form() == f"New actor {id_}"
        coder.fill(list_cells(self.find("actors", id_)[0], "actor_id"))
        coder.save()
        self.done.add(("actors", id_))
        assert coder.tab.locator(f"#cell-{name}").input_value() == id_

    def add_part(self, part, cells):
        coder = self.coder
        title = part.replace("_", " ").capitalize()
        coder.tab.get_by_role("button", name=f"Add to {title}").click()
        coder.fill(list_cells(cells, ""))
        coder.save()


def test_a_report_is_coded_on_the_page_as_by_csv(example, empty, visit, tmp_path):
    text = read_example_text(example)
    page = write_page(empty, tmp_path / "page", example / "texts")
    coder = Coder(visit(1400).open(page.as_uri()), text)
    report = Report(coder, example / "data")
    for row in read_rows(example / "data", "evidence"):
        report.add_evidence(row)
    for row in read_rows(example / "data", "uncoded_passages"):
        report.select(row)
        coder.press("u")
        coder.fill({"reason": row["reason"]})
        coder.save()
    coder.tab.get_by_role("button", name="Uncovered (0)").click()
    assert "All words of this text are covered." in coder.tab.locator("#list").inner_text()
    assert coder.tab.get_by_role("button", name="Problems (0)").count() == 1
    path = tmp_path / "work.json"
    work = coder.download(path)
    assert "We fired the rockets" not in path.read_text("utf-8")
    assert (work["marker"], work["package"]) == ("contains-report-text", "example")
    texts = ("--texts", example / "texts")
    done = run("import", path, "--into", empty, "--direct", "--yes", *texts)
    assert (done.returncode, done.stderr) == (0, "")
    assert take(empty / "data") == take(example / "data")
    assert validate(empty, texts=example / "texts").findings == ()
