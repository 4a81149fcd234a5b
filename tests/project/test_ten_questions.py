"""The ten questions: their scripts run on the shipped dataset and give the same, right answers."""

import csv
import os
import runpy
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pytest
from support.packages import ROOT

SCRIPT = runpy.run_path(str(ROOT / "scripts" / "ten_questions.py"))
# Writes the answers of the script in R as `run_python` writes those of the script in Python.
RUN_IN_R = """
for (expression in parse("ten-questions.R", encoding = "UTF-8")) {
  found <- withVisible(eval(expression, globalenv()))
  if (!found$visible) next
  for (part in if (is.data.frame(found$value)) list(found$value) else found$value) {
    if (is.data.frame(part)) write.csv(part, row.names = FALSE, na = "") else cat(part)
    cat("\\f")
  }
  cat("\\f")
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a folder with what the scripts read, and the scripts."""
    path = tmp_path_factory.mktemp("ten") / "release"
    SCRIPT["write_release"](path)
    return path


@pytest.fixture(scope="module")
def answers(folder):
    """Give the answers of the script in Python by number."""
    return dict(enumerate(SCRIPT["run_python"](folder), 1))


def read(part):
    """Return the rows of a table of an answer as dictionaries."""
    header, *rows = part
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_groups_that_threatened_before_a_deadline_have_their_possible_days(answers):
    (table,) = answers[1]
    found = {
        row["claim_id"]: (row["group"], row["date_earliest"], row["date_latest"], row["deadline"])
        for row in read(table)
    }
    body, days = "Iraqi Resistance Coordination Commission", ("2021-07-01", "2021-12-31")
    assert found == {
        "CLM-0028": (body, *days, "2021-12-31"),
        "CLM-0049": ("Kataib Sayyid al-Shuhada", *days, "2021-12-31"),
        "CLM-0059": (body, "2021-12-28", "2021-12-28", ""),
        "CLM-0078": (
            "Telegram channels that support [...] militias",
            *("", "2021-12-29", "2021-12-31"),
        ),
    }


def test_an_event_has_who_claims_it_who_attributes_it_and_who_states_a_role(answers):
    (table,) = answers[2]
    events = {row["event_id"]: row for row in read(table)}
    assert events["EVT-0002"]["responsibility_claimed_by"] == "Asa'ib Ahl Al-Haq"
    assert events["EVT-0045"]["attributed_by"] == "Islamic Resistance in Iraq"
    assert events["EVT-0009"]["perpetrator"] == "pro-Iranian Shi'ite militias in Iraq"
    assert events["EVT-0038"]["roles_stated_by"] == (
        "Islamic Resistance in Iraq (alleged perpetrator): "
        "Author of the blog post of February 2024 (not named)"
    )


def test_the_deadline_is_described_by_each_side(answers):
    (table,) = answers[3]
    assert {(row["country"], row["claim_id"]) for row in read(table)} >= {
        ("IRQ", "CLM-0028"),
        ("IRQ", "CLM-0043"),
        ("USA", "CLM-0055"),
        ("", "CLM-0078"),
    }


def test_one_name_finds_all_names_of_an_organisation(answers):
    (table,) = answers[4]
    names = {row["name"] for row in read(table)}
    assert names >= {"Iraqi Resistance Coordination Commission", "Coordinating Body"}
    assert {row["actor_id"] for row in read(table)} == {"ACT-0027"}


def test_a_number_of_claims_has_the_range_of_the_codings(folder, answers):
    (table,) = answers[5]
    assert {row["by"] for row in read(table)} == {"claim_type", "group", "channel"}
    with (folder / "counts.csv").open(encoding="utf-8", newline="") as file:
        counted = {
            (row["by"], row["label"]): row
            for row in csv.DictReader(file)
            if row["unit"] == "claims"
        }
    for row in read(table):
        counts = counted[row["by"], row["label"]]
        numbers = [int(counts[name]) for name in ("first", "second", "settled")]
        assert (int(row["lowest"]), int(row["highest"])) == (min(numbers), max(numbers)), row
    assert ("claim_type", "Threat", "21") in {
        (r["by"], r["label"], r["settled"]) for r in read(table)
    }


def test_claims_that_contradict_each_other_have_the_same_conflict(answers):
    (table,) = answers[6]
    conflicts = {}
    for row in read(table):
        conflicts.setdefault(row["conflict"], set()).add(row["claim_id"])
    assert conflicts["LNK-0053"] == conflicts["DIS-0027"] == {"CLM-0006", "CLM-0063"}
    assert all(len(claims) == 2 for name, claims in conflicts.items() if name.startswith("LNK"))


def test_the_timeline_contains_open_starts_and_the_network_each_pair_once(answers):
    (drawn,), (pairs,) = answers[7], answers[8]
    starts = {row["claim_id"]: row["date_earliest"] for row in read(drawn)}
    assert (starts["CLM-0078"], starts["CLM-0028"]) == ("", "2021-07-01")
    ends = [frozenset((row["actor_1"], row["actor_2"])) for row in read(pairs)]
    assert len(ends) == len(set(ends)) > 60
    (tie,) = [row for row in read(pairs) if row["actor_1"] == "MEMRI"]
    assert tie["actor_2"] == "Jihad and Terrorism Threat Monitor"
    assert (tie["relations"], tie["reports"]) == ("Part of", "2")


def test_a_claim_has_its_citation_and_the_positions_of_its_passages(answers):
    citation, table = answers[9]
    ((text,),) = citation
    assert "CLM-0028 in table claims" in text
    assert text.endswith("#claims/CLM-0028")
    assert {(row["text_name"], row["start"], row["end"]) for row in read(table)} >= {
        ("press-2021-deadline", "0", "241")
    }


def test_an_event_has_the_ids_of_its_perpetrators_and_the_codes_of_its_type(answers):
    (table,) = answers[10]
    ids = {(row["actor"], row["scheme"]): (row["value"], row["target"]) for row in read(table)}
    assert ids["Asa'ib Ahl Al-Haq", "UCDP"] == ("886", "1")
    assert ids["Asa'ib Ahl Al-Haq", "ACLED"] == ("Asaib Ahl Al Haq", "Battles/Armed clash")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_gives_the_same_rows(folder, answers, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    done = subprocess.run(
        ["Rscript", "-e", RUN_IN_R],  # noqa: S607 - R of the machine
        cwd=copy,
        capture_output=True,
        check=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    in_r = SCRIPT["read_answers"](done.stdout.decode())
    assert len(in_r) == len(answers) == 10
    for number, answer in enumerate(in_r, 1):
        for part, expected in zip(answer, answers[number], strict=True):
            assert part[0] == expected[0], number
            assert sorted(part) == sorted(expected), number


def test_the_figures_are_those_of_docs_small_and_with_text_as_text(folder, answers):
    assert answers
    for name in SCRIPT["SHOWN"]:
        content = (folder / name).read_bytes()
        assert content == (ROOT / "docs" / name).read_bytes(), name
        assert len(content) < 100_000
        tree = ET.fromstring(content)  # noqa: S314 - made here
        words = {"".join(text.itertext()).strip() for text in tree.findall(".//{*}text")}
        assert "Coordination Commission" in words, name


def test_both_scripts_have_the_same_questions_and_one_expression_each():
    python, r = (
        SCRIPT["read_cells"](ROOT / "docs" / f"ten-questions.{end}") for end in ("py", "R")
    )
    assert [question for question, _, _ in python] == [question for question, _, _ in r]
    assert len(python) == 10
    for _, comment, expression in python:
        assert comment
        assert expression.startswith("print(")
        compile(f"({expression})", "expression", "eval")
