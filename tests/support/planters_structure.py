"""Planters of the rules of structure."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

from eventclaims.package import standard
from eventclaims.tables.canonical import format_record
from support.drafts import Draft
from support.planters_bytes import UNREAD, pick_table
from support.planting import (
    Planter,
    choose,
    edit_bytes,
    edit_header,
    edit_records,
    get_resource,
    name,
    vouch,
)

DESCRIPTOR = "datapackage.json"
# Tables whose first column alone is the key, and whose last one may be empty.
WITH_OPEN_END = ("actors", "sources", "events", "statements", "claims", "actor_relations")


OF_ANOTHER_TYPE = (
    *(("claims", "deadline", "soon"), ("places", "latitude", "north"), ("figures", "minimum", "x")),
    ("actor_relations", "valid_until", "2020-02-30"),
    *(("sources", "text_length", "1.5"), ("statements", "date_latest", "then")),
)
AGAINST_CONSTRAINTS = (
    *(
        ("statements", "channel", "pigeon"),
        ("actors", "country", "Iraq"),
        ("places", "latitude", "91"),
    ),
    *(("sources", "source_type", "rumour"), ("discrepancies", "status", "")),
    *(("figures", "maximum", "-1"), ("retired", "version", "2"), ("events", "title", "")),
)
TO_NOWHERE = (
    ("statements", "place_id", "PLC-9998"),
    *(("figures", "source_id", "SRC-9998"), ("places", "part_of", "PLC-9998")),
    *(("claim_links", "to_claim_id", "CLM-9998"), ("adjudications", "source_id", "SRC-9998")),
)


def break_profile(draft: Draft, chance: random.Random) -> str:
    part = chance.choice(["title", "licenses", "contributors", "version"])
    draft.descriptor[part] = {"title": "", "version": "one"}.get(part, [])
    return DESCRIPTOR


def leave_table_out(draft: Draft, _chance: random.Random) -> str:
    draft.descriptor["resources"].remove(get_resource(draft, "places"))
    return DESCRIPTOR


def lose_file(draft: Draft, chance: random.Random) -> str:
    table = pick_table(draft, chance)
    draft.edits.append(lambda package: (package / f"data/{table}.csv").unlink())
    return f"data/{table}.csv"


def edit_schema(draft: Draft, table: str, change) -> str:
    file = f"schemas/{table}.schema.json"

    def edit(package: Path) -> None:
        schema = json.loads((package / file).read_text("utf-8"))
        change(schema)
        (package / file).write_text(json.dumps(schema), "utf-8")

    draft.edits.append(edit)
    return file


def add_code_to_list_only(draft: Draft, chance: random.Random) -> str:
    """Add a code to a code list, but not to the enums of the schemas."""
    name = chance.choice(sorted(standard.load_codelists()))
    file = f"schemas/codelists/{name}.csv"

    def edit(package: Path) -> None:
        with (package / file).open("a", encoding="utf-8") as codes:
            codes.write("added,Added,A code of this package.,active,\n")

    draft.edits.append(edit)
    return file


def loosen_schema(draft: Draft, chance: random.Random) -> str:
    table = pick_table(draft, chance)

    def change(schema: dict) -> None:
        fields = [field for field in schema["fields"] if field.get("constraints")]
        if chance.random() < 0.3:
            schema["missingValues"] = ["", "-"]
        else:
            del chance.choice(fields)["constraints"]

    return edit_schema(draft, table, change)


def break_what_others_read(draft: Draft, chance: random.Random) -> str:
    pairs = (("places", "statements"), ("actors", "claims"), ("claims", "figures"))
    table, reader = chance.choice(pairs)
    edit_bytes(draft, table, lambda content: content + b"\0")
    return f"data/{reader}.csv"


def state_hash(draft: Draft, chance: random.Random) -> str:
    table = pick_table(draft, chance)
    get_resource(draft, table)["hash"] = f"sha256:{chance.getrandbits(256):064x}"
    return f"data/{table}.csv"


def state_bytes(draft: Draft, chance: random.Random) -> str:
    table = pick_table(draft, chance)
    get_resource(draft, table)["bytes"] = chance.randrange(20)
    return f"data/{table}.csv"


def change_labels(change):
    """Return a planter that changes the header of a table, given a number of a column."""

    def plant(draft: Draft, chance: random.Random) -> str:
        table = pick_table(draft, chance)
        place = chance.randrange(1, len(draft.rows[table][0]))
        return edit_header(draft, table, lambda labels: change(labels, place))

    return plant


def change_columns(change):
    """Return a planter that changes every record of a table, the header with them."""

    def plant(draft: Draft, chance: random.Random) -> str:
        def edit(records: list[str]) -> None:
            rows = list(csv.reader(records))
            records[:] = [format_record(change(row)) for row in rows]

        return edit_records(draft, pick_table(draft, chance), edit)

    return plant


def put_label(label: str | None):
    def change(labels: list[str], place: int) -> None:
        labels[place] = labels[0] if label is None else label

    return change


def change_row_end(change):
    """Return a planter that changes the end of a row of a table that may end empty."""

    def plant(draft: Draft, chance: random.Random) -> str:
        table = chance.choice(WITH_OPEN_END)
        rows = [row for row in draft.rows[table] if "\n" not in format_record([*row.values()])[:-1]]
        record = name(table, chance.choice(rows))

        def edit(records: list[str]) -> None:
            number = next(n for n, raw in enumerate(records) if raw.startswith(f"{record},"))
            records[number] = change(records[number])

        edit_records(draft, table, edit)
        return record

    return plant


def drop_last_cell(raw: str) -> str:
    cells = next(csv.reader([raw]))
    return format_record(cells[:-1])


def insert_blank_row(draft: Draft, chance: random.Random) -> str:
    share = chance.random()

    def edit(records: list[str]) -> None:
        records.insert(1 + int(share * (len(records) - 1)), "\n")

    return edit_records(draft, pick_table(draft, chance), edit)


def set_cell(*cells: tuple[str, str, str]):
    """Return a planter that sets a cell: one of some tables, columns and values."""

    def plant(draft: Draft, chance: random.Random) -> str:
        table, column, value = chance.choice(cells)
        row = choose(draft, chance, table)
        row[column] = value
        return name(table, row)

    return plant


def repeat_text_name(draft: Draft, chance: random.Random) -> str:
    one, two = sorted(chance.sample(sorted(draft.texts), 2))
    draft.get("sources", two)["text_name"] = draft.get("sources", one)["text_name"]
    return two


def repeat_row(draft: Draft, chance: random.Random) -> str:
    tables = ["figures", "claim_links", "adjudications", "retired", "corrections", "codelists"]
    table = chance.choice([*tables, "event_participants", "crosswalks"])
    row = dict(choose(draft, chance, table))
    draft.rows[table].append(row)
    return name(table, row)


def add_unreadable_type(draft: Draft, chance: random.Random) -> str:
    resource = dict(draft.descriptor["resources"][0]) | {"name": "more", "path": "data/more.csv"}
    resource["schema"] = {"fields": [{"name": "note", "type": chance.choice(["prose", "code"])}]}
    draft.descriptor["resources"].append(resource)
    draft.edits.append(lambda package: (package / "data/more.csv").write_bytes(b"note\nA\n"))
    return DESCRIPTOR


def repeat_unique_key(draft: Draft, chance: random.Random) -> str:
    if chance.random() < 0.5:
        row = dict(choose(draft, chance, "evidence"))
        return draft.add("evidence", **row | {"evidence_id": ""})["evidence_id"]
    row = dict(choose(draft, chance, "actor_names"))
    row |= {"name_id": "", "name_type": "handle"}
    record = draft.add("actor_names", **row)["name_id"]
    vouch(draft, chance, "actor_names", record, row["source_id"])
    return record


def leave_categories(draft: Draft, chance: random.Random) -> str:
    table, column, odd = chance.choice([("actors", "country", "QQQ"), ("places", "country", "QQQ")])
    categories = sorted({row[column] for row in draft.rows[table]} - {""})
    row = choose(draft, chance, table)
    row[column] = odd

    def change(schema: dict) -> None:
        field = next(field for field in schema["fields"] if field["name"] == column)
        field["categories"] = categories

    edit_schema(draft, table, change)
    return name(table, row)


PLANTERS = (
    Planter("profile", break_profile),
    # What the table held is still referred to, and a reference to it cannot be followed.
    Planter("missing-table", leave_table_out, ("not-checked", "evidence-dangling")),
    Planter("missing-file", lose_file, UNREAD),
    Planter("schema-departs", loosen_schema),
    Planter("code-list", add_code_to_list_only),
    # Other tables may read it, too.
    Planter("not-checked", break_what_others_read, ("nul-byte", "not-checked")),
    Planter("hash-count", state_hash),
    Planter("byte-count", state_bytes),
    # Each row then lacks a cell of the schema, or has one more.
    Planter("missing-label", change_columns(lambda row: row[:-1]), (*UNREAD, "missing-cell")),
    Planter("extra-label", change_columns(lambda row: [*row, "more"]), (*UNREAD, "extra-cell")),
    Planter("incorrect-label", change_labels(put_label("other")), UNREAD),
    Planter("duplicate-label", change_labels(put_label(None)), UNREAD),
    Planter("blank-label", change_labels(put_label("")), UNREAD),
    # Rows of a ragged table are not held against the texts; a blank one has no key, either.
    Planter("blank-row", insert_blank_row, (*UNREAD, "primary-key")),
    Planter("missing-cell", change_row_end(drop_last_cell), UNREAD),
    Planter("extra-cell", change_row_end(lambda raw: raw[:-1] + ",more\n"), UNREAD),
    Planter("type-error", set_cell(*OF_ANOTHER_TYPE)),
    Planter("constraint-error", set_cell(*AGAINST_CONSTRAINTS)),
    Planter("unique-error", repeat_text_name),
    Planter("primary-key", repeat_row),
    Planter("foreign-key", set_cell(*TO_NOWHERE)),
    Planter("structure", add_unreadable_type),
    Planter("unique-key", repeat_unique_key),
    Planter("category", leave_categories),
)
