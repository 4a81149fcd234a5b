"""A layer stops in a table after many findings, says so, and goes on with the other tables."""

import importlib
import json

import pytest
from support.packages import build

from eventclaims import validate

LIMITED = {
    "lint.check": (b"a,b\n" + b"x ,1\n" * 9, "outer-space"),
    "structure.screen.screen": (b"a,b\n" + b"x,word\n" * 9, "type-error"),
    "structure.judge structure.whole": (b"a;b\n" + b"x;word\n" * 9, "type-error"),
}


@pytest.mark.parametrize(("modules", "content", "rule"), [(k, *v) for k, v in LIMITED.items()])
def test_a_layer_stops_in_a_table_and_goes_on_with_the_next(
    modules, content, rule, tmp_path, monkeypatch
):
    for name in modules.split():
        monkeypatch.setattr(importlib.import_module(f"eventclaims.{name}"), "MAX_FINDINGS", 5)
    fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]
    dialect = {"delimiter": ";" if b";" in content else ","}
    resources = [
        {"name": name, "path": f"{name}.csv", "dialect": dialect, "schema": {"fields": fields}}
        for name in ("one", "two")
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    for name, lines in (("one", 9), ("two", 2)):
        (tmp_path / f"{name}.csv").write_bytes(
            b"\n".join(content.split(b"\n")[: lines + 1]) + b"\n"
        )
    report = validate(tmp_path)
    found = [finding.table for finding in report.findings if finding.rule == rule]
    assert (found.count("one"), found.count("two")) == (5, 2)
    stopped = [f.table for f in report.findings if f.rule == "not-checked" and f.table]
    assert stopped == ["one"]
    assert report.unchecked


def test_consistency_stops_in_a_table_and_goes_on_with_the_next(tmp_path, monkeypatch):
    package = build("full", tmp_path)
    before = validate(package).findings
    for table in ("claims", "events"):
        path = package / "data" / f"{table}.csv"
        text = path.read_text("utf-8").replace(",2020-", ",2031-").replace(",2021-", ",2031-")
        path.write_text(text, "utf-8")
    layer = importlib.import_module("eventclaims.consistency.check")
    all_found = [f for f in validate(package).findings if f not in before and f.table == "events"]
    monkeypatch.setattr(layer, "MAX_FINDINGS", 1)
    found = [f for f in validate(package).findings if f.table == "events"]
    assert len(found) < len(all_found)
    assert [f.rule for f in found].count("not-checked") == 1
