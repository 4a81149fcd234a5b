"""The names of files for keys, and relative links between pages."""

import itertools
import unicodedata

import pytest

from eventclaims.site.addresses import make_link, name_file, name_folder


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CLM-0028", "CLM-0028"),
        ("a/../b c", "%61%2F..%2Fb%20c"),
        ("..", "%2E."),
        (".hidden", "%2E%68idden"),
        ("INDEX", "%49%4E%44%45%58"),
        ("clm-0028", "%63lm-0028"),
        ("Clm-0028", "%43lm-0028"),
        ("EVT-2020-IRQ_1.A~", "EVT-2020-IRQ_1.A~"),
        ("CON", "%43%4F%4E"),
        ("NUL.1", "%4E%55%4C.1"),
        ("con.A", "%63%6F%6E.%41"),
        ("COM1", "%43%4F%4D1"),
        ("A.", "A."),
        ("ا", "%D8%A7"),
        ("%2E.", "%252E."),
        ("\x00\\:", "%00%5C%3A"),
    ],
)
def test_a_file_name_never_leads_to_another_folder_or_page(text, name):
    assert name_file(text) == name


def test_a_long_key_has_a_short_name_that_no_other_has():
    names = {name_file("x" * 10_000 + end) for end in ("a", "b", "")}
    assert len(names) == 3
    assert all(len(name) == 200 for name in names)


def test_ids_that_differ_only_in_case_or_normal_form_have_different_files_on_every_system():
    shapes = ("con", "index", "aux.a", "ab-1", "i.n", "%41b")
    texts = {
        "".join(letters)
        for shape in shapes
        for letters in itertools.product(*({c.lower(), c.upper()} for c in shape))
    }
    texts |= {form + "\u00e9" for form in ("A", "a")} | {form + "e\u0301" for form in ("A", "a")}
    names = {unicodedata.normalize("NFC", name_file(text)).casefold() for text in texts}
    assert len(names) == len(texts)
    folders = {name_folder(text).casefold() for text in texts}
    assert len(folders) == len(texts)
    assert not names & {"index", "con"}


def test_a_file_name_has_no_letters_of_which_some_systems_change_the_case_and_fits():
    for text in ("\u0130", "\u212a", "x" * 10_000, "\u0628" * 300, "A" * 255):
        name = name_file(text)
        assert name.isascii()
        assert len(name.encode()) <= 200


@pytest.mark.parametrize(
    ("table", "name"),
    [("claims", "claims"), ("Claims", "%43laims"), ("search.html", "search%2Ehtml")],
)
def test_a_folder_of_a_table_keeps_small_letters_and_is_no_page(table, name):
    assert name_folder(table) == name


@pytest.mark.parametrize(
    ("target", "page", "link"),
    [
        ("1.0.0/claims/A.html", "1.0.0/claims/B.html", "A.html"),
        ("1.0.0/claims/A.html", "1.0.0/events/B.html", "../claims/A.html"),
        ("1.0.0/claims/A.html", "latest/claims/A.html", "../../1.0.0/claims/A.html"),
        ("1.0.0/index.html", "1.0.0/claims/A.html", "../index.html"),
        ("1.0.0/claims/A.html", "index.html", "1.0.0/claims/A.html"),
        ("1.0.0/t/a%2Fb.html", "1.0.0/t/B.html", "a%252Fb.html"),
        ("a/a/A.html", "a/b/a/B.html", "../../a/A.html"),
        ("index.html", "", "index.html"),
    ],
)
def test_a_link_is_relative_to_the_page(target, page, link):
    assert make_link(target, page) == link
