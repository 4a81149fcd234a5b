"""Versions and DOIs: one parser of each."""

import pytest

from eventclaims.errors import EventClaimsError
from eventclaims.package.doi import read_doi
from eventclaims.package.versions import is_version, parse_version, sort_versions


@pytest.mark.parametrize(
    ("text", "numbers", "is_valid"),
    [
        ("1.2.3", (1, 2, 3), True),
        ("1.0.0-rc.1", None, True),
        ("1.0.0-0a", None, True),
        ("1.0.0--", None, True),
        ("1.0.0-01", None, False),
        ("1.0.0-a..b", None, False),
        ("1.0.0-", None, False),
        ("1.0.0-a/b", None, False),
        (f"1.0.0-{'a' * 51}", None, False),
        ("1.0.0+build", None, False),
        ("01.0.0", None, False),
        ("1.0.0\n", None, False),
        ("", None, False),
    ],
)
def test_a_pre_release_is_a_version_but_has_no_numbers_to_raise(text, numbers, is_valid):
    assert parse_version(text) == numbers
    assert is_version(text) == is_valid


def test_a_text_that_is_not_a_version_cannot_be_sorted():
    with pytest.raises(EventClaimsError, match=r"1\.0"):
        sort_versions(["1.0.0", "1.0"])


@pytest.mark.parametrize(
    ("identifier", "doi"),
    [
        ("10.5281/zenodo.1", "10.5281/zenodo.1"),
        ("https://doi.org/10.5281/zenodo.1", "10.5281/zenodo.1"),
        ("http://dx.doi.org/10.5281/zenodo.1", "10.5281/zenodo.1"),
        ("DOI:10.5281/zenodo.1", "10.5281/zenodo.1"),
        ("10.", None),
        ("10.1", None),
        ("10.5281/a b", None),
        ("https://example.org/10.5281/zenodo.1", None),
        ("", None),
        (None, None),
        (10.5281, None),
    ],
)
def test_a_doi_is_read_without_its_resolver(identifier, doi):
    assert read_doi(identifier) == doi
