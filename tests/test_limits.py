"""Findings of a rule are counted without a limit; only the listed ones are described."""

import importlib
import json

import pytest
from support.packages import build

from eventclaims import validate
from eventclaims.report.columns import count_findings
from eventclaims.report.finding import Severity

LIMITED = {
    "structure.screen.screen": (b"a,b\n" + b"x,word\n" * 9, "type-error"),
    "structure.judge structure.whole": (b"a;b\n" + b"x;word\n" * 9, "type-error"),
}


def write(folder, content):
    fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]
    dialect = {"delimiter": ";" if b";" in content else ","}
    resources = [
        {"name": name, "path": f"{name}.csv", "dialect": dialect, "schema": {"fields": fields}}
        for name in ("one", "two")
    ]
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    for name, lines in (("one", 9), ("two", 2)):
        (folder / f"{name}.csv").write_bytes(b"\n".join(content.split(b"\n")[: lines + 1]) + b"\n")


@pytest.mark.parametrize(("modules", "content", "rule"), [(k, *v) for k, v in LIMITED.items()])
def test_frictionless_stops_in_a_table_and_goes_on_with_the_next(
    modules, content, rule, tmp_path, monkeypatch
):
    for name in modules.split():
        monkeypatch.setattr(importlib.import_module(f"eventclaims.{name}"), "MAX_FINDINGS", 5)
    write(tmp_path, content)
    report = validate(tmp_path)
    found = [finding.table for finding in report.findings if finding.rule == rule]
    assert (found.count("one"), found.count("two")) == (5, 2)
    stopped = [f.table for f in report.findings if f.rule == "not-checked" and f.table]
    assert stopped == ["one"]
    assert report.unchecked


@pytest.mark.parametrize("limit", [1, 3, 10, 11, 0])
def test_the_first_findings_of_a_rule_are_listed_and_all_are_counted(limit, tmp_path):
    write(tmp_path, b"a,b\n" + b"x ,1\n" * 9)
    report = validate(tmp_path, max_findings=limit)
    places = [("one.csv", row) for row in range(2, 11)] + [("two.csv", 2), ("two.csv", 3)]
    listed = [(f.file, f.row) for f in report.findings if f.rule == "outer-space"]
    assert listed == places[: limit or None]
    assert all(f.line == f.row and f.column == 1 for f in report.findings if f.row)
    assert report.count(Severity.WARNING) == 11
    assert report.left_out == 11 - len(listed)


@pytest.mark.parametrize("limit", [pytest.param(1, marks=pytest.mark.long), 2])
def test_every_layer_counts_the_same_whatever_the_limit(limit, tmp_path):
    package = build("full", tmp_path)
    for table in ("claims", "events"):
        path = package / "data" / f"{table}.csv"
        text = path.read_text("utf-8").replace(",2020-", ",2031-").replace(",2021-", ",2031-")
        header, _, rows = text.partition("\n")
        path.write_text(f"{header}\n" + rows.replace("\n", " \n"), "utf-8")
    texts = package / "texts"
    texts.mkdir()
    how = {"texts": texts, "previous": build("full", tmp_path / "old"), "possible": True}
    every, some = validate(package, **how, max_findings=0), validate(package, **how)
    few = validate(package, **how, max_findings=limit)
    assert every.findings == some.findings
    assert every.counts == few.counts == count_findings(every.findings)
    assert len({finding.rule for finding in every.findings}) >= 8
    for rule, findings in every.group_by_rule().items():
        kept = findings if rule == "not-checked" else findings[:limit]
        assert few.group_by_rule()[rule] == kept


@pytest.mark.parametrize("limit", [1, 2, 4, 5])
def test_of_the_findings_in_one_row_the_first_cells_are_listed(limit, tmp_path):
    names = [*"zyx"]
    limits = [{"minLength": 2}, {"required": True, "enum": ["a"]}, {"maxLength": 1}]
    fields = [
        {"name": name, "type": "string", "constraints": one}
        for name, one in zip(names, limits, strict=True)
    ]
    schema = {"fields": fields, "uniqueKeys": [["y"], ["z"]]}
    resource = {"name": "t", "path": "t.csv", "schema": schema}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), "utf-8")
    (tmp_path / "t.csv").write_text("z,y,x\n" + "b ,b ,bb \n" * 2 + "b ,b ,bb ,  \n", "utf-8")
    every, few = validate(tmp_path, max_findings=0), validate(tmp_path, max_findings=limit)
    for rule, findings in every.group_by_rule().items():
        assert few.group_by_rule()[rule] == (
            findings if rule == "not-checked" else findings[:limit]
        )
    places = {
        rule: [(f.row, f.field) for f in found] for rule, found in every.group_by_rule().items()
    }
    assert places["constraint-error"] == [(row, name) for row in (2, 3, 4) for name in "yx"]
    assert places["unique-key"] == [(3, "z"), (3, "y")]
    assert places["outer-space"][-4:] == [(4, "z"), (4, "y"), (4, "x"), (4, None)]


@pytest.mark.parametrize("name", ["max_findings", "memory"])
def test_a_negative_limit_is_refused(name, minimal):
    with pytest.raises(ValueError, match=f"{name} is -1"):
        validate(minimal, **{name: -1})
