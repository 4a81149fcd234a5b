"""counts.csv of a release."""

import csv
import io
import shutil

from support.editions import read

from eventclaims.release.counts import make_counts


def read_counts(package):
    (file,) = make_counts(read(package), ())
    rows = csv.DictReader(io.StringIO(file.content.decode(), newline=""))
    return {(row["unit"], row["by"], row["category"]): row for row in rows}


def list_cells(row):
    return [row[name] for name in ("first", "second", "settled", "utterances", "contents")]


def test_without_codings_the_settled_data_are_counted(full):
    counts = read_counts(full)
    group = counts[("claims", "group", "ACT-0001")]
    assert group["label"] == "Group A"
    assert list_cells(group) == ["", "", "3", "3", "3"]
    statements = counts[("statements", "channel", "unknown")]
    assert list_cells(statements) == ["", "", "2", "2", ""]


def test_the_groups_of_a_coding_are_those_of_the_dataset_with_names_at_the_same_place(full_copy):
    coding = full_copy / "data" / "coding"
    shutil.copytree(full_copy / "data", coding / "first", ignore=shutil.ignore_patterns("coding"))
    for path in (coding / "first").glob("*.csv"):
        path.write_text(path.read_text("utf-8").replace("ACT-000", "ACT-700"), "utf-8")
    shutil.copytree(coding / "first", coding / "second")
    # The second coding has one actor for each document, and no name at the place of the guards.
    for name, old, new in (
        ("actor_names", "NAM-0004,ACT-7001", "NAM-0004,ACT-7009"),
        ("statements", "STM-0003,ACT-7002,ACT-7001", "STM-0003,ACT-7002,ACT-7009"),
        ("actors", "ACT-7001,", "ACT-7009,Group A,armed_group,,,,\nACT-7001,"),
        ("evidence", "actor_names,NAM-0003", "actor_names,NAM-0099"),
        ("evidence", "actor_names,NAM-0005", "actor_names,NAM-0098"),
    ):
        path = coding / "second" / f"{name}.csv"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    counts = read_counts(full_copy)
    assert list_cells(counts[("claims", "group", "ACT-0001")]) == ["3", "3", "3", "3", "3"]
    assert list_cells(counts[("claims", "claim_type", "threat")]) == ["1", "1", "1", "1", "1"]
    assert counts[("claims", "group", "ACT-0003")]["first"] == "1"
    # The guards are found by their statement, until that is at another place, too.
    assert counts[("claims", "group", "ACT-0003")]["second"] == "1"
    path = coding / "second" / "evidence.csv"
    path.write_text(path.read_text("utf-8").replace("STM-0002,,SRC-0001", "STM-0099,,SRC-0001"))
    counts = read_counts(full_copy)
    assert counts[("claims", "group", "ACT-0003")]["second"] == "0"
