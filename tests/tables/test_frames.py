"""Tables as DataFrames."""

import pandas as pd
import pytest

import eventclaims


def test_columns_have_the_types_of_the_schema(full):
    tables = eventclaims.load(full)
    assert str(tables["events"]["date_earliest"].dtype).startswith("datetime64")
    assert str(tables["events"]["is_aggregate"].dtype) == "boolean"
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
        ("events", ",false,", ",no,", "is_aggregate"),
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
