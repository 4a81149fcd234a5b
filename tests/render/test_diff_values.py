"""Different values in a difference look different."""

from eventclaims.render.diff_text import focus


def test_values_that_look_alike_name_their_unicode_forms():
    assert focus("Caf\u00e9", "Cafe\u0301", 60) == ("Caf\u00e9 (NFC)", "Cafe\u0301 (NFD)")
    assert focus("a\u00e9", "ae\u0301\u00e9", 60)[0] == "a\u00e9"


def test_the_common_beginning_of_long_values_is_shortened():
    old, new = focus("x" * 100 + "a", "x" * 100 + "b", 60)
    assert (old[0], old[-1], new[-1]) == ("\u2026", "a", "b")
    assert len(old) < 60
