"""Counts of a package, as text, JSON and charts."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

from support.commands import run
from support.editing import change

from eventclaims.documentation.charts import TIMELINE, draw_figures, write_plots
from eventclaims.documentation.counts import count_package
from eventclaims.package.opening import open_package


def count(package):
    with open_package(package) as opened:
        return count_package(opened)


def counts(package):
    return {found.name: dict(found.counts) for found in count(package).counts}


def test_rows_claims_and_months_are_counted(full):
    counted = counts(full)
    assert counted["table"]["claims"] == 4
    assert counted["speaker"] == {"Speaker B": 3, "guards of the depot": 1}
    assert counted["group"] == {"Group A": 3, "guards of the depot": 1}
    assert counted["claim_type"]["threat"] == 1
    assert counted["statement_month"] == {"2020-05": 3}


def test_a_date_over_more_than_a_month_counts_for_none(full):
    assert counts(full)["event_month"] == {
        "2020-04": 1,
        "2020-05": 1,
        "not known to the month": 1,
    }


def test_the_most_frequent_comes_first_and_equals_by_name(full):
    listed = next(c for c in count(full).counts if c.name == "claim_type").counts
    assert [name for name, _ in listed] == ["denial", "report", "responsibility", "threat"]


def test_text_fits_eighty_columns_and_json_is_one_object(full):
    done = run("stats", full)
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (
        json.loads(run("stats", full, "--format", "json").stdout)["counts"]["table"]["actors"] == 3
    )


def test_json_is_utf_8_in_every_locale(full_copy):
    path = full_copy / "data" / "actors.csv"
    path.write_text(path.read_text("utf-8").replace("Speaker B", "\u00e9 \U0001d538\x1b"), "utf-8")
    done = run("stats", full_copy, "--format", "json", PYTHONIOENCODING="cp1252")
    assert "\x1b" not in done.stdout
    assert "\u00e9 \U0001d538\x1b" in json.loads(done.stdout)["counts"]["speaker"]


def draw(statistics, *names):
    return {name: content for name, _, content in draw_figures(statistics, names)}


def test_charts_are_the_same_bytes_each_time_and_the_timeline_has_all_dates(full, tmp_path):
    statistics = count(full)
    written = {path.name: path.read_bytes() for path in write_plots(statistics, tmp_path)}
    assert {path.suffix for path in map(Path, written)} == {".png", ".svg"}
    assert not any("month" in name for name in written)
    again = draw(statistics, "speaker", TIMELINE)
    assert {*again} == {
        f"{name}.{form}" for name in ("speaker", TIMELINE) for form in ("png", "svg")
    }
    assert again.items() <= written.items()
    tree = ET.fromstring(written["timeline.svg"])  # noqa: S314 - made here
    words = {"".join(text.itertext()).strip() for text in tree.findall(".//{*}text")}
    assert {"Group A", "Events", "one of these days", "on all of these days"} <= words


def test_the_days_of_statements_and_events_are_listed_with_open_ends(full_copy):
    change(
        full_copy,
        "statements",
        lambda rows: [row | {"date_earliest": ""} for row in rows[:1]] + rows[1:],
    )
    dated = dict(count(full_copy).dated)
    assert {*dated} == {"Group A", "guards of the depot", "Events"}
    assert dated["Group A"][0].earliest is None
    assert len(dated["Events"]) == 3


def test_a_group_with_too_many_rows_is_drawn_in_part_and_says_so(full):
    statistics = count(full)
    many = (("Group A", statistics.dated[0][1] * 400), *statistics.dated[1:])
    drawn = draw(replace(statistics, dated=many), TIMELINE)
    assert re.search(rb"Group A \(1 in \d+\)", drawn["timeline.svg"])


def test_a_label_with_signs_of_formulas_is_drawn_as_it_stands(full_copy):
    path = full_copy / "data" / "actors.csv"
    path.write_text(path.read_text("utf-8").replace("Speaker B", "$Spea_ker^$"), "utf-8")
    assert b"$Spea_ker^$" in draw(count(full_copy), "speaker")["speaker.svg"]


def test_a_package_without_claims_is_counted(minimal_copy):
    shutil.copy(minimal_copy / "data" / "claims.csv", minimal_copy / "data" / "old.csv")
    header = (minimal_copy / "data" / "claims.csv").read_text("utf-8").splitlines()[0]
    (minimal_copy / "data" / "claims.csv").write_text(header + "\n", "utf-8")
    assert run("stats", minimal_copy).returncode == 0


def test_a_missing_table_exits_2(minimal_copy):
    (minimal_copy / "data" / "claims.csv").unlink()
    done = run("stats", minimal_copy)
    assert (done.returncode, done.stdout) == (2, "")
    assert "data/claims.csv: " in done.stderr


def test_a_data_package_with_tables_of_other_columns_is_counted_by_rows(tmp_path):
    fields = [{"name": "id"}, {"name": "amount", "type": "integer"}]
    names = ["claims", "statements", "actors", "sources", "events"]
    for name in names:
        (tmp_path / f"{name}.csv").write_text("id,amount\nA,1\nB,2\n", "utf-8")
    resources = [{"name": n, "path": f"{n}.csv", "schema": {"fields": fields}} for n in names]
    descriptor = {"name": "insurance", "resources": resources}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    done = run("stats", tmp_path, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    counted = json.loads(done.stdout)["counts"]
    assert counted.pop("table") == dict.fromkeys(names, 2)
    assert set(map(len, counted.values())) == {0}
