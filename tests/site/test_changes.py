"""The corrections and retired ids of each version."""

from support import sites
from support.editing import change, edit_json, set_version
from support.pictures import date_package

from eventclaims.package.opening import open_package
from eventclaims.site.changes import group_changed, list_changed, list_history
from eventclaims.site.edition import make_edition

HOSTILE = "<img src=x onerror=alert(1)> \u202e"


def add_changes(package):
    """Add corrections of later versions, of which one is to a row that was retired."""
    new = [
        {"version": "1.10.0", "table": "events", "record_id": "EVT-0009", "reason": HOSTILE},
        {"version": "1.2.0", "table": "claims", "record_id": "CLM-0001", "field": "claim_type"},
        {"version": "1.10.0", "table": "claims", "record_id": "CLM-0001", "field": "event_id"},
    ]
    values = [
        {"field": "title", "old": "a", "new": "x" * 10_000},
        {"old": "threat", "new": "responsibility", "reason": "It is past."},
        {"old": "EVT-0009", "new": "", "reason": ""},
    ]
    rows = [a | b for a, b in zip(new, values, strict=True)]
    change(package, "corrections", lambda old: [*old, *(old[0] | {"source": ""} | r for r in rows)])
    return package


def test_versions_are_listed_from_the_latest_with_the_changes_of_each(full_copy):
    with open_package(add_changes(full_copy)) as opened:
        edition = make_edition(opened)
    changed = list_changed(edition)
    assert [(each.version, each.table) for each in changed] == [
        ("1.10.0", "events"),
        ("1.10.0", "claims"),
        ("1.2.0", "claims"),
        ("1.0.0", "events"),
        ("0.9.0", ""),
    ]
    retired = changed[-1]
    assert (retired.row.text, retired.successor.record) == ("EVT-0009", "EVT-0001")
    assert (retired.reason.text, retired.changes) == ("Duplicate", ())
    assert [version for version, _ in group_changed(changed)] == [
        "1.10.0",
        "1.2.0",
        "1.0.0",
        "0.9.0",
    ]
    assert [table for table, _ in group_changed(changed)[0][1]] == ["events", "claims"]
    assert group_changed([]) == []
    first, second = list_history(edition, "claims", "CLM-0001")
    assert (first.version, first.field.text) == ("1.2.0", "Claim type")
    assert (first.old.text, first.new.text) == ("Threat", "Claim of responsibility")
    assert (second.version, second.old.table, second.new.text) == ("1.10.0", "retired", "(empty)")


def test_the_page_has_old_and_new_values_with_reasons_and_links_to_the_rows(full_copy, tmp_path):
    date_package(add_changes(full_copy))
    site = sites.build(full_copy, tmp_path / "site")
    assert sites.list_broken(site) == []
    name = "1.0.0/changes.html"
    page = sites.read_pages(site)[name]
    links = {"claims/CLM-0001.html", "events/EVT-0009.html"}
    assert links <= {*page.links}
    assert not {"onerror", "src"} & page.attributes
    assert "Claim type Threat Claim of responsibility It is past." in sites.read_text(site, name)
    front = sites.read_pages(site)["index.html"]
    assert {"1.0.0/changes.html", "feed.atom"} <= {*front.links}
    row = sites.read_text(site, "1.0.0/claims/CLM-0001.html")
    assert "1.2.0 Claim type Threat Claim of responsibility It is past." in row


def test_a_package_without_changes_or_day_says_so_and_names_no_feed(full_copy, tmp_path):
    for table in ("corrections", "retired"):
        change(full_copy, table, lambda _: [])
    site = sites.build(full_copy, tmp_path / "site")
    assert "No change is recorded." in sites.read_text(site, "1.0.0/changes.html")
    assert "Feed of versions" not in sites.read_text(site, "index.html")


def test_a_retired_id_leads_to_its_successor_its_history_and_its_earlier_row(
    full, full_copy, tmp_path
):
    set_version(full_copy, "2.0.0")
    row = {"record_id": "CLM-0004", "replaced_by": "CLM-0001", "version": "2.0.0"}
    change(full_copy, "retired", lambda rows: [*rows, rows[0] | row])
    for table, column in (("claims", "claim_id"), ("claim_links", "to_claim_id")):
        change(full_copy, table, lambda rows, c=column: [r for r in rows if r[c] != "CLM-0004"])
    edit_json(full_copy / "datapackage.json", lambda d: d)
    page = sites.read_pages(sites.build(full_copy, tmp_path / "site", full))[
        "2.0.0/claims/CLM-0004.html"
    ]
    assert {"CLM-0001.html", "../../1.0.0/claims/CLM-0004.html"} <= {*page.links}
