"""The words of an annotation decide where its passage is; the position is a hint."""

import pytest
from support.annotating import export, list_changes, list_faults, open_tool, read_back

from eventclaims.exchange.annotations.anchoring import Quote, anchor, quote
from eventclaims.exchange.entries import EntryError

TEXT = "The rockets hit the depot.\r\nLater, 😀 the rockets hit the market."


def test_a_passage_at_its_position_is_kept():
    assert anchor(TEXT, quote(TEXT, 4, 11)) == (4, 11)


def test_a_shifted_passage_is_found_by_the_text_around_it():
    second = TEXT.index("rockets", 12)
    found = quote(TEXT, second, second + 7)
    for start in (None, 0, 4, len(TEXT) - 1, len(TEXT) + 100):
        moved = Quote(found.exact, found.prefix, found.suffix, start)
        assert anchor(TEXT, moved) == (second, second + 7)


@pytest.mark.parametrize(
    "exact", ["hit the depot.\nLater", "HIT THE DEPOT. Later", "hit  the depot. Later"]
)
def test_white_space_and_letter_case_may_differ(exact):
    start = TEXT.index("hit")
    assert anchor(TEXT, Quote(exact, "", "", None)) == (start, TEXT.index(","))


@pytest.mark.parametrize(
    ("exact", "problem"),
    [
        ("the mortars", "the text of the document does not contain the words"),
        ("rockets hit", "the text of the document contains the words 2 times"),
        ("[!]", "the text of the document does not contain the words"),
        ("", "the annotation has no words"),
    ],
)
def test_what_is_not_found_once_is_a_fault(exact, problem):
    with pytest.raises(EntryError, match=problem):
        anchor("The rockets hit, the rockets hit.", Quote(exact, "", "", None))


def test_half_a_character_around_the_words_is_ignored():
    start = TEXT.index("the rockets", 12)
    assert anchor(TEXT, Quote("the rockets", "\ufffd ", " hit the m", None)) == (start, start + 11)


def test_a_shifted_annotation_is_found_again_and_listed(package, tmp_path):
    path = export(package, tmp_path / "out", "hypothesis")
    tool = open_tool(path)
    for one in tool.annotations:
        position = one["target"][0]["selector"][0]
        position["start"] += 100
        position["end"] += 100
    tool.save()
    coding = read_back(package, path, "hypothesis")
    assert (list_faults(coding), list_changes(coding)) == ([], [])
    assert len(coding.notes) == 29
    assert (
        "evidence EVD-0004, annotations.json annotation 4: the passage is at 83-90, not at 183; "
        "its words decide"
    ) in coding.notes


def test_words_that_are_gone_or_there_twice_are_faults(package, tmp_path):
    path = export(package, tmp_path / "out", "hypothesis")
    tool = open_tool(path)
    for id_, exact in (("EVD-0024", "Words of another report."), ("EVD-0025", "March")):
        tool.find(id_)["target"][0]["selector"] = [{"type": "TextQuoteSelector", "exact": exact}]
    tool.save()
    first, second = list_faults(read_back(package, path, "hypothesis"))
    assert first == (
        "evidence!EVD-0024, annotations.json annotation 21, start: `Words of another report.`: "
        "the text of the document does not contain the words; select words that the text "
        "contains, or delete the annotation"
    )
    assert second == (
        "evidence!EVD-0025, annotations.json annotation 22, start: `March`: the text of the "
        "document contains the words 7 times; select a longer passage that occurs once"
    )


def test_a_text_that_a_tool_has_changed_is_anchored_by_its_words(package, tmp_path):
    path = export(package, tmp_path / "out", "xmi")
    tool = open_tool(path)
    tool.replace("\n", "\n ")
    tool.save()
    coding = read_back(package, path, "xmi")
    changes = {change[:2] for change in list_changes(coding)}
    assert (list_faults(coding), changes) == ([], set())
    assert all(note.endswith("; its words decide") for note in coding.notes)
    assert len(coding.notes) > 20
