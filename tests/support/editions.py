"""Inputs of releases: that of a package, and one whose cells are hard to keep."""

import json
from pathlib import Path

from eventclaims.package.opening import open_package
from eventclaims.release.formats.excel import make_excel
from eventclaims.release.formats.loaders import make_loaders
from eventclaims.release.formats.parquet import make_parquet
from eventclaims.release.formats.sqlite import make_sqlite
from eventclaims.release.formats.stata import make_stata
from eventclaims.release.release_input import read_release_input
from eventclaims.release.tables import make_view_tables
from eventclaims.tables.canonical import format_table

EPOCH = 1_700_000_000
FORMATS = (make_view_tables, make_parquet, make_sqlite, make_stata, make_excel, make_loaders)
HARD_TEXTS = (
    *("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-1+1", "'quoted", '"double", comma; semicolon'),
    *(
        "line\nbreak",
        "tab\there",
        "😀 👩‍👩‍👧 emoji",
        "مرحبا بالعالم",
        "e\u0301 is not é",
        "\u200fמשהו\u200e",
    ),
    *("x" * 300, "ü" * 3000, "😀" * 10_000, "  outer space  ", "bell \x07 and \x1f", "_x0041_"),
    *("NA", "NULL", "nan", "true", "0001", "1e5", "2020-01-01", "Robert'); DROP TABLE hard; --"),
    *("<b>&amp;</b>", "C:\\Users\\n", "`local' ${HOME} $x", "%s {0}", "\u2028", "#DIV/0!", "."),
)
HARD_NUMBERS = ("0", "-0.25", "34.61581", "1e300", "2.5e-300", "0.1", "-180", "90.0")
HARD_INTEGERS = ("0", "-1", "9007199254740991", "2147483621", "127")
HARD_DAYS = ("0100-01-01", "9999-12-31", "1582-10-10", "1900-02-28", "1960-01-01", "2024-02-29")
FIELDS = (
    {"name": "hard_id", "type": "string", "constraints": {"required": True}},
    {"name": "text", "type": "string", "title": 'Text, "hard"', "description": "Line\nbreak -- */"},
    {"name": "code", "type": "string", "constraints": {"enum": ["b", "a", "if_"]}},
    {"name": "listed", "type": "string", "codelist": "claim_type", "title": "Größe 😀"},
    {"name": "end", "type": "integer"},
    {"name": "number", "type": "number"},
    {"name": "truth", "type": "boolean"},
    {"name": "day", "type": "date"},
    {"name": "nothing", "type": "string"},
    {"name": "no_day", "type": "date"},
    {"name": "no_number", "type": "integer"},
    {"name": "no_code", "type": "string", "codelist": "claim_type"},
    {"name": "no_truth", "type": "boolean"},
    {"name": "parent", "type": "string"},
)


def make_hard_rows():
    """Return rows of which each cell is hard to keep in some format."""

    def choose(values, number):
        return ("", *values)[number % (len(values) + 1)]

    return [
        dict.fromkeys((field["name"] for field in FIELDS), "")
        | {
            "hard_id": f"HRD-{number:04d}",
            "text": choose(HARD_TEXTS, number),
            "code": choose(("a", "b", "if_"), number),
            "listed": choose(("threat", "report", "denial"), number),
            "end": choose(HARD_INTEGERS, number),
            "number": choose(HARD_NUMBERS, number),
            "truth": choose(("true", "false"), number),
            "day": choose(HARD_DAYS, number),
            "parent": f"HRD-{max(number - 1, 0):04d}",
        }
        for number in range(len(HARD_TEXTS) + 1)
    ]


def write_package(folder, tables, fields=FIELDS, **descriptor):
    """Write a package of tables with the same columns, keyed by the first; return its folder."""
    key = [fields[0]["name"]]
    schema = {"fields": list(fields), "primaryKey": key}
    if "parent" in {field["name"] for field in fields}:
        target = {"resource": "", "fields": key}
        schema["foreignKeys"] = [{"fields": ["parent"], "reference": target}]
    resources = []
    for number, (name, rows) in enumerate(tables.items()):
        path = f"data/{name}.csv" if name.isidentifier() else f"data/table-{number}.csv"
        resources.append({"name": name, "path": path, "schema": schema})
        content = format_table([field["name"] for field in fields], rows, key)
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content.encode())
    facts = {"name": "hard", "title": "Härte <1>", "version": "1.2.3"} | descriptor
    content = json.dumps(facts | {"resources": resources}, ensure_ascii=False)
    (folder / "datapackage.json").write_text(content, "utf-8")
    return folder


def read(package: Path):
    """Return the release input of a package."""
    with open_package(package) as opened:
        return read_release_input(opened, epoch=EPOCH)


def make_formats(release_input):
    """Return the files of every format by their paths."""
    return {file.path: file for make in FORMATS for file in make(release_input, ())}


def release(package: Path, folder: Path):
    """Write what the formats make of a package, and its tables; return its release input."""
    release_input = read(package)
    files = {path: file.content for path, file in make_formats(release_input).items()}
    for table in release_input.tables:
        files[table.file] = format_table(table.columns, table.rows, table.key).encode()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return release_input


def format_cell(cell, field):
    """Return a cell of a CSV as every format should contain it: numbers as Python prints them."""
    if not cell or field["type"] not in ("integer", "number"):
        return cell
    return str(int(cell)) if field["type"] == "integer" else repr(float(cell))


def format_rows(table):
    """Return the rows of a table as every format should contain them."""
    fields = table.schema["fields"]
    return [tuple(format_cell(row[field["name"]], field) for field in fields) for row in table.rows]
