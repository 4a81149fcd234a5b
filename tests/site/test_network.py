"""The network of actors as of a date."""

import json
import re
import shutil
import subprocess
from datetime import date

import pytest
from support import sites
from support.editing import change
from support.packages import ROOT
from support.pictures import HOSTILE, LINKED, list_days, list_shown, relate
from support.scripts import CHROMIUM, NODE

from eventclaims.package.opening import open_package
from eventclaims.site.edition import make_edition
from eventclaims.site.network import is_valid, list_stops, make_network, merge_days, write_days

SCRIPT = ROOT / "src" / "eventclaims" / "site" / "network.js"
PAGE = "1.0.0/network.html"
JANUARY, MARCH, MAY, JUNE = (date(2020, month, 1) for month in (1, 3, 5, 6))
# Two relations of a pair in both directions, one open at its end, one without any date.
RELATIONS = (
    (2, "speaks_for", 1, "2020-01-01", "2020-02-29"),
    (1, "backed_by", 2, "2020-05-01", ""),
    (3, "part_of", 1, "", ""),
    (3, "supports", 2, "", "2020-03-31"),
)


def read_network(package):
    with open_package(package) as opened:
        return make_network(make_edition(opened).rows)


@pytest.fixture(scope="module")
def drawn(full, tmp_path_factory):
    """Give a package with relations and its site."""
    package = shutil.copytree(full, tmp_path_factory.mktemp("network") / "package")
    relate(package, *RELATIONS)
    return package, sites.build(package, package.parent / "site")


def test_a_pair_is_one_line_whose_days_are_those_of_its_relations(drawn):
    page = (drawn[1] / PAGE).read_text("utf-8")
    assert list_days(page, "line") == [
        "2020-01-01/2020-02-29 2020-05-01/..",
        "../..",
        "../2020-03-31",
    ]
    assert sorted(list_days(page, "tr")) == [
        "../..",
        "../2020-03-31",
        "2020-01-01/2020-02-29",
        "2020-05-01/..",
    ]


def test_without_javascript_the_picture_is_that_of_the_last_change(drawn):
    page = (drawn[1] / PAGE).read_text("utf-8")
    assert '<output id="shown">2020-05-01</output>' in page
    assert list_shown(page, "line") == [True, True, False]
    assert sum(list_shown(page, "tr")) == 2
    assert '<form id="dates" hidden>' in page


def test_the_picture_has_the_actors_and_pairs_of_the_table(drawn):
    page = (drawn[1] / PAGE).read_text("utf-8")
    actors = {actor for actor, _ in LINKED.findall(page)}
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert (
        actors
        == {*re.findall(r"actors/(ACT-\d+)\.html", table)}
        == {"ACT-0001", "ACT-0002"} | {"ACT-0003"}
    )
    network = read_network(drawn[0])
    pairs = {frozenset((r.subject.record, r.target.record)) for r in network.relations}
    assert len(network.edges) == len(pairs) == 3
    assert "Speaker B (ACT-0002) speaks for Group A (ACT-0001)" in page


def test_a_day_outside_all_relations_and_open_ends_are_respected():
    days = [(JANUARY, MARCH), (JUNE, None)]
    assert [is_valid(days, day) for day in (date(2019, 12, 31), JANUARY, MARCH, MAY, JUNE)] == [
        False,
        True,
        True,
        False,
        True,
    ]
    assert is_valid([(None, MARCH)], date.min)
    assert is_valid([(None, None)], None)
    assert not is_valid([(None, MARCH)], None)
    assert write_days([(None, MARCH), (JUNE, None)]) == "../2020-03-01 2020-06-01/.."


def test_the_stops_are_the_days_of_changes_up_to_the_last_known_state():
    assert list_stops([(JANUARY, MARCH), (MAY, JUNE)]) == (JANUARY, date(2020, 3, 2), MAY)
    assert list_stops([(JANUARY, None), (None, MARCH)]) == (JANUARY,)
    assert list_stops([(None, MARCH), (None, JUNE)]) == (date(2020, 3, 2),)
    assert list_stops([(None, MARCH)]) == (MARCH,)
    assert list_stops([(None, None)]) == list_stops([]) == ()
    assert list_stops([(JANUARY, date.max)]) == (JANUARY,)


def test_intervals_that_touch_are_one():
    after = date(2020, 3, 2)
    assert merge_days([(after, MAY), (JANUARY, MARCH)]) == ((JANUARY, MAY),)
    assert merge_days([(JANUARY, MARCH), (MAY, None), (JUNE, JUNE)]) == (
        (JANUARY, MARCH),
        (MAY, None),
    )
    assert merge_days([(JANUARY, MARCH), (None, JANUARY)]) == ((None, MARCH),)
    assert merge_days([(JANUARY, None), (MAY, JUNE)]) == ((JANUARY, None),)
    assert merge_days([]) == ()


def test_relations_without_a_date_need_no_script(full_copy, tmp_path):
    relate(full_copy, (1, "supports", 2, "", ""), (2, "other", 2, "", ""))
    page = (sites.build(full_copy, tmp_path / "site") / PAGE).read_text("utf-8")
    assert "<script>" not in page
    assert "script-src" not in page
    assert list_shown(page, "line") == [True]
    assert list_shown(page, "tr") == [True, True]


def test_a_package_without_relations_says_so(full_copy, tmp_path):
    relate(full_copy)
    site = sites.build(full_copy, tmp_path / "site")
    assert "No relation between actors is recorded." in sites.read_text(site, PAGE)
    assert "<svg" not in (site / PAGE).read_text("utf-8")


def test_hostile_and_long_names_change_only_their_text(full_copy, tmp_path):
    relate(full_copy, (1, HOSTILE, 2, "2020-01-01", '"><b>'))
    names = iter([HOSTILE, "x" * 10_000, "\u0643\u062a\u0627\u0626\u0628"])
    change(
        full_copy,
        "actors",
        lambda rows: [row | {"name": next(names), "short_name": ""} for row in rows],
    )
    site = sites.build(full_copy, tmp_path / "site")
    page = sites.read_pages(site)[PAGE]
    assert not {"src", "onerror"} & page.attributes
    text = (site / PAGE).read_text("utf-8")
    assert text.count("</script>") == 1
    assert "\u202e" not in text
    assert 'data-valid="2020-01-01/.."' in text
    assert f">{'x' * 27}…</text>" in text


def test_more_actors_than_fit_are_in_the_table_alone(full_copy, monkeypatch, tmp_path):
    monkeypatch.setattr("eventclaims.site.network.MOST_DRAWN", 2)
    relate(full_copy, *RELATIONS)
    site = sites.build(full_copy, tmp_path / "site")
    page = (site / PAGE).read_text("utf-8")
    assert len(LINKED.findall(page)) == 2
    assert len(list_days(page, "line")) == 1
    assert len(list_days(page, "tr")) == 4
    assert "The picture has the 2 actors with most relations" in page


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_script_and_python_agree_on_every_day():
    network = read_network(ROOT)
    stops = [day.isoformat() for day in network.stops]
    written = [write_days(edge.days) for edge in network.edges]
    code = SCRIPT.read_text("utf-8").partition("function startNetwork")[0]
    code += f"const days = {json.dumps(written)}, stops = {json.dumps(stops)};"
    code += "console.log(JSON.stringify(stops.map((s) => days.map((d) => isValid(d, s)))))"
    done = subprocess.run([NODE, "-e", code], capture_output=True, text=True, check=True)
    assert len(stops) > 10
    assert json.loads(done.stdout) == [
        [is_valid(edge.days, day) for edge in network.edges] for day in network.stops
    ]


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@pytest.mark.parametrize(
    ("address", "shown", "day"),
    [
        ("", [True, True, False], "2020-05-01"),
        ("#2020-03-15", [False, True, True], "2020-03-01"),
        ("#2020-01-01", [True, True, True], "2020-01-01"),
        ("#all", [True, True, True], "all dates"),
        ("#nothing", [True, True, False], "2020-05-01"),
    ],
)
def test_the_slider_shows_the_pairs_of_a_date_in_a_browser(drawn, tmp_path, address, shown, day):
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"]
    command += [f"--user-data-dir={tmp_path}", "--dump-dom", (drawn[1] / PAGE).as_uri() + address]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert list_shown(done.stdout, "line") == shown
    assert f'<output id="shown">{day}</output>' in done.stdout
    assert '<form id="dates">' in done.stdout
