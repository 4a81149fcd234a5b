"""Changes to packages on disk: to the rows of a table, to the descriptor."""

import json

from eventclaims.tables import canonical as canonical_m
from eventclaims.tables import records


def change(package, table, edit):
    path = package / "data" / f"{table}.csv"
    header, rows = records.read_rows(path)
    key = json.loads((package / "schemas" / f"{table}.schema.json").read_text("utf-8"))[
        "primaryKey"
    ]
    path.write_text(canonical_m.format_table(header, edit(rows), key), "utf-8")


def add_flag(package):
    """Add an own column of truth values to the events, true in the first row."""
    field = {
        "name": "is_disputed",
        "type": "boolean",
        "trueValues": ["true"],
        "falseValues": ["false"],
    }
    edit_json(
        package / "schemas" / "events.schema.json", lambda schema: schema["fields"].append(field)
    )
    path = package / "data" / "events.csv"
    header, rows = records.read_rows(path)
    for number, row in enumerate(rows):
        row["is_disputed"] = "false" if number else "true"
    path.write_text(canonical_m.format_table([*header, "is_disputed"], rows, ["event_id"]), "utf-8")
    return package


def set_version(package, version):
    edit_json(package / "datapackage.json", lambda descriptor: descriptor.update(version=version))


def edit_json(path, edit):
    value = json.loads(path.read_text("utf-8"))
    edit(value)
    path.write_text(json.dumps(value), "utf-8")
