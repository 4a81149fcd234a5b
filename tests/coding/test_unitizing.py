"""Krippendorff's alpha for unitizing: worked examples, the same units, and units at random."""

import random
from statistics import mean

import pytest

from eventclaims.coding.unitizing import compute_alpha_u, make_sections


def measure(*coders, length=10):
    return compute_alpha_u([{"d": units} for units in coders], {"d": length})


def test_a_worked_example():
    # A text of 10 characters; one coder has the unit 2 to 6, the other 4 to 8.
    #
    # Observed: the units overlap, so their distance is (2 - 4)^2 + (6 - 8)^2 = 8, and
    #   D_o = 2 * 8 / (2 * 1 * 10^2) = 0.08.
    # Expected: there are N = 2 units of length 4, and gaps of 2 and 4, and of 4 and 2 characters.
    #   Each unit: (N - 1) (2 * 64 - 3 * 16 + 4) / 3 = 84 / 3 = 28, and
    #   for both gaps of 4 or more 16 * (4 - 4 + 1) = 16; together 28 + 32 = 60.
    #   D_e = (2 / 10) * (60 + 60) / (20 * 19 - 2 * 4 * 3) = 24 / 356.
    assert measure([(2, 6)], [(4, 8)]) == pytest.approx(1 - 0.08 / (24 / 356))


def test_a_worked_example_with_a_unit_in_a_gap():
    # A text of 6 characters; one coder has the units 0 to 2 and 4 to 6, the other 0 to 3.
    #
    # Observed: 0 to 2 and 0 to 3 overlap: 0 + (2 - 3)^2 = 1. The unit 4 to 6 lies in a gap:
    #   2^2 = 4. D_o = 2 * 5 / (2 * 6^2) = 10 / 72.
    # Expected: N = 3 units of 2, 2 and 3 characters; gaps of 2 and of 3 characters.
    #   A unit of 2: (3 - 1) (16 - 12 + 2) / 3 = 4, and 4 * ((2 - 2 + 1) + (3 - 2 + 1)) = 12: 16.
    #   The unit of 3: 2 * (54 - 27 + 3) / 3 = 20, and 9 * (3 - 3 + 1) = 9: 29.
    #   D_e = (2 / 6) * (16 + 16 + 29) / (12 * 11 - (2 + 2 + 6)) = (61 / 3) / 122 = 1 / 6.
    assert measure([(0, 2), (4, 6)], [(0, 3)], length=6) == pytest.approx(1 - (10 / 72) / (1 / 6))


def test_the_same_units_have_an_alpha_of_one():
    assert measure([(0, 3), (5, 9)], [(0, 3), (5, 9)]) == 1
    assert measure([(1, 2)], [(1, 2)], [(1, 2)]) == 1


def test_the_order_of_the_coders_does_not_matter():
    first, second = [(0, 3), (5, 9)], [(1, 2), (4, 9)]
    assert measure(first, second) == measure(second, first)


def test_units_that_differ_more_agree_less():
    values = [measure([(10, 20)], [(10 + n, 20 + n)], length=100) for n in range(10)]
    assert values == sorted(values, reverse=True)


def test_units_without_overlap_agree_less_than_by_chance():
    assert measure([(0, 3)], [(6, 9)]) < 0


def test_units_that_only_one_coder_has_have_no_agreement():
    assert measure([(0, 3)], []) < 0.5
    assert measure([], [(0, 3)]) == measure([(0, 3)], [])


def test_units_at_random_have_an_alpha_of_about_zero():
    chance = random.Random(1)  # noqa: S311 - no secret

    def place():
        starts = sorted(chance.sample(range(0, 1000, 10), 12))
        return [(start, start + chance.randint(1, 10)) for start in starts]

    values = [measure(place(), place(), length=1000) for _ in range(400)]
    assert mean(values) == pytest.approx(0, abs=0.05)


def test_without_units_there_is_no_alpha():
    assert measure([], []) is None


def test_a_text_is_not_continued_by_the_next():
    lengths = {"a": 10, "b": 10}
    coders = [{"a": [(0, 10)]}, {"b": [(0, 10)]}]
    assert compute_alpha_u(coders, lengths) < 0
    assert compute_alpha_u([coders[0]] * 2, lengths) == 1


def test_passages_of_a_coder_that_overlap_are_one_unit_and_those_that_touch_are_two():
    assert make_sections([(5, 9), (0, 3), (2, 5)]) == [(0, 5), (5, 9)]
    assert make_sections([(0, 9), (2, 3), (4, 4)]) == [(0, 9)]
