"""Tables as DataFrames."""

import json

import pandas as pd
import pytest
from support.editing import add_flag

import eventclaims


def test_columns_have_the_types_of_the_schema(full_copy):
    tables = eventclaims.load(add_flag(full_copy))
    assert str(tables["events"]["date_earliest"].dtype).startswith("datetime64")
    assert str(tables["events"]["is_disputed"].dtype) == "boolean"
    assert str(tables["evidence"]["start"].dtype) == "Int64"
    assert str(tables["places"]["latitude"].dtype) == "Float64"
    assert str(tables["events"]["date"].dtype) == "string"


def test_an_empty_cell_is_missing_in_every_type(full):
    tables = eventclaims.load(full)
    assert pd.isna(tables["events"].loc[0, "date_earliest"])
    assert pd.isna(tables["figures"].loc[2, "maximum"])
    assert pd.isna(tables["places"].loc[0, "latitude"])
    assert pd.isna(tables["claims"].loc[0, "condition"])


def test_rows_and_columns_keep_the_order_of_the_file(full):
    claims = eventclaims.load(full)["claims"]
    assert claims["claim_id"].tolist() == ["CLM-0001", "CLM-0002", "CLM-0003", "CLM-0004"]
    assert claims.columns[0] == "claim_id"


def test_a_table_without_rows_has_its_columns_and_types(minimal):
    figures = eventclaims.load(minimal)["figures"]
    assert len(figures) == 0
    assert str(figures["minimum"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("table", "old", "new", "field"),
    [
        ("claims", "EVT-0001,,,", "EVT-0001,,soon,", "deadline"),
        ("events", ",,2020-05-02,", ",no,2020-05-02,", "date_earliest"),
        ("evidence", "EVD-0001", "EVD-0001", None),
    ],
)
def test_a_cell_of_another_type_is_an_error_that_names_the_column(
    minimal_copy, table, old, new, field
):
    path = minimal_copy / "data" / f"{table}.csv"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    if field is None:
        assert len(eventclaims.load(minimal_copy)[table]) == 4
    else:
        with pytest.raises(eventclaims.EventClaimsError, match=rf"{table}\.csv: {field}"):
            eventclaims.load(minimal_copy)


def test_a_missing_file_is_an_error(minimal_copy):
    (minimal_copy / "data" / "claims.csv").unlink()
    with pytest.raises(eventclaims.EventClaimsError, match=r"data/claims\.csv: no such file"):
        eventclaims.load(minimal_copy)


def test_only_the_public_names_are_exported():
    assert sorted(eventclaims.__all__) == eventclaims.__all__
    assert all(getattr(eventclaims, name) is not None for name in eventclaims.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = eventclaims.no_such_name


def write(folder, text, fields, dialect=None, **schema):
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields, **schema}}
    if dialect:
        resource["dialect"] = dialect
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}), "utf-8")
    (folder / "t.csv").write_text(text, "utf-8")
    return folder


def name_field(field_type, **properties):
    return {"name": "a", "type": field_type, **properties}


DAY = pd.Timestamp("2031-02-01")
B = {"name": "b", "type": "string"}


@pytest.mark.parametrize(
    ("field", "cells", "values"),
    [
        (name_field("integer"), "1,NA", [1, None]),
        (name_field("integer"), f"{2**53 + 1},NA", [2**53 + 1, None]),
        (name_field("string"), "x,NA", ["x", None]),
        (name_field("integer", missingValues=["-1"]), "1,-1", [1, None]),
        (name_field("integer", bareNumber=False), "7 %,8", [7, 8]),
        (name_field("integer"), f"{'9' * 30},1", [int("9" * 30), 1]),
        (name_field("boolean", trueValues=["1"], falseValues=["0"]), "1,0", [True, False]),
        (name_field("boolean"), "TRUE,false", [True, False]),
        (name_field("number", groupChar="."), "1.000,5", [1000.0, 5.0]),
        (name_field("date", format="%d/%m/%Y"), "01/02/2031,NA", [DAY, None]),
        (name_field("date"), "0001-01-01,9999-12-31", ["0001-01-01", "9999-12-31"]),
    ],
)
def test_a_cell_has_the_value_that_the_schema_gives_it(tmp_path, field, cells, values):
    text = "".join(f"{cell},x\n" for cell in ["a", *cells.split(",")]).replace("a,x", "a,b", 1)
    folder = write(tmp_path, text, [field, B], missingValues=["", "NA"])
    assert not [f for f in eventclaims.validate(folder).findings if f.severity == "error"]
    column = eventclaims.load(folder)["t"]["a"]
    expected = [pd.Timestamp(v) if field["type"] == "date" and v else v for v in values]
    assert [None if pd.isna(value) else value for value in column] == expected


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ({"delimiter": ";"}, "a;b\n1;x\n"),
        ({"delimiter": ","}, "a,b\n1,x\n"),
        ({"header": False}, "1,x\n"),
        ({"skipInitialSpace": True}, "a, b\n1, x\n"),
        ({"commentChar": "#"}, "# note\na,b\n1,x\n"),
    ],
)
def test_a_table_is_read_with_its_dialect(tmp_path, dialect, text):
    folder = write(tmp_path, text, [name_field("integer"), B], dialect)
    assert eventclaims.load(folder)["t"].to_dict("list") == {"a": [1], "b": ["x"]}
