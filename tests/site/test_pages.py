"""What a reader finds on the pages of a site."""

import csv
import io

import pytest
from support import sites
from support.editing import change, edit_json

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202eabc javascript:alert(1)'


@pytest.fixture(scope="module")
def site(full, tmp_path_factory):
    """Give the site of the package that uses every column."""
    return sites.build(full, tmp_path_factory.mktemp("site") / "site")


def test_a_row_has_its_cells_what_refers_to_it_its_dates_and_its_citation(site):
    text = sites.read_text(site, "1.0.0/claims/CLM-0001.html")
    assert "Claim type Claim of responsibility" in text
    assert "(CLM-0004); Relation: Contradicts" in text
    assert "CLM-0001 in table claims" in text
    assert "@dataset{full-1-0-0-claims-CLM-0001" in text
    assert "TY - DATA" in text
    links = sites.read_pages(site)["1.0.0/claims/CLM-0001.html"].links
    assert {"../statements/STM-0001.html", "../events/EVT-0001.html", "CLM-0001.json"} <= {*links}
    page = (site / "1.0.0" / "claims" / "CLM-0002.html").read_text("utf-8")
    assert '<abbr title="Announces harm' in page
    assert page.count('<svg class="bar within" role="img"') == 1
    assert '<line class="deadline"' in page
    assert "<p>Statement: " in page
    assert "deadline 2020-06-01" in page


def test_a_retired_id_keeps_a_page_that_names_the_reason_and_the_successor(site):
    text = sites.read_text(site, "1.0.0/events/EVT-0009.html")
    assert "EVT-0009 was retired in 0.9.0" in text
    assert "Reason" in text
    page = sites.read_pages(site)["1.0.0/events/EVT-0009.html"]
    assert "EVT-0001.html" in page.links
    assert "../events/EVT-0009.html" in sites.read_pages(site)["1.0.0/retired/index.html"].links


def test_a_table_lists_its_rows_with_links_and_describes_its_columns_and_codes(site):
    name = "1.0.0/claims/index.html"
    assert "CLM-0002.html" in sites.read_pages(site)[name].links
    text = sites.read_text(site, name)
    assert "Claim type claim_type" in text
    assert "threat Threat: Announces harm" in text
    assert (
        "../actors/ACT-0003.html" in sites.read_pages(site)["1.0.0/claim_actors/index.html"].links
    )


def test_the_front_page_has_counts_views_and_the_citation(site):
    text = sites.read_text(site, "index.html")
    assert "Version 1.0.0" in text
    assert "Claims" in text
    links = sites.read_pages(site)["index.html"].links
    views = {"search", "timeline", "events", "contradictions"}
    assert {f"1.0.0/{name}.html" for name in views} <= {*links}


def test_a_package_coded_by_models_alone_says_so(full_copy, tmp_path):
    change(full_copy, "coding_runs", lambda rows: [r | {"agent_type": "model"} for r in rows])
    site = sites.build(full_copy, tmp_path / "site")
    assert "were coded by models alone" in sites.read_text(site, "index.html")
    assert "This row was coded by models alone" in sites.read_text(
        site, "1.0.0/claims/CLM-0001.html"
    )


def test_contradicting_claims_are_side_by_side_with_their_dates(site):
    text = sites.read_text(site, "1.0.0/contradictions.html")
    links = sites.read_pages(site)["1.0.0/contradictions.html"].links
    assert {"claims/CLM-0001.html", "claims/CLM-0004.html"} <= {*links}
    assert "DenialSpeaker B: Group A did not hit the depot." in text
    assert "Claim of responsibilitySpeaker B: Group A hit the depot." in text
    assert "Discrepancies within and between reports" in text


def test_an_event_lists_roles_with_who_says_so_and_claims_by_type(site):
    text = sites.read_text(site, "1.0.0/events.html")
    assert "Claimed perpetrator Group A (ACT-0001); Stated by: Speaker B" in text
    assert "Claim of responsibility" in text


def test_the_timeline_has_a_bar_and_words_for_each_dated_row(site):
    page = (site / "1.0.0" / "timeline.html").read_text("utf-8")
    assert page.count('role="img"') == page.count("<tr><td>")
    assert "deadline 2020-06-01" in page
    assert "<h2><bdi>Events</bdi></h2>" in page


def test_hostile_cells_keys_and_titles_change_nothing_but_their_text(full_copy, tmp_path):
    def spoil(text, column):
        rows = list(csv.DictReader(io.StringIO(text)))
        for row in rows:
            row[column] = HOSTILE + row[column]
        file = io.StringIO()
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return file.getvalue()

    for table, column in (("actors", "name"), ("claims", "summary"), ("places", "place_id")):
        path = full_copy / "data" / f"{table}.csv"
        path.write_text(spoil(path.read_text("utf-8"), column), "utf-8")
    for name in ("title", "description", "version"):
        edit_json(full_copy / "datapackage.json", lambda d, name=name: d.update({name: HOSTILE}))
    site = sites.build(full_copy, tmp_path / "site")
    assert sites.list_broken(site) == []
    for name, page in sites.read_pages(site).items():
        assert not {"onerror", "src"} & page.attributes, name
    for content in sites.read_site(site).values():
        assert "\u202e".encode() not in content
    text = sites.read_text(site, "unversioned/actors/ACT-0001.html")
    assert "<script>alert(1)</script>" in text
    search = (site / "unversioned" / "search.html").read_text("utf-8")
    assert search.count("</script>") == 1


def test_a_cell_of_10000_characters_is_whole(full_copy, tmp_path):
    words = "word " * 2000
    change(full_copy, "claims", lambda rows: [rows[0] | {"notes": words + "end"}, *rows[1:]])
    site = sites.build(full_copy, tmp_path / "site")
    assert words + "end" in sites.read_text(site, "1.0.0/claims/CLM-0001.html")
