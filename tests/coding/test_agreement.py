"""Agreement of two codings."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from support.commands import run

from eventclaims.coding import agreement
from eventclaims.coding.codings import list_differences
from eventclaims.coding.matching import match_units, measure_overlap
from eventclaims.coding.units import KINDS, Unit, read_coding
from eventclaims.errors import EventClaimsError
from eventclaims.tables import canonical as canonical_m
from eventclaims.tables import records


def unit(record, *spans, table="claims", document="d", **cells):
    return Unit(table, record, cells, frozenset((document, *span) for span in spans))


def names(pairs):
    return {(a.record, b.record) for a, b in pairs}


@pytest.fixture
def coding(full, tmp_path):
    """Give the tables of the full package as a plain folder, to change."""
    return Path(shutil.copytree(full / "data", tmp_path / "coding"))


def change(coding, table, record, **cells):
    path = coding / f"{table}.csv"
    header, rows = records.read_rows(path)
    key = header[0]
    changed = [row | cells if row[key] == record else row for row in rows]
    path.write_text(canonical_m.format_table(header, changed, [key]), "utf-8")


def drop(coding, table, record):
    for name, key in ((table, None), ("evidence", "record_id")):
        path = coding / f"{name}.csv"
        header, rows = records.read_rows(path)
        kept = [row for row in rows if row[key or header[0]] != record]
        path.write_text(canonical_m.format_table(header, kept, [header[0]]), "utf-8")


def test_a_coding_agrees_with_itself_whatever_its_form(full, coding):
    measured = agreement.measure_agreement(full, coding)
    assert {u.f1 for u in measured.units} == {1.0}
    assert {f.share for f in measured.fields} == {1.0}
    assert {f.alpha for f in measured.fields} <= {1.0, None}


def test_ids_of_the_two_codings_need_not_be_the_same(full, coding):
    for path in coding.glob("*.csv"):
        text = path.read_text("utf-8").replace("ACT-000", "ACT-700").replace("STM-000", "STM-700")
        path.write_text(text, "utf-8")
    measured = agreement.measure_agreement(full, coding)
    assert not measured.is_given
    assert {f.share for f in measured.fields} == {1.0}
    assert list(list_differences(full, coding)) == []


def test_a_unit_that_one_coding_lacks_lowers_precision_and_f1_of_its_kind_only(full, coding):
    drop(coding, "claims", "CLM-0004")
    claims = {u.kind: u for u in agreement.measure_agreement(full, coding).units}
    assert (claims["claims"].first, claims["claims"].second, claims["claims"].matched) == (4, 3, 3)
    assert claims["claims"].recall == pytest.approx(3 / 4)
    assert claims["claims"].precision == 1.0
    assert claims["claims"].f1 == pytest.approx(6 / 7)
    assert claims["events"].f1 == 1.0


def test_another_code_lowers_share_and_alpha_of_its_field_only(full, coding):
    change(coding, "claims", "CLM-0002", claim_type="warning")
    fields = {(f.kind, f.field): f for f in agreement.measure_agreement(full, coding).fields}
    changed = fields[("claims", "claim_type")]
    assert changed.share == pytest.approx(3 / 4)
    assert changed.low <= changed.alpha <= changed.high
    assert fields[("claims", "claim_actors")].share == 1.0


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: sections A, B and C. Each string
# is a coder, each character a unit; a dot is a unit that the coder did not code.
PUBLISHED = [
    (("0100000010", "1110010000"), 0.095),
    (("aabbdcccedda", "babbbccceddd"), 0.692),
    (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
]


def encode(*coders):
    names = sorted({*"".join(coders)} - {"."})
    return np.array([[names.index(c) if c != "." else -1 for c in coder] for coder in coders]).T


def compute_nominal(codes, weights):
    return agreement.compute_alpha(codes, weights, 1 - np.eye(int(codes.max(initial=-1)) + 1))


def measure(codes):
    (alpha,) = compute_nominal(codes, np.ones((1, len(codes))))
    return alpha


@pytest.mark.parametrize(("coders", "alpha"), PUBLISHED)
def test_alpha_is_that_of_the_published_examples(coders, alpha):
    assert measure(encode(*coders)) == pytest.approx(alpha, abs=5e-4)


def test_alpha_counts_only_units_that_two_coders_coded():
    coders = PUBLISHED[2][0]
    longer = [
        coder + single for coder, single in zip(coders, ("6..", ".1.", "..2", "..."), strict=True)
    ]
    assert measure(encode(*longer)) == measure(encode(*coders))


@pytest.mark.parametrize("coders", [("11", "11"), ("1.2", ".2."), ("..", ".."), ("", "")])
def test_alpha_without_two_different_paired_values_is_undefined(coders):
    assert np.isnan(measure(encode(*coders).reshape(-1, 2)))


def test_the_alpha_of_a_sample_is_that_of_its_units_repeated():
    random = np.random.default_rng(1)
    codes = encode(*PUBLISHED[2][0])
    draws = random.integers(0, len(codes), (50, len(codes)))
    weights = np.array([np.bincount(draw, minlength=len(codes)) for draw in draws])
    wanted = [measure(codes[draw]) for draw in draws]
    assert compute_nominal(codes, weights) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("ab", "ab", 0),
        ("ab", "abcd", 1 - 2 / 4 * 2 / 3),
        ("abc", "bcd", 1 - 2 / 4 * 1 / 3),
        ("a", "b", 1),
        ("", "a", 1),
        ("", "", 0),
    ],
)
def test_the_distance_of_sets_depends_on_overlap_and_on_containment(first, second, distance):
    for pair in ((first, second), (second, first)):
        assert agreement.measure_masi(*map(frozenset, pair)) == pytest.approx(distance)


def test_sets_that_overlap_agree_in_part(full, tmp_path):
    # The sets are a, ab and b, at a distance of 2/3 if one contains the other, else 1. Alpha is
    # 1 - 7 * (2 * 2/3 + 2 * 2/3) / (2 * (3 * 2 * 2/3 + 2 * 3 * 2/3 + 3 * 3)).
    for coder, issues in (("A", ("a", "ab", "b", "ab")), ("B", ("a", "a", "b", "b"))):
        shutil.copytree(full / "data", tmp_path / coder)
        rows = [
            {"claim_id": f"CLM-000{n}", "issue": issue}
            for n, listed in enumerate(issues, start=1)
            for issue in listed
        ]
        content = canonical_m.format_table(["claim_id", "issue"], rows, ["claim_id", "issue"])
        (tmp_path / coder / "claim_issues.csv").write_text(content, "utf-8")
    measured = agreement.measure_agreement(tmp_path / "A", tmp_path / "B")
    (found,) = (f for f in measured.fields if f.field == "claim_issues")
    assert found.share == 1 / 2
    assert found.alpha == pytest.approx(23 / 51)


def test_the_same_seed_gives_the_same_interval(full, coding):
    change(coding, "claims", "CLM-0002", claim_type="warning")
    once, twice = (agreement.measure_agreement(full, coding, seed=3) for _ in range(2))
    assert once == twice


def test_units_are_matched_one_to_one_so_that_overlap_is_greatest():
    first = [unit("a", (0, 10)), unit("b", (10, 20))]
    second = [unit("x", (5, 20)), unit("y", (0, 9))]
    assert names(match_units(first, second)) == {("a", "y"), ("b", "x")}


def test_units_that_hardly_touch_are_not_matched():
    assert match_units([unit("a", (0, 10))], [unit("x", (9, 30))]) == []


def test_units_of_other_documents_are_not_matched():
    assert match_units([unit("a", (0, 10))], [unit("x", (0, 10), document="e")]) == []


def test_units_in_the_very_same_place_are_told_apart_by_their_code():
    first = [unit("a", (0, 9), claim_type="threat"), unit("b", (0, 9), claim_type="demand")]
    second = [unit("x", (0, 9), claim_type="demand"), unit("y", (0, 9), claim_type="threat")]
    assert names(match_units(first, second)) == {("a", "y"), ("b", "x")}


def test_units_with_the_same_ids_and_spans_in_both_codings_are_matched_by_id():
    first = [unit("a", (0, 9), claim_type="threat"), unit("b", (0, 9), claim_type="demand")]
    second = [unit("a", (0, 9), claim_type="demand"), unit("b", (0, 9), claim_type="threat")]
    assert names(match_units(first, second)) == {("a", "a"), ("b", "b")}
    moved = [*second, unit("c", (20, 30))]
    assert names(match_units([*first, unit("c", (40, 50))], moved)) == {("a", "b"), ("b", "a")}


def test_a_better_overlap_beats_the_same_code():
    first = [unit("a", (0, 10), claim_type="threat")]
    second = [unit("x", (0, 8), claim_type="threat"), unit("y", (0, 10), claim_type="demand")]
    assert names(match_units(first, second)) == {("a", "y")}


def test_overlap_counts_each_character_once():
    dice, contained = measure_overlap(unit("a", (0, 10), (5, 15)), unit("x", (0, 15)))
    assert (dice, contained) == (1.0, 1.0)


def test_an_actor_stands_where_its_names_stand(full):
    actors = {u.record: u for u in read_coding(full)["actors"]}
    assert len(actors["ACT-0001"].spans) == 2


def make_variables(full, folder):
    """Write a coding of only the types of names, on the units of a package."""
    folder.mkdir()
    for name in ("evidence", "sources"):
        shutil.copy(full / "data" / f"{name}.csv", folder)
    _, rows = records.read_rows(full / "data" / "actor_names.csv")
    columns = ["name_id", "actor_id", "name_type"]
    coded = [{name: row[name] for name in columns} for row in rows]
    (folder / "actor_names.csv").write_text(
        canonical_m.format_table(columns, coded, ["name_id"]), "utf-8"
    )
    return folder


def test_a_coding_of_given_units_is_compared_in_the_coded_columns_only(full, tmp_path):
    pair = [make_variables(full, tmp_path / "A"), make_variables(full, tmp_path / "B")]
    change(tmp_path / "B", "actor_names", "NAM-0001", name_type="alias")
    measured = agreement.measure_agreement(*pair)
    assert measured.is_given
    assert {unit.f1 for unit in measured.units} <= {1.0, None}
    assert [(f.kind, f.field) for f in measured.fields] == [("actor_names", "name_type")]
    (difference,) = list_differences(*pair)
    assert (difference.first_id, difference.second_id) == ("NAM-0001", "NAM-0001")


@pytest.mark.parametrize("content", [None, "evidence_id,table\n", 'a,"b\n'])
def test_what_is_no_coding_is_an_error(tmp_path, content):
    if content is not None:
        (tmp_path / "evidence.csv").write_text(content, "utf-8")
    with pytest.raises(EventClaimsError, match=r"coding|column|line"):
        read_coding(tmp_path)


@pytest.mark.parametrize(
    ("table", "column"),
    [("actor_names", "actor_id"), ("evidence", "start"), ("sources", "source_id")],
)
def test_a_coding_without_a_required_column_is_an_error(coding, table, column):
    path = coding / f"{table}.csv"
    path.write_text(path.read_text("utf-8").replace(column, "other", 1), "utf-8")
    with pytest.raises(EventClaimsError, match=rf"{table}\.csv: .*{column}"):
        read_coding(coding)


def test_the_command_prints_two_tables_or_one_object(full, coding):
    done = run("agreement", full, coding)
    assert (done.returncode, done.stderr) == (0, "")
    assert "claims           4  4  4     1.00" in done.stdout
    measured = json.loads(run("agreement", full, coding, "--format", "json").stdout)
    assert {u["kind"] for u in measured["units"]} == set(KINDS)
    assert (
        "| claims | 4 | 4 | 4 | 1.00 |"
        in run("agreement", full, coding, "--format", "markdown").stdout
    )
    assert run("agreement", full, coding / "nowhere").returncode == 2
