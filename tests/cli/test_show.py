"""The command `show`: what it prints for people and for programs."""

import json

from support.commands import run
from support.packages import ROOT

TEXTS = ROOT / "tests" / "texts"


def test_show_prints_at_most_80_columns_and_ends_with_the_citation(full):
    done = run("show", "CLM-0002", full, "--texts", TEXTS)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Claims: CLM-0002"
    assert "  Claim type          Threat" in lines
    assert max(map(len, lines)) <= 80
    assert "full@1.0.0#claims/CLM-0002" in done.stdout.split("Cite as")[1]


def test_show_escapes_what_could_control_a_terminal(full_copy):
    path = full_copy / "data" / "actors.csv"
    text = path.read_text("utf-8").replace(
        "Speaker B", f"\x1b[31m\u202e::error {'w' * 50} ::error x"
    )
    path.write_text(text, "utf-8")
    for form in ("text", "json"):
        done = run("show", "ACT-0002", full_copy, "--format", form)
        assert done.returncode == 0
        assert not {"\x1b", "\u202e"} & {*done.stdout}
        assert not any(line.lstrip().startswith("::") for line in done.stdout.splitlines())


def test_show_gives_the_sections_as_json(full):
    value = json.loads(run("show", "CLM-0002", full, "--format", "json").stdout)
    assert (value["table"], value["record"]) == ("claims", "CLM-0002")
    assert ["Claim type", "Threat"] in value["sections"][0]["entries"]


def test_show_names_the_rest_of_a_long_list(full_copy):
    path = full_copy / "data" / "actor_names.csv"
    row = "NAM-{},ACT-0001,Name {},spelling,,,\n"
    columns = len(path.read_text("utf-8").splitlines()[0].split(","))
    rows = (",".join(row.strip().format(n, n).split(",")[:columns]) for n in range(1000, 1040))
    path.write_text(path.read_text("utf-8") + "\n".join(rows) + "\n", "utf-8")
    done = run("show", "ACT-0001", full_copy)
    assert "more\n" in done.stdout


def test_an_unknown_id_is_one_line_with_a_suggestion(full):
    done = run("show", "CLM-2", full)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "eventclaims: CLM-2: not found in full; did you mean CLM-0002?\n"
