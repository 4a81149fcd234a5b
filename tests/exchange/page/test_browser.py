"""A coding page in a browser: a report is coded as a whole, by keyboard and mouse."""

import json
from hashlib import sha256

import pytest
from support.browser import needs_axe, needs_browser
from support.coding_pages import Coder, read_rows, write_page
from support.commands import run
from support.packages import TEXTS
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


@pytest.fixture
def empty(tmp_path):
    """Give the example package without rows."""
    return create_example(tmp_path / "empty", is_empty=True)


def list_cells(row, id_):
    """Return the cells that a person enters: no ids of the row, no derived ones, no empty ones."""
    return {name: value for name, value in row.items() if value and name not in {id_, *DERIVED}}


class Report:
    """The rows of the example, to be entered again."""

    def __init__(self, coder, data):
        self.coder, self.data = coder, data
        self.done = set()
        self.number = 0

    def find(self, table, id_):
        """Return a row and the column of its id."""
        rows = read_rows(self.data, table)
        (row,) = (row for row in rows if next(iter(row.values())) == id_)
        return row, next(iter(row))

    def select(self, row):
        """Select a passage, every fifth by as many keys as words come before it."""
        self.number += 1
        place = int(row["start"]), int(row["end"])
        if self.number % 5 == 1:
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
        """Choose what a passage supports, if it is not the whole row."""
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
        """Add a part of the row of the form."""
        coder = self.coder
        title = part.replace("_", " ").capitalize()
        coder.tab.get_by_role("button", name=f"Add to {title}").click()
        coder.fill(list_cells(cells, ""))
        coder.save()


@pytest.mark.long
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


@pytest.fixture
def page(example, tmp_path):
    """Give the page of the example."""
    return write_page(example, tmp_path / "page")


@pytest.fixture
def open_coder(page, visit, example):
    """Give a function that opens the page of the example for a coder."""

    def start(*arguments, **options):
        tab = visit(*arguments, **options).open(page.as_uri())
        return Coder(tab, read_example_text(example))

    return start


def add_claim(coder, summary="Group A repeats its threat."):
    """Code a sentence as a claim."""
    coder.select_by_keys(123, 157)
    coder.press("c")
    coder.fill({"claim_type": "threat", "summary": summary})
    coder.save()


def find_claims(coder):
    """Return the ids of the claims in the list."""
    coder.tab.locator("#table").select_option("claims")
    words = coder.tab.locator("#list .rows button").all_inner_texts()
    return [each.rpartition(" · ")[2] for each in words]


def test_a_claim_gets_the_statement_around_it_and_the_next_id(open_coder):
    coder = open_coder()
    coder.select_by_mouse(123, 157)
    coder.press("c")
    assert coder.read_form() == "New claim CLM-0006"
    assert coder.tab.locator("#cell-statement_id").input_value() == "STM-0001"
    assert coder.tab.evaluate("document.activeElement.id") == "cell-statement_id"


@pytest.mark.parametrize("place", ["#text", "#lists", "#panel"])
def test_the_row_is_saved_from_every_part_of_the_page(open_coder, place):
    coder = open_coder()
    coder.select_by_keys(123, 157)
    coder.press("c")
    coder.fill({"claim_type": "threat", "summary": "Group A repeats its threat."})
    coder.tab.locator(place).focus()
    coder.save()
    assert "CLM-0006" in find_claims(coder)


def test_a_code_is_explained_where_it_is_chosen(open_coder):
    coder = open_coder()
    coder.select_by_keys(123, 157)
    coder.press("c")
    coder.tab.locator("#cell-claim_type").select_option(label="Threat")
    shown = coder.tab.locator("#cell-claim_type-code").inner_text()
    assert shown.startswith("Announces harm that the speaker's own side will do")
    assert "For example: Group A" in shown
    assert "Not: A prediction" in shown
    coder.tab.get_by_text("Compare all 18 codes").click()
    coder.tab.locator(".codes li", has_text="Calls on supporters").get_by_role("button").click()
    assert coder.tab.locator("#cell-claim_type").input_value() == "appeal"


def test_undo_and_redo_change_rows_and_passages_together(open_coder, tmp_path):
    coder = open_coder()
    add_claim(coder)
    assert "CLM-0006" in find_claims(coder)
    assert coder.tab.locator("#text .tag[data-label='CLM-0006']").count() == 1
    coder.press("Escape")
    coder.tab.locator("#text").focus()
    coder.press("Control+z")
    assert find_claims(coder) == [f"CLM-000{n}" for n in range(1, 6)]
    assert coder.tab.locator("#text .tag[data-label='CLM-0006']").count() == 0
    assert coder.download(tmp_path / "work.json")["tables"] == {}
    coder.tab.locator("#text").focus()
    coder.press("Control+y")
    work = coder.download(tmp_path / "work.json")
    assert {name: len(table["rows"]) for name, table in work["tables"].items()} == {
        "claims": 6,
        "evidence": 30,
    }
    assert coder.tab.locator("#redo").is_disabled()


def test_a_removed_row_takes_its_passages_and_parts_along(open_coder, tmp_path):
    coder = open_coder()
    coder.tab.locator("#list button", has_text="CLM-0003").click()
    coder.tab.get_by_role("button", name="Remove row").click()
    assert "with 1 passage and 1 part." in coder.read_message()
    # LNK-0001 refers to it.
    assert coder.tab.get_by_role("button", name="Problems (1)").count() == 1
    work = coder.download(tmp_path / "work.json")
    lengths = {name: len(table["rows"]) for name, table in work["tables"].items()}
    assert lengths == {"claims": 4, "evidence": 28, "claim_actors": 1}


def test_the_work_is_there_after_a_reload_and_cannot_be_undone_there(open_coder):
    coder = open_coder()
    add_claim(coder)
    coder.tab.wait_for_function(
        "() => document.getElementById('saved').textContent.startsWith('Saved in this browser')"
    )
    coder.tab.clock.install()
    coder.tab.reload()
    # Longer than the page waits before it saves a change.
    coder.tab.clock.run_for(1000)
    assert coder.tab.locator("#saved").inner_text().startswith("Continued from ")
    assert "CLM-0006" in find_claims(coder)
    assert coder.tab.locator("#undo").is_disabled()


def test_a_browser_that_keeps_nothing_is_reported(open_coder):
    coder = open_coder()
    coder.tab.evaluate(
        "() => { Storage.prototype.setItem = () => {"
        " throw new DOMException('', 'QuotaExceededError'); }; }"
    )
    add_claim(coder)
    words = "Not saved in this browser (it has no room): download your work"
    coder.tab.wait_for_function(
        "(words) => document.getElementById('saved').textContent === words", arg=words
    )
    assert coder.read_message() == words


@pytest.mark.long
def test_a_work_file_is_opened_again_and_only_if_it_fits(open_coder, tmp_path):
    coder = open_coder()
    add_claim(coder)
    path = tmp_path / "work.json"
    work = coder.download(path)
    other = open_coder()
    other.tab.locator("#file").set_input_files(path)
    other.tab.wait_for_function(
        "() => document.getElementById('message').textContent.includes('opened')"
    )
    assert "CLM-0006" in find_claims(other)
    refused = {
        "of another package": work | {"package": "other"},
        "the work of another coder": work | {"coder": "Second coder"},
        "the package has changed": work | {"hashes": {}},
        "with other texts": work | {"texts": {}},
        "its table claims is damaged": work
        | {"tables": {"claims": work["tables"]["claims"] | {"rows": [["CLM-0001"]]}}},
        "is not a work file": [],
    }
    for reason, content in refused.items():
        path.write_text(json.dumps(content), "utf-8")
        other.tab.locator("#file").set_input_files(path)
        other.tab.wait_for_function(
            "(words) => document.getElementById('message').textContent.includes(words)", arg=reason
        )
        assert "was not opened" in other.read_message()
    assert "CLM-0006" in find_claims(other)


# The entered value, and the problem of the field.
PROBLEMS = (
    ({"claim_type": "threat"}, "summary", "must not be empty"),
    ({"claim_type": "threat", "deadline": "3/8/2019"}, "deadline", "is not a day, such as"),
    ({"claim_type": "threat", "deadline": "2019-02-30"}, "deadline", "is not a day, such as"),
    ({"claim_type": ""}, "claim_type", "must not be empty"),
    ({"statement_id": ""}, "statement_id", "must not be empty"),
)


@pytest.mark.long
def test_rules_of_the_schema_are_checked_at_once(open_coder):
    coder = open_coder()
    for cells, field, problem in PROBLEMS:
        coder.select_by_keys(123, 157)
        coder.press("c")
        coder.fill(cells)
        coder.press("Control+Enter")
        assert "or press Save again" in coder.read_message()
        note = coder.tab.locator(f"#cell-{field}-problem")
        assert note.inner_text().startswith(f"{field}: {problem}")
        assert coder.tab.locator(f"#cell-{field}").get_attribute("aria-invalid") == "true"
        coder.tab.once("dialog", lambda dialog: dialog.accept())
        coder.tab.get_by_role("button", name="Cancel").click()
        coder.tab.locator("#text").focus()


def test_a_row_can_be_saved_with_problems_and_is_listed(open_coder):
    coder = open_coder()
    coder.select_by_keys(123, 157)
    coder.press("c")
    coder.press("Control+Enter")
    coder.press("Control+Enter")
    assert "CLM-0006 saved" in coder.read_message()
    coder.tab.get_by_role("button", name="Problems (1)").click()
    shown = coder.tab.locator("#list").inner_text()
    assert "claim_type must not be empty; summary must not be empty" in shown
    # A passage of a table that is not known.
    coder.tab.get_by_role("button", name="Rows").click()
    coder.tab.locator("#table").select_option("evidence")
    coder.tab.get_by_role("button", name="New row").click()
    coder.tab.get_by_role("button", name="Use the selected words").click()
    coder.press("Control+Enter")
    coder.press("Control+Enter")
    assert "EVD-0031 saved" in coder.read_message()
    assert coder.tab.locator("#text .tag[data-label='']").count() == 1
    assert coder.tab.get_by_role("button", name="Problems (2)").count() == 1


def test_a_key_and_a_passage_that_are_there_are_problems(open_coder):
    coder = open_coder()
    coder.tab.locator("#list button", has_text="CLM-0002").click()
    coder.tab.get_by_role("button", name="Add to Claim actors").click()
    coder.fill({"actor_id": "ACT-0003", "role": "affected"})
    coder.press("Control+Enter")
    problem = coder.tab.locator("#cell-claim_id-problem").inner_text()
    assert problem == "claim_id: another row has the same Claim, Actor, Role"
    coder.tab.once("dialog", lambda dialog: dialog.accept())
    coder.tab.get_by_role("button", name="Cancel").click()
    coder.select_by_keys(160, 170)
    coder.tab.get_by_role("button", name="Add the selected words").click()
    coder.tab.get_by_role("button", name="Problems (1)").click()
    assert (
        "overlaps the passage EVD-0023 of the same row" in coder.tab.locator("#list").inner_text()
    )


def test_uncovered_words_are_listed_and_reached_by_a_key(open_coder):
    coder = open_coder()
    coder.tab.locator("#list button", has_text="EVT-0004").click()
    coder.tab.get_by_role("button", name="Remove passage EVD-0015").click()
    coder.tab.get_by_role("button", name="Uncovered (1)").click()
    shown = coder.tab.locator("#list").inner_text()
    assert "were counted in North Governorate since mid-January (part of a sentence)" in shown
    coder.tab.locator("#text").focus()
    coder.press(".")
    words = "were counted in North Governorate since mid-January"
    assert coder.tab.locator("#selected").inner_text() == words


def test_kinds_differ_by_more_than_colour_and_can_be_hidden(open_coder):
    coder = open_coder()
    styles = coder.tab.evaluate(
        "['events', 'claims'].map((kind, n) => getComputedStyle("
        "document.querySelector(n ? '#text mark.k7' : '#text mark.k5')).textDecorationStyle)"
    )
    assert styles == ["dashed", "double"]
    coder.tab.get_by_text("Lines under the words").click()
    coder.tab.locator("#legend").get_by_role("button", name="Claims").click()
    assert coder.tab.locator("#text .tag[data-label='CLM-0001']").count() == 0
    assert coder.tab.locator("#text .tag[data-label='STM-0001']").count() == 1


@needs_axe
@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [(768, "dark"), (1400, "light")])
def test_no_state_of_the_page_violates_a_rule_of_accessibility(page, visit, width, scheme):
    visited = visit(width, scheme)
    tab = visited.open(page.as_uri())
    coder = Coder(tab, "")
    visited.run_axe()
    tab.locator("#text").focus()
    coder.press(" ")
    visited.run_axe()
    coder.press("t")
    coder.press("Control+Enter")
    visited.run_axe()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("Uncovered", "Problems"):
        tab.locator("#lists").get_by_role("button", name=name).click()
        visited.run_axe()
    tab.locator("#show-help").click()
    visited.run_axe()


def test_a_narrow_window_has_all_parts(open_coder):
    coder = open_coder(768)
    add_claim(coder)
    for name in ("#text", "#panel", "#list", "#download"):
        box = coder.tab.locator(name).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 768
        assert box["height"] > 30


# Right to left, with controls of the direction, an emoji, a combining mark and other line ends.
AWKWARD = (
    "عنوان 😀 التقرير\r\n\r\n"
    "قال المتحدث إن المجموعة أطلقت\u202e الصواريخ\u202c.\r\n"
    "E\u0301tat 👨\u200d👩\u200d👧 family </script><b>bold</b> {{ 7 * 7 }}.\n"
)


@pytest.fixture
def awkward(empty, tmp_path):
    """Give a package without rows, the folder of an awkward text, and its page."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "awkward.txt").write_bytes(AWKWARD.encode())
    return empty, texts, write_page(empty, tmp_path / "page", texts)


def test_positions_are_code_points_in_any_text(awkward, visit, tmp_path):
    package, texts, page = awkward
    coder = Coder(visit().open(page.as_uri()), AWKWARD)
    tab = coder.tab
    tab.locator("#text").focus()
    # In a text from right to left, the left arrow leads on.
    coder.press("Shift+ArrowLeft")
    assert tab.locator("#selected").inner_text() == "عنوان"
    tab.get_by_role("button", name="Add this document").click()
    coder.fill({"source_type": "report", "title": "A title", "published_basis": "unknown"})
    coder.save()
    words = (
        "عنوان 😀 التقرير",
        "أطلقت\u202e الصواريخ\u202c",
        "E\u0301tat",
        "👨\u200d👩\u200d👧 family",
    )
    tab.locator("#text").focus()
    for each in words:
        start = AWKWARD.index(each)
        unit = len(AWKWARD[:start].encode("utf-16-le")) // 2
        length = len(each.encode("utf-16-le")) // 2
        tab.evaluate(
            """([start, end]) => {
              const range = document.createRange();
              const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
              let at = 0;
              let last = null;
              while (walker.nextNode()) {
                const node = walker.currentNode;
                const own = node.parentElement.closest("p");
                for (let p = last ?? text.firstElementChild; p !== own; p = p.nextElementSibling) {
                  at += 1;
                }
                last = own;
                if (at <= start && start < at + node.length) range.setStart(node, start - at);
                if (at < end && end <= at + node.length) range.setEnd(node, end - at);
                at += node.length;
              }
              getSelection().removeAllRanges();
              getSelection().addRange(range);
              text.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
              text.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
            }""",
            [unit, unit + length],
        )
        tab.wait_for_timeout(50)
        tab.locator("#text").focus()
        coder.press("u")
        coder.fill({"reason": "boilerplate"})
        coder.save()
    path = tmp_path / "work.json"
    work = coder.download(path)
    table = work["tables"]["uncoded_passages"]
    places = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    assert [AWKWARD[int(p["start"]) : int(p["end"])] for p in places] == [*words]
    done = run("import", path, "--into", package, "--direct", "--yes", "--texts", texts)
    assert (done.returncode, done.stderr) == (0, "")
    rows = read_rows(package / "data", "uncoded_passages")
    hashes = {sha256(each.encode()).hexdigest() for each in words}
    assert {row["text_sha256"] for row in rows} == hashes


def test_hostile_texts_are_shown_as_text_and_controls_by_number(awkward, visit):
    tab = visit().open(awkward[2].as_uri())
    assert tab.locator("#text b").count() == 0
    assert "</script><b>bold</b> {{ 7 * 7 }}" in tab.locator("#text").inner_text()
    shown = tab.locator("#text .control").evaluate_all("(all) => all.map((e) => e.dataset.label)")
    assert shown == ["\\u202e", "\\u202c"]
    directions = tab.locator("#text p").evaluate_all(
        "(all) => all.map((each) => getComputedStyle(each).direction)"
    )
    assert (directions[0], directions[2], directions[3]) == ("rtl", "rtl", "ltr")


def test_an_arrow_never_stops_within_a_character(awkward, visit):
    tab = visit().open(awkward[2].as_uri())
    coder = Coder(tab, AWKWARD)
    tab.locator("#text").focus()
    coder.press("Control+End")
    # The last line is from left to right: line feed, full stop, and so on.
    seen = []
    for _ in range(len(" family </script><b>bold</b> {{ 7 * 7 }}.\n") + 4):
        coder.press("Control+ArrowLeft")
        coder.press("Control+Shift+ArrowRight")
        seen.append(tab.locator("#selected").inner_text())
        coder.press("Escape")
        coder.press("Control+ArrowLeft")
    assert "👨\u200d👩\u200d👧" in seen
    assert not any("\ufffd" in each for each in seen)


def test_keys_lead_to_every_part_and_to_the_help(open_coder):
    coder = open_coder()
    tab = coder.tab
    tab.locator("#text").focus()
    focused = []
    for _ in range(3):
        coder.press("F6")
        focused.append(tab.evaluate("document.activeElement.id"))
    assert focused == ["panel", "lists", "text"]
    coder.press("?")
    assert tab.locator("#help").is_visible()
    assert "Keys in the text" in tab.locator("#help").inner_text()
    coder.press("Escape")
    assert not tab.locator("#help").is_visible()
    coder.press(" ")
    coder.press("Enter")
    assert tab.evaluate("document.activeElement.textContent").startswith("abNew source")


def test_a_page_of_another_package_shows_the_passages_of_its_texts(full, visit, tmp_path):
    tab = visit().open(write_page(full, tmp_path / "page", TEXTS).as_uri())
    names = tab.locator("#document option").all_inner_texts()
    assert names == ["sample-report", "second-report"]
    assert tab.locator("#text .tag[data-label='CLM-0002']").count() >= 1
    tab.locator("#document").select_option("1")
    assert tab.locator("#text .tag").count() >= 1
    assert tab.get_by_role("button", name="Problems (0)").count() == 1
