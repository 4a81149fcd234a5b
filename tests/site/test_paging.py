"""Large tables and long lists: shared pages of rows, several pages of a list."""

import csv
import json
import posixpath
import re
import sys
from urllib.parse import unquote

import pytest
from support import sites
from support.editing import change

from eventclaims.documentation.row_context import Entry, Piece
from eventclaims.package.opening import open_package
from eventclaims.site.addresses import make_link, name_file
from eventclaims.site.build import build_site
from eventclaims.site.edition import make_edition
from eventclaims.site.pages import make_pages
from eventclaims.site.paging import LIMITS, Limits, divide, list_jumps, name_part, shorten

SMALL = Limits(own_pages=3, rows=2, entries=2, cards=1, relations=1)
IDS = re.compile(r' id="([^"]*)"')


def build(package, out, limits=SMALL):
    with open_package(package) as opened:
        build_site([make_edition(opened, limits=limits)], out)
    return out


@pytest.fixture(scope="module")
def site(full, tmp_path_factory):
    """Give the site of the package that uses every column, with small limits."""
    return build(full, tmp_path_factory.mktemp("site") / "site")


def list_ids(package, table):
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [next(iter(row.values())) for row in csv.DictReader(file)]


def test_every_row_of_a_large_table_is_on_a_shared_page_with_its_id(site, full):
    ids = list_ids(full, "claims")
    assert len(ids) == 4
    for number, expected in enumerate((ids[:2], ids[2:]), 1):
        page = (site / f"1.0.0/claims/rows-{number}.html").read_text("utf-8")
        assert re.findall(r'<article id="([^"]*)">', page) == expected
        found = IDS.findall(page)
        assert len(found) == len({*found})
        assert page.count("How to cite") == 2
        data = json.loads((site / f"1.0.0/claims/rows-{number}.json").read_text("utf-8"))
        assert [row["record"] for row in data["rows"]] == expected
    assert data["rows"][0]["cells"]["claim_id"] == ids[2]
    assert not (site / "1.0.0/claims" / f"{ids[0]}.html").exists()
    assert (site / "1.0.0/sources/SRC-0001.html").is_file()


def test_every_link_of_a_site_with_shared_pages_leads_to_a_file_and_to_a_row(site):
    assert sites.list_broken(site) == []
    ids = {
        name: {*IDS.findall(content.decode())}
        for name, content in sites.read_site(site).items()
        if name.endswith(".html")
    }
    checked = 0
    for name, page in sites.read_pages(site).items():
        for link in page.links:
            path, _, part = link.partition("#")
            target = posixpath.normpath(f"{posixpath.dirname(name)}/{unquote(path)}").lstrip("/")
            if "/rows-" in target and part:
                assert unquote(part) in ids[target], (name, link)
                checked += 1
    assert checked > 100


def test_the_address_of_a_row_below_latest_is_the_same_for_a_table_of_any_size(site, full):
    for record in list_ids(full, "evidence"):
        page = (site / "latest" / "evidence" / f"{record}.html").read_text("utf-8")
        assert re.search(rf"url=\.\./\.\./1\.0\.0/evidence/rows-\d+\.html#{record}\"", page)


def test_two_builds_with_shared_pages_have_the_same_bytes(site, full, tmp_path):
    assert sites.read_site(build(full, tmp_path / "again")) == sites.read_site(site)


def test_the_list_of_a_long_table_has_several_pages_and_describes_columns_once(site, full):
    ids = list_ids(full, "evidence")
    pages = [site / "1.0.0/evidence/index.html"]
    pages += [site / f"1.0.0/evidence/page-{n + 2}.html" for n in range(-(-len(ids) // 2) - 1)]
    texts = [page.read_text("utf-8") for page in pages]
    assert not (site / f"1.0.0/evidence/page-{len(pages) + 1}.html").exists()
    listed = [id_ for text in texts for id_ in re.findall(r'dir="auto">(EVD-\d+)</a></th>', text)]
    assert listed == ids
    assert [text.count('id="columns"') for text in texts] == [1] + [0] * (len(texts) - 1)
    assert all(f"{len(ids)} rows" in text for text in texts)
    assert 'href="page-2.html"' in texts[0]


def test_long_views_have_several_pages_and_lose_nothing(full_copy, tmp_path):
    events = list_ids(full_copy, "events")
    change(
        full_copy,
        "event_participants",
        lambda rows: [rows[0] | {"event_id": event} for event in events],
    )
    site = build(full_copy, tmp_path / "site")
    assert sites.list_broken(site) == []
    whole = build(full_copy, tmp_path / "whole", LIMITS)
    for name in ("events", "contradictions"):
        cards = re.compile(r"<h[23]>(.*)</h[23]>")
        parts = sorted((site / "1.0.0").glob(f"{name}*.html"))
        assert len(parts) > 1
        found = [card for part in parts for card in cards.findall(part.read_text("utf-8"))]
        expected = cards.findall((whole / f"1.0.0/{name}.html").read_text("utf-8"))
        assert len(found) == len(expected) == len(parts)
        texts = " ".join(sites.read_text(site, part.relative_to(site)) for part in parts)
        assert "recorded." not in texts


def test_a_section_and_the_relations_of_the_network_are_limited(full_copy, tmp_path):
    def repeat(rows):
        return [rows[0] | {"claim_id": f"CLM-{n:04}"} for n in range(10, 15)] + rows

    change(full_copy, "claims", repeat)
    change(
        full_copy,
        "actor_relations",
        lambda rows: [rows[0] | {"relation_id": f"REL-{n:04}"} for n in range(1, 4)],
    )
    site = build(full_copy, tmp_path / "site", Limits(entries=3, relations=2))
    text = sites.read_text(site, "1.0.0/statements/STM-0001.html")
    assert "more in the table" in text
    network = sites.read_text(site, "1.0.0/network.html")
    assert "2 of the 3 relations" in network
    assert sites.list_broken(site) == []


def test_items_are_divided_and_numbered():
    assert divide([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert divide([], 2) == [[]]
    assert name_part("1.0.0/events.html", 1) == "1.0.0/events.html"
    assert name_part("1.0.0/events.html", 2) == "1.0.0/events-2.html"
    assert name_part("1.0.0/claims/index.html", 12) == "1.0.0/claims/page-12.html"
    assert list_jumps(2, 4) == [1, 2, 3, 4]
    assert list_jumps(55, 100) == [1, 10, 20, 30, 40, 50, 53, 54, 55, 56, 57, 60, 70, 80, 90, 100]
    entries = [Entry(Piece(str(n)), ()) for n in range(4)]
    assert [entry.text for entry in shorten(entries, 3)] == ["", "", "", "1 more in the table"]
    assert shorten(entries, 4) == (*entries,)


def test_no_row_has_the_name_of_a_page_and_the_part_of_an_address_is_kept():
    assert name_file("rows-1") == "%72ows-1"
    assert name_file("PAGE-2") == "%50%41%47%45-2"
    assert name_file("PAGES-2") == "PAGES-2"
    target = f"1.0.0/a/{name_file('ä')}.html#x%20y"
    assert make_link(target, "1.0.0/b/c.html") == "../a/%25C3%25A4.html#x%20y"


def count_calls(package):
    """Return the number of calls of functions of Python that make all pages take."""
    calls = 0

    def count(_, event, __):
        nonlocal calls
        calls += event == "call"

    with open_package(package) as opened:
        edition = make_edition(opened)
    sys.setprofile(count)
    try:
        for _ in make_pages(edition):
            pass
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.long
def test_twice_the_rows_take_at_most_some_twice_the_calls(full_copy):
    # All claims are about the same event, and all names are of one actor.
    sizes = []
    for number in (150, 300):
        for table, key, letters in (
            ("claims", "claim_id", "CLM"),
            ("actor_names", "name_id", "NAM"),
        ):
            change(
                full_copy,
                table,
                lambda rows, key=key, letters=letters, number=number: [
                    rows[0] | {key: f"{letters}-{n:04}"} for n in range(1, number + 1)
                ],
            )
        sizes.append(count_calls(full_copy))
    assert sizes[1] / sizes[0] < 2.2
