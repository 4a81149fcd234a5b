"""The names of files for keys, and relative links between pages."""

import pytest

from eventclaims.site.addresses import make_link, name_file


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CLM-0028", "CLM-0028"),
        ("a/../b c", "a%2F..%2Fb%20c"),
        ("..", "%2E."),
        (".hidden", "%2Ehidden"),
        ("INDEX", "%49NDEX"),
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
