"""Boxes in a picture."""

import itertools

import pytest

from eventclaims.site.layout import measure_label, place_boxes, shorten_label

STAR = [("a", each) for each in "bcdefghij"]
LABELS = {each: each * 20 for each in "abcdefghij"}


def list_overlaps(boxes):
    return [
        (a, b)
        for a, b in itertools.combinations(boxes.values(), 2)
        if abs(a.x - b.x) < (a.width + b.width) / 2 and abs(a.y - b.y) < (a.height + b.height) / 2
    ]


@pytest.mark.parametrize(
    "pairs",
    [[], STAR, [*itertools.combinations("abcdefghij", 2)], [*itertools.pairwise("abcdefghij")]],
)
def test_no_boxes_overlap_and_all_are_inside_the_picture(pairs):
    boxes, (width, height) = place_boxes(LABELS, pairs)
    assert {*boxes} == {*LABELS}
    assert list_overlaps(boxes) == []
    assert all(box.width / 2 <= box.x <= width - box.width / 2 for box in boxes.values())
    assert all(box.height / 2 <= box.y <= height - box.height / 2 for box in boxes.values())
    assert place_boxes(LABELS, pairs) == (boxes, (width, height))


def test_connected_boxes_are_nearer_than_others():
    boxes, _ = place_boxes(LABELS, [*itertools.pairwise("abcdefghij")])

    def measure(first, second):
        a, b = boxes[first], boxes[second]
        return (a.x - b.x) ** 2 + (a.y - b.y) ** 2

    assert measure("a", "b") < measure("a", "e") < measure("a", "j")


def test_no_or_one_name_has_a_picture():
    assert place_boxes({}, []) == ({}, (0.0, 0.0))
    boxes, size = place_boxes({"a": "A"}, [])
    assert size == (43.0, 44.0)
    assert (boxes["a"].x, boxes["a"].y) == (21.5, 22.0)


def test_wide_letters_need_more_room_and_a_long_label_is_cut():
    assert measure_label("\u4e2d\u6587") > measure_label("ab")
    assert shorten_label("A  name\nof lines") == "A name of lines"
    assert shorten_label("x" * 100) == "x" * 27 + "…"


@pytest.mark.parametrize("number", [2, 60, 150])
def test_many_boxes_around_one_do_not_overlap(number):
    labels = {f"A{each}": f"The long name of actor {each}" for each in range(number)}
    boxes, _ = place_boxes(labels, [("A0", each) for each in labels if each != "A0"])
    assert list_overlaps(boxes) == []
