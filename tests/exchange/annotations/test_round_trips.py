"""What comes back unchanged changes nothing, and one edit in a tool changes one cell."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support.annotating import (
    KINDS,
    TEXT,
    export,
    list_changes,
    list_faults,
    make_package,
    open_tool,
    read_back,
    spans,
    texts,
)
from support.packages import TEXTS, build
from support.workbooks import take

from eventclaims.exchange.annotations.offsets import LineFeeds, Utf16
from eventclaims.exchange.writing import merge_coding, open_merged

FEW = settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate])
coded_texts = texts.flatmap(lambda text: st.tuples(st.just(text), spans(text), spans(text)))


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(coded=coded_texts)
def test_an_export_comes_back_as_the_same_package(kind, coded, example):
    with tempfile.TemporaryDirectory() as folder:
        package = make_package(example, Path(folder) / "p", *coded)
        before = take(package / "data")
        path = export(package, Path(folder) / "out", kind)
        # Another program has written the file.
        open_tool(path).save()
        coding = read_back(package, path, kind)
        assert (list_faults(coding), coding.notes) == ([], [])
        assert list_changes(coding) == []
        assert take(package / "data") == before


@pytest.mark.parametrize("kind", KINDS)
def test_after_derive_nothing_changes_either(kind, package, tmp_path):
    text = (package / "texts" / TEXT).read_text("utf-8")
    changed = make_package(package, tmp_path / "p", f"😀\r\n{text}", [(4, 9), (4, 9), (0, 7)])
    path = export(changed, tmp_path / "out", kind)
    coding = read_back(changed, path, kind)
    with open_merged(coding, merge_coding(coding), changed / "texts") as (_, changes):
        assert [c.file for c in changes if c.file.endswith(("evidence.csv", "claims.csv"))] == []


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(coded=coded_texts, data=st.data())
def test_one_edit_in_a_tool_is_one_changed_cell(kind, coded, data, example):
    with tempfile.TemporaryDirectory() as folder:
        package = make_package(example, Path(folder) / "p", *coded)
        path = export(package, Path(folder) / "out", kind)
        tool = open_tool(path)
        claims = [id_ for id_ in tool.list() if id_ in {"EVD-0001", "EVD-0002", "EVD-0004"}]
        if not claims:
            return
        id_ = data.draw(st.sampled_from(claims))
        type_ = data.draw(st.sampled_from(["denial", "demand"]))
        tool.state(id_, claim_type=type_)
        tool.save()
        coding = read_back(package, path, kind)
        claim = "CLM-0002" if id_ == "EVD-0002" else "CLM-0001"
        (was,) = (row["claim_type"] for row in coding.base["claims"] if row["claim_id"] == claim)
        assert list_faults(coding) == []
        assert list_changes(coding) == [("claims", claim, "claim_type", was, type_)]


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(coded=coded_texts, data=st.data())
def test_a_moved_passage_is_where_the_annotator_put_it(kind, coded, data, example):
    text, found, uncoded = coded
    with tempfile.TemporaryDirectory() as folder:
        package = make_package(example, Path(folder) / "p", text, [(0, len(text)), *found], uncoded)
        path = export(package, Path(folder) / "out", kind)
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        tool = open_tool(path)
        tool.move("EVD-0001", text, start, end)
        tool.save()
        coding = read_back(package, path, kind)
        row = next(row for row in coding.tables["evidence"] if row["evidence_id"] == "EVD-0001")
        assert list_faults(coding) == []
        assert (row["start"], row["end"]) == (str(start), str(end))
        others = {change[1] for change in list_changes(coding)} - {"EVD-0001"}
        assert others == set()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["full", "minimal"])
def test_other_packages_come_back_as_they_are(kind, name, tmp_path):
    package = build(name, tmp_path)
    path = export(package, tmp_path / "out", kind, texts=TEXTS)
    coding = read_back(package, path.parent if kind != "hypothesis" else path, kind, folder=TEXTS)
    assert (list_faults(coding), list_changes(coding), coding.notes) == ([], [], [])


@given(text=texts)
def test_positions_are_converted_both_ways(text):
    units = Utf16(text)
    for n in range(len(text) + 1):
        assert units.count(n) == len(text[:n].encode("utf-16-le")) // 2
        assert units.find(units.count(n)) == n
    assert units.find(units.length + 1) is None


@given(text=texts)
def test_line_ends_become_line_feeds_with_the_same_passages(text):
    found = LineFeeds(text)
    assert found.text == text.replace("\r\n", "\n").replace("\r", "\n")
    for n in range(len(text) + 1):
        assert found.text[: found.count(n)] == _convert(text, n)


def _convert(text, n):
    """Return the text before a position; one within a line end is before that line end."""
    inside = text[n - 1 : n + 1] == "\r\n" if n else False
    return text[: n - inside].replace("\r\n", "\n").replace("\r", "\n")


def test_a_position_within_a_character_is_none():
    assert Utf16("a😀b").find(2) is None


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_text_comes_back(kind, example, tmp_path):
    package = make_package(example, tmp_path / "p", "", [])
    path = export(package, tmp_path / "out", kind)
    coding = read_back(package, path, kind)
    assert (list_faults(coding), list_changes(coding), coding.notes) == ([], [], [])
