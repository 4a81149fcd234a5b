"""Loaders of a release: what they load is what the CSV says, typed."""

import ast
import csv
import io
import os
import runpy
import shutil
import subprocess

import pandas as pd
import pytest
from support.editions import format_cell, format_rows, make_hard_rows, read, write_package

from eventclaims.release.formats.loaders import make_loaders

# Prints each table of load.R as CSV, its missing cells empty, and its classes before it.
PRINT_IN_R = """
source(commandArgs(TRUE)[1])
write_table <- function(table) {
  cat(vapply(table, function(column) class(column)[1], ""), sep = ",")
  cat("\\n")
  for (name in names(table)) {
    if (is.numeric(table[[name]])) table[[name]] <- sprintf("%.17g", table[[name]])
    if (inherits(table[[name]], "Date")) {
      day <- as.POSIXlt(table[[name]])
      text <- sprintf("%04.0f-%02d-%02d", day$year + 1900, day$mon + 1L, day$mday)
      table[[name]] <- ifelse(is.na(table[[name]]), "", text)
    }
  }
  write.csv(table, row.names = FALSE, na = "", quote = TRUE, fileEncoding = "UTF-8")
}
write_table(tables[[commandArgs(TRUE)[2]]])
"""
R_CLASSES = {"integer": "numeric", "number": "numeric", "boolean": "logical", "date": "Date"}
DTYPES = {
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "string": "string",
    "any": "string",
}
needs_r = pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")


@pytest.fixture
def hard_copy(releases, tmp_path):
    """Give a copy of the release with hard cells, to change."""
    shutil.copytree(releases["hard"][1], tmp_path / "copy")
    return tmp_path / "copy"


def load(folder):
    return runpy.run_path(str(folder / "load.py"))["load_release"]()


def tell_frame(frame):
    read = frame.astype("object").where(frame.notna(), "")
    for name, dtype in frame.dtypes.items():
        if str(dtype).startswith("datetime"):
            read[name] = [day.date().isoformat() if day else "" for day in read[name]]
        elif str(dtype) == "boolean":
            read[name] = [str(cell).lower() for cell in read[name]]
    return [tuple(map(str, row)) for row in read.itertuples(index=False)]


def test_load_py_loads_what_the_csv_says(made):
    release_input, folder = made
    tables = load(folder)
    assert list(tables) == [table.name for table in release_input.sheets]
    for table in release_input.sheets:
        assert tell_frame(tables[table.name]) == format_rows(table)


def test_load_py_has_types_codes_keys_and_titles(made):
    release_input, folder = made
    tables = load(folder)
    for table in release_input.tables:
        frame = tables[table.name]
        assert frame.attrs["key"] == list(table.key)
        for field in table.schema["fields"]:
            read = frame[field["name"]]
            assert frame.attrs["labels"][field["name"]] == field.get("title", field["name"])
            if str(read.dtype) == "category":
                codes = list(release_input.get_labels(field.get("codelist", "")))
                assert list(read.cat.categories) == (codes or field["constraints"]["enum"])
            else:
                assert str(read.dtype) == DTYPES[field["type"]]


# Four rows: closed bounds, open start, open end, both open.
BOUNDS = pd.DataFrame(
    {
        "date_earliest": pd.to_datetime(["2021-06-01", None, "2021-06-01", None]),
        "date_latest": pd.to_datetime(["2021-06-30", "2021-06-30", None, None]),
    }
)


FILTERS = [
    ("certainly_before", "2021-06-30", [0, 1]),
    ("certainly_before", "2021-06-29", []),
    ("possibly_before", "2021-06-01", [0, 1, 2, 3]),
    ("possibly_before", "2021-05-31", [1, 3]),
    ("certainly_after", "2021-06-01", [0, 2]),
    ("certainly_after", "2021-06-02", []),
    ("possibly_after", "2021-06-30", [0, 1, 2, 3]),
    ("possibly_after", "2021-07-01", [2, 3]),
]


@pytest.mark.parametrize(("name", "day", "rows"), FILTERS)
def test_date_filters_treat_an_empty_bound_as_open(releases, name, day, rows):
    loader = releases["full"][1] / "load.py"
    select = runpy.run_path(str(loader))[name]
    assert list(select(BOUNDS, day).index) == rows
    renamed = BOUNDS.rename(columns=lambda column: column.replace("date", "published"))
    assert list(select(renamed, day, "published").index) == rows
    with pytest.raises(KeyError, match="no column"):
        select(renamed, day)


@needs_r
def test_date_filters_in_r_select_the_same_rows(releases):
    script = (
        f"source('{releases['full'][1] / 'load.R'}'); frame <- data.frame("
        "date_earliest = as.Date(c('2021-06-01', NA, '2021-06-01', NA)), "
        "date_latest = as.Date(c('2021-06-30', '2021-06-30', NA, NA))); "
    )
    script += " ".join(f"cat(rownames({name}(frame, '{day}')), '\\n');" for name, day, _ in FILTERS)
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, check=True)  # noqa: S607 - R of the machine
    found = [[int(row) - 1 for row in line.split()] for line in done.stdout.splitlines()]
    assert found == [rows for _, _, rows in FILTERS]


@pytest.mark.parametrize("day", ["2021", "01/02/2021", "31/12/2021"])
def test_date_filters_refuse_a_day_that_is_not_iso_8601(releases, day):
    loader = releases["full"][1] / "load.py"
    with pytest.raises(ValueError, match=day):
        runpy.run_path(str(loader))["certainly_before"](BOUNDS, day)
    if shutil.which("Rscript"):
        frame = "data.frame(date_latest = Sys.Date())"
        script = f"source('{loader.with_name('load.R')}'); certainly_before({frame}, '{day}')"
        done = subprocess.run(["Rscript", "-e", script], capture_output=True, check=False)  # noqa: S607 - R of the machine
        assert done.returncode != 0
        assert day in done.stderr.decode()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("hard_id,text", "text,hard_id", "columns are not those"),
        ("HRD-0002", "HRD-0001", "not unique"),
        ("threat", "menace", "listed: a cell is not a valid code"),
        ("9999-12-31", "9999-12-32", "day: a cell is not a valid date"),
        ("34.61581", "34,61581", "number: a cell is not a valid number"),
    ],
)
def test_load_py_stops_at_a_file_that_is_not_as_it_knows_it(hard_copy, old, new, problem):
    path = hard_copy / "data" / "hard.csv"
    new = f'"{new}"' if "34," in new else new
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8", newline="")
    with pytest.raises(ValueError, match=problem):
        load(hard_copy)


@needs_r
@pytest.mark.parametrize(("name", "table_name"), [("full", "events"), ("hard", "hard")])
def test_load_r_loads_what_the_csv_says(releases, tmp_path, name, table_name):
    release_input, folder = releases[name]
    (tmp_path / "print.R").write_text(PRINT_IN_R, "utf-8")
    done = subprocess.run(
        ["Rscript", tmp_path / "print.R", folder / "load.R", table_name],  # noqa: S607 - R of the machine
        capture_output=True,
        check=True,
        env=os.environ | {"LC_ALL": "C.UTF-8", "TZ": "Asia/Baghdad"},
    )
    classes, content = done.stdout.decode().split("\n", 1)
    table = release_input.get_table(table_name)
    assert classes.split(",") == [
        "factor" if is_coded(field) else R_CLASSES.get(field["type"], "character")
        for field in table.schema["fields"]
    ]
    header, *rows = csv.reader(io.StringIO(content, newline=""))
    assert header == list(table.columns)
    assert [tell_r(row, table) for row in rows] == format_rows(table)


def is_coded(field):
    return "codelist" in field or "enum" in field.get("constraints", {})


def tell_r(row, table):
    fields = table.schema["fields"]
    cells = [
        "" if cell == "NA" and is_number(field) else cell
        for cell, field in zip(row, fields, strict=True)
    ]
    return tuple(
        format_cell(cell.lower() if field["type"] == "boolean" else cell, field)
        for cell, field in zip(cells, fields, strict=True)
    )


def is_number(field):
    return field["type"] in ("integer", "number")


@needs_r
def test_load_r_stops_at_a_file_that_is_not_as_it_knows_it(hard_copy):
    path = hard_copy / "data" / "hard.csv"
    path.write_text(path.read_text("utf-8").replace("threat", "menace"), "utf-8", newline="")
    done = subprocess.run(
        ["Rscript", hard_copy / "load.R"],  # noqa: S607 - R of the machine
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"listed: a cell is not a valid code" in done.stderr


def test_a_name_that_would_end_a_docstring_is_no_code_in_load_py(tmp_path):
    name = 'x""" + open("/") + \\'
    package = write_package(tmp_path / "package", {"hard": make_hard_rows()}, name=name)
    (_, file) = make_loaders(read(package), ())
    assert "open(" not in ast.unparse(ast.Module(ast.parse(file.content).body[1:], []))
    assert ast.get_docstring(ast.parse(file.content)).startswith(
        "Load every table and view of x___ + open(_"
    )
