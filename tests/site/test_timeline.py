"""The timeline: what it shows, and its filters in a browser."""

import re

import pytest
from support import sites
from support.editing import change
from support.scripts import CHROMIUM, open_page

in_browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
LINE = re.compile(r'<tr( hidden="")?><td>.*?(?:events|statements)/([^"]*)\.html.*?<svg class="bar')
NAME = "1.0.0/timeline.html"


@pytest.fixture(scope="module")
def page(full, tmp_path_factory):
    """Give the page of the package that uses every column."""
    return sites.build(full, tmp_path_factory.mktemp("site") / "site") / NAME


def list_shown(dom):
    """Return the ids of the bars that are shown."""
    return [record for hidden, record in LINE.findall(dom) if not hidden]


def test_without_javascript_all_rows_are_shown_and_the_form_is_not(page):
    text = page.read_text("utf-8")
    assert len(list_shown(text)) == text.count('role="img"') > 3
    assert '<form id="filters" role="search" aria-label="Rows" hidden>' in text
    assert "<caption><h2>" in text


@in_browser
def test_in_a_browser_bars_and_words_are_filtered_together_and_counted(page):
    every = list_shown(page.read_text("utf-8"))
    events = [record for record in every if record.startswith("EVT")]
    assert list_shown(open_page(page)) == every
    dom = open_page(page, "#table=events")
    assert list_shown(dom) == events
    assert f"{len(events)} of {len(every)} rows shown" in dom
    assert dom.count('<section hidden="">') == dom.count("<section") - 1
    shown = list_shown(open_page(page, "#claim_type=threat&said_by=ACT-0001"))
    assert "STM-0001" in shown
    assert {*shown} < {*every}
    assert list_shown(open_page(page, "#q=nothing+like+this")) == []


def test_rows_with_the_earliest_last_days_are_not_drawn_above_the_limit(
    full_copy, tmp_path, monkeypatch
):
    days = ("1999-01-01", "2001-01-01", "")

    def date_rows(rows):
        return [
            row | {"date_earliest": "1990-01-01", "date_latest": day, "date": ""}
            for row, day in zip(rows, days, strict=False)
        ]

    monkeypatch.setattr("eventclaims.site.timeline.MOST_DRAWN", 2)
    change(full_copy, "events", date_rows)
    change(full_copy, "statements", lambda _: [])
    site = sites.build(full_copy, tmp_path / "site")
    assert "1 rows with an earlier last day are not drawn" in sites.read_text(site, NAME)
    assert list_shown((site / NAME).read_text("utf-8")) == ["EVT-0002", "EVT-0003"]


def test_a_package_without_dates_has_no_script(full_copy, tmp_path):
    for table in ("events", "statements"):
        change(
            full_copy,
            table,
            lambda rows: [r | {"date_earliest": "", "date_latest": ""} for r in rows],
        )
    site = sites.build(full_copy, tmp_path / "site")
    assert "No row has a date." in sites.read_text(site, NAME)
    text = (site / NAME).read_text("utf-8")
    assert "<script>" not in text
    assert "script-src" not in text
