"""Where a correction of a row can be proposed."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from support import sites
from support.editing import edit_json

from eventclaims.package.opening import open_package
from eventclaims.site.contact import find_contact, make_proposal
from eventclaims.site.edition import make_edition

PERSON = {"title": "A. Person", "roles": ["author"], "email": "a@example.org"}
DESK = {"title": "A. Desk", "roles": ["contact"], "email": "desk+data@example.org"}


def propose(package, record="CLM-0001", **cells):
    """Return the contact of a package with these descriptor cells, and the proposal for a row."""
    edit_json(package / "datapackage.json", lambda descriptor: descriptor.update(cells))
    with open_package(package) as opened:
        contact, edition = find_contact(opened), make_edition(opened)
    citation = replace(edition.rows.citation, table="claims", record=record)
    return contact, make_proposal(contact, citation)


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        ({"homepage": "https://github.com/a/b"}, "https://github.com/a/b/issues/new"),
        ({"homepage": "http://www.github.com/a/b.git"}, "https://github.com/a/b/issues/new"),
        ({"homepage": "https://github.com/a/b/tree/main/data"}, ""),
        ({"homepage": "https://github.com/a"}, ""),
        ({"homepage": "javascript:alert('https://github.com/a/b')"}, ""),
        ({"homepage": "https://github.com.example.org/a/b"}, ""),
        ({"homepage": 'https://github.com/a/b"><script>'}, ""),
        ({"homepage": ["https://github.com/a/b"]}, ""),
        ({"repository": {"url": "https://github.com/a/b/"}}, "https://github.com/a/b/issues/new"),
        (
            {"repository": "https://gitlab.com/a/b/c"},
            "https://gitlab.com/a/b/c/-/issues/new",
        ),
        (
            {"homepage": "https://gitlab.example.org/a/b/-/tree/main"},
            "https://gitlab.example.org/a/b/-/issues/new",
        ),
    ],
)
def test_only_a_repository_of_a_known_kind_has_a_form_for_issues(full_copy, cells, form):
    contact, proposal = propose(full_copy, **cells)
    assert contact.address == form
    assert proposal.link.partition("?")[0] == form
    if form:
        query = parse_qs(urlsplit(proposal.link).query)
        assert query[contact.title] == ["Correction of CLM-0001"]
        (body,) = query[contact.body]
        assert body.startswith("Row: full@1.0.0#claims/CLM-0001\nField:\n")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("repository-code: https://github.com/a/b", "https://github.com/a/b/issues/new"),
        ("repository-code: [", ""),
        ("- a", ""),
    ],
)
def test_the_citation_file_can_name_the_repository(full_copy, text, form):
    (full_copy / "CITATION.cff").write_text(text, "utf-8")
    assert propose(full_copy)[0].address == form


def test_without_a_repository_the_contact_gets_an_email_and_without_one_there_is_no_link(full_copy):
    contact, proposal = propose(full_copy, contributors=[PERSON, DESK])
    assert contact.name == "desk+data@example.org"
    assert proposal.link.startswith("mailto:desk%2Bdata@example.org?subject=Correction%20of")
    assert "%0D%0AField%3A" in proposal.link
    bad = [{"title": "B", "email": "a@b.c?cc=d@e.f"}, {"title": "C", "email": 1}, "text"]
    contact, proposal = propose(full_copy, contributors=bad[:2])
    assert (contact.name, proposal.link) == ("", "")
    assert proposal.text.startswith("Row: full@1.0.0#claims/CLM-0001\n")


def test_a_link_that_would_be_too_long_leaves_the_text_to_be_copied(full_copy):
    _, proposal = propose(full_copy, "x" * 10_000, homepage="https://github.com/a/b")
    assert proposal.link == "https://github.com/a/b/issues/new"
    assert not proposal.is_filled


def test_the_page_has_the_link_or_the_text_to_send(full_copy, tmp_path):
    name = "1.0.0/claims/CLM-0001.html"
    site = sites.build(full_copy, tmp_path / "site")
    text = sites.read_text(site, name)
    assert "Send this text to its authors: Row: full@1.0.0#claims/CLM-0001 Field:" in text
    edit_json(full_copy / "datapackage.json", lambda d: d.update(homepage="https://github.com/a/b"))
    page = sites.read_pages(sites.build(full_copy, tmp_path / "site"))[name]
    (link,) = [each for each in page.links if each.startswith("http")]
    assert link.startswith("https://github.com/a/b/issues/new?title=Correction%20of%20CLM-0001&")
