"""The words of a passage become its place in the text, and are not kept."""

import pytest
from support.workbooks import edit, list_faults, put, read, read_example_text, replace

NEW = "EVD-0030"
ROW = {"table": "claims", "record_id": "CLM-0003", "source_id": "SRC-0001"}


@pytest.fixture
def texts(package):
    return package / "texts"


def enter(book, **cells):
    return edit(book, lambda opened: put(opened, "evidence", NEW, **ROW, **cells))


def find(package, book):
    """Return the new row of evidence."""
    coding = read(package, book, texts=package / "texts")
    assert [str(fault) for fault in coding.faults.found] == []
    (row,) = [row for row in coding.tables["evidence"] if row["evidence_id"] == NEW]
    return row


def test_words_that_occur_once_are_found(package, book):
    row = find(package, enter(book, words="in  REPLY"))
    text = read_example_text(package)
    assert text[int(row["start"]) : int(row["end"])] == "In reply"
    assert {"words", "nth", "context"}.isdisjoint(row)


def test_an_ellipsis_leaves_words_out(package, book):
    row = find(package, enter(book, words="In reply … Group A alone"))
    passage = read_example_text(package)[int(row["start"]) : int(row["end"])]
    assert (passage[:8], passage[-13:]) == ("In reply", "Group A alone")


def test_words_that_occur_more_than_once_need_a_number_or_context(package, book, texts):
    count = read_example_text(package).count("State C")
    assert count > 1
    (fault,) = list_faults(package, enter(book, words="State C"), texts=texts)
    assert fault.startswith(f"evidence!F31: `State C`: the words occur {count} times (1: …")
    assert fault.endswith(f"enter 1 to {count} in nth, or a longer part of the text in context")


def test_a_number_chooses_an_occurrence(package, book):
    row = find(package, enter(book, words="State C", nth=2))
    text = read_example_text(package)
    assert int(row["start"]) == text.index("State C", text.index("State C") + 1)


def test_context_chooses_an_occurrence(package, book):
    row = find(package, enter(book, words="State C", context="In reply, State C stated"))
    text = read_example_text(package)
    assert int(row["start"]) == text.index("In reply, State C") + 10


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"words": "no such words"},
            "evidence!F31: `no such words`: the document does not contain",
        ),
        ({"words": "…"}, "evidence!F31: `…`: the words contain no letters or digits"),
        ({"words": "State C", "nth": "9"}, "evidence!G31: `9`: the words occur"),
        ({"words": "State C", "context": "no such"}, "evidence!H31: `no such`: the document does"),
    ],
)
def test_words_that_are_not_found_are_a_problem(cells, message, package, book, texts):
    (fault,) = list_faults(package, enter(book, **cells), texts=texts)
    assert fault.startswith(message)


def test_words_need_the_texts_and_the_right_copy(package, book, texts):
    enter(book, words="In reply")
    (fault,) = list_faults(package, book)
    assert fault.endswith("words of a passage without the texts; give their folder with --texts")
    replace(texts / "northtown-report.txt", "In reply", "As a reply")
    (fault,) = list_faults(package, book, texts=texts)
    assert "your copy of the text of SRC-0001 is not the one that was coded" in fault
    (texts / "northtown-report.txt").unlink()
    (fault,) = list_faults(package, book, texts=texts)
    assert "the folder does not contain the text of SRC-0001" in fault


def test_words_in_place_of_an_old_passage_move_it(package, book, texts):
    edit(book, lambda opened: put(opened, "evidence", "EVD-0027", words="stated on March 11, 2019"))
    coding = read(package, book, texts=texts)
    before, after = (
        next(row for row in tables["evidence"] if row["evidence_id"] == "EVD-0027")
        for tables in (coding.base, coding.tables)
    )
    assert coding.faults.found == ()
    assert before["start"] != after["start"]
    assert before["text_sha256"] != after["text_sha256"] != ""


def test_a_place_that_was_changed_by_hand_loses_its_old_hash(package, book):
    edit(book, lambda opened: put(opened, "evidence", "EVD-0027", end="400"))
    row = next(
        row for row in read(package, book).tables["evidence"] if row["evidence_id"] == "EVD-0027"
    )
    assert [row[name] for name in ("end", "text_sha256", "token_count")] == ["400", "", ""]
