"""What the tool writes: derived columns, canonical form, hashes; and never half a file."""

import csv
import hashlib
import io
import json
import os
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.commands import run as command
from support.editing import change, edit_json
from support.packages import TEXTS

from eventclaims import validate
from eventclaims.authoring.derive import derive
from eventclaims.authoring.repair import Repairs
from eventclaims.errors import TableError, TextsError
from eventclaims.evidence.fingerprints import OLD_VERSION, fingerprint, hash_text, tokenize
from eventclaims.package.changes import write_changes
from eventclaims.package.opening import open_package
from eventclaims.runtime import atomic_files as atomic_files_m
from eventclaims.tables import canonical as canonical_m
from eventclaims.tables import records


def run(package, texts=None):
    with open_package(package) as opened:
        changes = derive(opened, texts)
        write_changes(changes)
        return [change.file for change in changes]


def edit(package, table, old, new):
    path = package / "data" / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8", newline="")
    return path


@pytest.mark.parametrize("name", ["data/claims.csv", "datapackage.json"])
def test_a_file_that_is_saved_meanwhile_is_kept_and_nothing_is_written(full_copy, name):
    edit(full_copy, "places", "PLC-0001", '"PLC-0001"')
    edit(full_copy, "claims", "CLM-0001", '"CLM-0001"')
    path = full_copy / name
    with open_package(full_copy) as opened:
        changes = derive(opened)
        saved = path.read_bytes() + b" \n"
        path.write_bytes(saved)
        before = (full_copy / "data" / "places.csv").read_bytes()
        with pytest.raises(TableError, match=name):
            write_changes(changes)
    assert path.read_bytes() == saved
    assert (full_copy / "data" / "places.csv").read_bytes() == before


def test_the_numbers_of_the_descriptor_keep_their_digits(full_copy):
    path = full_copy / "datapackage.json"
    numbers = '"x": [1.10, 33.3128000000000000000001, 12345678901234567.89, 1e5], "name"'
    path.write_text(path.read_text("utf-8").replace('"name"', numbers, 1), "utf-8")
    edit(full_copy, "claims", "CLM-0001", '"CLM-0001"')
    run(full_copy)
    written = path.read_text("utf-8").split()
    assert {"1.10,", "33.3128000000000000000001,", "12345678901234567.89,"} <= {*written}


def test_a_second_run_changes_nothing(full_copy):
    assert run(full_copy, TEXTS) == ["datapackage.json"]
    assert run(full_copy, TEXTS) == []


def test_the_date_follows_from_the_bounds(full_copy):
    path = edit(
        full_copy, "statements", "2020-05-02,2020-05-03,within", "2020-05-01,2020-05-31,within"
    )
    run(full_copy)
    assert ",2020-05,unknown," in path.read_text("utf-8")


def test_a_bound_that_is_no_day_leaves_the_date_as_it_is(full_copy):
    path = edit(
        full_copy, "statements", "2020-05-02,2020-05-03,within", "2 May 2020,2020-05-03,within"
    )
    before = path.read_text("utf-8")
    run(full_copy)
    assert path.read_text("utf-8") == before


def test_rows_are_sorted_by_number_and_quoted_only_where_needed(minimal_copy):
    path = minimal_copy / "data" / "actors.csv"
    header, row = path.read_text("utf-8").splitlines()
    more = [row.replace("ACT-0001", f"ACT-{n}") for n in ("10000", "9999", "0002")]
    quoted = row.replace("Group A", '"Group A"')
    path.write_bytes("\r\n".join(["\ufeff" + header, *more, quoted, ""]).encode())
    run(minimal_copy)
    ids = ["0001", "0002", "9999", "10000"]
    wanted = [header, *(row.replace("ACT-0001", f"ACT-{n}") for n in ids), ""]
    assert path.read_bytes() == "\n".join(wanted).encode()


def test_the_descriptor_gets_hash_and_length_of_every_file(minimal_copy):
    run(minimal_copy)
    descriptor = json.loads((minimal_copy / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        content = (minimal_copy / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


def test_empty_hashes_are_filled_from_the_texts(full_copy):
    with open_package(full_copy) as package:
        before = {t.name: t.path.read_bytes() for t in package.tables}
        _, spans = records.read_rows(package.get_table("evidence").path)
        _, sources = records.read_rows(package.get_table("sources").path)
    emptied = canonical_m.format_table(
        list(spans[0]),
        [row | dict.fromkeys(("text_sha256", "token_count", "token_sha256"), "") for row in spans],
        ["evidence_id"],
    )
    (full_copy / "data" / "evidence.csv").write_text(emptied, "utf-8")
    for row in sources[:2]:
        edit(full_copy, "sources", f"{row['text_sha256']},{row['text_length']}", ",")
    run(full_copy, TEXTS)
    with open_package(full_copy) as package:
        assert {t.name: t.path.read_bytes() for t in package.tables} == before


def test_a_span_that_moved_off_its_passage_is_not_hashed_anew_in_silence(full_copy):
    path = full_copy / "data" / "evidence.csv"
    _, rows = records.read_rows(path)
    edit(
        full_copy,
        "evidence",
        f",{rows[0]['start']},{rows[0]['end']},",
        f",{rows[0]['start']},{int(rows[0]['end']) - 1},",
    )
    with pytest.raises(TextsError, match="EVD-0001: "):
        run(full_copy, TEXTS)


def test_a_span_beyond_its_text_is_an_error(full_copy):
    path = full_copy / "data" / "evidence.csv"
    _, rows = records.read_rows(path)
    edit(
        full_copy,
        "evidence",
        f",{rows[0]['start']},{rows[0]['end']},",
        f",{rows[0]['start']},99999,",
    )
    with pytest.raises(TextsError, match=r"EVD-0001: .* SRC-0001"):
        run(full_copy, TEXTS)


def test_every_wrong_span_is_named_and_nothing_is_written(full_copy):
    path = full_copy / "data" / "evidence.csv"
    _, rows = records.read_rows(path)
    for row in rows[:3]:
        edit(full_copy, "evidence", f",{row['start']},{row['end']},", f",{row['start']},99999,")
    before = path.read_bytes()
    done = command("derive", full_copy, "--texts", TEXTS)
    assert done.returncode == 2
    *problems, last = done.stderr.splitlines()
    ids = [problem.partition(":")[0] for problem in problems]
    assert {row["evidence_id"] for row in rows[:3]} <= {*ids}
    assert last == f"eventclaims: nothing was written: {len(problems)} problems"
    assert path.read_bytes() == before


def test_a_passage_without_letters_gets_no_fingerprint(full_copy, tmp_path):
    texts = tmp_path / "texts"
    shutil.copytree(TEXTS, texts)
    text = texts / "sample-report.txt"
    text.write_text(text.read_text("utf-8") + "…", "utf-8")
    end = len(text.read_text("utf-8"))
    blank = {"text_sha256": "", "token_count": "", "token_sha256": ""}
    span = {"start": str(end - 1), "end": str(end)}
    change(full_copy, "evidence", lambda rows: [rows[0] | span | blank])
    change(
        full_copy,
        "sources",
        lambda rows: [rows[0] | {"text_sha256": "", "text_length": ""}, *rows[1:]],
    )
    run(full_copy, texts)
    _, (row,) = records.read_rows(full_copy / "data" / "evidence.csv")
    assert len(row["text_sha256"]) == 64
    assert (row["token_count"], row["token_sha256"]) == ("", "")
    run(full_copy, texts)
    rules = {f.rule for f in validate(full_copy, texts=texts).findings}
    assert not rules & {"fingerprint-differs", "constraint-error", "type-error"}


def test_the_fingerprint_of_released_evidence_is_kept(minimal_copy, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    content = "सेना ने कहा"
    (texts / "sample-report.txt").write_text(content, "utf-8")
    old = tokenize(content, OLD_VERSION)
    stated = {"token_count": str(len(old)), "token_sha256": fingerprint(old)}
    span = {"start": "0", "end": str(len(content)), "text_sha256": hash_text(content)}
    change(minimal_copy, "evidence", lambda rows: [row | span | stated for row in rows])
    given = {"text_sha256": hash_text(content), "text_length": str(len(content))}
    change(minimal_copy, "sources", lambda rows: [rows[0] | given])
    run(minimal_copy, texts)
    _, rows = records.read_rows(minimal_copy / "data" / "evidence.csv")
    assert {row["token_sha256"] for row in rows} == {fingerprint(old)}
    rules = {f.rule for f in validate(minimal_copy, texts=texts).findings}
    assert not rules & {"fingerprint-differs", "span-differs"}


def test_derive_writes_a_line_break_in_a_cell_as_validate_wants_it(full_copy):
    def break_lines(rows):
        return [rows[0] | {"description": "one\r\ntwo\rthree"}, *rows[1:]]

    change(full_copy, "actors", break_lines)
    assert command("derive", full_copy, "--check").returncode == 1
    run(full_copy)
    assert command("derive", full_copy, "--check").returncode == 0
    _, rows = records.read_rows(full_copy / "data" / "actors.csv")
    assert rows[0]["description"] == "one\ntwo\nthree"
    rules = {f.rule for f in validate(full_copy).findings}
    assert not rules & {"carriage-return", "not-canonical"}


def test_a_document_without_hash_and_text_is_an_error(full_copy, tmp_path):
    with open_package(full_copy) as package:
        _, sources = records.read_rows(package.get_table("sources").path)
    edit(full_copy, "sources", sources[0]["text_sha256"], "")
    edit(full_copy, "sources", "sample-report", "other-report")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(TextsError, match="SRC-0001: "):
        run(full_copy, empty)


@pytest.mark.parametrize(("content", "line"), [(b'a,"b\n', 1), (b"a,b\n1\n", 2), (b"caf\xe9\n", 1)])
def test_a_table_that_cannot_be_read_is_an_error_and_nothing_is_written(
    minimal_copy, content, line
):
    (minimal_copy / "data" / "corrections.csv").write_bytes(content)
    edit(minimal_copy, "actors", "Group A", '"Group A"')
    before = (minimal_copy / "data" / "actors.csv").read_bytes()
    with pytest.raises(TableError, match=rf"data/corrections\.csv: line {line}: "):
        run(minimal_copy)
    assert (minimal_copy / "data" / "actors.csv").read_bytes() == before


def test_a_crash_while_writing_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_bytes(b"old")

    def crash(_descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(KeyboardInterrupt):
        atomic_files_m.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["t.csv"]


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(TableError, match=r"t\.csv: "):
        atomic_files_m.write_atomically(tmp_path / "nowhere" / "t.csv", b"")


CELLS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    min_size=2,
    max_size=4,
)


@given(CELLS)
def test_a_record_in_canonical_form_reads_back_the_same(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("record") / "t.csv"
    path.write_bytes(canonical_m.format_record(cells).encode())
    assert [record.cells for record in records.read_records(path, strict=True)] == [cells]


def test_a_doubled_column_is_refused_and_nothing_is_lost(minimal_copy):
    path = minimal_copy / "data" / "retired.csv"
    path.write_text("record_id,reason,reason\nEVT-0009,error,split\n", "utf-8")
    with pytest.raises(TableError, match="'reason'"):
        run(minimal_copy)
    assert "error,split" in path.read_text("utf-8")


def test_a_header_that_is_not_that_of_the_schema_is_refused(minimal_copy):
    (minimal_copy / "data" / "retired.csv").write_bytes(b"")
    with pytest.raises(TableError, match=r"data/retired\.csv: "):
        run(minimal_copy)


def test_a_descriptor_under_another_name_is_the_one_that_is_written(minimal_copy):
    descriptor = minimal_copy / "datapackage.json"
    other = descriptor.rename(minimal_copy / "mine.json")
    assert run(other) == ["mine.json"]
    assert not descriptor.exists()
    assert run(other) == []


@pytest.mark.parametrize("table", ["events", "sources", "evidence"])
def test_a_row_whose_cells_are_all_empty_is_kept_in_a_table_without_a_key(table, full_copy):
    path = full_copy / "data" / f"{table}.csv"
    edit_json(full_copy / "schemas" / f"{table}.schema.json", lambda s: s.pop("primaryKey"))
    empty = "," * path.read_text("utf-8").splitlines()[0].count(",")
    before = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*before, empty, ""]), "utf-8")
    run(full_copy, TEXTS)
    after = path.read_text("utf-8").splitlines()
    assert len(after) == len(before) + 1
    assert empty in after


@pytest.mark.parametrize(("key", "is_refused"), [("a", False), ("b", True)])
def test_resources_that_share_a_file_must_sort_it_alike(key, is_refused, tmp_path):
    schema = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]}
    resources = [
        {"name": name, "path": "t.csv", "schema": schema | {"primaryKey": [column]}}
        for name, column in (("t", "a"), ("u", key))
    ]
    descriptor = json.dumps({"name": "p", "resources": resources})
    (tmp_path / "datapackage.json").write_text(descriptor, "utf-8")
    (tmp_path / "t.csv").write_text("a,b\n2,1\n1,2\n", "utf-8")
    if is_refused:
        with pytest.raises(TableError, match=r"t\.csv: resources 't' and 'u' share the file"):
            run(tmp_path)
        assert (tmp_path / "datapackage.json").read_text("utf-8") == descriptor
    else:
        assert run(tmp_path) == ["t.csv", "datapackage.json"]
        assert run(tmp_path) == []


def save_as(path, text, *, encoding="utf-8"):
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))


def list_repairs(package, **known):
    with open_package(package) as opened:
        changes = derive(opened, None, Repairs(**known))
        write_changes(changes)
        return {change.file: [*change.repairs] for change in changes if change.repairs}


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_cells_separated_by_semicolons_or_tabs_are_written_with_commas(full_copy, separator):
    run(full_copy)
    path = full_copy / "data" / "claims.csv"
    before = path.read_bytes()
    rows = csv.reader(io.StringIO(before.decode(), newline=""))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())
    assert [*list_repairs(full_copy)] == ["data/claims.csv"]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("2020/5/2", "", "2020-05-02"),
        ("2020-05-02 00:00:00", "", "2020-05-02"),
        ("5/2/2020", "mdy", "2020-05-02"),
        ("5/2/2020 0:00", "mdy", "2020-05-02"),
        ("02.05.2020", "dmy", "2020-05-02"),
        ("5/2/2020", "", "5/2/2020"),
        ("13/2/2020", "mdy", "13/2/2020"),
        ("31/2/2020", "dmy", "31/2/2020"),
        ("5/2/20", "mdy", "5/2/20"),
        ("2020-05-02 14:30", "", "2020-05-02 14:30"),
    ],
)
def test_a_date_is_repaired_only_if_its_order_is_known(full_copy, cell, order, day):
    old = "2020-05-02,2020-05-03,within"
    path = edit(full_copy, "statements", old, f"{cell},2020-05-03,within")
    done = list_repairs(full_copy, dates=order)
    assert f",{day},2020-05-03,within" in path.read_text("utf-8")
    wanted = {} if day == cell else {"data/statements.csv": [f"date_earliest: {cell} -> {day}"]}
    assert {file: [line.partition(" ")[2] for line in lines] for file, lines in done.items()} == (
        wanted
    )


def test_booleans_of_a_spreadsheet_are_repaired_in_columns_of_that_type_only(full_copy):
    schema = json.loads((full_copy / "schemas/places.schema.json").read_text("utf-8"))
    schema["fields"].append({"name": "is_disputed", "type": "boolean"})
    schema["fields"].append({"name": "label", "type": "string"})
    edit_json(
        full_copy / "datapackage.json",
        lambda d: next(r for r in d["resources"] if r["name"] == "places").update(schema=schema),
    )
    path = full_copy / "data" / "places.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    marked = [f"{row},FALSE,FALSE" for row in rows]
    path.write_text("\n".join([f"{header},is_disputed,label", *marked, ""]), "utf-8")
    done = list_repairs(full_copy)["data/places.csv"]
    assert len(done) == len(rows)
    assert done[0].endswith(" is_disputed: FALSE -> false")
    assert path.read_text("utf-8").count(",false,FALSE\n") == len(rows)


def test_another_encoding_is_read_only_if_it_is_stated(full_copy):
    run(full_copy)
    path = edit(full_copy, "claims", "Group A did", "Señor – Group A did")
    run(full_copy)
    after = path.read_bytes()
    save_as(path, after.decode(), encoding="windows-1252")
    with pytest.raises(TableError, match="UTF-8"):
        list_repairs(full_copy)
    for unknown in ("klingon", "utf-16"):
        with pytest.raises(TableError):
            list_repairs(full_copy, encoding=unknown)
    done = list_repairs(full_copy, encoding="windows-1252")
    assert [*done] == ["data/claims.csv"]
    assert path.read_bytes() == after


def test_blank_rows_of_a_spreadsheet_are_dropped(full_copy):
    run(full_copy)
    path = full_copy / "data" / "claims.csv"
    before = path.read_bytes()
    header = before.split(b"\n")[0].count(b",")
    path.write_bytes(before + b"," * header + b"\r\n\r\n")
    run(full_copy)
    assert path.read_bytes() == before


def test_each_repair_is_printed_and_check_writes_nothing(full_copy):
    run(full_copy)
    path = edit(full_copy, "statements", "2020-05-02,", "5/2/2020,")
    before = path.read_bytes()
    checked = command("derive", str(full_copy), "--dates", "mdy", "--check")
    assert (checked.returncode, path.read_bytes()) == (1, before)
    assert "date_earliest: 5/2/2020 -> 2020-05-02" in checked.stdout
    assert command("derive", str(full_copy), "--dates", "mdy").returncode == 0
    assert command("derive", str(full_copy), "--dates", "ymd").returncode == 2
