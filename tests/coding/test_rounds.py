"""Rounds of coding: which folders of a package contain two codings."""

from eventclaims.coding.rounds import list_rounds


def test_a_round_is_a_folder_with_a_first_and_a_second_coding(tmp_path):
    assert list_rounds(tmp_path) == {}
    top = tmp_path / "data" / "coding"
    for name in ("first", "second", "variables/first", "variables/second", "trial/first"):
        (top / name).mkdir(parents=True)
    assert list_rounds(tmp_path) == {
        "data/coding": (top / "first", top / "second"),
        "data/coding/variables": (top / "variables" / "first", top / "variables" / "second"),
    }
